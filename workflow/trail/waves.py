"""What changed for the same person between two interviews.

Only papers that are `paired` have these tables, over the people of their interview sets who have not withdrawn. What is
missing is said in words where it is missing: an interview, a unit, a sentence nobody wrote.
"""

import pandas as pd

from trail.material import sets_of
from trail.matrices import cells_under
from trail.rows import number
from trail.tables import split_list

FEWEST = 3  # people behind a row that speaks across cases: no study may set `disclosure.threshold` lower
PAIR, NO_PAIR = "pair", "no pair"
UNWRITTEN, NOT_COMPARED = "no change written", "not compared"

_PAIRS = ["participant_id", "first_set", "first_interview", "first_day", "first_window"]
_PAIRS += ["second_set", "second_interview", "second_day", "second_window", "days_between", "said"]
_WAVES = ["participant_id", "category_id", "interview_set", "interview_id", "said", "units", "unit_ids"]
_TIMES = ["participant_id", "interview_set", "interview_id", "category_id", "unit_id", "from_percent", "to_percent"]
_CHANGES = ["category_id", "participant_id", "change_id", "before", "after", "change_type"]
_CHANGES += ["before_units", "after_units"]


def depths(config: dict) -> dict[str, int]:
    """Return {interview set: how many sets it follows}: 0 for a first one."""
    sets, found = config["interview_sets"], {}
    for name in sets:
        before, found[name] = sets[name].get("follows"), 0
        while before in sets and found[name] < len(sets):
            found[name], before = found[name] + 1, sets[before].get("follows")
    return found


def waves_of(paper: str, config: dict) -> list[str]:
    """Return the interview sets of a paper, each after the one that it follows."""
    return sorted(sets_of(paper, config), key=depths(config).get)


def pairs(paper: str, config: dict, interviews: pd.DataFrame) -> pd.DataFrame:
    """Return one row per person and step from one interview set to the set that follows it.

    interviews: those of people who have not withdrawn (`material.present_interviews`)
    Columns: participant_id, first_set, first_interview, first_day, first_window, the same of the second, days_between
    (from the one interview to the other), said: `pair`, with a remark where an interview lies outside the window of
    its set, or which interview there is not. Days count from the support. Sorted by person.
    """
    held, names = _held(paper, config, interviews), waves_of(paper, config)
    steps = [(config["interview_sets"][name].get("follows"), name) for name in names]
    rows = []
    for person in _people(held):
        for step in (step for step in steps if step[0] in names):
            cells = [_cells(config, held.get((person, name)), name) for name in step]
            days = [number(day) for _, day, _ in cells]
            missing = [name for name in step if (person, name) not in held]
            outside = [
                name for name, day in zip(step, days, strict=True) if day is not None and _is_outside(config, name, day)
            ]
            between = str(days[1] - days[0]) if None not in days else NO_PAIR if missing else "no day given"
            said = _no_interview(missing) if missing else PAIR
            said += f", outside the window of {' and '.join(outside)}" if outside else ""
            rows.append((person, step[0], *cells[0], step[1], *cells[1], between, said))
    return pd.DataFrame(rows, columns=_PAIRS, dtype=str)


def wave_matrix(
    paper: str, config: dict, interviews: pd.DataFrame, categories: pd.DataFrame, matrix: pd.DataFrame
) -> pd.DataFrame:
    """Return the matrix theme × wave of each person: one row per person, category and interview set.

    categories, matrix: the paper's, as `condensation.categories_of` and `matrices.theme_matrix` return them
    Columns: participant_id, category_id, interview_set, interview_id, said (`3 units`, `no unit in VS2018`, `no
    interview in VS2018`), units, unit_ids (sorted, ';' between). A category holds the units of those below it.
    Sorted by person, category and wave.

    The longitudinal matrix of one case (Grossoehme & Lipstein 2016, doi 10.1186/s13104-016-1954-1).
    """
    held, names = _held(paper, config, interviews), waves_of(paper, config)
    units: dict[tuple[str, str], set[str]] = {}
    for category in categories["category_id"]:
        for cell in cells_under(category, categories, matrix).to_dict("records"):
            units.setdefault((cell["interview_id"], category), set()).update(split_list(cell["unit_ids"]))
    rows = []
    for person in _people(held):
        for category in categories["category_id"]:
            for name in names:
                interview = held.get((person, name), {}).get("interview_id", "")
                own = sorted(units.get((interview, category), ())) if interview else []
                said = _counted(own) if own else f"no unit in {name}" if interview else _no_interview([name])
                rows.append((person, category, name, interview, said, len(own), ";".join(own)))
    return pd.DataFrame(rows, columns=_WAVES).astype({name: str for name in _WAVES if name != "units"})


