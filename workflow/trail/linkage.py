"""The linkage budget: what all printed quotes of one person give away together, over all documents."""

import pandas as pd

from trail.look_again import topics
from trail.tables import split_list

COLUMNS = ["participant_id", "alike", "documents", "labels", "quotes", "words", "mentions", "recognisable_to"]
RANK = ("none", "self", "counterpart", "colleague")  # of release.csv, from least to most


def budget(
    released: dict[str, dict[str, dict]],
    evidence: dict[str, dict[str, dict]],
    tables: dict[str, pd.DataFrame],
    attributes: list[str],
) -> pd.DataFrame:
    """Return one row per person who has a released quote, the most quoted first.

    released: {document: its released quotes.json}; evidence: {document: its candidates' evidence.json}; tables:
    `participants`, `interviews`, `release`; attributes: columns of participants that tables may print
    Columns: participant_id; alike (how many people of the study, this one too, share every attribute that a table
    prints: the fewer, the more a quote adds); documents and labels under which they speak; quotes, with their
    document; words (of originals, else translations); mentions (what the quotes speak of together by which a person
    could be known, as `look_again.topics`); recognisable_to (the most that a reviewer noted for any of them).
    """
    person_of = dict(zip(tables["interviews"]["interview_id"], tables["interviews"]["participant_id"], strict=True))
    noted = {(row["document"], row["id"]): row["recognisable_to"] for row in tables["release"].to_dict("records")}
    people = tables["participants"].set_index("participant_id")[attributes].apply(tuple, axis=1)
    alike = people.map(people.value_counts())
    said: dict[str, list[tuple[str, str, dict]]] = {}
    for document, quotes in released.items():
        for name, quote in quotes.items():
            for person in {person_of[interview] for interview in evidence[document][name]["interviews"]}:
                said.setdefault(person, []).append((document, name, quote))
    rows = []
    for person, quotes in said.items():
        texts = [quote.get("original") or quote["translation"] for _, _, quote in quotes]
        both = "\n".join(
            half for _, _, quote in quotes for half in (quote.get("original"), quote.get("translation")) if half
        )
        notes = [noted.get((document, name)) or "none" for document, name, _ in quotes]
        rows.append(
            {
                "participant_id": person,
                "alike": int(alike[person]),
                "documents": _list(document for document, _, _ in quotes),
                "labels": _list(f"{document}: {quote['label']}" for document, _, quote in quotes),
                "quotes": _list(f"{document}.{name}" for document, name, _ in quotes),
                "words": sum(len(text.split()) for text in texts),
                "mentions": _list(topics(both)),
                "recognisable_to": max(notes, key=RANK.index),
            }
        )
    rows.sort(key=lambda row: (-len(split_list(row["quotes"])), row["participant_id"]))
    return pd.DataFrame(rows, columns=COLUMNS).astype(str)


def _list(names) -> str:
    return ";".join(dict.fromkeys(names))
