import random
import subprocess
import sys
import time

import openpyxl
import pandas as pd
import pytest
from jsonschema import Draft202012Validator

import tiny_study
from tiny_study import DATA, change, csv_text
from trail import schemas, study
from trail.faults import Faults


def refused(folder, config="config.yaml"):
    """Return (place, message) of every fault of a config."""
    with pytest.raises(Faults) as error:
        study.load_config(folder / config)
    assert {fault.file for fault in error.value.faults} == {"config.yaml"}
    return [(fault.place, fault.message) for fault in error.value.faults]


def of_tables(folder):
    """Return (file, place, message, level) of every fault in the files and cells of a study."""
    config, data = study.find(folder)
    return [(fault.file, fault.place, fault.message, fault.level) for fault in study.read_tables(data, config)[1]]


# The config


def test_defaults_are_filled_in(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("study: {title: T, data: data/t}\ninterview_sets: {S1: {}}\npapers: {p: {interview_sets: [S1]}}\n")
    assert study.load_config(path) == {
        "study": {"title": "T", "data": "data/t", "language": "nb", "invented": False, "draft": False},
        "services": {},
        "speakers": {},
        "strict_speakers": False,
        "interview_sets": {"S1": {}},
        "papers": {
            "p": {
                "interview_sets": ["S1"],
                "method": "stc",
                "paired": False,
                "lenses": [],
                "facets": {},
                "agreement": False,
            }
        },
        "documents": ["p"],
        "disclosure": {"threshold": 5},
        "public_columns": {},
        "renderer": "auto",
        "shards": 1,
    }


def test_shipped_config_is_that_of_the_three_papers():
    config = study.load_config(tiny_study.ROOT / "config.yaml")
    assert config["documents"] == ["paper1", "paper2", "paper3", "thesis", "brief"]
    assert [of_set["expected"] for of_set in config["interview_sets"].values()] == [13, 12, 12]


CONFIG_FAULTS = {
    "misspelt setting": (
        {"study": {"drafft": True}},
        "study",
        "'drafft' is not a setting (did you mean 'draft'?). Known here: title, data, language, invented, draft.",
    ),
    "unknown set": (
        {"papers": {"paper1": {"interview_sets": ["VS201"]}}},
        "papers.paper1.interview_sets",
        "interview set 'VS201' is not in interview_sets (did you mean 'VS2019'?).",
    ),
    "unknown service": (
        {"interview_sets": {"SK2020": {"service": "stottekolega"}}},
        "interview_sets.SK2020.service",
        "service 'stottekolega' is not in services (did you mean 'stottekollega'?).",
    ),
    "follows unknown": (
        {"interview_sets": {"VS2019": {"follows": "VS201"}}, "papers": {"paper2": {"paired": False}}},
        "interview_sets.VS2019.follows",
        "interview set 'VS201' is not in interview_sets (did you mean 'VS2019'?).",
    ),
    "follows itself": (
        {"interview_sets": {"SK2020": {"follows": "SK2020"}}},
        "interview_sets.SK2020.follows",
        "SK2020 follows itself in the end: a first set follows none.",
    ),
    "paired with nobody": (
        {"papers": {"paper1": {"paired": True, "interview_sets": ["SK2020"]}}},
        "papers.paper1.paired",
        "SK2020 neither follows a set of paper1 nor is followed by one: it cannot be paired.",
    ),
    "wrong method": (
        {"papers": {"paper1": {"method": "STC"}}},
        "papers.paper1.method",
        "'STC' is not one of stc, framework, thematic.",
    ),
    "number as text": (
        {"interview_sets": {"VS2018": {"expected": "thirteen"}}},
        "interview_sets.VS2018.expected",
        "'thirteen' is not a whole number.",
    ),
    "truth value as text": (
        {"study": {"language": False}},
        "study.language",
        "false is not a text. Write it in quotes.",
    ),
    "window the wrong way round": (
        {"interview_sets": {"VS2018": {"window_days": [10, 0]}}},
        "interview_sets.VS2018.window_days",
        "starts on day 10 and ends on day 0: write the earlier day first.",
    ),
    "window of three days": (
        {"interview_sets": {"VS2018": {"window_days": [0, 5, 10]}}},
        "interview_sets.VS2018.window_days",
        "has 3 entries, but needs at most 2.",
    ),
    "threshold under the floor": (
        {"disclosure": {"threshold": 2}},
        "disclosure.threshold",
        "2 is less than 3, the smallest allowed.",
    ),
    "set that is no id": (
        {"interview_sets": {"2018": {}}},
        "interview_sets",
        "'2018' is not an id: letters, digits, - and _ only, a letter first.",
    ),
    "document named as a folder of results": (
        {"documents": ["paper1", "paper2", "figures"]},
        "documents",
        "'figures' is the name of a folder of results: choose another.",
    ),
    "columns of an unknown table": (
        {"public_columns": {"particpants": []}},
        "public_columns",
        "table 'particpants' is not in the tables of a study (did you mean 'participants'?).",
    ),
    "data outside the study": (
        {"study": {"data": "/srv/secret"}},
        "study.data",
        "'/srv/secret' is not a path beside the config: no drive, no leading /, and / between folders.",
    ),
}


@pytest.mark.parametrize("case", CONFIG_FAULTS)
def test_config_fault_says_place_value_and_cure(case, tmp_path):
    changes, place, message = CONFIG_FAULTS[case]
    assert refused(tiny_study.write(tmp_path, config=changes)) == [(place, message)]


def test_setting_left_out_is_described(tmp_path):
    folder = tiny_study.write(tmp_path, config=lambda config: config | {"study": {"title": "T"}})
    assert refused(folder) == [("study", "'data' is missing: The data folder, a path beside this file.")]


def test_all_faults_of_a_config_are_reported_together(tmp_path):
    changes = [
        CONFIG_FAULTS[name][0] for name in ("misspelt setting", "unknown set", "unknown service", "wrong method")
    ]
    merged = {}
    for one in changes:
        tiny_study._merged(merged, one)
    expected = [("papers.paper1.method", CONFIG_FAULTS["wrong method"][2])]
    expected += [CONFIG_FAULTS[name][1:] for name in ("misspelt setting", "unknown service", "unknown set")]
    assert refused(tiny_study.write(tmp_path, config=merged)) == expected


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("study:\n  title: a: b\n", "line 2", "is not YAML (mapping values are not allowed in this context): indent"),
        ("study: {}\npapers: {}\nstudy: {}\n", "line 3", "'study' stands already in line 1: keep one."),
        ("services: {no: Norge}\n", "services", "the name false is not read as a text: write it in quotes."),
        ("- study\n", "", "a list is not a group of settings."),
        ("", "", "'interview_sets' is missing: The sets of interviews, by name"),
    ],
)
def test_config_that_yaml_reads_otherwise_than_meant(text, place, message, tmp_path):
    (tmp_path / "config.yaml").write_text(text)
    found_place, found_message = refused(tmp_path)[0]
    assert found_place == place and found_message.startswith(message)


