"""The chain of an analysis as tables: its steps with a worked example, and what became of each theme and code group."""

import pandas as pd

from trail import lineage
from trail.coding import DATA_DRIVEN
from trail.material import Material, present_interviews
from trail.tables import as_dicts, split_list

STC = ("1 Total impression", "2 Meaning units and code groups", "3 Condensation", "4 Synthesis")
OTHER = ("Reading whole transcripts", "Meaning units and code groups", "", "Categories")


def tables(material: Material) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return ({name: table}, {name: note}) of a paper: `stc_steps` (else `analysis_steps`) and `theme_flow`."""
    paper = material.document
    name = "stc_steps" if material.config["papers"][paper]["method"] == "stc" else "analysis_steps"
    book, names = lineage.versions(material, paper), lineage.names(material, paper)
    links = lineage.links(material, paper, book)
    made = {name: steps(material, links, book, names), "theme_flow": theme_flow(material, links, names)}
    shown = " ".join(made[name]["example"])
    what = "the condensate that speaks for most people in " if "[]{" in shown else ""
    return made, {name: f"Example: {what}the first category, and what it came from."} if shown.strip() else {}


def steps(
    material: Material, links: pd.DataFrame, book: dict[str, list[dict]], names: dict[lineage.Node, str]
) -> pd.DataFrame:
    """Return the steps of a paper's analysis: step, what went in, what came out, example.

    links, book, names: as `lineage.links`, `lineage.versions` and `lineage.names` return them
    Of systematic text condensation the four steps of Malterud (2012); of another method reading, coding and categories,
    for it has no condensation. A step stands here once something has come out of it. The example is one line through
    the chain, chosen by `example`; where it cites a condensate, the released words are put in when it is printed.
    """
    paper, tables = material.document, material.tables
    named = STC if material.config["papers"][paper]["method"] == "stc" else OTHER
    codings = material.codings[material.codings["pass"] == DATA_DRIVEN]
    units, groups = codings.loc[codings["counts"], "unit_id"].nunique(), material.papers[paper]["data_driven_groups"]
    of_paper = {name: tables[name][tables[name]["paper"] == paper] for name in ("preliminary_themes", "readings")}
    subgroups = links[links["to_level"] == lineage.SUBGROUP]
    condensates, categories = (material.papers[paper][name] for name in ("condensates", "categories"))
    themes, transcripts = len(of_paper["preliminary_themes"]), counted(_interviews(material), "transcript")
    written = tables["categories"][tables["categories"]["paper"] == paper]
    came_out = (
        _by_analyst(of_paper["preliminary_themes"], "preliminary theme") if themes else "",
        _coded(codings, units, book) if units else "",
        _joined(counted(len(subgroups), "subgroup"), counted(len(condensates), "condensate")) if named == STC else "",
        _written(material, written) if len(written) else "",
    )
    went_in = (
        _joined(transcripts, _read(material, of_paper["readings"])),
        _joined(transcripts, counted(themes, "preliminary theme")),
        _joined(counted(units, "meaning unit"), counted(len(groups), "code group")),
        counted(len(condensates), "condensate") if len(condensates) else counted(len(groups), "code group"),
    )
    shown = zip(named, went_in, came_out, _worked_example(categories, condensates, links, names), strict=True)
    columns = ["step", "what went in", "what came out", "example"]
    return pd.DataFrame([row for row in shown if row[2]], columns=columns, dtype=str)


def example(categories: pd.DataFrame, condensates: pd.DataFrame) -> tuple[str, str]:
    """Return (category, condensate) that are followed through the steps: of the first category that has a condensate
    the one that speaks for most people, of these the one from most units; without condensates the first category.
    """
    size = {row["condensate_id"]: (int(row["people"]), int(row["units"])) for row in as_dicts(condensates)}
    for category in as_dicts(categories):
        named = [name for name in split_list(category["condensates"]) if name in size]
        if named:
            return category["category_id"], max(named, key=lambda name: size[name])
    return (categories["category_id"].iloc[0], "") if len(categories) else ("", "")


def theme_flow(material: Material, links: pd.DataFrame, names: dict[lineage.Node, str]) -> pd.DataFrame:
    """Return what each preliminary theme, code group and subgroup of a paper became, by the names a reader sees.

    links, names: as `lineage.links` and `lineage.names` return them
    Columns: from level, from, became, to level, to, decision. `became` is the change of the code book; `to` is empty
    where a thing ended. decision: month and public text of what the analysts decided, of all but `new` and `kept`.
    """
    decisions = material.tables["decisions"]
    public = {
        row["decision_id"]: f"{row['decided_on'][:7]}: {row['public_text']}"
        for row in as_dicts(decisions[decisions["public_text"] != ""])
    }
    rows = []
    for row in as_dicts(links):
        ends = [row["from_level"], names.get((row["from_level"], row["from_id"]), "")]
        ends += [row["change"], row["to_level"], names.get((row["to_level"], row["to_id"]), "")]
        decided = [] if row["change"] in ("new", "kept") else split_list(row["decision_id"])
        rows.append([*ends, " ".join(public[name] for name in decided if name in public)])
    columns = ["from level", "from", "became", "to level", "to", "decision"]
    return pd.DataFrame(rows, columns=columns, dtype=str)


def counted(number: int, what: str) -> str:
    """Return "1 category", "6 categories"."""
    many = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what if number == 1 else many}"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part and not part.startswith("0 "))


def _interviews(material: Material) -> int:
    return material.interviews["interview_id"].nunique()


def _by_analyst(rows: pd.DataFrame, what: str) -> str:
    numbers = rows.groupby("analyst").size()
    return f"{counted(len(rows), what)} ({', '.join(f'{name} {number}' for name, number in numbers.items())})"


def _read(material: Material, readings: pd.DataFrame) -> str:
    """Who read how many of the paper's transcripts as wholes before anything was coded."""
    kept = readings["interview_id"].isin(material.interviews["interview_id"]) & (readings["step"] == "total_impression")
    numbers = readings[kept].groupby("analyst")["interview_id"].nunique()
    read = ", ".join(f"{name} {number}" for name, number in numbers.items())
    return f"read as wholes ({read})" if read else ""


