"""pyproject.toml, both locks and environment.yml say the same, and the Makefile sets up from nothing but Python."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "tests/requirements.lock")


def read_text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def pins(lines: list[str]) -> dict[str, Requirement]:
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name) + str(r.marker or ""): r for r in requirements}


def locked(name: str) -> dict[str, Requirement]:
    """The pins of a lock, by name (with its marker, where a package is pinned twice)."""
    whole = read_text(name).replace("\\\n", " ").splitlines()
    return pins([line.split(" --hash")[0] for line in whole if line and not line.startswith("#")])


def conda_pins() -> list[str]:
    dependencies = yaml.safe_load(read_text("environment.yml"))["dependencies"]
    return next(entry["pip"] for entry in dependencies if isinstance(entry, dict))


PYPROJECT = tomllib.loads(read_text("pyproject.toml"))
RUNTIME = PYPROJECT["project"]["dependencies"]
TEST_EXTRA = PYPROJECT["project"]["optional-dependencies"]["test"]


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.lock", [*RUNTIME, *PYPROJECT["build-system"]["requires"]]),
        ("tests/requirements.lock", [*RUNTIME, *TEST_EXTRA, *PYPROJECT["build-system"]["requires"]]),
    ],
)
def test_everything_that_pyproject_asks_for_is_pinned_in_a_version_that_it_allows(lock, asked):
    versions = {canonicalize_name(r.name): r for r in locked(lock).values()}
    for requirement in map(Requirement, asked):
        pin = versions[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(str(pin.specifier).removeprefix("==")), pin


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_one_version_with_its_hashes_and_no_address(lock):
    text = read_text(lock)
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links)\b", text, re.M)
    entries = [e for e in text.replace("\\\n", " ").splitlines() if e and not e.startswith("#")]
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==[^\s;]+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


def test_the_tests_run_with_the_very_versions_that_users_get():
    runtime, tests = locked("requirements.lock"), locked("tests/requirements.lock")
    assert {name: str(tests.get(name)) for name in runtime} == {name: str(pin) for name, pin in runtime.items()}


def test_conda_users_get_the_versions_of_the_lock():
    listed = conda_pins()
    assert listed[-1] == "-e ."
    assert {k: str(v) for k, v in pins(listed[:-1]).items()} == {k: str(v) for k, v in locked("requirements.lock").items()}


def test_the_python_of_the_conda_environment_is_one_that_pyproject_allows():
    dependencies = yaml.safe_load(read_text("environment.yml"))["dependencies"]
    python = next(entry for entry in dependencies if str(entry).startswith("python="))
    needs = Requirement("python" + PYPROJECT["project"]["requires-python"]).specifier
    assert needs.contains(python.removeprefix("python="))
    assert "pip" in dependencies


def test_what_is_installed_here_is_what_the_lock_pins():
    from importlib.metadata import version

    here = [pin for pin in locked("tests/requirements.lock").values() if not pin.marker or pin.marker.evaluate()]
    wrong = {pin.name: version(pin.name) for pin in here if not pin.specifier.contains(version(pin.name))}
    if wrong and os.environ.get("CONDA_PREFIX"):
        pytest.skip("conda brings some packages of its own")
    assert wrong == {}


@pytest.mark.skipif(not shutil.which("make"), reason="make is not on this machine")
class TestMakefile:
    def make(self, *arguments: str, path: str | None = None, cwd: Path = PROJECT) -> subprocess.CompletedProcess:
        # None of the variables that a «make test» around this test hands down.
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS")) and k not in HANDED_DOWN}
        environment = {**kept, "PATH": path or os.environ["PATH"]}
        return subprocess.run(
            [shutil.which("make"), *arguments], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
        )

    def test_a_python_that_is_too_old_is_one_clear_line(self, tmp_path):
        (tmp_path / "bin").mkdir()
        old = tmp_path / "bin" / "python3"
        old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        old.chmod(0o755)
        for tool in ("sh", "touch"):
            (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
        for name in ("Makefile", "requirements.lock", "pyproject.toml"):
            shutil.copy(PROJECT / name, tmp_path / name)
        stopped = self.make("figures", path=str(tmp_path / "bin"), cwd=tmp_path)
        assert stopped.returncode != 0
        assert stopped.stderr.startswith("Innspill needs Python 3.11 or newer")
        assert not (tmp_path / ".venv").exists()

    def test_paths_with_blanks_and_quotes_reach_the_command_whole(self, tmp_path):
        for name in ("Makefile", "requirements.lock", "pyproject.toml"):
            shutil.copy(PROJECT / name, tmp_path / name)
        python = tmp_path / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text('#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\n', encoding="utf-8")
        python.chmod(0o755)
        (tmp_path / ".venv" / ".runs").touch()
        shown = self.make("figures", "SUBMISSIONS=my letters/it's", "OUT=to here", cwd=tmp_path).stdout
        assert "<--submissions>\n<my letters/it's>\n<--out>\n<to here>" in shown
        shown = self.make("figures", "SUBMISSIONS=my letters", cwd=tmp_path).stdout
        assert "<--out>\n<figures/mine>" in shown, "the golden copy is for the sample only"
        shown = self.make("figures", cwd=tmp_path).stdout
        assert "<--submissions>\n<data/sample/letters>\n<--out>\n<figures/sample>" in shown
        assert "<--language>\n<nb>" in shown


HANDED_DOWN = {"SUBMISSIONS", "OUT", "REGISTRY", "CONSULTATION", "CODEBOOK", "LANGUAGE", "PYTHON"}


def test_the_package_is_the_one_in_this_folder():
    import innspill

    assert Path(innspill.__file__).is_relative_to(PROJECT), f"{sys.executable} has another Innspill"
