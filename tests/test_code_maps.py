"""A project file in place of hand-kept units and codings: which code belongs where, and what is told."""

import pytest

import project_study
import tiny_study
from trail import cli, code_maps, inspection, study
from trail.tables import split_list

UNITS = f"{tiny_study.DATA}/coding/meaning_units.csv"
MAP = "coding/code_map.csv"
NO_MAP = {f"{tiny_study.DATA}/{MAP}": None}


def faults(folder, check=""):
    return [fault for fault in inspection.inspect(folder) if check in ("", fault.check)]


def tables(folder):
    config, data = study.find(folder)
    return code_maps.read_tables(data, config)


def coded(folder):
    read, _ = tables(folder)
    columns = ["unit_id", "paper", "pass", "code_group_id", "subgroup_id", "codebook_version", "analyst", "status"]
    return read["codings"][columns].to_numpy().tolist()


def mapped(*changed, left=()):
    """The code map without the rows of some codes, and with others."""
    return [row for row in project_study.code_map() if row["code_path"] not in left] + list(changed)


def row(path, group="", subgroup="", paper=""):
    return {"code_path": path, "code_group_id": group, "subgroup_id": subgroup, "paper": paper}


def test_a_project_and_a_code_map_stand_for_units_and_codings(tmp_path):
    folder = project_study.write(tmp_path)
    assert faults(folder) == []
    hand_kept = [one for one in tiny_study.tables()["codings"] if one["code_group_id"]]
    columns = ("paper", "pass", "code_group_id", "subgroup_id", "codebook_version", "analyst", "status")
    expected = [
        [unit, *(one[name] for name in columns)] for one in hand_kept for unit in project_study.IDS[one["unit_id"]]
    ]
    assert sorted(coded(folder)) == sorted(expected)


def test_units_are_slices_of_the_studys_own_transcripts_and_name_who_coded_them(tmp_path):
    read, _ = tables(project_study.write(tmp_path))
    for unit in read["meaning_units"].to_dict("records"):
        start, end = map(int, unit["spans"].split("-"))
        assert unit["text"] == tiny_study.TRANSCRIPTS[unit["interview_id"]][start:end]
        assert set(split_list(unit["analyst"])) <= {"A1", "A2"} and unit["imported_from"] == "coding/tiny.qdpx"


def test_a_new_export_with_new_guids_changes_no_byte(tmp_path):
    written = []
    for name, content in (("a", project_study.project()), ("b", project_study.exported_again(project_study.project()))):
        read, found = tables(project_study.write(tmp_path / name, content))
        assert found == []
        study.write_tables(read, tmp_path / name / "out")
        written.append({path.name: path.read_bytes() for path in (tmp_path / name / "out").iterdir()})
    assert written[0] == written[1]
    assert (tmp_path / "a" / project_study.FILE).read_bytes() != (tmp_path / "b" / project_study.FILE).read_bytes()


def test_a_passage_that_is_added_leaves_the_ids_of_all_others(tmp_path):
    more = project_study.passages() | {("VS2018-01", 0, 3): [("CG1::SG1", "A1")]}
    before, after = (
        coded(project_study.write(tmp_path / "a")),
        coded(project_study.write(tmp_path / "b", project_study.project(more))),
    )
    assert len(after) == len(before) + 1 and all(one in after for one in before)


def test_a_code_without_a_row_is_named_with_what_may_be_meant(tmp_path):
    folder = project_study.write(tmp_path, code_map=mapped(left=["CG1::SG1"]))
    told = faults(folder)
    assert [(fault.check, fault.file, fault.level) for fault in told] == [("code_unmapped", MAP, "E")]
    assert told[0].message.startswith("code 'CG1::SG1' (3 codings) has no row (did you mean")


def test_a_row_with_an_empty_code_group_leaves_the_code_out_on_purpose(tmp_path):
    folder = project_study.write(tmp_path, code_map=mapped(row("CG1::SG1"), left=["CG1::SG1"]))
    assert not faults(folder, "code_unmapped") and not faults(folder, "left_out")
    assert len(coded(folder)) == 10


