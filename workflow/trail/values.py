"""Numbers that a manuscript may cite: each a named thing with the ids behind it."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from num2words import num2words


class Material(NamedTuple):
    """What one document is written from.

    document: its name; config: the study's
    tables: the validated input tables by name; interviews: rows of the document's interview sets, nobody withdrawn
    codings: as `coding.join_codings` returns them
    papers: {paper: {"categories", "condensates", "theme_matrix"}} of the papers it draws on
    """

    document: str
    config: dict
    tables: dict[str, pd.DataFrame]
    interviews: pd.DataFrame
    codings: pd.DataFrame
    papers: dict[str, dict[str, pd.DataFrame]]


class Value(NamedTuple):
    """One number: name (without the document), value, what it counts, the filter, and the ids it rests on."""

    name: str
    value: int | str
    what: str
    filter: dict
    interviews: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def sets_of(document: str, config: dict) -> list[str]:
    """Return the interview sets of a document in the order of the config: a paper's own, for others all."""
    own = config["papers"].get(document, {}).get("interview_sets", config["interview_sets"])
    return [name for name in config["interview_sets"] if name in own]


def papers_of(document: str, config: dict) -> list[str]:
    """Return the papers a document draws on: itself if it is one, else all."""
    return [document] if document in config["papers"] else list(config["papers"])


def is_paired(material: Material) -> bool:
    """Return whether the document is a paper over pairs: the same people interviewed in each of its sets."""
    return bool(material.config["papers"].get(material.document, {}).get("paired"))


def analysed(material: Material) -> pd.DataFrame:
    """Return the interviews a document analyses: of a paired paper, those of people interviewed in each of its sets."""
    rows = material.interviews
    if not is_paired(material):
        return rows
    waves = rows.groupby("participant_id")["interview_set"].nunique()
    return rows[rows["participant_id"].isin(waves[waves == len(sets_of(material.document, material.config))].index)]


def interviewed(material: Material) -> Iterable[Value]:
    """People and interviews, in all and by interview set."""
    rows, sets = material.interviews, sets_of(material.document, material.config)
    where = {"interview_sets": sets} | ({"paired": True} if is_paired(material) else {})
    yield _people("participants", analysed(material), "people interviewed", where)
    yield _interviews("interviews", analysed(material), "interviews", where)
    for name in sets:
        of_set, where = rows[rows["interview_set"] == name], {"interview_sets": [name]}
        yield _people(f"participants.{name}", of_set, f"people interviewed in {name}", where)
        yield _interviews(f"interviews.{name}", of_set, f"interviews of {name}", where)


def followed_up(material: Material) -> Iterable[Value]:
    """Who came back: pairs, and people lost, for each set that follows another."""
    for name in sets_of(material.document, material.config):
        first = material.config["interview_sets"][name].get("follows")
        if first not in sets_of(material.document, material.config):
            continue
        rows = material.interviews[material.interviews["interview_set"].isin([first, name])]
        before = set(rows.loc[rows["interview_set"] == first, "participant_id"])
        after = set(rows.loc[rows["interview_set"] == name, "participant_id"])
        pairs = rows[rows["participant_id"].isin(before & after)]
        lost = rows[rows["participant_id"].isin(before - after)]
        where = {"interview_sets": [first, name]}
        yield _people(f"pairs.{name}", pairs, f"people interviewed in both {first} and {name}", where)
        yield _people(f"lost.{name}", lost, f"people of {first} not interviewed again in {name}", where)


def windows(material: Material) -> Iterable[Value]:
    """The window of each interview set in days after support, as the config declares it."""
    for name in sets_of(material.document, material.config):
        window = material.config["interview_sets"][name].get("window_days")
        if window:
            text = f"{window[0]}–{window[1]}"
            yield Value(f"window.{name}", text, f"days after support, window of {name}", {"interview_sets": [name]})


def recruited(material: Material) -> Iterable[Value]:
    """People approached and declined, by interview set, where the study recorded it."""
    rows = material.tables["recruitment"]
    sets = sets_of(material.document, material.config)
    for row in rows[rows["interview_set"].isin(sets)].to_dict("records"):
        for what in ("approached", "declined"):
            if str(row[what]).isdigit():
                where = {"interview_sets": [row["interview_set"]]}
                yield Value(f"{what}.{row['interview_set']}", int(row[what]), f"people {what}", where)


