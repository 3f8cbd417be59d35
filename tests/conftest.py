"""Fixtures for all tests: the program, the example prefecture, and the shared research data where it exists."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from browser import chromium, site  # noqa: F401 fixtures for every folder
from office import demonstration, fresh_office, office  # noqa: F401 fixtures for every folder
from tests_support import EXAMPLE, ROOT, Run, example_arguments

# A submission is judged by the same examples each time; at a desk every run looks for new ones.
settings.register_profile("submission", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("submission" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def noroshi() -> Run:
    """Return a function that runs the command line in a process of its own, as a user does."""

    def run(
        *arguments: str | Path, stdin: str | None = None, check: int | None = 0
    ) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [sys.executable, "-m", "noroshi", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "200"},
        )
        if check is not None:
            assert done.returncode == check, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def example_register(tmp_path_factory: pytest.TempPathFactory, noroshi: Run) -> Path:
    """Return the register of the example, built once."""
    register = tmp_path_factory.mktemp("register") / "register"
    noroshi("register", "build", EXAMPLE / "register", "--out", register)
    return register


@pytest.fixture(scope="session")
def example_survey(tmp_path_factory: pytest.TempPathFactory, noroshi: Run, example_register: Path) -> Path:
    """Return a survey of the example prefecture, both dates, made once with two workers."""
    out = tmp_path_factory.mktemp("survey") / "survey"
    noroshi("survey", "run", *example_arguments(example_register), "--out", out, "--workers", "2")
    return out


@pytest.fixture(scope="session")
def monthly_surveys(
    tmp_path_factory: pytest.TempPathFactory, noroshi: Run, example_register: Path
) -> tuple[Path, Path]:
    """Return the surveys of September and of October apart, whose terms allow everything."""
    folder = tmp_path_factory.mktemp("surveys")
    allowed = [word for name in ("hand-over", "print", "publish") for word in (f"--may-{name}", "yes")]
    for month in ("2026-09", "2026-10"):
        data, *options = example_arguments(example_register)
        noroshi("survey", "run", f"{data}/{month}", *options, *allowed, "--out", folder / month)
    return folder / "2026-09", folder / "2026-10"
