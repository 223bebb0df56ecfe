"""What each figure shows, in a sentence or two with its numbers: alt text written from the table it draws.

Cells are texts as the door let them through: a number, something coarser (`<5`), or empty.
"""

import re
from collections.abc import Iterable

import pandas as pd

from trail.tables import split_list

IN_ALL = "In all"
SINGULAR = {
    "people": "person",
    "interviews": "interview",
    "units": "unit",
    "subgroups": "subgroup",
    "code groups": "code group",
    "pairs": "pair",
}


def records(table: pd.DataFrame) -> list[dict[str, str]]:
    """Return a table's rows as dicts of texts; a missing cell is empty."""
    return table.fillna("").astype(str).to_dict("records")


def number(cell: str) -> int | None:
    """Return the whole number a cell holds, or None for an empty or a coarsened one."""
    return int(cell) if str(cell).isdecimal() else None


def category_column(table: pd.DataFrame) -> str:
    """Return the column that names categories: their headings where these were joined to the table, else the ids."""
    return "category" if "category" in table else "category_id"


def in_order(people: Iterable[str]) -> list[str]:
    """Return people, each once, in the order of their numbers: P2 before P10."""
    return sorted(set(people), key=lambda person: [part.zfill(9) for part in re.split(r"(\d+)", person)])


def counted(cell, what: str) -> str:
    """Return "1 person", "12 people", "<5 people"."""
    return f"{cell} {SINGULAR[what] if str(cell) == '1' else what}"


def interviewed(row: dict[str, str]) -> str:
    """Return "13 people, 13 interviews" for a row of `flow` or `interview_sets`."""
    return f"{counted(row['people'], 'people')}, {counted(row['interviews'], 'interviews')}"


def days(row: dict[str, str]) -> str:
    """Return "day 0–10" for a row of `interview_sets`, or that no window was set."""
    return f"day {row['from day']}–{row['to day']}" if row["to day"] else "no window set"


def participant_flow(flow: pd.DataFrame) -> str:
    """Return the alt text of the flow of participants."""
    parts = []
    for row in records(flow):
        if row["set"] == IN_ALL:
            parts.append(f"In all {interviewed(row)}.")
            continue
        again = (
            f", following {row['follows']} ({row['returned']} came back, {row['lost']} did not)"
            if row["follows"]
            else ""
        )
        parts.append(f"{row['set']} ({row['service']}){again}: {interviewed(row)}.")
    return f"Flow of participants. {' '.join(parts)}"


def interview_windows(interview_sets: pd.DataFrame) -> str:
    """Return the alt text of the interview windows."""
    parts = [
        f"{row['set']} ({row['service']}): {days(row)}, {counted(row['interviews'], 'interviews')}"
        for row in records(interview_sets)
    ]
    return f"When the interviews were held, in days after support. {'; '.join(parts)}."


def code_tree(code_tree: pd.DataFrame) -> str:
    """Return the alt text of the code tree: each code group with its number of subgroups, units and people."""
    rows = records(code_tree)
    groups = [row for row in rows if not row["subgroup"]]
    parts = []
    for group in groups:
        subgroups = sum(bool(row["subgroup"]) and row["code group"] == group["code group"] for row in rows)
        counts = [counted(subgroups, "subgroups")] if subgroups else []
        counts += [counted(group[name], name) for name in ("units", "people") if group.get(name)]
        parts.append(group["code group"] + (f" ({', '.join(counts)})" if counts else ""))
    return f"Code groups and their subgroups. {counted(len(groups), 'code groups')}: {'; '.join(parts)}."


def themes(themes: pd.DataFrame) -> str:
    """Return the alt text of the themes: how many people spoke of each."""
    rows = records(themes)
    of = next((f", of {row['of']} interviewed" for row in rows if row.get("of")), "")
    parts = [f"{row.get('subcategory') or row['category']}: {row['people']}" for row in rows]
    return f"How many people spoke of each category{of}. {'; '.join(parts)}."


