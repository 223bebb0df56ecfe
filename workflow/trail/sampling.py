"""An auditor's random units, with the sheet to judge and sign: for the closed zone alone."""

import random
from pathlib import Path

import pandas as pd

from trail import study, web_pages
from trail.faults import Fault, Faults
from trail.records import SAMPLES
from trail.tables import read, write, write_text

# The sheet and its CSV; what an auditor fills in stands last.
COLUMNS = ["number", "unit_id", "interview_id", "turns", "paper", "pass", "code_group", "definition", "text", "around"]
JUDGED = ["fits_its_code_group", "context_kept", "remark"]
METHOD = "Python's random.Random(seed).sample(population, n), the population sorted by unit id"


def sample(units: list[str], seed: int, number: int) -> list[str]:
    """Return `number` of the units at random, all where there are fewer, sorted; the same for the same seed."""
    population = sorted(set(units))
    return sorted(random.Random(seed).sample(population, min(number, len(population))))


def sheet(codings: pd.DataFrame, units: pd.DataFrame, turns: pd.DataFrame, codebook: pd.DataFrame, drawn: list[str]):
    """Return one row per drawn unit and code group that it counts under; columns `COLUMNS`, then `JUDGED`, empty.

    codings, units, turns: as in results/closed; codebook: the study's. text: the unit's words, spans parted by […];
    around: the turns it stands in with the one before, a line each, speaker first.
    """
    named = {(row["paper"], row["code_group_id"], row["version"]): row for row in codebook.to_dict("records")}
    numbers = {unit: number for number, unit in enumerate(drawn, start=1)}
    spans, spoken = dict(list(units.groupby("unit_id"))), dict(list(turns.groupby("interview_id")))
    counted = codings[codings["counts"] & codings["unit_id"].isin(drawn)]
    keys = ["unit_id", "paper", "pass", "code_group_id", "codebook_version"]
    rows = []
    for row in counted.drop_duplicates(keys).sort_values(keys).to_dict("records"):
        own = spans[row["unit_id"]].sort_values("start")
        of_interview = spoken[own["interview_id"].iloc[0]].sort_values("turn").to_dict("records")
        at = [
            place
            for place, turn in enumerate(of_interview)
            if ((own["start"] < turn["end"]) & (turn["start"] < own["end"])).any()
        ]
        near = of_interview[max(0, at[0] - 1) : at[-1] + 1] if at else []
        group = named.get((row["paper"], row["code_group_id"], row["codebook_version"]), {})
        rows.append(
            {
                "number": numbers[row["unit_id"]],
                "unit_id": row["unit_id"],
                "interview_id": own["interview_id"].iloc[0],
                "turns": ", ".join(str(of_interview[place]["turn"]) for place in at),
                "paper": row["paper"],
                "pass": row["pass"],
                "code_group": " ".join(filter(None, [row["code_group_id"], group.get("name", "")])),
                "definition": group.get("definition", ""),
                "text": " […] ".join(own["text"]),
                "around": "\n".join(f"{turn['speaker']}: {turn['text']}" for turn in near),
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS).assign(**dict.fromkeys(JUDGED, ""))


def draw(folder: Path, seed: int, number: int) -> tuple[list[Path], str]:
    """Write the sheet of a built study to results/closed/samples as HTML and CSV.

    Returns (the two paths, a sentence with population and method that names no text). Raises Faults where the study
    is not built, and where there is nothing to draw from.
    """
    config, _ = study.find(folder)
    results = Path(folder) / "results"
    if number < 1:
        raise Faults([Fault("trail sample", "--n", "is the number of units to draw: 1 or more.", "no_sample")])
    try:
        codings = read(results / "closed" / "codings.parquet")
        units, turns = (read(results / "closed" / f"{name}.parquet") for name in ("meaning_units", "turns"))
        codebook = read(results / "closed" / "study" / "codebook.csv")
    except FileNotFoundError:
        raise Faults([Fault("results/closed", "", "holds no coding yet: run `make` first.", "not_built")]) from None
    population = sorted(set(codings.loc[codings["counts"], "unit_id"]) & set(units["unit_id"]))
    if not population:
        raise Faults([Fault("coding/codings.csv", "", "no unit has a coding that counts yet.", "no_sample")])
    drawn = sample(population, seed, number)
    rows = sheet(codings, units, turns, codebook, drawn)
    of = f"{len(drawn)} of {len(population)} meaning units with a coding that counts"
    said = f"{of}, seed {seed}: {METHOD}, n = {number}."
    page = web_pages.page(
        "sample.html.j2",
        title=config["study"]["title"],
        invented=config["study"]["invented"],
        rows=rows.to_dict("records"),
        said=said,
        style=web_pages.inline("sample.css"),
    )
    html, table = (results / SAMPLES / f"seed-{seed}-n-{number}.{form}" for form in ("html", "csv"))
    for path in (html, table):
        if path.exists() and path.suffix == ".csv" and _filled_in(path):
            cure = "was filled in already: keep it elsewhere, or take another seed."
            raise Faults([Fault(str(path.relative_to(folder)), "", cure, "sample_kept")])
    write_text(page, html)
    write(rows, table)
    return [html, table], said


def _filled_in(path: Path) -> bool:
    kept = read(path)
    return any(column in kept and (kept[column] != "").any() for column in JUDGED)
