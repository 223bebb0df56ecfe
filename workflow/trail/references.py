"""Every name in the tables leads somewhere, and means one thing."""

from collections.abc import Iterable, Iterator

from trail.faults import did_you_mean
from trail.rows import shown
from trail.schemas import schema
from trail.study import TABLES
from trail.tables import split_list


class Rows(dict):
    """{table: its rows as dicts}, every table of the study; `used` notes which of them were asked for.

    Besides tables: `counted`, the codings that count (`coding.join_codings`), and what `beside.read` gives (or None).

    unread: tables with a fault of their own, so that what is missing from them says nothing
    """

    def __init__(self, tables: dict[str, list[dict[str, str]]], unread: Iterable[str] = ()):
        super().__init__(tables)
        self.unread, self.used = frozenset(unread), set()

    def __getitem__(self, table: str) -> list[dict[str, str]]:
        self.used.add(table)
        return super().__getitem__(table)


Found = Iterator[tuple[str, dict | None, str]]  # table, row (None: the table as a whole), sentence

# Tables whose ids a manuscript or another table may name without saying the table: no two may share one.
_NAMES = (
    "participants",
    "interviews",
    "analysts",
    "preliminary_themes",
    "codebook",
    "meaning_units",
    "subgroups",
    "condensates",
    "categories",
    "interpretations",
    "changes",
    "cross_case",
    "decisions",
    "quotes",
)
_HINTS = 20  # likeness is slow to compute; after so many wrong names of a column the pattern is plain


def dangling_ids(rows: Rows, config: dict) -> Found:
    """A cell names something that is not in the table (or setting of the config) it refers to."""
    for table, column, targets in _references():
        if targets != ["analysts.analyst"]:
            yield from _dangling(rows, config, table, column, targets)


def unknown_analysts(rows: Rows, config: dict) -> Found:
    """Someone interviewed, coded, wrote, translated or checked who is not in analysts.csv."""
    for table, column, targets in _references():
        if targets == ["analysts.analyst"]:
            yield from _dangling(rows, config, table, column, targets)


def _references() -> Iterator[tuple[str, str, list[str]]]:
    for table in TABLES:
        for column, rule in schema(table)["properties"].items():
            if "x-refers" in rule:
                yield table, column, rule["x-refers"]


def _dangling(rows: Rows, config: dict, table: str, column: str, targets: list[str]) -> Found:
    if not rows.unread.isdisjoint((table, *(target.partition(".")[0] for target in targets))):
        return
    known = set().union(*(_known(rows, config, target) for target in targets))
    where = " or ".join(_place(target) for target in targets)
    if not known and (named := next((row[column] for row in rows[table] if row[column]), "")):
        yield table, None, f"names {column} {shown(named)}, but {where} is empty or missing: fill it first."
        return
    hint = _hints(known)
    is_list = schema(table)["properties"][column].get("type") == "array"
    for row in rows[table]:
        for name in split_list(row[column]) if is_list else filter(None, [row[column]]):
            if name not in known:
                yield table, row, f"{subject(table, row, column)}{column} {shown(name)} is not in {where}{hint(name)}."


def _known(rows: Rows, config: dict, target: str) -> set[str]:
    table, _, column = target.partition(".")
    return set(config[column]) if table == "config" else {row[column] for row in rows[table]} - {""}


def _place(target: str) -> str:
    table, _, column = target.partition(".")
    return f"{column} of the config" if table == "config" else TABLES[table]


def _hints(known: Iterable[str]):
    """Return `did_you_mean` among the known, each name looked up once and only so many at all."""
    given: dict[str, str] = {}

    def hint(name: str) -> str:
        if name not in given:
            given[name] = did_you_mean(name, known) if len(given) < _HINTS else ""
        return given[name]

    return hint


def subject(table: str, row: dict, column: str = "") -> str:
    """Return "unit_id U012: ", what a row is about, for the start of a sentence; "" where it has no id of its own."""
    key = schema(table)["x-key"]
    own = key[0] if len(key) == 1 or key[1:] == ["version"] else ""
    return f"{own} {shown(row[own])}: " if own and own != column and row[own] else ""


