"""Two states of a study: what another round of coding, writing and reviewing changed, told without anybody's words."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import tiny_study
from trail import cli, difference_report, differences, manuscript_claims, states
from trail.faults import Faults
from trail.tables import read

PAPER = tiny_study.MANUSCRIPTS["paper1"]


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> Path:
    return tiny_study.write(tmp_path_factory.mktemp("old"))


@pytest.fixture
def changed(old, tmp_path):
    """Return a function: what changed from the tiny study to the same with changes."""
    before = states.of_study(old)

    def found(**changes) -> dict:
        return differences.between(before, states.of_study(tiny_study.write(tmp_path / "new", **changes)))

    return found


def without(rows: list[dict], key: str) -> list[dict]:
    return [row for row in rows if key not in row.values()]


def test_nothing_changed_is_said(old, changed, capsys):
    assert difference_report.words(changed()) == "No differences."
    assert cli.main(["diff", str(old), str(old)]) == 0
    assert capsys.readouterr().out == "No differences.\n"


def test_unit_coded_otherwise_moves_counts_claims_and_the_door(changed):
    found = changed(
        codings=lambda rows: tiny_study.change(rows[:2], "U001", code_group_id="CG2", subgroup_id="SG3") + rows[2:]
    )
    assert found["units"]["recoded"] == [{"unit_id": "U001", "came": ["paper1 CG2 SG3"], "went": ["paper1 CG1 SG1"]}]
    counts = {(row["document"], row["id"]): (row["units"], row["people"]) for row in found["counts"]}
    assert counts["paper1", "CG1"] == ([5, 4], [3, 3])
    assert counts["paper1", "CG2"] == ([2, 3], [2, 3])
    (claim,) = [row for row in found["claims"]["changed"].values() if row["of"] == "CAT1_2"]
    assert claim["units"] == {"came": ["U001"], "went": [], "before": 2, "after": 3}
    assert claim["people"] == {"came": ["P01"], "went": [], "before": 2, "after": 3}
    told = difference_report.words(found)
    assert "~ U001 re-coded: + paper1 CG2 SG3, − paper1 CG1 SG1" in told
    assert "units 2 → 3 (+1 −0); people 2 → 3 (+1 −0)" in told
    assert found["tables"]["coding/codings.csv"] == {"came": 1, "went": 1, "changed": 0, "ids": []}


def test_unit_that_came_and_one_that_went(changed):
    found = changed(
        meaning_units=lambda rows: [
            *without(rows, "U004"),
            {
                "unit_id": "U012",
                "interview_id": "VS2019-02",
                "spans": "",
                "text": "Hvordan har året vært?",
                "analyst": "",
            },
        ],
        codings=lambda rows: without(rows, "U004"),
    )
    units = found["units"]
    assert (units["before"], units["after"], units["came"], units["went"]) == (11, 11, ["U012"], ["U004"])
    assert units["moved"] == units["recoded"] == []


def test_unit_with_other_words_is_moved(changed):
    words = "en kollega som ringte for meg."
    found = changed(meaning_units=lambda rows: tiny_study.change(rows, "U001", text=words, spans=""))
    (moved,) = found["units"]["moved"]
    assert (moved["unit_id"], moved["was"], moved["interview_id"]) == ("U001", "", "VS2018-01")
    assert moved["before"].partition("-")[2] == moved["after"].partition("-")[2]


def test_unit_under_another_id_is_the_same_where_its_words_or_its_place_are(changed):
    found = changed(
        meaning_units=lambda rows: [
            tiny_study.change([row], "U008", unit_id="U108")[0]
            if row["unit_id"] == "U008"
            else tiny_study.change([row], "U006", unit_id="U106", text="Det skrives ingenting ned her", spans="")[0]
            for row in rows
        ],
        codings=lambda rows: tiny_study.change(tiny_study.change(rows, "U008", unit_id="U108"), "U006", unit_id="U106"),
        condensates=lambda rows: [
            row | {"unit_ids": row["unit_ids"].replace("U008", "U108").replace("U006", "U106")} for row in rows
        ],
    )
    assert {(row["unit_id"], row["was"]) for row in found["units"]["moved"]} == {("U106", "U006"), ("U108", "U008")}
    assert found["units"]["came"] == found["units"]["went"] == found["units"]["recoded"] == []


def test_new_version_of_a_code_book_is_told_by_what_became_of_its_groups(changed):
    third = {"paper": "paper1", "version": "3", "origin": "data", "lens": "stc", "name": "A safe place"}
    found = changed(
        codebook=lambda rows: [
            *rows,
            *tiny_study.change([rows[1]], "CG1", version="3", change="kept"),
            third | {"code_group_id": "CG4", "change": "renamed", "derived_from": "CG2", "name": "Shelter"},
        ]
    )
    (version,) = found["codebook"]["versions"]
    assert (version["paper"], version["from"], version["to"]) == ("paper1", "2", "3")
    assert [(row["code_group_id"], row["change"]) for row in version["groups"]] == [("CG4", "renamed")]
    assert found["codebook"]["came"] == found["codebook"]["went"] == []
    assert "renamed CG4 of CG2" in difference_report.words(found)


def test_code_group_rewritten_within_its_version_is_told_by_field(changed):
    found = changed(codebook=lambda rows: tiny_study.change(rows[:2], "2", definition="Another.") + rows[2:])
    assert found["codebook"]["changed"] == {"paper1.CG1@2": ["definition"]}


def test_reworded_condensate_is_told_of_the_claims_that_rest_on_it(changed):
    found = changed(condensates=lambda rows: tiny_study.change(rows, "CD1", text="Andre sa fra."))
    assert found["analysis"]["changed"] == {"paper1.CD1": ["text"]}
    assert [row["reworded"] for row in found["claims"]["changed"].values()] == [["CD1"]]


def test_reworded_claim_shows_both_wordings(changed):
    text = PAPER.replace("could harm others", "might harm others")
    found = changed(files={"manuscript/paper1/index.qmd": text})
    (claim,) = found["claims"]["changed"].values()
    assert claim["text"] == [
        "The doctors made contact when their state could harm others.",
        "The doctors made contact when their state might harm others.",
    ]
    assert found["documents"] == {"paper1": {"came": [], "went": [], "changed": ["Results"]}}


def test_claim_that_came_and_figure_section_that_went(changed):
    text = PAPER.replace("Invented data", "[Some walked.]{.claim of=CD4} Invented data").replace(
        "# Introduction", "# Why"
    )
    found = changed(files={"manuscript/paper1/index.qmd": text})
    assert [(row["section"], row["text"], row["of"]) for row in found["claims"]["came"]] == [
        ("Discussion", "Some walked.", "CD4")
    ]
    assert found["documents"]["paper1"] == {"came": ["Why"], "went": ["Introduction"], "changed": ["Discussion"]}


def test_quote_is_told_by_its_name_alone(changed):
    new = "en kollega som ringte for meg."
    found = changed(
        quotes=lambda rows: tiny_study.change(rows[:1], "Q1", original=new, translation="yes, a colleague") + rows[2:],
        files={"manuscript/paper1/index.qmd": PAPER.replace("others.]{", 'others, []{.quote of="Q1"}]{')},
    )
    assert found["quotes"]["changed"] == {"paper1.Q1": ["original", "translation"]}
    assert found["quotes"]["went"] == ["paper1.Q2"]
    for told in (difference_report.words(found), json.dumps(found, ensure_ascii=False)):
        assert "Q1" in told
        assert "colleague" not in told
        assert "kollega" not in told


def test_corrected_transcript_is_told_by_its_interview(changed):
    name = f"{tiny_study.DATA}/transcripts/VS2019-02.txt"
    found = changed(files={name: tiny_study.TRANSCRIPTS["VS2019-02"].replace("samme jobb", "samme stilling")})
    assert found["interviews"]["changed"] == {"VS2019-02": ["transcript"]}
    assert "stilling" not in json.dumps(found, ensure_ascii=False)


def test_setting_and_decision_are_told(changed):
    found = changed(
        config={"disclosure": {"threshold": 4}},
        decisions=lambda rows: [*rows, rows[0] | {"decision_id": "D004", "what": "Another"}],
    )
    assert found["settings"]["changed"] == {"disclosure.threshold": ["3", "4"]}
    assert found["tables"]["coding/decisions.csv"] == {"came": 1, "went": 0, "changed": 0, "ids": ["D004"]}
    assert "coding/decisions.csv: + 1  (D004)" in difference_report.words(found)


def test_long_lists_are_cut_on_the_terminal():
    found = {"came": [f"D{number:03}" for number in range(40)], "went": [], "changed": {}}
    told = difference_report.words({"analysis": found, "not_compared": []})
    assert "D011, … 28 more" in told
    assert "D012" not in told


# What a run made is read as the same state as what it was made of


def test_study_and_its_results_hold_the_same(built):
    of_study, of_results = states.of(str(built), "."), states.of(str(built / "results"), ".")
    assert of_study.things["paper1"]["table"], "else nothing is compared"
    for document, things in of_results.things.items():
        assert of_study.things[document] == things
    assert of_study.door == of_results.door
    assert of_study.door["paper1", "table", "flow"] == "released"
    found = differences.between(of_study, of_results)
    assert found["not_compared"] == ["settings", "documents"]
    assert difference_report.words(found).startswith("No differences.")


def test_claims_have_the_ids_and_the_evidence_of_the_ledger(built):
    ledger = {row["claim_id"]: row for row in read(built / "results/closed/ledger.csv").to_dict("records")}
    rows = {row["claim_id"]: row for row in states.of_study(built).claims}
    assert rows.keys() == ledger.keys()
    assert {"claim", "quote", "value", "figure", "table"} == {row["kind"] for row in rows.values()}
    for name, row in rows.items():
        assert (row["section"], row["of"]) == (ledger[name]["section"], ledger[name]["of"])
        if row["kind"] != "figure":  # of which the ledger knows the table by the notebook that draws it
            assert (row["interviews"], row["units"]) == (ledger[name]["interviews"], ledger[name]["units"])
        if row["kind"] in ("claim", "value", "figure"):
            assert row["text"] == ledger[name]["text"]


def test_review_that_something_outran_is_stale(built, tmp_path):
    new = shutil.copytree(built, tmp_path / "new")
    path = new / tiny_study.DATA / "coding" / "condensates.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("og det var nok.", "og det holdt."), encoding="utf-8")
    found = differences.between(states.of_study(built), states.of_study(new))
    assert found["release"]["changed"]["paper1:condensate:CD4"] == ["released", "stale"]
    assert "~ released → stale" in difference_report.words(found)


def test_public_results_are_compared_by_what_is_public(built, tmp_path):
    for zone in ("open", "released"):
        shutil.copytree(built / "results" / zone, tmp_path / "sent" / zone)
    found = differences.between(states.of(str(tmp_path / "sent"), "."), states.of(str(tmp_path / "sent"), "."))
    assert {"units", "interviews", "release", "settings"} <= set(found["not_compared"])
    assert found["claims"] == {"came": [], "went": [], "changed": {}}
    assert "units" not in found


# What is compared


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=A1", "-c", "user.email=a1@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def test_revision_of_git_is_an_earlier_state(tmp_path, capsys):
    study = tiny_study.write(tmp_path / "repository" / "study")
    git(study.parent, "init", "-q")
    git(study.parent, "add", ".")
    git(study.parent, "commit", "-q", "-m", "first")
    rows = tiny_study.tables()["decisions"]
    tiny_study.write(study, decisions=[*rows, rows[0] | {"decision_id": "D004"}])
    assert cli.main(["diff", "HEAD", str(study)]) == 0
    assert "(D004)" in capsys.readouterr().out
    assert cli.main(["diff", "HEAD~5", str(study)]) == 2
    assert "HEAD~5" in capsys.readouterr().err


def test_what_is_no_study_cannot_be_compared(old, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    for words in ((tmp_path / "empty", old), (old, tmp_path / "empty"), (tmp_path / "nowhere", old)):
        assert cli.main(["diff", *map(str, words)]) == 2
        assert capsys.readouterr().err
    with pytest.raises(Faults, match="no study"):
        states.of(str(tmp_path / "empty"), str(old))


def test_study_with_faults_is_compared_and_its_faults_are_told(old, tmp_path, capsys):
    new = tiny_study.write(tmp_path / "new")
    (new / tiny_study.DATA / "transcripts" / "VS2019-02.txt").unlink()
    assert cli.main(["diff", str(old), str(new), "--json"]) == 0
    told = capsys.readouterr()
    assert "fault" in told.err
    assert json.loads(told.out)["units"]["went"] == ["U009"]
    (new / tiny_study.DATA / "coding" / "codings.csv").write_text("unit_id\n", encoding="utf-8")
    assert cli.main(["diff", str(old), str(new)]) == 2
    assert "codings.csv" in capsys.readouterr().err


def test_claim_around_a_number_is_read_whole():
    source = (
        '---\nabstract: "[So]{.claim of=A}"\n---\n\n[Of []{.value of="p.n"} people, one\'s own.]{.claim of="A; B"}\n'
    )
    rows = manuscript_claims.claims(source, "p", {"p.n": "12"})
    assert [(row["section"], row["kind"], row["of"], row["text"]) for row in rows] == [
        ("Abstract", "claim", "A", "So"),
        ("", "value", "p.n", "12"),
        ("", "claim", "A;B", "Of 12 people, one’s own."),
    ]


def test_author_s_own_id_is_kept_and_a_second_one_is_numbered():
    source = "# H\n\n[x]{.claim #c-mine of=A} [y]{.claim of=A} [z]{.claim of=A}\n\n<!-- [w]{.claim of=A} -->\n"
    names = [row["claim_id"] for row in manuscript_claims.claims(source, "p", {})]
    assert names[0] == "p-c-mine"
    assert names[2] == f"{names[1]}-2"
    assert len(names) == 3