def coded(material: Material) -> Iterable[Value]:
    """Meaning units and codings that count, in all, by interview set and by code group."""
    papers = list(material.papers)
    counted = material.codings[material.codings["counts"] & material.codings["paper"].isin(papers)]
    yield _units("units", counted, "meaning units", {"papers": papers})
    pairs = counted.drop_duplicates(["unit_id", "code_group_id", "subgroup_id"])
    yield Value("codings", len(pairs), "codings of meaning units", {"papers": papers}, *_ids(pairs))
    if material.document in material.config["papers"]:
        for level in ("code_group_id", "subgroup_id"):
            for name, rows in counted[counted[level] != ""].groupby(level):
                yield _units(f"units.{name}", rows, f"meaning units under {name}", {level: name})
                yield _people(f"participants.{name}", rows, f"people with a unit under {name}", {level: name})


def themed(material: Material) -> Iterable[Value]:
    """Categories, subgroups and code groups; people and units under each category."""
    papers = list(material.papers)
    yield Value("papers", len(papers), "papers", {"papers": papers})
    for what in ("code_group_id", "subgroup_id"):
        counted = material.codings[material.codings["counts"] & material.codings["paper"].isin(papers)]
        names = counted[[what, "paper"]].drop_duplicates()
        plural = what.removesuffix("_id") + "s"
        number = int((names[what] != "").sum())
        yield Value(plural, number, plural.replace("_", " "), {"papers": papers})
    for what in ("categories", "condensates"):
        number = sum(len(tables[what]) for tables in material.papers.values())
        yield Value(what, number, what, {"papers": papers})
    if material.document not in material.config["papers"]:
        return
    matrix = material.papers[material.document]["theme_matrix"]
    for name, rows in matrix.groupby("category_id"):
        units = rows.assign(unit_id=rows["unit_ids"].str.split(";")).explode("unit_id")
        if name not in set(material.codings["code_group_id"]):  # a code group shown as a category is counted above
            yield _units(f"units.{name}", units, f"meaning units under {name}", {"category_id": name})
            yield _people(f"participants.{name}", rows, f"people with a unit under {name}", {"category_id": name})


def written(material: Material) -> Iterable[Value]:
    """The work behind it: analysts, code book versions, decisions, memos of themes, quotes."""
    papers = list(material.papers)
    tables, where = material.tables, {"papers": papers}
    own = {name: tables[name][tables[name]["paper"].isin(papers)] for name in ("codebook_versions", "quotes")}
    themes = tables["preliminary_themes"]
    themes = themes[themes["paper"].isin(papers)]
    yield Value("analysts", len(tables["analysts"]), "analysts", {})
    yield Value("codebook_versions", len(own["codebook_versions"]), "code book versions", where)
    yield Value("preliminary_themes", len(themes), "preliminary themes", where)
    yield Value("decisions", len(tables["decisions"]), "decisions recorded", {})
    yield Value("quotes", len(own["quotes"]), "quotes chosen", where)


# A number that a text needs is one more function here.
VALUES = (interviewed, followed_up, windows, recruited, coded, themed, written)


def values(material: Material) -> tuple[dict, dict]:
    """Return (values, evidence) of one document.

    values: {"<document>.<name>": {value, text, words (of whole numbers, by language), what, function, filter}}
    evidence: {"<document>.<name>": {interviews, units}}, internal ids, for the closed zone
    """
    found, evidence = {}, {}
    for function in VALUES:
        for value in function(material):
            name = f"{material.document}.{value.name}"
            found[name] = {
                "value": value.value,
                "text": str(value.value),
                "what": value.what,
                "function": f"values.{function.__name__}",
                "filter": value.filter,
            }
            if isinstance(value.value, int):
                found[name]["words"] = number_words(value.value)
            evidence[name] = {"interviews": list(value.interviews), "units": list(value.units)}
    return found, evidence


def number_words(number: int) -> dict[str, str]:
    """Return a whole number in words, by language of the documents: en, nb."""
    return {"en": num2words(number, lang="en"), "nb": num2words(number, lang="no")}


def _people(name: str, rows: pd.DataFrame, what: str, where: dict) -> Value:
    return Value(name, rows["participant_id"].nunique(), what, where, tuple(sorted(set(rows["interview_id"]))))


def _interviews(name: str, rows: pd.DataFrame, what: str, where: dict) -> Value:
    return Value(name, rows["interview_id"].nunique(), what, where, tuple(sorted(set(rows["interview_id"]))))


def _units(name: str, rows: pd.DataFrame, what: str, where: dict) -> Value:
    return Value(name, rows["unit_id"].nunique(), what, where, *_ids(rows))


def _ids(rows: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(sorted(set(rows["interview_id"]))), tuple(sorted(set(rows["unit_id"])))
