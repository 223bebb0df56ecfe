"""Numbers that a manuscript may cite: each a named thing with the ids behind it."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd
from num2words import num2words

from trail import agreement
from trail.coding import DATA_DRIVEN
from trail.material import Material, analysed, is_paired, sets_of
from trail.matrices import categories_below
from trail.tables import as_dicts, split_list

MODES = {"in_person": "in person", "video": "video", "phone": "telephone"}


class Value(NamedTuple):
    """One number: name (without the document), value, what it counts, the filter, and the ids it rests on."""

    name: str
    value: int | str
    what: str
    filter: dict
    interviews: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def interviewed(material: Material) -> Iterable[Value]:
    """People and interviews, in all and by interview set."""
    document, config, rows = material.document, material.config, material.interviews
    sets, own = sets_of(document, config), analysed(document, rows, config)
    where = {"interview_sets": sets} | ({"paired": True} if is_paired(document, config) else {})
    yield _people("participants", own, "people interviewed", where)
    yield _interviews("interviews", own, "interviews", where)
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


def held(material: Material) -> Iterable[Value]:
    """How the interviews were held: by which means, how long, how many were recorded, in how many guide versions.

    Minutes stand as a range of whole tens, so that the shortest and the longest interview are nobody's.
    """
    rows = analysed(material.document, material.interviews, material.config)
    where = {"interview_sets": sets_of(material.document, material.config)}
    modes = [words for mode, words in MODES.items() if mode in set(rows["mode"])]
    minutes = [int(cell) for cell in rows["minutes"] if cell.isdecimal()]
    if modes:
        yield Value("modes", ", ".join(modes), "how interviews were held", where)
    if minutes:
        text = f"{min(minutes) // 10 * 10}–{(max(minutes) // 10 + 1) * 10}"
        yield Value("minutes", text, "minutes of an interview, in whole tens", where)
    if len(rows):
        yield _interviews("recorded", rows[rows["recorded"] == "yes"], "interviews recorded", where)
        yield Value("guides", len(set(rows["guide"]) - {""}), "versions of the interview guide", where)


def recruited(material: Material) -> Iterable[Value]:
    """People approached and declined, by interview set, where the study recorded it."""
    rows = material.tables["recruitment"]
    sets = sets_of(material.document, material.config)
    for row in as_dicts(rows[rows["interview_set"].isin(sets)]):
        for what in ("approached", "declined"):
            if row[what].isdecimal():
                where = {"interview_sets": [row["interview_set"]]}
                yield Value(f"{what}.{row['interview_set']}", int(row[what]), f"people {what}", where)


def coded(material: Material) -> Iterable[Value]:
    """Meaning units and codings of the data-driven pass; of a paper units and people by code group and subgroup.

    Theory lenses are read over the same units later, so they do not add to the totals.
    """
    where = {"papers": list(material.papers), "pass": DATA_DRIVEN}
    counted = material.codings[material.codings["counts"]]
    first = counted[counted["pass"] == DATA_DRIVEN]
    yield _units("units", first, "meaning units", where)
    pairs = first.drop_duplicates(["paper", "unit_id", "code_group_id", "subgroup_id"])
    yield Value("codings", len(pairs), "codings of meaning units", where, *_ids(pairs))
    if material.document not in material.config["papers"]:
        return
    of_paper = material.papers[material.document]
    for level, names in (("code_group_id", of_paper["code_groups"]), ("subgroup_id", of_paper["subgroups"])):
        under = _gathered(zip(*(counted[column] for column in (level, *_WHO)), strict=True))
        for name in names[level]:
            yield from _under(name, under.get(name, _NOBODY), {level: name})


def themed(material: Material) -> Iterable[Value]:
    """Categories with subcategories, condensates, subgroups and code groups; people and units under each category."""
    papers = list(material.papers)
    where = {"papers": papers}
    categories = material.tables["categories"]
    categories = categories[categories["paper"].isin(papers)]
    groups = [material.papers[paper]["data_driven_groups"] for paper in papers]
    subgroups = [material.papers[paper]["data_driven_subgroups"] for paper in papers]
    condensates = [of_paper["condensates"] for of_paper in material.papers.values()]
    yield Value("papers", len(papers), "papers", where)
    yield Value("code_groups", sum(map(len, groups)), "code groups", where)
    yield Value("subgroups", sum(map(len, subgroups)), "subgroups", where)
    yield Value("condensates", sum(map(len, condensates)), "condensates", where)
    yield Value("categories", int((categories["parent"] == "").sum()), "categories", where)
    yield Value("subcategories", int((categories["parent"] != "").sum()), "subcategories", where)
    if material.document not in papers:
        return
    of_paper = material.papers[material.document]
    matrix = of_paper["theme_matrix"]
    cells = zip(*(matrix[column] for column in ("category_id", "unit_ids", *_WHO[1:])), strict=True)
    under = _gathered((name, unit, *who) for name, ids, *who in cells for unit in split_list(ids))
    for name in categories["category_id"]:
        every = [under.get(one, _NOBODY) for one in (name, *categories_below(name, of_paper["categories"]))]
        joined = tuple(set().union(*parts) for parts in zip(*every, strict=True))
        yield from _under(name, joined, {"category_id": name})


def written(material: Material) -> Iterable[Value]:
    """The work behind it: analysts, code book versions, decisions, memos of themes, quotes."""
    papers = list(material.papers)
    tables, where = material.tables, {"papers": papers}
    own = {name: tables[name][tables[name]["paper"].isin(papers)] for name in ("codebook_versions", "quotes")}
    themes = tables["preliminary_themes"]
    themes = themes[themes["paper"].isin(papers)]
    counted = material.codings[material.codings["counts"] & material.codings["paper"].isin(papers)]
    yield Value("analysts", len(tables["analysts"]), "analysts", {})
    yield Value("coders", len(set(counted["analyst"]) - {""}), "analysts who coded", where)
    yield Value("codebook_versions", len(own["codebook_versions"]), "code book versions", where)
    yield Value("preliminary_themes", len(themes), "preliminary themes", where)
    yield Value("decisions", len(tables["decisions"]), "decisions recorded", {})
    yield Value("quotes", len(own["quotes"]), "quotes chosen", where)


def agreed(material: Material) -> Iterable[Value]:
    """Agreement of analysts by code group, of a paper with `agreement: true` in the config; else none."""
    if not material.config["papers"].get(material.document, {}).get("agreement"):
        return
    for row in agreement.coefficients(material.document, material.codings).to_dict("records"):
        where = {"code_group_id": row["code_group_id"], "pass": DATA_DRIVEN}
        of = f"{row['code_group_id']}, over {row['units']} units that {row['analysts']} analysts coded"
        for name, what in (("alpha", "Krippendorff's alpha"), ("kappa", "Cohen's kappa")):
            if row[name]:
                yield Value(f"{name}.{row['code_group_id']}", row[name], f"{what} of {of}", where)


_WHO = ("unit_id", "interview_id", "participant_id")
_NOBODY: tuple[set, set, set] = (set(), set(), set())


def _gathered(rows: Iterable[tuple[str, str, str, str]]) -> dict[str, tuple[set, set, set]]:
    """Return {name: (units, interviews, people)} of rows (name, unit, interview, person).

    In plain Python: a paper has some forty names, and a selection from a table for each takes longer than all of it.
    """
    found: dict[str, tuple[set, set, set]] = {}
    for name, *who in rows:
        for of_kind, one in zip(found.setdefault(name, (set(), set(), set())), who, strict=True):
            of_kind.add(one)
    return found


def _under(name: str, gathered: tuple[set, ...], where: dict) -> Iterable[Value]:
    units, interviews, people = gathered
    held_in = tuple(sorted(interviews))
    yield Value(f"units.{name}", len(units), f"meaning units under {name}", where, held_in, tuple(sorted(units)))
    yield Value(f"participants.{name}", len(people), f"people with a unit under {name}", where, held_in)


# A number that a text needs is one more function here.
VALUES = (interviewed, followed_up, windows, held, recruited, coded, themed, written, agreed)


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


@cache  # the same few numbers, again and again
def number_words(number: int) -> dict[str, str]:
    """Return a whole number in words, by language of the documents: en, nb."""
    norwegian = re.sub(r"\ben (hundre|tusen)\b", r"ett \1", num2words(number, lang="no"))  # neuter, unlike "en million"
    return {"en": num2words(number, lang="en"), "nb": norwegian}


def _people(name: str, rows: pd.DataFrame, what: str, where: dict) -> Value:
    return Value(name, rows["participant_id"].nunique(), what, where, tuple(sorted(set(rows["interview_id"]))))


def _interviews(name: str, rows: pd.DataFrame, what: str, where: dict) -> Value:
    return Value(name, rows["interview_id"].nunique(), what, where, tuple(sorted(set(rows["interview_id"]))))


def _units(name: str, rows: pd.DataFrame, what: str, where: dict) -> Value:
    return Value(name, rows["unit_id"].nunique(), what, where, *_ids(rows))


def _ids(rows: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(sorted(set(rows["interview_id"]))), tuple(sorted(set(rows["unit_id"])))
