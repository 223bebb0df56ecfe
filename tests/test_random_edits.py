"""Whatever a hand slips into a sound study, `trail check` reports it or is rightly silent; it never crashes.

`TRAIL_EDITS=5000 pytest tests/test_random_edits.py` tries as many, each time others.
"""

import functools
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import tiny_study
from tiny_study import DATA
from trail import faults, inspection, study

EXAMPLES = int(os.environ.get("TRAIL_EDITS", "0"))
LIMITS = settings(
    max_examples=EXAMPLES or 12,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes
    suppress_health_check=list(HealthCheck),
)
CELLS = [
    *(
        "",
        "x",
        "²",
        "9" * 5000,
        "-1",
        "1",
        "2020-02-30",
        "nan",
        "\x00",
        "a\nb",
        '"',
        ";",
        "æ" * 300,
        "=1+1",
        "U001;U002",
    ),
    *("CD1@x", "@", "@../x.md", "@memos.md", "Q1", "P01", "VS2018-01", "VS2018", "paper1", "paper2;paper1", "0-0"),
    *("5-1", "1-99999999999", "٣", "data_driven", "*", "missing", "withdrawn", "A1;A2", "../config.yaml", "D001"),
]
SLIPS = st.tuples(
    st.sampled_from(sorted(tiny_study.tables())),
    st.sampled_from(["drop", "repeat", "retype", "retype", "swap", "lose", "rename", "empty", "fill"]),
    st.integers(0, 99),
    st.integers(0, 99),
    st.sampled_from(CELLS),
)
VALUES = st.recursive(
    st.sampled_from([None, True, 0, -1, 3.5, float("nan"), 10**40, "", "x", "paper1", "VS2018", "\x00"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["x", "paper1", "VS2018", "stc"]), inner)
    ),
    max_leaves=3,
)
CONTENTS = [
    *(b"", b"\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00\x00", b"a,b\n", b'"', b"PK\x03\x04", b"---\n", b": [", b"{}"),
    *(b"[]", b"I: Hva?\n", b"\xe5\n", b"1:\n  answer: 3\n", b"- x\n", b"...", b"15: {answer: [1]}\n"),
    "æ,ø;å\t\n".encode("utf-16"),
]
BYTES = st.sampled_from(CONTENTS)


@functools.cache
def files() -> dict[str, bytes]:
    """Return {path within the study: its bytes} of the tiny study, with a notebook and checklists."""
    with tempfile.TemporaryDirectory() as folder:
        tiny_study.write(
            folder, figures=True, files={f"{DATA}/reporting/coreq.yaml": "1:\n  answer: A\n  where: Methods\n"}
        )
        paths = sorted(path for path in Path(folder).rglob("*") if path.is_file() and "_extensions" not in path.parts)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def checked(table_rows: dict | None = None, other: dict[str, bytes | None] | None = None) -> list[faults.Fault]:
    """Return the faults of the tiny study with some tables and files replaced (None: taken away)."""
    new = {
        f"{DATA}/{study.TABLES[name]}": tiny_study.csv_text(rows).encode() for name, rows in (table_rows or {}).items()
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in (files() | new | (other or {})).items():
            if content is not None:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
        return inspection.inspect(folder)


def is_well_said(found: list[faults.Fault]) -> bool:
    inspection.summary(found)
    return all(fault.file and fault.message.strip() and fault.check and fault.level in ("E", "W") for fault in found)


def edited(rows: list[dict], slip: str, at: int, which: int, cell: str) -> list[dict]:
    """Return the rows of a table after one slip of the hand."""
    row, columns = rows[at % len(rows)], list(rows[0])
    column, other = columns[which % len(columns)], columns[(which + 1) % len(columns)]
    if slip in ("lose", "rename"):
        named = {column: f"{column}x"} if slip == "rename" else {}
        return [{named.get(key, key): one[key] for key in one if slip == "rename" or key != column} for one in rows]
    if slip in ("empty", "fill"):
        return [one | {column: "" if slip == "empty" else cell} for one in rows]
    new = {
        "drop": [],
        "repeat": [row, row],
        "retype": [row | {column: cell}],
        "swap": [row | {column: row[other], other: row[column]}],
    }[slip]
    return [*rows[: at % len(rows)], *new, *rows[at % len(rows) + 1 :]]


@LIMITS
@given(st.lists(SLIPS, min_size=1, max_size=6))
def test_slips_in_tables_are_reported_or_silent_but_never_crash(slips):
    tables = {}
    for name, *slip in slips:
        rows = tables.get(name, tiny_study.tables()[name])
        if rows and rows[0]:
            tables[name] = edited(rows, *slip)
    assert is_well_said(checked({name: rows for name, rows in tables.items() if rows and rows[0]}))


@LIMITS
@given(st.lists(st.tuples(st.integers(0, 10**6), st.none() | BYTES | st.binary(max_size=40)), min_size=1, max_size=3))
def test_files_lost_or_overwritten_are_reported_or_silent_but_never_crash(slips):
    paths = sorted(set(files()) - {"config.yaml"})
    assert is_well_said(checked(other={paths[at % len(paths)]: content for at, content in slips}))


@LIMITS
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.binary(min_size=1, max_size=3))
def test_bytes_changed_in_one_file_are_reported_or_silent_but_never_crash(which, at, content):
    paths = sorted(files())
    path = paths[which % len(paths)]
    old = files()[path]
    at %= max(1, len(old))
    assert is_well_said(checked(other={path: old[:at] + content + old[at + len(content) :]}))


def places(thing, above=()):
    """Return the place of every setting within a config."""
    found = [above] if above else []
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    return found + [place for key, inner in pairs for place in places(inner, (*above, key))]


@LIMITS
@given(st.integers(0, 10**6), VALUES)
def test_settings_of_any_type_are_reported_or_silent_but_never_crash(which, value):
    import yaml

    config = yaml.safe_load(files()["config.yaml"])
    every = places(config)
    *above, last = every[which % len(every)]
    inner = config
    for key in above:
        inner = inner[key]
    inner[last] = value
    assert is_well_said(checked(other={"config.yaml": yaml.safe_dump(config).encode()}))


def test_notebook_that_is_none_is_a_fault_and_its_figures_are_not_missed():
    found = checked(other={"notebooks/paper1.ipynb": b"\x00" + files()["notebooks/paper1.ipynb"][1:]})
    assert [(fault.file, fault.check) for fault in found if fault.check != "checklist_incomplete"] == [
        ("notebooks/paper1.ipynb", "unreadable_notebook")
    ]


def test_version_that_is_no_number_is_a_bad_cell_and_no_crash():
    for name in ("codebook", "subgroups", "condensates", "codebook_versions"):
        rows = tiny_study.tables()[name]
        assert is_well_said(checked({name: [rows[0] | {"version": "x"}, *rows[1:]]}))


def test_misnamed_optional_column_is_told_once():
    rows = [
        {("code_groupid" if key == "code_group_id" else key): row[key] for key in row}
        for row in tiny_study.tables()["codings"]
    ]
    found = [(fault.file, fault.check, fault.level) for fault in checked({"codings": rows})]
    assert found.count(("coding/codings.csv", "unused_column", "E")) == 1