def test_missing_and_undecodable_config(tmp_path):
    assert refused(tmp_path)[0][1].startswith("is not there: a study is a folder with a config.yaml")
    (tmp_path / "config.yaml").write_bytes("study: {title: støtte}".encode("cp1252"))
    assert refused(tmp_path) == [("", "is not UTF-8: save it as UTF-8.")]


def test_dag_is_read_without_pandas(tmp_path):
    program = (
        "import sys; from pathlib import Path; from trail import study; config, data = study.find(Path(sys.argv[1]));"
        "print(len(study.interviews(data, config)), {'pandas', 'jsonschema', 'openpyxl'} & set(sys.modules))"
    )
    folder = tiny_study.write(tmp_path)
    run = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "5 set()"


def test_data_folder_alone_takes_its_config_from_elsewhere(tmp_path):
    folder = tiny_study.write(tmp_path)
    config, data = study.find(folder / DATA, folder / "config.yaml")
    assert (config["study"]["title"], data) == ("Tiny invented study", folder / DATA)


# The schemas


def test_every_table_has_a_schema_of_its_name_and_path():
    there = {path.name.removesuffix(".schema.yaml") for path in schemas.FOLDER.glob("*.schema.yaml")}
    assert there == {"config", "profile", *study.TABLES}
    assert {name: schemas.schema(name)["x-file"] for name in study.TABLES} == study.TABLES


