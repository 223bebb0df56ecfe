"""What changed between two states of a study: units, code book, counts, what may be cited, claims, the door, texts."""

from collections.abc import Iterable

from trail import codebooks, study
from trail.joined_rows import age
from trail.ledger import home_of
from trail.release import STUDY
from trail.schemas import schema
from trail.states import State
from trail.tables import sha256, split_list

LEVELS = {"category_id": "category", "subgroup_id": "subgroup", "code_group_id": "code group"}
CHAIN = ("category", "condensate")
QUOTES = ("quote_original", "quote_translation")


def between(old: State, new: State) -> dict:
    """Return what changed, by kind; a kind that one of the states does not hold is named under `not_compared`.

    Each kind is {came, went, changed} of names, `changed` a {name: what of it} (of settings, values and release
    decisions {name: [before, after]}), besides:
    tables: by file {came, went, changed} numbers of rows, with `ids` of what came where a table has an id of its own
    units: before, after (how many), moved: [{unit_id, was (where it has another id now), interview_id, before, after}],
    recoded: [{unit_id, came, went}] by paper and code
    codebook: versions: [{paper, from, to, groups (as `codebooks.compare`, less those kept)}]
    counts: [{document, level, id, name, units: [before, after], people: [before, after]}]
    claims: `changed` has text: [before, after], `units` and `people` behind it: {came, went, before, after}
    documents: sections
    No words of a transcript are in it; of a manuscript its claims.
    """
    kinds = {
        "settings": (_settings, ("settings",)),
        "tables": (_tables, ("tables",)),
        "interviews": (_interviews, ("tables", "transcripts")),
        "units": (_units, ("units", "codings")),
        "codebook": (_codebook, ("tables",)),
        "counts": (_counts, ("things",)),
        "values": (_values, ("things",)),
        "printed_tables": (_printed_tables, ("things",)),
        "analysis": (_analysis, ("things",)),
        "quotes": (_quotes, ("things",)),
        "claims": (_claims, _claims_held(old, new)),
        "release": (_release, ("door",)),
        "documents": (_documents, ("texts",)),
    }
    found, left = {}, []
    for kind, (differ, parts) in kinds.items():
        if all(getattr(state, part) is not None for state in (old, new) for part in parts):
            found[kind] = differ(old, new)
        else:
            left.append(kind)
    return found | {"not_compared": left}


def compare(old: dict, new: dict) -> dict:
    """Return {came, went, changed: {name: [before, after]}} of two {name: value}, names sorted."""
    return {
        "came": sorted(new.keys() - old.keys()),
        "went": sorted(old.keys() - new.keys()),
        "changed": {name: [old[name], new[name]] for name in sorted(old.keys() & new.keys()) if old[name] != new[name]},
    }


def compare_fields(old: dict[str, dict], new: dict[str, dict]) -> dict:
    """Return {came, went, changed: {name: fields that differ}} of two {name: {field: value}}."""
    found = compare(old, new)
    for name, (before, after) in found["changed"].items():
        fields = dict.fromkeys([*before, *after])
        found["changed"][name] = [field for field in fields if before.get(field) != after.get(field)]
    return found


def _settings(old: State, new: State) -> dict:
    return compare(old.settings, new.settings)


def _tables(old: State, new: State) -> dict:
    """Rows by file; ids only where a row has one of its own: other keys may hold words."""
    found = {}
    for name, file in study.TABLES.items():
        key = schema(name)["x-key"]
        rows = [
            {
                tuple(row[one] for one in key): {field: cell for field, cell in row.items() if field != "row"}
                for row in of
            }
            for of in (state.tables[name].to_dict("records") for state in (old, new))
        ]
        changes = compare(*rows)
        numbers = {what: len(changes[what]) for what in ("came", "went", "changed")}
        ids = [one for (one,) in changes["came"]] if len(key) == 1 and key[0].endswith("_id") else []
        if any(numbers.values()):
            found[file] = numbers | {"ids": ids}
    return found