def _coded(codings: pd.DataFrame, units: int, book: dict[str, list[dict]]) -> str:
    groups = ", ".join(
        f"{sum(row['change'] != 'dropped' for row in entries)} in version {version or '?'}"
        for version, entries in book.items()
    )
    aside = set(codings.loc[codings["status"] == "set_aside", "unit_id"]) - set(
        codings.loc[codings["counts"], "unit_id"]
    )
    said = _joined(counted(units, "meaning unit"), f"{len(aside)} set aside" if aside else "")
    return f"{said}; code groups: {groups}" if groups else said


def _written(material: Material, written: pd.DataFrame) -> str:
    present = set(present_interviews(material.tables)["interview_id"])
    again = {name for cell in written["validated_against"] for name in split_list(cell)} & present
    held = f"held against {counted(len(again), 'whole transcript')}" if again else ""
    return _joined(counted(len(written), "category"), held)


def _worked_example(
    categories: pd.DataFrame, condensates: pd.DataFrame, links: pd.DataFrame, names: dict[lineage.Node, str]
) -> tuple[str, ...]:
    """The example in the words of each step: themes, the code group and what it came from, condensate, category."""
    category, condensate = example(categories, condensates)
    if not category:
        return ("", "", "", "")
    at = {(lineage.CATEGORY, category)}
    subgroup = dict(zip(condensates["condensate_id"], condensates["subgroup_id"], strict=True)).get(condensate, "")
    if subgroup:
        at = {(lineage.SUBGROUP, subgroup)}
    generations = []
    while at := lineage.before(at, links):
        groups = [names[one] for one in sorted(at) if one[0].startswith("code group")]
        themes = [names[one] for one in sorted(at) if one[0] == lineage.THEME]
        generations.append((groups, themes))
    themes = list(dict.fromkeys(name for _, named in generations for name in named))
    groups = [f"“{'” and “'.join(named)}”" for named, _ in reversed(generations) if named]
    line = " → ".join(name for place, name in enumerate(groups) if place == 0 or name != groups[place - 1])
    words = f'“{names[(lineage.SUBGROUP, subgroup)]}”: []{{.condensate of="{condensate}"}}' if subgroup else ""
    return ("; ".join(themes), line, words, f"“{names[(lineage.CATEGORY, category)]}”")