def ids_reused(rows: Rows, config: dict) -> Found:
    """An id stands for two things: in two tables, or a subgroup's in two papers."""
    first: dict[str, str] = {}
    for table in _NAMES:
        if table in rows.unread:
            continue
        column = next(name for name in schema(table)["x-key"] if name not in ("paper", "version"))
        own: dict[str, dict] = {}  # versions of one thing share its id: its first row stands for it
        for row in rows[table]:
            own.setdefault(row[column], row)
        for name, row in own.items():
            if name in first:
                message = f"{column} {shown(name)} is also an id in {TABLES[first[name]]}: an id names one thing."
                yield table, row, message
        first |= dict.fromkeys(own.keys() - {""}, table)
    papers: dict[str, dict] = {}
    for row in rows["subgroups"]:
        before = papers.setdefault(row["subgroup_id"], row)
        if before["paper"] != row["paper"]:
            message = f"subgroup_id {shown(row['subgroup_id'])} is one of {before['paper']} in row {before['row']}"
            yield "subgroups", row, f"{message}: an id names one thing."


def unknown_code_groups(rows: Rows, config: dict) -> Found:
    """A code group that is not in the code book of its paper, or a coding under a version that does not have it."""
    groups: dict[str, dict[str, list[str]]] = {paper: {} for paper in config["papers"]}
    for row in rows["codebook"]:
        groups.get(row["paper"], {}).setdefault(row["code_group_id"], []).append(row["version"])
    if not rows["codebook"]:
        if any(row["code_group_id"] for row in rows["codings"]):
            yield "codings", None, "names code groups, but coding/codebook.csv has none."
        return
    hints = {paper: _hints(own) for paper, own in groups.items()}
    for table in ("codings", "subgroups", "categories"):
        column = "code_group_ids" if table == "categories" else "code_group_id"
        for row in rows[table]:
            own = groups.get(row["paper"])
            for name in split_list(row[column]) if own is not None else []:
                start = f"{subject(table, row)}code group {shown(name)} is not in"
                if name not in own:
                    yield table, row, f"{start} the code book of {row['paper']}{hints[row['paper']](name)}."
                elif table == "codings" and row["codebook_version"] and row["codebook_version"] not in own[name]:
                    version = f"version {shown(row['codebook_version'])} of the code book of {row['paper']}"
                    yield table, row, f"{start} {version}, only in {_listed(own[name])}."


def unknown_subgroups(rows: Rows, config: dict) -> Found:
    """A coding names a subgroup that is not one of its paper and code group."""
    known: dict[str, list[tuple[str, str]]] = {}
    for row in rows["subgroups"]:
        known.setdefault(row["subgroup_id"], []).append((row["paper"], row["code_group_id"]))
    if not known:
        if any(row["subgroup_id"] for row in rows["codings"]):
            yield "codings", None, "names subgroups, but coding/subgroups.csv has none."
        return
    hint = _hints(known)
    for row in rows["codings"]:
        name, start = row["subgroup_id"], f"unit {shown(row['unit_id'])}: subgroup {shown(row['subgroup_id'])}"
        if name and name not in known:
            yield "codings", row, f"{start} is not in coding/subgroups.csv{hint(name)}."
        elif name and (row["paper"], row["code_group_id"]) not in known[name]:
            divided = " and ".join(f"{shown(group)} of {paper}" for paper, group in known[name])
            named = f"{shown(row['code_group_id'])} of {row['paper']}"
            yield "codings", row, f"{start} divides code group {divided}, but stands under {named}."


