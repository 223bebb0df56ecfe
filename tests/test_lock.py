"""What the lock pins: nothing known to be bad, licences that allow what is done with them, bounds with their reason."""

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
# Releases that must not be pinned: withdrawn by those who made them, or known to harm who reads untrusted files.
BAD = {
    "bleach": ("<3.3.0", "lets script through in pages of notebooks (CVE-2021-23980)"),
    "certifi": ("<2024.7.4", "trusts a root that browsers distrust (CVE-2024-39689)"),
    "fonttools": (">=4.33,<4.60.2", "a font's design file may write anywhere (CVE-2025-66034)"),
    "gitpython": ("<3.1.41", "runs a program of the current folder on Windows (CVE-2024-22190)"),
    "jinja2": ("<3.1.6", "its sandbox can be left (CVE-2025-27516)"),
    "jupyter-core": ("<5.8.1", "reads configuration that any user may write on Windows (CVE-2025-30167)"),
    "lxml": ("<4.9.1", "a document can end the program (CVE-2022-2309)"),
    "mistune": ("<2.0.3", "some Markdown takes for ever (CVE-2022-34749)"),
    "nbconvert": ("<6.5.1", "lets script through in pages of notebooks (CVE-2021-32862)"),
    "pillow": ("<11.3.0", "writes past its memory (CVE-2025-48379)"),
    "pyarrow": (">=0.14.0,<14.0.1", "a table may hold a program that reading starts (CVE-2023-47248)"),
    "pypdf": ("<6.0.0", "a small file may fill the memory (CVE-2025-55197)"),
    "pyyaml": ("<5.4", "a file may start a program (CVE-2020-14343)"),
    "requests": ("<2.32.4", "sends passwords to another host (CVE-2024-47081)"),
    "setuptools": ("<78.1.1", "an archive may write anywhere (CVE-2025-47273)"),
    "tornado": ("<6.5", "can be kept busy by its log (CVE-2025-47287)"),
    "urllib3": ("<2.5.0", "follows a redirect that was forbidden (CVE-2025-50181)"),
}
FREE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|MPL|Mozilla|Unlicense|Public Domain|W3C|0BSD|Zlib",
    re.IGNORECASE,
)
COPYLEFT = re.compile(r"\bA?L?GPL|EUPL|GNU ", re.IGNORECASE)
SNAKEMAKE = "MIT in its repository; a part of Snakemake"
EXCEPTIONS = {  # copyleft, or no word of a licence in what the package says of itself
    "arcp": "Apache-2.0 in words of its own",
    "argparse-dataclass": "MIT, by its classifier",
    "axe-playwright-python": "MIT in its repository; used by tests alone",
    "conda-inject": "MIT in its repository; comes with Snakemake, never called",
    "docutils": "in the public domain but for tools that nothing here calls; comes with Snakemake",
    "enum-tools": "LGPL-3.0-or-later, imported unchanged; comes with a validator that tests use",
    "krippendorff": "GPL-3.0-or-later: called where a study asks for agreement, never shipped with this project",
    "num2words": "LGPL, imported unchanged",
    "pytauargus": "EUPL-1.2: used by tests alone",
    "python-stdnum": "LGPL-2.1-or-later, imported unchanged",
    "snakemake-interface-common": SNAKEMAKE,
    "snakemake-interface-logger-plugins": SNAKEMAKE,
    "snakemake-interface-report-plugins": SNAKEMAKE,
    "snakemake-interface-scheduler-plugins": SNAKEMAKE,
    "snakemake-interface-storage-plugins": SNAKEMAKE,
    "snakemake-logger-plugin-rich": SNAKEMAKE,
}


def pins(name="requirements.lock"):
    """Return {package: version} of a lock."""
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


def licence(package):
    """Return what an installed package says of its licence, or None where this machine does not have it."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return None
    classifiers = [line for line in said.get_all("Classifier") or [] if line.startswith("License")]
    return " ".join([said.get("License-Expression") or "", (said.get("License") or "")[:200], *classifiers]).strip()


def test_no_pin_is_known_to_be_bad_or_no_release():
    found = {
        name: BAD[name][1] for name, version in pins().items() if name in BAD and version in SpecifierSet(BAD[name][0])
    }
    assert found == {}
    assert not [
        name for name, version in (pins() | pins("requirements-uv.lock")).items() if re.search("[a-z]", version)
    ]


def withdrawn(requirements: Path, folder: Path) -> list[str] | None:
    """Return the pins that their makers have withdrawn since, by the registry; None where none answers.

    folder: where nothing is, so that uv would have to install everything; nothing is installed.
    """
    uv = Path(sys.executable).with_name("uv.exe" if sys.platform == "win32" else "uv")
    command = [uv, "pip", "install", "--dry-run", "--no-deps", "--python", sys.executable, "--target", folder]
    try:
        asked = subprocess.run(
            [*command, "--requirements", requirements], capture_output=True, text=True, timeout=120, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if asked.returncode else re.findall(r"`([^`]+)` is yanked", asked.stderr)


def test_no_pin_was_withdrawn_by_those_who_made_it(tmp_path):
    one = tmp_path / "one.txt"
    one.write_text("requests==2.32.0\n", encoding="utf-8")  # withdrawn in 2024
    if withdrawn(one, tmp_path / "there") != ["requests==2.32.0"]:
        pytest.skip("no registry is at hand that tells of withdrawn releases")
    for name in ("requirements.lock", "requirements-uv.lock"):
        assert not withdrawn(ROOT / name, tmp_path / "there"), name


def test_list_of_bad_releases_names_what_is_pinned():
    assert set(BAD) <= set(pins())
    assert "11.2.1" in SpecifierSet(BAD["pillow"][0])


def test_every_licence_lets_the_project_do_what_it_does():
    said = {name: licence(name) for name in pins()}
    assert sum(text is not None for text in said.values()) > 100
    unclear = {
        name for name, text in said.items() if text is not None and (not FREE.search(text) or COPYLEFT.search(text))
    }
    assert unclear - set(EXCEPTIONS) == set()
    assert set(EXCEPTIONS) <= set(pins())


@pytest.mark.parametrize(
    ("said", "fine"), [("MIT", True), ("GPL-3.0-or-later", False), ("", False), ("AGPL-3.0 MIT", False)]
)
def test_licence_is_fine_where_it_is_free_and_no_copyleft(said, fine):
    assert bool(FREE.search(said) and not COPYLEFT.search(said)) is fine


def test_upper_bounds_stand_with_their_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    needs = [line for line in text.splitlines() if re.match(r' +"[\w.-]+', line)]
    assert len(needs) > 20
    bounded = [line for line in needs if re.search(r'^ +"[^";]*(==|<|~=)', line)]
    assert bounded
    assert [line for line in bounded if "#" not in line] == []