def properties(schema):
    for name, rule in schema.get("properties", {}).items():
        yield name, rule
        yield from properties(rule)
    if isinstance(schema.get("additionalProperties"), dict):
        yield "*", schema["additionalProperties"]
        yield from properties(schema["additionalProperties"])


@pytest.mark.parametrize("name", ["config", "profile", *study.TABLES])
def test_schema_is_valid_and_describes_every_property(name):
    schema = schemas.schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["title"] and schema["description"]
    assert [one for one, rule in properties(schema) if not rule.get("description")] == []


@pytest.mark.parametrize("name", study.TABLES)
def test_schema_of_a_table_uses_only_what_cells_are_held_against(name):
    schema = schemas.schema(name)
    rules = [*schema["properties"].values(), *(rule.get("items", {}) for rule in schema["properties"].values())]
    assert {key for rule in rules for key in rule} <= {
        *("description", "type", "items", "enum", "pattern", "minimum", "format", "x-refers")
    }
    assert {rule["pattern"] for rule in rules if "pattern" in rule} <= set(schemas.SHAPES)
    assert {*schema["required"], *schema["x-key"]} <= set(schema["properties"])
    for target in (target for rule in rules for target in rule.get("x-refers", [])):
        table, column = target.split(".")
        assert column in schemas.schema(table)["properties"]


def test_rows_of_the_tiny_study_are_valid_json_by_their_schemas(tmp_path):
    """The schemas mean the same to a JSON Schema library as to the reading of tables."""

    def as_json(cell, rule):
        if rule.get("type") == "array":
            return cell.split(";")
        return int(cell) if rule.get("type") == "integer" else cell

    for name, of_table in tiny_study.tables().items():
        schema = schemas.schema(name)
        for row in of_table:
            row = {column: as_json(cell, schema["properties"][column]) for column, cell in row.items() if cell}
            assert list(Draft202012Validator(schema).iter_errors(row)) == []


# The tables


def test_tables_come_with_all_columns_as_text_and_their_row(tmp_path):
    folder = tiny_study.write(
        tmp_path, analysts=lambda rows: [{"note": "1.0", "analyst": row["analyst"]} for row in rows]
    )
    config, data = study.find(folder)
    tables, faults = study.read_tables(data, config)
    assert faults == [] and list(tables) == list(study.TABLES)
    analysts = pd.DataFrame(
        [(name, "", "", "", "", "1.0", row) for name, row in (("A1", "2"), ("A2", "3"), ("A3", "4"))],
        columns=["analyst", "role", "credentials", "relation_to_service", "coder", "note", "row"],
        dtype=object,
    )
    pd.testing.assert_frame_equal(tables["analysts"], analysts)
    assert tables["code_map"].columns.tolist() == ["code_path", "code_group_id", "subgroup_id", "paper", "row"]
    assert len(tables["code_map"]) == 0


def test_row_is_that_of_the_file_also_after_blank_lines_and_line_breaks_in_cells(tmp_path):
    text = 'analyst,role\n\nA1,"two\nlines"\n,\nA2,one\nA3,\n'
    folder = tiny_study.write(tmp_path, files={f"{DATA}/analysts.csv": text})
    assert study.read_table("analysts", folder / DATA)["row"].tolist() == ["3", "5", "6"]


@pytest.mark.parametrize(
    "data",
    [
        csv_text(tiny_study.tables()["interviews"]).encode("utf-8-sig"),
        csv_text(tiny_study.tables()["interviews"], ";").encode(),
        csv_text(tiny_study.tables()["interviews"], "\t").encode("utf-16"),
        csv_text(tiny_study.tables()["interviews"]).replace("\n", "\r\n").encode(),
    ],
    ids=["BOM", "semicolons", "UTF-16 of Excel", "CRLF"],
)
def test_spreadsheets_save_the_same_table_in_other_bytes(data, tmp_path):
    plain = study.read_table("interviews", tiny_study.write(tmp_path / "plain") / DATA)
    folder = tiny_study.write(tmp_path / "other", files={f"{DATA}/interviews.csv": data})
    pd.testing.assert_frame_equal(study.read_table("interviews", folder / DATA), plain)
    assert of_tables(folder) == []


