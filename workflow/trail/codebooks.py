"""The history of a code book: what came, went and changed between two versions, and what to look at again since."""

from collections.abc import Iterable
from itertools import pairwise

from trail.joined_rows import age
from trail.tables import split_list

CHANGES = ("new", "split", "merged", "renamed", "redefined", "kept", "dropped")
WORDED = ("name", "definition", "include", "exclude")
Row = dict[str, str]


def versions(codebook: Iterable[Row], paper: str) -> list[str]:
    """Return the versions of a paper's code book that list code groups, oldest first."""
    return sorted({row["version"] for row in codebook if row["paper"] == paper}, key=age)


def groups_of(codebook: Iterable[Row], paper: str, version: str) -> dict[str, Row]:
    """Return {code_group_id: its row} of one version, in its order, less the groups that it says were dropped."""
    return {row["code_group_id"]: row for row in _listed(codebook, paper, version) if row["change"] != "dropped"}


def compare(codebook: list[Row], paper: str, before: str, after: str) -> list[Row]:
    """Return what became of the code groups between two versions of a paper's code book: a row for each group.

    codebook: rows of codebook.csv; a change left empty there is read off the names and definitions
    Keys: code_group_id, name, change (of CHANGES; several, ';' between, where versions lie in between), derived_from
    (groups of the older version that it came from), decisions (behind these changes), reworded (those of WORDED that
    differ from the one group it came from). Groups of the newer version, by change and in its order; then those of
    the older one that nothing is left of: `dropped`.
    """
    between = [one for one in versions(codebook, paper) if age(before) <= age(one) <= age(after)]
    old = groups_of(codebook, paper, before)
    came_from = {name: ([name], [], []) for name in old}  # groups of the older version, changes, decisions since
    dropped: dict[str, list[str]] = {name: [] for name in old}
    for earlier, later in pairwise(between):
        came_from = _step(codebook, paper, (earlier, later), came_from, dropped)
    new = groups_of(codebook, paper, after)
    found = []
    for name, row in new.items():
        sources, changes, decisions = came_from[name]
        changes = [one for one in changes if one not in ("kept", "new")] or ["kept"] if sources else ["new"]
        reworded = [part for part in WORDED if len(sources) == 1 and row[part] != old[sources[0]][part]]
        found.append(_result(row, changes, sources, decisions, reworded))
    left = {source for sources, _, _ in came_from.values() for source in sources}
    found += [_result(row, ["dropped"], [], dropped[name], []) for name, row in old.items() if name not in left]
    return sorted(found, key=lambda one: CHANGES.index(split_list(one["change"])[-1]))


def _step(codebook: list[Row], paper: str, pair: tuple[str, str], known: dict, dropped: dict[str, list[str]]) -> dict:
    """Follow the groups over one version; notes in `dropped` which decisions ended a group."""
    earlier, later = (groups_of(codebook, paper, version) for version in pair)
    followed, left = {}, set()
    for name, row in later.items():
        sources = [one for one in dict.fromkeys([*split_list(row["derived_from"]), name]) if one in earlier]
        left.update(sources)
        own = _change(row, [earlier[one] for one in sources])
        lines = [known[one] for one in sources]
        decided = [row["decision_id"]] if own != "kept" and row["decision_id"] else []
        parts = zip(*lines, strict=True) if lines else ([], [], [])
        origins, changes, decisions = (list(dict.fromkeys(one for part in parts_ for one in part)) for parts_ in parts)
        followed[name] = (origins, _once([*changes, own]), _once([*decisions, *decided]))
    for row in _listed(codebook, paper, pair[1]):
        if row["change"] == "dropped" and row["code_group_id"] in set(earlier) - left and row["decision_id"]:
            for origin in known[row["code_group_id"]][0]:
                dropped[origin] = _once([*dropped[origin], row["decision_id"]])
    return followed


def _change(row: Row, sources: list[Row]) -> str:
    """Return what people called the change; where they did not, what names and definitions tell."""
    if row["change"]:
        return row["change"]
    if not sources:
        return "new"
    if len(sources) > 1:
        return "merged"
    differ = [part for part in ("name", "definition") if row[part] != sources[0][part]]
    return {"name": "renamed", "definition": "redefined"}[differ[-1]] if differ else "kept"


