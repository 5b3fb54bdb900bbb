"""What many tests share: where things are, and the five real letters where they may be read."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "submissions"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def real_letters() -> Path:
    """The folder of real letters. A clone without it skips; in CI a missing folder is a failure."""
    if not any(REAL.glob("*.txt")):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{REAL} is missing: CI must read the real letters")
        pytest.skip("the real letters are not beside this clone")
    return REAL
