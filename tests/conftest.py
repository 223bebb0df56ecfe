"""What every test may import and use: the tiny study, and the same built to the end."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import built_study


@pytest.fixture(scope="session")
def built_once(tmp_path_factory) -> Path:
    return built_study.build(tmp_path_factory.mktemp("built"), figures=True)


@pytest.fixture(scope="module")
def built(built_once, tmp_path_factory) -> Path:
    """A copy of the built study that the tests of one module may change."""
    return Path(shutil.copytree(built_once, tmp_path_factory.mktemp("copy") / "study"))