def workbook(of_table, path):
    book = openpyxl.Workbook()
    for row in [list(of_table[0]), *(list(row.values()) for row in of_table)]:
        book.active.append(row)
    book.save(path)


def test_xlsx_is_read_as_well_and_both_at_once_is_a_fault(tmp_path):
    folder = tiny_study.write(tmp_path)
    plain = study.read_table("participants", folder / DATA)
    workbook(tiny_study.tables()["participants"], folder / DATA / "participants.xlsx")
    assert of_tables(folder) == [("participants.csv", "", "stands beside participants.xlsx: keep one of the two.", "E")]
    (folder / DATA / "participants.csv").unlink()
    pd.testing.assert_frame_equal(study.read_table("participants", folder / DATA), plain)


def test_broken_workbook_is_a_fault(tmp_path):
    files = {f"{DATA}/labels.csv": None, f"{DATA}/labels.xlsx": b"PK\x03\x04 not a workbook"}
    folder = tiny_study.write(tmp_path, files=files)
    message = "cannot be read as a table (BadZipFile). Save it anew, as 'CSV UTF-8'."
    assert of_tables(folder) == [("labels.xlsx", "", message, "E")]


def one_row(cells, **more):
    """Return a change of the first row of a table."""
    return lambda rows: [rows[0] | cells | more, *rows[1:]]


