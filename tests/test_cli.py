"""The trail command as people meet it."""

import json
import shlex

import pytest

import tiny_study
from trail import cli


def test_help_is_grouped_by_reader_with_an_example_for_each_command(capsys):
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert list(cli.GROUPS) == [line for line in shown.splitlines() if line in cli.GROUPS]
    for commands in cli.GROUPS.values():
        for name, (_, _, example) in commands.items():
            assert f"$ {example}" in shown
            assert example.split()[:2] == ["trail", name]


def test_every_example_can_be_parsed():
    for commands in cli.GROUPS.values():
        for _, _, example in commands.values():
            cli.parser().parse_args(shlex.split(example)[1:])


def test_unknown_command_suggests(capsys):
    assert cli.main(["chekc"]) == 2
    assert "Did you mean 'check'?" in capsys.readouterr().err


def test_check_is_silent_on_a_sound_study(tmp_path, capsys):
    assert cli.main(["check", str(tiny_study.write(tmp_path))]) == 0
    assert capsys.readouterr().out == "No faults, no warnings.\n"


def two_faults(folder):
    transcript = tiny_study.TRANSCRIPTS["VS2018-02"].replace("Det skrives ingenting ned her", "Her skrives ingenting")
    page = tiny_study.MANUSCRIPTS["paper1"].replace('of="Q1"', 'of="Q7"')
    files = {f"{tiny_study.DATA}/transcripts/VS2018-02.txt": transcript, "manuscript/paper1/index.qmd": page}
    return tiny_study.write(folder, files=files)


def test_check_lists_faults_of_transcript_and_coding_with_place_and_cure_but_no_speech(tmp_path, capsys):
    assert cli.main(["check", str(two_faults(tmp_path))]) == 1
    shown = capsys.readouterr().out
    assert "transcripts/VS2018-02.txt" in shown
    assert "was changed after it was attested: read it through and run `trail attest`." in shown
    assert "unit U006" in shown
    assert "coding/meaning_units.csv" in shown
    assert "skrives" not in shown
    assert "Nothing was changed." in shown


def test_check_reads_manuscripts_beside_the_config(tmp_path, capsys):
    page = tiny_study.MANUSCRIPTS["paper1"].replace('of="CAT1_2"', 'of="CAT1_5"')
    folder = tiny_study.write(tmp_path, files={"manuscript/paper1/index.qmd": page})
    assert cli.main(["check", str(folder), "--json"]) == 1
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert [fault["file"] for fault in faults] == ["manuscript/paper1/index.qmd"]
    assert "'CAT1_5'" in faults[0]["message"]
    assert "did you mean 'CAT1_" in faults[0]["message"]


def test_check_takes_a_data_folder_with_a_config_from_elsewhere(tmp_path, capsys):
    folder = tiny_study.write(tmp_path)
    words = ["check", str(folder / tiny_study.DATA), "--configfile", str(folder / "config.yaml")]
    assert cli.main(words) == 0
    assert "No faults" in capsys.readouterr().out


def test_check_changes_nothing_on_disk(tmp_path):
    folder = two_faults(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    cli.main(["check", str(folder)])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_study_without_a_config_is_told_in_a_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["check", "."]) == 1
    assert "config.yaml" in capsys.readouterr().out


def test_status_says_what_is_built_stale_and_next(built, tmp_path, capsys):
    assert cli.main(["status", str(built)]) == 0
    shown = capsys.readouterr().out
    assert "built    paper1, paper2, brief" in shown
    assert cli.main(["status", str(tiny_study.write(tmp_path))]) == 0
    shown = capsys.readouterr().out
    assert "built    no document yet" in shown
    assert "render_document 3" in shown
    assert f"next     make STUDY={tmp_path}" in shown


def test_open_says_when_there_is_nothing_to_open(tmp_path, capsys):
    assert cli.main(["open", str(tmp_path)]) == 2
    assert "run `make`" in capsys.readouterr().err


def test_open_opens_the_site(built, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert cli.main(["open", str(built)]) == 0
    assert opened[0].startswith("file://")
    assert opened[0].endswith("results/open/index.html")


@pytest.mark.parametrize("words", [["trace"], ["attest", "."], ["verify", "--nonsense"]])
def test_wrong_usage_exits_with_2(words):
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    assert stopped.value.code == 2