def _result(row: Row, changes: list[str], sources: list[str], decisions: list[str], reworded: list[str]) -> Row:
    lists = {"change": changes, "derived_from": sources, "decisions": decisions, "reworded": reworded}
    named = {"code_group_id": row["code_group_id"], "name": row["name"]}
    return named | {key: ";".join(names) for key, names in lists.items()}


def _listed(codebook: Iterable[Row], paper: str, version: str) -> list[Row]:
    return [row for row in codebook if row["paper"] == paper and row["version"] == version]


def _once(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def history(codebook: list[Row], paper: str) -> list[dict]:
    """Return how a paper's code book grew and shrank: one row per version, oldest first.

    Keys: version, code groups, came (groups that the version before did not list), went (groups that it listed and
    this one does not), and the code groups by change: new, split, merged, renamed, redefined, kept; dropped counts
    those of the version before that nothing is left of. All whole numbers but the version.
    """
    rows, last = [], {}
    ordered = versions(codebook, paper)
    for before, version in zip(["", *ordered], ordered, strict=False):
        groups = groups_of(codebook, paper, version)
        changes = ["new"] * len(groups)
        if before:
            changes = [split_list(one["change"])[-1] for one in compare(codebook, paper, before, version)]
        sizes = {"code groups": len(groups), "came": len(groups.keys() - last), "went": len(last.keys() - groups)}
        rows.append({"version": version} | sizes | {name: changes.count(name) for name in CHANGES})
        last = groups
    return rows


def vanished(codebook: list[Row], paper: str) -> list[tuple[Row, str]]:
    """Return (row, version) of each group that the version after its own neither lists, drops, nor made others of.

    Groups made under a theory lens have versions of their own.
    """
    found = []
    lenses: dict[str, list[Row]] = {}
    for row in codebook:
        lenses.setdefault(row["lens"] if row["lens"] != "stc" else "", []).append(row)
    for own in lenses.values():
        for earlier, later in pairwise(versions(own, paper)):
            after = _listed(own, paper, later)
            told = {name for row in after for name in [row["code_group_id"], *split_list(row["derived_from"])]}
            found += [(row, later) for name, row in groups_of(own, paper, earlier).items() if name not in told]
    return found


def with_version_before(codebook: list[Row]) -> list[tuple[Row, Row]]:
    """Return (row, row of the version before) of each code group in the code book, in the order of the file."""
    of_groups: dict[tuple[str, str], list[Row]] = {}
    for row in codebook:
        of_groups.setdefault((row["paper"], row["code_group_id"]), []).append(row)
    pairs = []
    for of_group in of_groups.values():
        pairs += [(row, before) for before, row in pairwise(sorted(of_group, key=lambda one: age(one["version"])))]
    return sorted(pairs, key=lambda pair: int(pair[0]["row"]))


def to_look_at_again(codebook: list[Row], codings: list[Row]) -> list[tuple[Row, list[str]]]:
    """Return (row of the code book that changed a definition, units coded before and not since) of each group.

    codings: rows of codings.csv. A unit that was set aside, or coded anew under that version or a later one, be it
    under another group, has been looked at. Of a group redefined several times the last change stands.
    """
    last: dict[tuple[str, str], Row] = {}
    for row, before in with_version_before(codebook):
        if before["definition"] and row["definition"] != before["definition"] and row["change"] != "dropped":
            known = last.setdefault((row["paper"], row["code_group_id"]), row)
            last[row["paper"], row["code_group_id"]] = max(known, row, key=lambda one: age(one["version"]))
    newest: dict[tuple, int] = {}
    aside = set()
    for row in codings:
        unit = (row["paper"], row["unit_id"], row["pass"])
        newest[unit] = max(newest.get(unit, 0), age(row["codebook_version"]))
        if row["status"] == "set_aside":
            aside.add(unit)
    left: dict[tuple[str, str], set[str]] = {}
    for row in codings:
        group, unit = (row["paper"], row["code_group_id"]), (row["paper"], row["unit_id"], row["pass"])
        if group in last and row["codebook_version"] and unit not in aside:
            if newest[unit] < age(last[group]["version"]):
                left.setdefault(group, set()).add(row["unit_id"])
    return [(last[group], sorted(units)) for group, units in left.items()]