def test_a_row_for_a_code_that_the_project_does_not_have_says_which_it_may_be(tmp_path):
    folder = project_study.write(tmp_path, code_map=mapped(row("CG1::SG11", "CG1", "SG1")))
    told = faults(folder, "code_not_in_project")
    assert [fault.place for fault in told] == ["row 8"]
    assert "'CG1::SG11' is no code of the project (did you mean 'CG1::SG1'?)" in told[0].message


def test_without_any_map_one_fault_names_the_codes_and_the_columns(tmp_path):
    folder = project_study.write(tmp_path, files=NO_MAP)
    told = faults(folder)
    assert [(fault.check, fault.place) for fault in told] == [("code_unmapped", "")]
    assert "'CG1::SG1'" in told[0].message and "code_path, code_group_id, subgroup_id" in told[0].message


def test_a_code_whose_path_stands_in_the_code_book_needs_no_row(tmp_path):
    marked = {place: [("permission", "A1")] for place in project_study.passages() if place[0] == "VS2018-02"}
    folder = project_study.write(tmp_path, project_study.project(marked), files=NO_MAP)
    assert {tuple(one[1:6]) for one in coded(folder)} == {("paper1", "data_driven", "CG1", "", "2")}


def test_levels_may_be_parted_as_another_program_parts_them(tmp_path):
    spaced = [one | {"code_path": one["code_path"].replace("::", " > ")} for one in project_study.code_map()]
    assert faults(project_study.write(tmp_path, code_map=spaced)) == []


def test_a_code_may_belong_to_several_papers_and_a_paper_codes_its_own_interviews(tmp_path):
    marked = {(name, 0, 3): [("both", "A1")] for name in project_study.TEXTS}
    rows = [row("both", "CG1"), row("both", "CG3")]
    folder = project_study.write(tmp_path, project_study.project(marked), code_map=rows)
    read, _ = tables(folder)
    joined = read["codings"].merge(read["meaning_units"][["unit_id", "interview_id"]], on="unit_id")
    assert sorted(joined[["paper", "interview_id"]].to_numpy().tolist()) == [
        ["paper1", "SK2020-01"],
        ["paper1", "VS2018-01"],
        ["paper1", "VS2018-02"],
        ["paper2", "VS2018-01"],
        ["paper2", "VS2018-02"],
        ["paper2", "VS2019-01"],
        ["paper2", "VS2019-02"],
    ]


def test_codings_in_interviews_of_no_paper_with_the_code_group_are_counted(tmp_path):
    marked = project_study.passages() | {("SK2020-01", 0, 3): [("CG3::SG5", "A1")]}
    told = faults(project_study.write(tmp_path, project_study.project(marked)), "left_out")
    assert [(fault.file, fault.level) for fault in told] == [("coding/tiny.qdpx", "W")]
    assert told[0].message.startswith("1 codings are left out: no paper")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (row("CG1::SG1", "CG1", "SG3"), "subgroup 'SG3' does not divide code group 'CG1'."),
        (
            row("CG1::SG1", "CG1", "", "paper2"),
            "code group 'CG1' is not in the code book of paper2 (did you mean 'CG3'?).",
        ),
        (row("CG1::SG1", "CG9"), "code group 'CG9' is not in the code book (did you mean 'CG3'?)."),
        (row("CG1::SG1", "CG1", "SG9"), "subgroup 'SG9' is not in coding/subgroups.csv (did you mean 'SG6'?)."),
        (row("CG1::SG1", "", "SG1"), "code 'CG1::SG1' has a subgroup, but no code group: fill code_group_id."),
    ],
)
def test_a_row_that_leads_nowhere_is_told_where_it_stands_and_once(tmp_path, changed, said):
    folder = project_study.write(tmp_path, code_map=mapped(changed, left=["CG1::SG1"]))
    assert [(fault.place, fault.message) for fault in faults(folder)] == [("row 7", said)]


