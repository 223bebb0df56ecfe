"""What every test may import and use: the tiny study, and the same built to the end."""

import shutil
import sys
from pathlib import Path

import hypothesis
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import built_study

# The same examples at each run, so that a red one is nobody's luck; `--hypothesis-profile=search` looks for new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("search", max_examples=2_000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def built_once(tmp_path_factory) -> Path:
    return built_study.build(tmp_path_factory.mktemp("built"), figures=True)


@pytest.fixture(scope="module")
def built(built_once, tmp_path_factory) -> Path:
    """A copy of the built study that the tests of one module may change."""
    return Path(shutil.copytree(built_once, tmp_path_factory.mktemp("copy") / "study"))


@pytest.fixture(scope="module")
def browser():
    """A Chromium to walk pages in: the system's own, for none is downloaded. Its event loop ends with the module."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium on PATH")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program)
        yield opened
        opened.close()