def synthesis_map(synthesis: pd.DataFrame) -> str:
    """Return the alt text of the synthesis: of each thread the categories that its claims rest on."""
    parts = []
    for thread in [name for name in synthesis if name not in ("document", "category")]:
        resting = [f"{row['category']} ({row['document']}, {row[thread]})" for row in records(synthesis) if row[thread]]
        parts.append(f"{thread}: {', '.join(resting)}")
    return f"Which categories of which papers each thread of the synthesis rests on, with claims. {'; '.join(parts)}."


def theme_flow(theme_flow: pd.DataFrame) -> str:
    """Return the alt text of the flow of themes: how many things of each level, then each change by its names."""
    rows = records(theme_flow)
    things: dict[str, set[str]] = {}
    changes: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for level, name in ((row["from level"], row["from"]), (row["to level"], row["to"])):
            things.setdefault(level, set()).update([name] if name else [])
        named = row["to"] if row["became"] == "merged" else row["from"]
        changes.setdefault((row["became"], named), []).append(row["from"] if row["became"] == "merged" else row["to"])
    how = {"merged": "{} merged from {}", "split": "{} split into {}", "renamed": "{} renamed {}"}
    how |= dict.fromkeys(("redefined", "dropped", "not carried on"), "{} {}")
    said = [
        how[became].format(name, became if how[became] == "{} {}" else " and ".join(names))
        for became in how
        for (change, name), names in changes.items()
        if change == became
    ]
    counts = ", ".join(f"{level}: {len(names)}" for level, names in things.items() if names)
    return f"What became of the preliminary themes. {counts}. {'; '.join(said)}".rstrip(". ") + "."


def theme_heatmap(theme_matrix: pd.DataFrame) -> str:
    """Return the alt text of the theme × person heat map: its size, and each category with its people and units."""
    name = category_column(theme_matrix)
    parts = []
    for category, rows in theme_matrix.groupby(name, sort=False):
        units = {unit for cell in rows["unit_ids"] for unit in split_list(cell)}
        parts.append(
            f"{category}: {counted(rows['participant_id'].nunique(), 'people')}, {counted(len(units), 'units')}"
        )
    people = counted(theme_matrix["participant_id"].nunique(), "people")
    return f"Meaning units of each person under each category, {people}. {'; '.join(parts)}."


def came_and_went(row: dict[str, str]) -> str:
    """Return "6 code groups: 2 came, 1 went" for a row of `codebook_history`; of the first version only how many."""
    moved = [f"{row[name]} {name}" for name in ("came", "went") if number(row[name])]
    moved = moved if row["came"] != row["code groups"] else moved[1:]
    return counted(row["code groups"], "code groups") + (f": {', '.join(moved)}" if moved else "")


def codebook_history(codebook_history: pd.DataFrame) -> str:
    """Return the alt text of a code book's history: its size at each version, what came and what went."""
    parts = []
    for row in records(codebook_history):
        dated = f" ({row['dated']})" if row.get("dated") else ""
        parts.append(f"version {row['version']}{dated} has {came_and_went(row)}")
    return f"The size of the code book by version. {'; '.join(parts)}."


def co_occurrence(co_occurrence: pd.DataFrame) -> str:
    """Return the alt text of code groups that meet: each pair with its units and interviews, the most units first."""
    name = "code group" if "code group" in co_occurrence else "code_group_id"
    called = dict(zip(co_occurrence["code_group_id"], co_occurrence[name], strict=True))
    order = list(called)
    rows = [
        row
        for row in co_occurrence.to_dict("records")
        if order.index(row["code_group_id"]) < order.index(row["other_id"])
    ]
    rows.sort(key=lambda row: -row["units"])
    parts = [
        f"{called[row['code_group_id']]} and {called[row['other_id']]}: "
        f"{counted(row['units'], 'units')}, {counted(row['interviews'], 'interviews')}"
        for row in rows
    ]
    return f"Code groups that meet in a meaning unit or an interview. {'; '.join(parts)}."


def quote_spread(quotes_by_person: pd.DataFrame) -> str:
    """Return the alt text of how quotes spread: how many are printed of each person."""
    parts = [f"{row['participant_id']}: {row['quotes']}" for row in quotes_by_person.to_dict("records")]
    return f"Printed quotes of each person. {'; '.join(parts)}."