def test_without_a_code_book_the_map_says_so_once(tmp_path):
    gone = {f"{tiny_study.DATA}/coding/codebook.csv": None}
    folder = project_study.write(tmp_path, files=gone, config={"study": {"draft": True}})
    assert [fault.message for fault in faults(folder, "code_map_mistaken")] == [
        "names code groups, but coding/codebook.csv has none: fill it first."
    ]


def test_a_code_group_that_the_version_that_counts_lacks_is_told(tmp_path):
    def older(rows):
        return [one | {"version": "1"} if one["code_group_id"] == "CG2" else one for one in rows]

    told = faults(project_study.write(tmp_path, codebook=older), "code_map_mistaken")
    assert (
        len(told) == 2
        and "'CG2' is not in version 2 of the code book of paper1, which counts, but in 1" in told[0].message
    )


def test_a_code_group_of_a_lens_is_coded_in_its_pass(tmp_path):
    def through_lens(rows):
        return [one | {"lens": "schein"} if one["code_group_id"] == "CG3" else one for one in rows]

    folder = project_study.write(tmp_path, codebook=through_lens)
    assert {(one[1], one[2]) for one in coded(folder)} == {("paper1", "data_driven"), ("paper2", "schein")}


def test_an_interview_coded_in_both_ways_is_a_fault_and_others_may_be_kept_by_hand(tmp_path):
    own = {
        "unit_id": "U1",
        "interview_id": "VS2018-01",
        "spans": "",
        "text": "Parkeringen der nede var forresten grei.",
    }
    kept = {UNITS: tiny_study.csv_text([own])}
    told = faults(project_study.write(tmp_path / "both", files=kept), "coded_twice")
    assert [(fault.file, fault.place) for fault in told] == [("coding/meaning_units.csv", "row 2")]
    assert "VS2018-01 has units here and in coding/tiny.qdpx" in told[0].message
    rest = {place: codes for place, codes in project_study.passages().items() if place[0] != "VS2018-01"}
    folder = project_study.write(tmp_path / "apart", project_study.project(rest), files=kept)
    assert not faults(folder, "coded_twice")
    assert "U1" in set(tables(folder)[0]["meaning_units"]["unit_id"])


def test_other_commands_see_the_same_coding(tmp_path, capsys):
    folder = project_study.write(tmp_path / "study")
    assert cli.main(["matrix", str(folder), "--paper", "paper1"]) == 0
    matrix = capsys.readouterr().out.splitlines()
    assert matrix[1].startswith("permission,") and matrix[1] != "permission,0,0,0,0,0"
    again = tmp_path / "again.qdpx"
    assert cli.main(["export", str(folder), "--to", str(again)]) == 0 and again.exists()
    assert cli.main(["stamp", str(folder), "CD1"]) == 0
    assert faults(folder) == []


def test_what_is_theirs_falls_when_a_person_withdraws_and_the_project_is_named(tmp_path):
    from trail import withdrawal

    folder = project_study.write(tmp_path)
    found = withdrawal.find(folder, "P03")
    assert found.gone["quotes"] == ["Q2"] and found.projects == ["coding/tiny.qdpx"]
    assert "meaning_units" not in found.rows and "codings" not in found.rows
    withdrawal.remove(folder, found)
    assert [fault.check for fault in faults(folder) if fault.file == "coding/tiny.qdpx"] == ["unknown_document"]


def test_a_table_of_passages_without_a_project_is_read_too(tmp_path):
    rows = [
        {"document": name, "start": start, "end": end, "code": code}
        for (name, start, end), codings in project_study.passages().items()
        for code, _ in codings
    ]
    folder = project_study.write(tmp_path)
    (folder / project_study.FILE).unlink()
    (folder / tiny_study.DATA / "coding" / "passages of the group.csv").write_text(tiny_study.csv_text(rows), "utf-8")
    assert [fault for fault in faults(folder) if fault.level == "E"] == []
    assert len(coded(folder)) == 13