def _interviews(old: State, new: State) -> dict:
    rows = [
        {
            row["interview_id"]: {
                "participant": row["participant_id"],
                "interview set": row["interview_set"],
                "transcript": state.transcripts.get(row["interview_id"], ""),
            }
            for row in state.tables["interviews"].to_dict("records")
        }
        for state in (old, new)
    ]
    return compare_fields(*rows)


def _units(old: State, new: State) -> dict:
    before, after = _marked(old), _marked(new)
    found = compare(dict.fromkeys(before), dict.fromkeys(after))
    same = {name for name, digest in (new.transcripts or {}).items() if (old.transcripts or {}).get(name) == digest}
    was = _renamed({one: before[one] for one in found["went"]}, {one: after[one] for one in found["came"]}, same)
    pairs = {unit: was.get(unit, unit) for unit in sorted(after) if unit in was or unit in before}
    moved, recoded = [], []
    for unit, earlier in pairs.items():
        row, once = after[unit], before[earlier]
        if row["spans"] != once["spans"] or unit != earlier:
            moved.append(
                {"unit_id": unit, "was": earlier if unit != earlier else "", "interview_id": row["interview_id"]}
                | {"before": _spans(once), "after": _spans(row)}
            )
        if row["codes"] != once["codes"]:
            came, went = (sorted(row["codes"] - once["codes"]), sorted(once["codes"] - row["codes"]))
            recoded.append({"unit_id": unit, "came": came, "went": went})
    return {
        "before": len(before),
        "after": len(after),
        "came": [unit for unit in found["came"] if unit not in was],
        "went": [unit for unit in found["went"] if unit not in was.values()],
        "moved": moved,
        "recoded": recoded,
    }


def _marked(state: State) -> dict[str, dict]:
    """Return {unit_id: interview_id, spans, words (a hash), codes (that count)}."""
    found: dict[str, dict] = {}
    for unit, interview, start, end, text in state.units[
        ["unit_id", "interview_id", "start", "end", "text"]
    ].itertuples(index=False):
        row = found.setdefault(unit, {"interview_id": interview, "spans": [], "words": "", "codes": set()})
        row["spans"].append((int(start), int(end)))
        row["words"] = sha256(f"{row['words']} {' '.join(text.split())}")
    counted = state.codings[state.codings["counts"].astype(bool)]
    for unit, *code in counted[["unit_id", "paper", "code_group_id", "subgroup_id"]].itertuples(index=False):
        if unit in found:
            found[unit]["codes"].add(" ".join(filter(None, code)))
    return found


def _renamed(went: dict[str, dict], came: dict[str, dict], same: set[str]) -> dict[str, str]:
    """Return {id: earlier id} of units that have another id now: those with the same words in their interview, in its
    order, then those that overlap in a transcript that did not change. Ids of imports follow from their place."""
    found: dict[str, str] = {}
    waiting: dict[tuple, list[str]] = {}
    for unit in sorted(went, key=lambda one: went[one]["spans"]):
        waiting.setdefault((went[unit]["interview_id"], went[unit]["words"]), []).append(unit)
    for unit in sorted(came, key=lambda one: came[one]["spans"]):
        if earlier := waiting.get((came[unit]["interview_id"], came[unit]["words"])):
            found[unit] = earlier.pop(0)
    left = {unit: row for unit, row in went.items() if unit not in found.values() and row["interview_id"] in same}
    for unit, row in came.items():
        if unit in found:
            continue
        over = [
            one
            for one, once in left.items()
            if once["interview_id"] == row["interview_id"] and _overlap(row["spans"], once["spans"])
        ]
        if over:
            found[unit] = max(over, key=lambda one: (_overlap(row["spans"], left[one]["spans"]), one))
            left.pop(found[unit])
    return found