def unknown_versions(rows: Rows, config: dict) -> Found:
    """A code book version that codebook_versions.csv (or, where there is none, codebook.csv) does not declare."""
    declared: dict[str, set[str]] = {}
    for row in rows["codebook_versions"] or rows["codebook"]:
        declared.setdefault(row["paper"], set()).add(row["version"])
    if not declared:
        return  # a missing code book is told once
    for table, column in (("codebook", "version"), ("codings", "codebook_version"), ("freezes", "codebook_version")):
        for row in rows[table]:
            own = declared.get(row["paper"], set())
            if row[column] and row["paper"] in config["papers"] and row[column] not in own:
                message = f"version {shown(row[column])} of the code book of {row['paper']} is not declared"
                cure = f"coding/codebook_versions.csv has {_listed(own) or 'none'} for it: add the version there."
                yield table, row, f"{subject(table, row)}{message}. {cure}"


def _listed(versions: Iterable[str]) -> str:
    return ", ".join(sorted(set(versions), key=lambda version: (len(version), version)))


def unknown_condensates(rows: Rows, config: dict) -> Found:
    """A category rests on a condensate, or on a version of one, that does not exist."""
    known = {row["condensate_id"] for row in rows["condensates"]}
    known |= {f"{row['condensate_id']}@{row['version']}" for row in rows["condensates"]}
    hint = _hints(known)
    for row in rows["categories"]:
        for name in split_list(row["condensates"]):
            if name not in known:
                message = f"condensate {shown(name)} is not in coding/condensates.csv{hint(name)}."
                yield "categories", row, f"{subject('categories', row)}{message}"


def unknown_lenses(rows: Rows, config: dict) -> Found:
    """A pass, code group or interpretation under a lens that the config does not give to its paper."""
    places = (("codings", "pass", "data_driven"), ("codebook", "lens", "stc"), ("interpretations", "lens", ""))
    for table, column, always in places:
        for row in rows[table]:
            paper = config["papers"].get(row["paper"])
            known = [always, *(paper["lenses"] if paper else [])]
            if paper and row[column] and row[column] not in known:
                what = f"{always}, nor a lens" if always else "a lens"
                message = f"{column} {shown(row[column])} is not {what} of {row['paper']} in the config"
                yield table, row, f"{subject(table, row)}{message}{did_you_mean(row[column], known)}."


def unknown_facets(rows: Rows, config: dict) -> Found:
    """A facet, or a value of one, that the config does not give to its paper."""
    for row in rows["facets"]:
        facets = config["papers"].get(row["paper"], {}).get("facets")
        if facets is None or not row["facet"]:
            continue
        start, values = f"unit {shown(row['unit_id'])}: ", facets.get(row["facet"], [])
        if row["facet"] not in facets:
            message = f"facet {shown(row['facet'])} is not one of {row['paper']} in the config"
            yield "facets", row, f"{start}{message}{did_you_mean(row['facet'], facets)}."
        elif values and row["value"] not in values:
            message = f"value {shown(row['value'])} is not one of the facet {row['facet']}: {', '.join(values)}"
            yield "facets", row, f"{start}{message}{did_you_mean(row['value'], values)}."


def unknown_released(rows: Rows, config: dict) -> Found:
    """A release decision on something that the document does not have, or for a document not in the config."""
    ids = {
        "quote_original": ("quotes", "quote_id"),
        "quote_translation": ("quotes", "quote_id"),
        "category": ("categories", "category_id"),
        "condensate": ("condensates", "condensate_id"),
        "decisions": ("decisions", "decision_id"),
    }
    of_study = ("codebook", "decisions", "reporting")
    for row in rows["release"]:
        documents = [*config["documents"], *(["study"] if row["kind"] in of_study else [])]
        if row["document"] not in documents:
            hint = did_you_mean(row["document"], documents)
            yield "release", row, f"document {shown(row['document'])} is not in documents of the config{hint}."
        if row["id"] != "*" and row["kind"] in ids:
            table, column = ids[row["kind"]]
            paper = row["document"] if row["document"] in config["papers"] else None
            known = {one[column] for one in rows[table] if not paper or one.get("paper", paper) == paper}
            if row["id"] not in known:
                of = f" for {paper}" if paper else ""
                hint = did_you_mean(row["id"], known)
                yield "release", row, f"{row['kind']} {shown(row['id'])} is not in {TABLES[table]}{of}{hint}."