TABLE_FAULTS = {
    "wrong header": (
        {
            "interviews": lambda rows: [
                {"Interview ID" if key == "interview_id" else key: row[key] for key in row} for row in rows
            ]
        },
        (
            "interviews.csv",
            "row 1",
            "column 'interview_id' is missing: 'Interview ID' is not a column of this "
            "table (did you mean 'interview_id'?).",
            "E",
        ),
    ),
    "column left out": (
        {"labels": [{"paper": "paper1", "interview_id": "VS2018-01"}]},
        ("labels.csv", "row 1", "column 'label' is missing: What is printed.", "E"),
    ),
    "column misspelt": (
        {
            "participants": lambda rows: [
                {"age_bnad" if key == "age_band" else key: row[key] for key in row} for row in rows
            ]
        },
        (
            "participants.csv",
            "row 1",
            "column 'age_bnad' is not a column of this table (did you mean 'age_band'?). It is kept but not used.",
            "W",
        ),
    ),
    "no header": (
        {"files": {f"{DATA}/quotes.csv": "Q1,paper1,U001\nQ2,paper1,U011\n"}},
        (
            "quotes.csv",
            "row 1",
            "names no column of this table: it starts with a row of column names, such as quote_id, paper, unit_ids, "
            "original, source_language, edits, translation, target_language, original_sha256, translator, "
            "translated_on, checked_by, checked_on.",
            "E",
        ),
    ),
    "column twice": (
        {"files": {f"{DATA}/analysts.csv": "analyst,role,role\nA1,a,b\nA2,,\nA3,,\n"}},
        ("analysts.csv", "row 1", "column 'role' stands there twice: rename one.", "E"),
    ),
    "column without a name": (
        {"files": {f"{DATA}/analysts.csv": "analyst,role,\nA1,,x\nA2,,\nA3,,\n"}},
        ("analysts.csv", "row 1", "column 3 has cells but no name: name it, or empty it.", "E"),
    ),
    "comma without quotes": (
        {"files": {f"{DATA}/analysts.csv": "analyst,role\nA1,analyst, interviewer\nA2,\nA3,\n"}},
        (
            "analysts.csv",
            "row 2",
            "has more cells than the header has columns (2): a text with commas needs quotes round it.",
            "E",
        ),
    ),
    "id used twice": (
        {"participants": lambda rows: [*rows, rows[0]]},
        ("participants.csv", "row 5", "participant_id 'P01' stands already in row 2: ids are never used twice.", "E"),
    ),
    "key of several columns used twice": (
        {"facets": lambda rows: [*rows, rows[0]]},
        (
            "coding/facets.csv",
            "row 5",
            "unit_id 'U001', paper 'paper1', facet 'aspect' stands already in row 2: ids are never used twice.",
            "E",
        ),
    ),
    "denied word twice, which is a name and not repeated": (
        {"deny": [{"word": "Kari"}, {"word": "Kari"}]},
        ("deidentification/deny.csv", "row 3", "the same word stands already in row 2: ids are never used twice.", "E"),
    ),
    "value not in the list": (
        {"interviews": one_row({"mode": "in person"})},
        (
            "interviews.csv",
            "row 2",
            "mode (a text of 9 characters) is not one of in_person, video, phone (did you mean 'in_person'?).",
            "E",
        ),
    ),
    "value in a list of a cell": (
        {"quotes": lambda rows: change(rows, "Q2", edits="omission;filler")},
        (
            "quotes.csv",
            "row 3",
            "edits 'filler' is not one of omission, insertion, fillers, case_punctuation, "
            "dialect_normalised (did you mean 'fillers'?).",
            "E",
        ),
    ),
    "date the Norwegian way": (
        {"decisions": one_row({"decided_on": "01.09.2020"})},
        (
            "coding/decisions.csv",
            "row 2",
            "decided_on '01.09.2020' is not a date: write year-month-day, as in 2019-03-31.",
            "E",
        ),
    ),
    "day that is not in the calendar": (
        {"decisions": one_row({"decided_on": "2020-09-31"})},
        (
            "coding/decisions.csv",
            "row 2",
            "decided_on '2020-09-31' is not a date: write year-month-day, as in 2019-03-31.",
            "E",
        ),
    ),
    "id with a space": (
        {"changes": one_row({"change_id": "CH_1?"})},
        (
            "coding/changes.csv",
            "row 2",
            "change_id 'CH_1?' is not an id: letters, digits, - and _ only, a letter first.",
            "E",
        ),
    ),
    "number in words": (
        {"interviews": one_row({"minutes": "ca.40"})},
        ("interviews.csv", "row 2", "minutes 'ca.40' is not a whole number.", "E"),
    ),
    "number too small": (
        {"interviews": one_row({"days_after_support": "-3"})},
        ("interviews.csv", "row 2", "days_after_support '-3' is less than 0, the smallest allowed.", "E"),
    ),
    "span with a dash of print": (
        {"meaning_units": one_row({"spans": "70–121"})},
        (
            "coding/meaning_units.csv",
            "row 2",
            "spans '70–121' is not a span: write start-end, as in 120-180, several parted by ';'.",
            "E",
        ),
    ),
    "empty cell": (
        {"interviews": one_row({"interview_set": ""})},
        (
            "interviews.csv",
            "row 2",
            "interview_set is empty: The set that the interview belongs to, one of the config.",
            "E",
        ),
    ),
    "transcript in another folder": (
        {"interviews": one_row({"transcript": "../VS2018-01.txt"})},
        (
            "interviews.csv",
            "row 2",
            "transcript '../VS2018-01.txt' is not a file name: it stands in its folder, so name no folder.",
            "E",
        ),
    ),
    "missing file": (
        {"files": {f"{DATA}/participants.csv": None}},
        ("participants.csv", "", "is missing: every study has it. Its first columns: participant_id.", "E"),
    ),
    "missing file that stands there misspelt": (
        {"files": {f"{DATA}/coding/codebook.csv": None, f"{DATA}/coding/codebok.csv": "x\n"}},
        ("coding/codebook.csv", "", "is missing: the config has papers (is it 'coding/codebok.csv'?).", "E"),
    ),
    "file that only this config calls for": (
        {"files": {f"{DATA}/coding/changes.csv": None}},
        (
            "coding/changes.csv",
            "",
            "is missing: paper2 has paired in the config. "
            "Its first columns: change_id, participant_id, category_id, change_type.",
            "E",
        ),
    ),
    "empty file": (
        {"files": {f"{DATA}/labels.csv": ""}},
        ("labels.csv", "", "is empty: a table starts with a row of column names.", "E"),
    ),
    "header alone": (
        {"files": {f"{DATA}/participants.csv": "participant_id,service\n"}},
        ("participants.csv", "", "has no rows.", "E"),
    ),
    "other encoding": (
        {"files": {f"{DATA}/analysts.csv": "analyst,role\nA1,støtte\n".encode("cp1252")}},
        ("analysts.csv", "line 2", "is not UTF-8. In Excel: Save as, 'CSV UTF-8'.", "E"),
    ),
    "missing data folder": (
        {"config": {"study": {"data": "data/tyny"}}},
        ("config.yaml", "study.data", "'data/tyny' is not a folder beside the config.", "E"),
    ),
    "long cell without its file": (
        {"categories": one_row({"analytic_text": "@texts/cat1.md"})},
        (
            "coding/categories.csv",
            "row 2",
            "analytic_text '@texts/cat1.md' names a file that is not there: paths are read from the table's folder.",
            "E",
        ),
    ),
    "long cell out of the data folder": (
        {"categories": one_row({"analytic_text": "@../../../secret.md"}), "files": {"secret.md": "Hemmelig."}},
        (
            "coding/categories.csv",
            "row 2",
            "analytic_text '@../../../secret.md' leads out of the data folder: keep the file beside the table.",
            "E",
        ),
    ),
}


