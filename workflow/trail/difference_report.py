"""What changed between two states of a study, as a person at a terminal reads it: by kind, no words of interviews."""

from collections.abc import Iterator

from trail.tables import split_list

SHOWN = 12  # names in a line, and lines of a kind; --json has them all
WIDTH = 110
HEADINGS = {
    "settings": "Settings",
    "interviews": "Interviews",
    "units": "Meaning units",
    "codebook": "Code book",
    "counts": "Counts",
    "values": "Other numbers",
    "printed_tables": "Tables",
    "analysis": "Categories, condensates, subgroups",
    "quotes": "Quotes",
    "claims": "Claims, and what else the documents cite",
    "release": "Release decisions",
    "documents": "Documents",
    "tables": "Rows of the study's tables",
}
SIGNS = {"came": "+", "went": "−", "changed": "~"}


def words(found: dict) -> str:
    """Return what `differences.between` found as text, each kind of which something changed under its heading."""
    told = []
    for kind, heading in HEADINGS.items():
        lines = list(LINES.get(kind, _named)(found[kind])) if found.get(kind) else []
        if lines:
            more = [f"… and {len(lines) - SHOWN} more (--json)"] if len(lines) > SHOWN + 1 else []
            shown = lines[:SHOWN] if more else lines
            told.append("\n".join([heading, *(f"  {line}" for line in [*shown, *more])]))
    left = [HEADINGS[kind].lower() for kind in found["not_compared"]]
    said = f"Not compared, for one of the two does not hold them: {'; '.join(left)}." if left else ""
    return "\n\n".join(filter(None, [*(told or ["No differences."]), said]))


def _named(found: dict) -> Iterator[str]:
    """Lines of what came and went by name, and of what changed with how."""
    for what in ("came", "went"):
        if found[what]:
            yield f"{SIGNS[what]} {_list(found[what])}"
    for name, how in found["changed"].items():
        yield f"~ {name}: {', '.join(how)}"


def _pairs(found: dict) -> Iterator[str]:
    for what in ("came", "went"):
        if found[what]:
            yield f"{SIGNS[what]} {_list(found[what])}"
    for name, (before, after) in found["changed"].items():
        yield f"~ {name}: {_short(before)} → {_short(after)}"


def _units(found: dict) -> Iterator[str]:
    if found["before"] != found["after"]:
        yield f"{_change(found['before'], found['after'])} in all"
    for what in ("came", "went"):
        if found[what]:
            yield f"{SIGNS[what]} {len(found[what])}: {_list(found[what])}"
    for row in found["moved"]:
        was = f" (was {row['was']})" if row["was"] else ""
        yield f"~ {row['unit_id']}{was} moved in {row['interview_id']}: {row['before']} → {row['after']}"
    for row in found["recoded"]:
        codes = [*(f"+ {one}" for one in row["came"]), *(f"− {one}" for one in row["went"])]
        yield f"~ {row['unit_id']} re-coded: {', '.join(codes)}"


def _codebook(found: dict) -> Iterator[str]:
    for row in found["versions"]:
        yield f"~ {row['paper']}: version {row['from']} → {row['to']}"
        for group in row["groups"]:
            of = [one for one in split_list(group["derived_from"]) if one != group["code_group_id"]]
            yield f"    {group['change']} {group['code_group_id']}{f' of {_list(of)}' if of else ''}"
    yield from _named(found)


def _counts(found: list[dict]) -> Iterator[str]:
    labels = [f"{row['document']}  {row['id']} {_short(row['name'], 50)}".rstrip() for row in found]
    width = max(map(len, labels), default=0)
    for row, label in zip(found, labels, strict=True):
        label = label if row["id"] else f"{row['document']}  in all"
        numbers = [f"{what} {_change(*row[what])}" for what in ("units", "people") if row[what][0] != row[what][1]]
        yield f"~ {label:<{width}}  {'   '.join(numbers)}"


def _tables(found: dict) -> Iterator[str]:
    for name, row in found.items():
        numbers = [f"{SIGNS[what]} {row[what]}" for what in ("came", "went", "changed") if row[what]]
        ids = f"  ({_list(row['ids'])})" if row["ids"] else ""
        yield f"{name}: {', '.join(numbers)}{ids}"


def _printed_tables(found: dict) -> Iterator[str]:
    yield from _named(found | {"changed": {}})
    for name, how in found["changed"].items():
        numbers = [f"{SIGNS[what]} {how[what]}" for what in ("came", "went") if how[what]]
        rows = f"{', '.join(numbers)} of {how['rows']} rows" if numbers else ""
        yield f"~ {name}: {', '.join(filter(None, [rows, *how['also']]))}"


def _claims(found: dict) -> Iterator[str]:
    for what in ("came", "went"):
        for row in found[what]:
            yield f"{SIGNS[what]} {row['claim_id']}  {row['kind']} {row['of']}  {_short(row['text'])}".rstrip()
    for name, row in found["changed"].items():
        told = []
        for what in ("units", "people"):
            if what in row:
                came, went = len(row[what]["came"]), len(row[what]["went"])
                told.append(f"{what} {_change(row[what]['before'], row[what]['after'])} (+{came} −{went})")
        told += [f"{_list(row['reworded'])} reworded"] if "reworded" in row else []
        told += [f"{_short(row['text'][0])} → {_short(row['text'][1])}"] if isinstance(row["text"], list) else []
        shown = "" if isinstance(row["text"], list) else f"  {_short(row['text'], 60)}"
        yield f"~ {name}  {row['kind']}{shown}: {'; '.join(told)}"


def _release(found: dict) -> Iterator[str]:
    for what in ("came", "went"):
        for state in sorted(set(found[what].values())):
            yield f"{SIGNS[what]} {state}: {_list([name for name, one in found[what].items() if one == state])}"
    for pair in sorted(set(map(tuple, found["changed"].values()))):
        of_pair = [name for name, one in found["changed"].items() if tuple(one) == pair]
        yield f"~ {pair[0]} → {pair[1]}: {len(of_pair)}: {_list(of_pair)}"


def _documents(found: dict) -> Iterator[str]:
    for document, sections in found.items():
        for what in ("came", "went", "changed"):
            if sections[what]:
                yield f"{SIGNS[what]} {document}: {_list(sections[what], '; ')}"


LINES = {
    "settings": _pairs,
    "units": _units,
    "codebook": _codebook,
    "counts": _counts,
    "values": _pairs,
    "printed_tables": _printed_tables,
    "claims": _claims,
    "release": _release,
    "documents": _documents,
    "tables": _tables,
}


def _list(names: list, between: str = ", ") -> str:
    more = f"{between}… {len(names) - SHOWN} more" if len(names) > SHOWN + 1 else ""
    return between.join(map(str, names[:SHOWN] if more else names)) + more


def _short(text: str, width: int = 70) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _change(before, after) -> str:
    """Return "34 → 36"; "–" stands for a number that was not there."""
    return f"{'–' if before is None else before} → {'–' if after is None else after}"
