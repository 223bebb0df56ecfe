"""Every fault at once is told whole in one run, and nothing is changed."""

import pytest

import faulty_study
from test_checks import CASES
from test_method_page import LEVEL_OF
from trail import checks, cli, inspection
from trail.tables import sha256

# `config`: nothing else can be read without it. `transcript_name`: such a name is told as a missing transcript.
# `missing_table`: here every table is there, with faults of its own.
# `published_changed`: here published.csv cannot be read, so that nothing is said of the files beside it.
# The others are faults of a machine that lacks the gate's dictionaries or time, not of a study.
# Of a coding tool's project nothing is said beside a code map that cannot be read: test_code_maps and test_projects
# have the faults of a study that is coded so.
OF_PROJECTS = {"code_unmapped", "code_not_in_project", "code_map_mistaken", "coded_twice", "document_twice"}
OF_PROJECTS |= {"unknown_document", "unknown_coder", "left_out", "unforeseen"}
ALONE = {
    "config",
    "published_changed",
    "missing_table",
    "transcript_name",
    "missing_dictionary",
    "missing_list",
    "time_out",
} | OF_PROJECTS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return faulty_study.write(tmp_path_factory.mktemp("faulty"), [changes for changes, *_ in CASES.values()])


def hashes(folder):
    return {path: sha256(path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_check_tells_its_fault_in_one_report(folder):
    told = {fault.check for fault in inspection.inspect(folder)}
    assert (set(LEVEL_OF) | set(checks.CHECKS)) - ALONE - told == set()


def test_report_of_all_faults_ends_with_1_and_changes_nothing(folder, capsys):
    before = hashes(folder)
    assert cli.main(["check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert hashes(folder) == before
    assert said.rstrip().endswith("Nothing was changed.")
    assert said.index("\ninterviews.csv\n") < said.index("(warnings)")