def _overlap(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> int:
    return sum(max(0, min(end, last) - max(start, first)) for start, end in some for first, last in others)


def _spans(row: dict) -> str:
    return ";".join(f"{start}-{end}" for start, end in row["spans"])


def _codebook(old: State, new: State) -> dict:
    before, after = (state.tables["codebook"].to_dict("records") for state in (old, new))
    versions, told = [], set()
    for paper in sorted({row["paper"] for row in before} & {row["paper"] for row in after}):
        known = codebooks.versions(after, paper)
        first, last = codebooks.versions(before, paper)[-1], known[-1]
        if first != last and first in known:
            groups = [row for row in codebooks.compare(after, paper, first, last) if row["change"] != "kept"]
            versions.append({"paper": paper, "from": first, "to": last, "groups": groups})
            told |= {(paper, version) for version in known if age(version) > age(first)}
    rows = [
        {
            f"{row['paper']}.{row['code_group_id']}@{row['version']}": {k: v for k, v in row.items() if k != "row"}
            for row in of
            if (row["paper"], row["version"]) not in told
        }
        for of in (before, after)
    ]
    return {"versions": versions} | compare_fields(*rows)


def _counts(old: State, new: State) -> list[dict]:
    before, after = _counted(old), _counted(new)
    names = _names(old) | _names(new)
    found = []
    for document, level, name in sorted(before.keys() | after.keys()):
        pair = [of.get((document, level, name), {}) for of in (before, after)]
        numbers = {what: [of.get(what) for of in pair] for what in ("units", "people")}
        if any(first != last for first, last in numbers.values()):
            row = {"document": document, "level": level, "id": name, "name": names.get((document, name), "")}
            found.append(row | numbers)
    return found


def _counted(state: State) -> dict[tuple[str, str, str], dict]:
    """Return {(document, level, id): {units, people}} of the values that count them; level "document" has no id."""
    found: dict[tuple, dict] = {}
    for document, value, what in _values_of(state):
        if what:
            found.setdefault((document, *what[:2]), {})[what[2]] = value["value"]
    return found


def _values_of(state: State) -> Iterable[tuple[str, dict, tuple]]:
    """Yield (document, value with its name, (level, id, `units` or `people`) of what counts those, else ())."""
    for document, things in state.things.items():
        for name, value in things.get("value", {}).items():
            kind, _, rest = name.removeprefix(f"{document}.").partition(".")
            what = {"units": "units", "participants": "people"}.get(kind, "")
            level = next((level for key, level in LEVELS.items() if value["filter"].get(key) == rest), "")
            level = level or ("document" if not rest else "")
            yield document, value | {"name": name}, (level, rest, what) if what and level else ()


def _names(state: State) -> dict[tuple[str, str], str]:
    return {
        (document, name): thing.get("heading") or thing.get("name") or ""
        for document, things in state.things.items()
        if document != STUDY
        for kind in ("codebook", "category")
        for name, thing in things[kind].items()
    }


def _values(old: State, new: State) -> dict:
    texts = [{one["name"]: one["text"] for _, one, what in _values_of(state) if not what} for state in (old, new)]
    return compare(*texts)


def _printed_tables(old: State, new: State) -> dict:
    tables = [
        {
            f"{document}.{name}": table
            for document, of in state.things.items()
            for name, table in of.get("table", {}).items()
        }
        for state in (old, new)
    ]
    found = compare(*tables)
    for name, (before, after) in found["changed"].items():
        first, last = (list(map(tuple, table["rows"])) for table in (before, after))
        also = [part for part in ("columns", "note") if before[part] != after[part]]
        found["changed"][name] = {
            "rows": len(last),
            "came": sum(row not in set(first) for row in last),
            "went": sum(row not in set(last) for row in first),
            "also": also or (["order"] if sorted(first) == sorted(last) else []),
        }
    return found


def _analysis(old: State, new: State) -> dict:
    """Categories, condensates and subgroups; code groups stand in the code book."""
    things = [
        {
            f"{document}.{name}": thing
            for document, of in state.things.items()
            if document != STUDY
            for kind in (*CHAIN, "codebook")
            for name, thing in of[kind].items()
            if thing["kind"] != "code_group"
        }
        for state in (old, new)
    ]
    return compare_fields(*things)


def _quotes(old: State, new: State) -> dict:
    quotes: list[dict[str, dict]] = [{}, {}]
    for found, state in zip(quotes, (old, new), strict=True):
        for document, of in state.things.items():
            for half in QUOTES:
                for name, quote in of.get(half, {}).items():
                    found.setdefault(f"{document}.{name}", {}).update(quote)
    return compare_fields(*quotes)


def _claims_held(old: State, new: State) -> tuple[str]:
    """Return where claims are read in both states: in the manuscripts, else in what a run printed."""
    return ("claims",) if old.claims is not None and new.claims is not None else ("printed",)


def _claims(old: State, new: State) -> dict:
    (part,) = _claims_held(old, new)
    before, after = ({row["claim_id"]: row for row in getattr(state, part)} for state in (old, new))
    found = compare(dict.fromkeys(before), dict.fromkeys(after))
    for what, of in (("came", after), ("went", before)):
        found[what] = [_shown(of[name]) for name in found[what]]
    for name in sorted(before.keys() & after.keys()):
        row, once = after[name], before[name]
        differs = {what: _evidence(what, once, row, old, new) for what in ("units", "people")}
        differs = {what: found for what, found in differs.items() if found["came"] or found["went"]}
        if row["text"] != once["text"]:
            differs["text"] = [_shown(one)["text"] for one in (once, row)]
        if reworded := [one for one in split_list(row["of"]) if _reworded(row["document"], one, old, new)]:
            differs["reworded"] = reworded
        if differs:
            found["changed"][name] = _shown(row) | differs
    return found


def _shown(row: dict[str, str]) -> dict[str, str]:
    """Return what may be told of a claim: of a quote no words."""
    told = {field: row[field] for field in ("claim_id", "document", "section", "kind", "text", "of")}
    return told | ({"text": ""} if row["kind"] in ("quote", "condensate") else {})


def _evidence(what: str, once: dict, row: dict, old: State, new: State) -> dict:
    """Return {came, went, before, after} of the units or people behind a claim: ids and how many."""
    ids = []
    for state, of in ((old, once), (new, row)):
        names = set(split_list(of.get("units" if what == "units" else "interviews", "")))
        if what == "people" and state.tables is not None:
            people = dict(state.tables["interviews"][["interview_id", "participant_id"]].itertuples(index=False))
            names = {people.get(name, name) for name in names}
        ids.append(names)
    before, after = ids
    return {"came": sorted(after - before), "went": sorted(before - after), "before": len(before), "after": len(after)}


def _reworded(document: str, name: str, old: State, new: State) -> bool:
    """Return whether the category, condensate, code group or quote of this name reads otherwise than it did."""
    if old.things is None or new.things is None:
        return False
    home, own = home_of(document, name, new.things)
    words = ("heading", "text", "name", "definition", "original", "translation")
    texts = []
    for state in (old, new):
        of = state.things.get(home, {})
        things = [of[kind][own] for kind in (*CHAIN, "codebook", *QUOTES) if own in of.get(kind, {})]
        texts.append([[thing.get(word) for word in words] for thing in things])
    return bool(texts[0]) and texts[0] != texts[1]


def _release(old: State, new: State) -> dict:
    before, after = ({":".join(key): state for key, state in of.door.items()} for of in (old, new))
    found = compare(before, after)
    return found | {what: {name: of[name] for name in found[what]} for what, of in (("came", after), ("went", before))}


def _documents(old: State, new: State) -> dict:
    found = compare(old.texts, new.texts)
    found["changed"] = list(found["changed"])
    documents = sorted({document for of in found.values() for document, _ in of})
    return {
        document: {what: [section for one, section in of if one == document] for what, of in found.items()}
        for document in documents
    }