@pytest.mark.parametrize("case", TABLE_FAULTS)
def test_table_fault_says_file_row_value_and_cure(case, tmp_path):
    changes, fault = TABLE_FAULTS[case]
    assert of_tables(tiny_study.write(tmp_path, **changes)) == [fault]


def test_speech_under_a_wrong_column_is_never_repeated(tmp_path):
    speech = "da tenkte jeg at nå er det ikke trygt lenger"
    folder = tiny_study.write(tmp_path, interviews=one_row({"mode": speech, "interviewer": speech, "minutes": speech}))
    messages = [message for _, _, message, _ in of_tables(folder)]
    assert len(messages) == 3
    assert not any("trygt" in message for message in messages)


def test_faults_in_two_tables_are_reported_together(tmp_path):
    changes = TABLE_FAULTS["date the Norwegian way"][0] | TABLE_FAULTS["id used twice"][0]
    assert of_tables(tiny_study.write(tmp_path, **changes)) == [
        TABLE_FAULTS["id used twice"][1],
        TABLE_FAULTS["date the Norwegian way"][1],
    ]


def test_long_cell_is_read_from_its_file(tmp_path):
    folder = tiny_study.write(
        tmp_path,
        categories=one_row({"analytic_text": "@texts/cat1.md"}),
        files={f"{DATA}/coding/texts/cat1.md": "\ufeffThe doctors\r\nmade contact.\n"},
    )
    assert study.read_table("categories", folder / DATA)["analytic_text"][0] == "The doctors\nmade contact."


def test_cells_are_composed_unicode(tmp_path):
    folder = tiny_study.write(tmp_path, analysts=one_row({"role": "sta\u030ar for kodinga"}))
    assert study.read_table("analysts", folder / DATA)["role"][0] == "står for kodinga"


def test_thematic_study_needs_no_condensates(tmp_path):
    def thematic(config):
        config["papers"] = {"paper1": {"interview_sets": ["VS2018"], "method": "thematic"}}
        return config | {"documents": ["paper1"]}

    missing = ("subgroups", "condensates", "preliminary_themes", "changes", "interpretations", "facets", "freezes")
    folder = tiny_study.write(tmp_path, config=thematic, files={f"{DATA}/coding/{name}.csv": None for name in missing})
    assert of_tables(folder) == []


def test_project_of_a_coding_tool_stands_for_units_and_codings(tmp_path):
    files = {f"{DATA}/coding/{name}.csv": None for name in ("meaning_units", "codings")}
    assert of_tables(tiny_study.write(tmp_path, files=files | {f"{DATA}/coding/study.qdpx": b"PK"})) == []


def test_draft_may_lack_what_comes_later_but_not_its_people(tmp_path):
    files = {f"{DATA}/coding/condensates.csv": None, f"{DATA}/participants.csv": None}
    folder = tiny_study.write(tmp_path, config={"study": {"draft": True}}, files=files)
    assert [(file, level) for file, _, _, level in of_tables(folder)] == [
        ("participants.csv", "E"),
        ("coding/condensates.csv", "W"),
    ]


def test_one_table_with_a_fault_is_refused(tmp_path):
    folder = tiny_study.write(tmp_path, **TABLE_FAULTS["id used twice"][0])
    with pytest.raises(Faults, match="stands already in row 2"):
        study.read_table("participants", folder / DATA)


# What the DAG is cut by