def change_matrix(paper: str, config: dict, wave_matrix: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the matrix theme × person, from what to what: one row per category and person, or per change of theirs.

    wave_matrix: as the function of that name returns it; changes: the study's `changes.csv`
    Columns: category_id, participant_id, change_id, before, after, change_type, before_units, after_units. Without a
    row in changes.csv the change_id says so, the units are those of the person's wave matrix, and change_type is
    `not compared`, or `no pair` of a person without all interviews. Sorted by category and person.

    The cross-case matrix of two waves (Grossoehme & Lipstein 2016); kinds of change after the questions of Saldaña
    2003.
    """
    names = waves_of(paper, config)
    sides = {"before": names[:-1], "after": names[1:]}
    cells = {(row["category_id"], row["participant_id"], row["interview_set"]): row
             for row in wave_matrix.to_dict("records")}  # fmt: skip
    written: dict[tuple[str, str], list[dict]] = {}
    for row in changes.to_dict("records"):
        written.setdefault((row["category_id"], row["participant_id"]), []).append(row)
    rows = []
    for category in dict.fromkeys(wave_matrix["category_id"]):
        for person in dict.fromkeys(wave_matrix["participant_id"]):
            of_side = {side: [cells[category, person, name] for name in sets] for side, sets in sides.items()}
            whole = all(cell["interview_id"] for of_wave in of_side.values() for cell in of_wave)
            for change in written.get((category, person), [_unwritten(of_side, whole)]):
                filled = {"category_id": category, "participant_id": person}
                filled |= {column: change[column] for column in ("change_id", "change_type")}
                for side, of_wave in of_side.items():
                    missing = _missing(of_wave)
                    filled[f"{side}_units"] = change[f"{side}_units"] or missing or "no unit named"
                    filled[side] = change[side] or missing or "no words written"
                rows.append(filled)
    return pd.DataFrame(rows, columns=_CHANGES, dtype=str)


def timelines(wave_matrix: pd.DataFrame, units: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Return where in an interview each theme is spoken of: one row per category, unit and span of it.

    wave_matrix: as the function of that name returns it; units: one row per span (`meaning_units.parquet`); turns: of
    all interviews. Columns: participant_id, interview_set, interview_id, category_id, unit_id, from_percent, to_percent
    (of the interview, from the first word of its turns to the last). Sorted as the wave matrix is, then by place.
    """
    edges = turns.groupby("interview_id").agg(first=("start", "min"), last=("end", "max")).to_dict("index")
    spans: dict[str, list[tuple[int, int]]] = {}
    for unit, start, end in zip(units["unit_id"], units["start"], units["end"], strict=True):
        spans.setdefault(unit, []).append((start, end))
    rows = []
    for cell in wave_matrix[wave_matrix["units"] > 0].to_dict("records"):
        of_cell = [(span, unit) for unit in split_list(cell["unit_ids"]) for span in spans.get(unit, ())]
        for span, unit in sorted(of_cell):
            edge = edges[cell["interview_id"]]
            places = [round(100 * (at - edge["first"]) / (edge["last"] - edge["first"]), 1) for at in span]
            rows.append((*(cell[name] for name in ("participant_id", "interview_set", "interview_id", "category_id")),
                         unit, *places))  # fmt: skip
    return pd.DataFrame(rows, columns=_TIMES).astype(dict.fromkeys(_TIMES[:5], str) | dict.fromkeys(_TIMES[5:], float))


def _held(paper: str, config: dict, interviews: pd.DataFrame) -> dict[tuple[str, str], dict]:
    """{(participant, interview set): the row of the interview} of a paper's sets."""
    own = interviews[interviews["interview_set"].isin(sets_of(paper, config))]
    return {(row["participant_id"], row["interview_set"]): row for row in own.to_dict("records")}


def _people(held: dict[tuple[str, str], dict]) -> list[str]:
    return sorted({person for person, _ in held})


def _cells(config: dict, interview: dict | None, name: str) -> tuple[str, str, str]:
    """Interview, day and window of one wave of a person."""
    window = config["interview_sets"][name].get("window_days")
    window = f"{window[0]}–{window[1]}" if window else "no window"
    if interview is None:
        return _no_interview([name]), "no interview", window
    return interview["interview_id"], interview["days_after_support"] or "no day given", window


def _is_outside(config: dict, name: str, day: int) -> bool:
    window = config["interview_sets"][name].get("window_days")
    return bool(window) and not window[0] <= day <= window[1]


def _no_interview(names: list[str]) -> str:
    return f"no interview in {' or '.join(names)}"


def _counted(units: list[str]) -> str:
    return "1 unit" if len(units) == 1 else f"{len(units)} units"


def _missing(of_wave: list[dict]) -> str:
    """What is missing at one side of a change, "" where there is a unit."""
    return "" if any(cell["units"] for cell in of_wave) else "; ".join(cell["said"] for cell in of_wave)


def _unwritten(of_side: dict[str, list[dict]], whole: bool) -> dict[str, str]:
    """A row as of changes.csv for what nobody compared: the units that a comparison would start from."""
    row = {"change_id": UNWRITTEN, "change_type": NOT_COMPARED if whole else NO_PAIR}
    for side, of_wave in of_side.items():
        units = [unit for cell in of_wave for unit in split_list(cell["unit_ids"])]
        row |= {side: f"{_counted(units)}, {UNWRITTEN}" if units else "", f"{side}_units": ";".join(units)}
    return row
