"""What was said under each value of a facet: meaning units and quotes by category, and by two facets together."""

from itertools import combinations

import pandas as pd

from trail.disclosure import readable
from trail.material import Material
from trail.matrices import cells_under
from trail.tables import as_dicts, split_list

NO_UNIT, FEW, SEVERAL = "no unit", "few", "several"
Members = dict[str, set[str]]  # what a reader sees: the units under it


def tables(material: Material) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return ({name: table}, {name: note}): `category_<facet>` of each facet of a paper, `<facet>_<facet>` of each two.

    One row per cell, in reading order. Columns: the two names (such as category, aspect), units (a number where that
    is safe, else a word: see `safe_numbers`), quotes (each that stands on a unit of the cell, cited as manuscripts do).
    """
    facets = {name: _facet(material, name) for name in material.config["papers"][material.document].get("facets", {})}
    facets = {name: values for name, values in facets.items() if values}
    categories = _categories(material)
    pairs = [("category", categories, name, values) for name, values in facets.items() if categories]
    pairs += [(*one, *other) for one, other in combinations(facets.items(), 2)]
    made = {f"{one}_{other}": _matrix(material, one, rows, other, columns) for one, rows, other, columns in pairs}
    return made, {name: note for name, table in made.items() if (note := _note(material, set(table["units"])))}


def safe_numbers(numbers: list[int], people: list[int], threshold: int) -> list[str]:
    """Return the numbers of a row as they may be printed: the number, "no unit", "few" or "several".

    people: how many stand behind each. Fewer than `threshold` are "few". As the sum of a row is known, as many of the
    other numbers become "several", the smallest first, as leave room for each of the few to be `threshold`.
    """
    few = {place for place, number in enumerate(numbers) if number and people[place] < threshold}
    shown = sorted((number, place) for place, number in enumerate(numbers) if number and place not in few)
    several: set[int] = set()
    while (
        few
        and shown
        and (
            len(few | several) < 2
            or sum(numbers[one] for one in few | several) < threshold * (1 + len(several)) + len(few) - 1
        )
    ):
        several.add(shown.pop(0)[1])
    words = dict.fromkeys(few, FEW) | dict.fromkeys(several, SEVERAL)
    return [words.get(place, str(number or NO_UNIT)) for place, number in enumerate(numbers)]


def _note(material: Material, said: set[str]) -> str:
    people = f"fewer than {material.config['disclosure']['threshold']} people"
    few = f"Few: meaning units of {people}." if FEW in said else ""
    several = "Several: of more people; their number would give away that of the few." if SEVERAL in said else ""
    return " ".join(filter(None, [few, several]))


def _matrix(material: Material, one: str, rows: Members, other: str, columns: Members) -> pd.DataFrame:
    person_of = dict(zip(material.codings["unit_id"], material.codings["participant_id"], strict=True))
    quotes = _quotes(material, set(person_of))
    found = []
    for name, units in rows.items():
        cells = [units & of_value for of_value in columns.values()]
        people = [len({person_of[unit] for unit in cell}) for cell in cells]
        numbers = safe_numbers([len(cell) for cell in cells], people, material.config["disclosure"]["threshold"])
        for value, cell, number in zip(columns, cells, numbers, strict=True):
            cited = " ".join(f'[]{{.quote of="{quote}"}}' for quote, ids in quotes.items() if ids & cell)
            found.append({one: name, other: value, "units": number, "quotes": cited})
    return pd.DataFrame(found, columns=[one, other, "units", "quotes"], dtype=str)


def _categories(material: Material) -> Members:
    """The units of each category of a paper, its subcategories' among them, in reading order."""
    categories, matrix = (material.papers[material.document][name] for name in ("categories", "theme_matrix"))
    headings = categories[["category_id", "heading"]].itertuples(index=False, name=None)
    return {
        heading: {unit for cell in cells_under(name, categories, matrix)["unit_ids"] for unit in split_list(cell)}
        for name, heading in headings
    }


def _facet(material: Material, facet: str) -> Members:
    """The units of each value of a facet that count for the paper: values as the config lists them, else sorted."""
    rows = material.tables["facets"]
    rows = rows[(rows["paper"] == material.document) & (rows["facet"] == facet)]
    counted = set(material.codings.loc[material.codings["counts"], "unit_id"])
    units = {value: set(ids) & counted for value, ids in rows.groupby("value")["unit_id"]}
    values = material.config["papers"][material.document]["facets"][facet] or sorted(units)
    named = {value: readable(value) for value in values}
    return {name[:1].upper() + name[1:]: units.get(value, set()) for value, name in named.items()} if units else {}


def _quotes(material: Material, present: set[str]) -> dict[str, set[str]]:
    """The units of each quote of the paper; not of people who withdrew."""
    rows = material.tables["quotes"]
    rows = rows[rows["paper"] == material.document].sort_values("quote_id")
    found = {row["quote_id"]: set(split_list(row["unit_ids"])) for row in as_dicts(rows)}
    return {name: units for name, units in found.items() if units <= present}