def test_interviews_are_dicts_of_text(tmp_path):
    config, data = study.find(tiny_study.write(tmp_path))
    first = study.interviews(data, config)[0]
    assert (first["interview_id"], first["interview_set"], first["transcript"], first["row"]) == (
        *("VS2018-01", "VS2018", "VS2018-01.txt", "2"),
    )


def test_interviews_that_cut_no_job_are_refused_together(tmp_path):
    def two(rows):
        return change(change(rows, "VS2018-01", interview_set="VS218"), "P03", transcript="x.txt")

    config, data = study.find(tiny_study.write(tmp_path, interviews=two))
    with pytest.raises(Faults) as error:
        study.interviews(data, config)
    assert str(error.value) == (
        "interviews.csv\n"
        "  row 2  interview_set 'VS218' is not in interview_sets of the config (did you mean 'VS2018'?).\n"
        "  row 6  transcript 'x.txt' is not in transcripts/: put the file there, or mend the name."
    )


def test_two_interviews_with_one_transcript_are_refused(tmp_path):
    folder = tiny_study.write(tmp_path, interviews=lambda rows: change(rows, "P03", transcript="VS2018-01.txt"))
    config, data = study.find(folder)
    with pytest.raises(Faults, match="is already that of row 2: an interview has its own"):
        study.interviews(data, config)


def test_faults_that_cut_no_job_are_left_to_the_check(tmp_path):
    config, data = study.find(tiny_study.write(tmp_path, interviews=one_row({"mode": "fax"})))
    assert len(study.interviews(data, config)) == 5


# What is written


def test_every_table_is_written_sorted_by_its_key_with_the_row_it_had(tmp_path):
    folder = tiny_study.write(tmp_path, codebook_versions=lambda rows: [*rows, rows[0] | {"version": "10"}][::-1])
    config, data = study.find(folder)
    tables, _ = study.read_tables(data, config)
    study.write_tables(tables, tmp_path / "out")
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(study.TABLES)
    assert (tmp_path / "out/codebook_versions.csv").read_text() == (
        "paper,version,dated_on,decision_id,row\n"
        "paper1,1,2020-09-01,D001,5\n"
        "paper1,2,2020-10-01,D002,4\n"
        "paper1,10,2020-09-01,D001,2\n"
        "paper2,1,2020-11-01,D003,3\n"
    )
    assert (tmp_path / "out/code_map.csv").read_text() == "code_path,code_group_id,subgroup_id,paper,row\n"


def test_order_of_the_rows_in_the_file_does_not_change_what_is_written_but_for_rows(tmp_path):
    written = []
    for seed in (1, 2):
        shuffled = random.Random(seed).sample(tiny_study.tables()["codings"], 13)
        folder = tiny_study.write(tmp_path / str(seed), codings=shuffled)
        config, data = study.find(folder)
        study.write_tables(study.read_tables(data, config)[0], folder / "out")
        written.append([line.rsplit(",", 1)[0] for line in (folder / "out/codings.csv").read_text().splitlines()])
    assert written[0] == written[1]


def test_study_of_full_size_is_read_and_checked_in_well_under_a_second(tmp_path):
    from trail import checks

    first = {name: of_table[0] for name, of_table in tiny_study.tables().items()}
    unused = first["codings"] | {
        "code_group_id": "",
        "subgroup_id": "",
        "status": "set_aside",
        "set_aside_reason": "No.",
    }
    more = {
        "interviews": [first["interviews"] | {"interview_id": f"VS2018-{n}"} for n in range(10, 42)],
        "meaning_units": [
            first["meaning_units"] | {"unit_id": f"X{n}", "interview_id": f"VS2018-{10 + n % 32}"} for n in range(600)
        ],
        "codings": [unused | {"unit_id": f"X{n % 600}", "analyst": f"A{n // 600 + 1}"} for n in range(900)],
    }
    folder = tiny_study.write(
        tmp_path,
        config={"interview_sets": {"VS2018": {"expected": 34}}},
        **{name: lambda rows, new=new: rows + new for name, new in more.items()},
    )
    config, data = study.find(folder)
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        tables, faults = study.read_tables(data, config)
        assert faults + checks.check(tables, config) == []
        best = min(best, time.perf_counter() - start)
    assert best < 0.6
