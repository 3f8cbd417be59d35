"""A survey does not depend on workers, and a killed one is completed to the same bytes."""

import contextlib
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests_support import EXAMPLE, ROOT, Run, example_arguments, fingerprint


def test_one_and_two_workers_give_the_same_bytes(
    noroshi: Run, tmp_path: Path, example_register: Path, example_survey: Path
) -> None:
    """A survey with one worker equals the one with two, file by file."""
    noroshi("survey", "run", *example_arguments(example_register), "--out", tmp_path / "one", "--workers", "1")
    assert fingerprint(tmp_path / "one") == fingerprint(example_survey)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_survey_is_completed_to_the_same_bytes(
    noroshi: Run, tmp_path: Path, example_register: Path, example_survey: Path, seed: int
) -> None:
    """Killed with -9 at several moments and resumed, a survey ends as if nothing had happened."""
    command = [sys.executable, "-m", "noroshi", "survey", "run", *example_arguments(example_register)]
    command += ["--out", str(tmp_path / "killed"), "--workers", "2"]
    pause = random.Random(seed)  # noqa: S311 moments of the kill, not a secret
    for attempt in range(4):
        process = subprocess.Popen(  # the group dies with the parent, as when a machine stops
            [*command, *(["--resume"] if attempt else [])],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(pause.uniform(0.4, 3.0))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if (tmp_path / "killed" / "manifest.json").exists():
            break
        if not (tmp_path / "killed" / ".work" / "plan.json").exists():
            subprocess.run(["rm", "-rf", str(tmp_path / "killed")], check=True)  # noqa: S607 killed before it began
            command = [argument for argument in command if argument != "--resume"]
    resumable = (tmp_path / "killed").exists()
    noroshi(*command[3:], *(["--resume"] if resumable else []))
    assert fingerprint(tmp_path / "killed") == fingerprint(example_survey)


def test_an_interrupted_survey_says_how_to_go_on(tmp_path: Path, example_register: Path) -> None:
    """Ctrl-C ends with exit code 130 and the sentence that tells how to resume."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "noroshi", "survey", "run", *example_arguments(example_register),
            "--out", str(tmp_path / "out"),
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (tmp_path / "out" / ".work" / "plan.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="tells the workers from /proc")
def test_ctrl_c_while_the_workers_start_is_one_sentence(tmp_path: Path, example_register: Path) -> None:
    """A terminal's Ctrl-C reaches the workers too, while they import their modules; only the command answers it."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "noroshi", "survey", "run", *example_arguments(example_register),
            "--out", str(tmp_path / "out"), "--workers", "3",
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not _imports_in_a_worker(process.pid):
        assert time.monotonic() < deadline
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.splitlines() == ["noroshi: interrupted; finished batches are kept: repeat the command with --resume"]


def _imports_in_a_worker(parent: int) -> bool:
    """Whether a worker of the process has begun to import its modules: its Python has taken over Ctrl-C."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            status = dict(line.split(":\t", 1) for line in (folder / "status").read_text("utf-8").splitlines())
            caught = int(status["SigCgt"], 16) >> (signal.SIGINT - 1) & 1
            if status["PPid"] == str(parent) and caught and b"spawn_main" in (folder / "cmdline").read_bytes():
                return True
    return False


def test_a_second_run_does_not_overwrite(noroshi: Run, example_register: Path, example_survey: Path) -> None:
    """A complete survey is never written over; --resume says that nothing is left to do."""
    before = fingerprint(example_survey)
    again = ["survey", "run", *example_arguments(example_register), "--out", str(example_survey)]
    refused = noroshi(*again, check=1)
    assert "holds a complete survey" in refused.stderr
    assert "complete" in noroshi(*again, "--resume").stdout
    assert fingerprint(example_survey) == before


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--country", "US"], "--country"),
        (["--as-of", "2020-01-01"], "--as-of"),
        (["--licence", "another"], "--licence"),
        (["--keep-all-content"], "--keep-all-content"),
        (["--knowledge", "{pack}"], "--knowledge"),
        (["--terms", "{terms}"], "--terms"),
        (["--kev", "{kev}"], "--kev"),
        (["{more}"], "the inputs"),
    ],
)
def test_a_complete_survey_is_not_resumed_with_other_options(
    noroshi: Run, tmp_path: Path, example_survey: Path, example_register: Path, arguments: list[str], named: str
) -> None:
    """A command that asks for another survey than the complete one is refused and names the option; nothing changes."""
    files = {name: tmp_path / name for name in ("pack", "terms", "kev", "more")}
    shutil.copytree(example_survey / "knowledge", files["pack"])
    product = files["pack"] / "products" / "nec-univerge-ix.yaml"
    product.write_text(product.read_text("utf-8") + "# another pack\n", encoding="utf-8")
    files["terms"].write_text("source,licence,may_hand_over,may_print,may_publish\nshodan,x,no,no,no\n", "utf-8")
    kev = json.loads((EXAMPLE / "kev-excerpt-2026-08-07.json").read_bytes())
    files["kev"].write_text(json.dumps(kev | {"title": "another"}), encoding="utf-8")
    files["more"].write_text("x", encoding="utf-8")
    before = fingerprint(example_survey)
    again = ["survey", "run", *example_arguments(example_register), "--out", str(example_survey), "--resume"]
    refused = noroshi(*again, *[argument.format(**files) for argument in arguments], check=1)
    assert "the survey is complete" in refused.stderr
    assert named in refused.stderr
    others = {"--country", "--as-of", "--keep-all-content", "--knowledge", "--kev", "--register", "the inputs"} - {
        named
    }
    assert not [other for other in others if other in refused.stderr]
    assert fingerprint(example_survey) == before


def test_a_complete_survey_is_not_resumed_without_its_options(noroshi: Run, example_survey: Path) -> None:
    """Register, KEV file and licence that the complete survey was made with are missed by name."""
    done = noroshi("survey", "run", EXAMPLE / "data", "--out", example_survey, "--resume", check=1)
    for option in ("--register", "--kev", "--licence"):
        assert option in done.stderr


@pytest.mark.parametrize("options", [["--as-of", "2026-10-02", "--country", "JP", "--keep-all-content"], []])
def test_the_same_command_finds_a_complete_survey(noroshi: Run, tmp_path: Path, options: list[str]) -> None:
    """The same command with --resume ends well, also from standard input, which is not read again."""
    command = ["survey", "run", "-", "--out", str(tmp_path / "out"), *options]
    (data,) = (EXAMPLE / "data" / "2026-09").glob("synthetic-shodan-*.json.gz")
    noroshi(*command, stdin=gzip.decompress(data.read_bytes()).decode())
    assert "nothing to resume" in noroshi(*command, "--resume", stdin="").stdout
    assert not (tmp_path / "out" / ".work").exists()


def test_a_resume_with_another_plan_is_refused(noroshi: Run, tmp_path: Path, example_register: Path) -> None:
    """A resumed run must be the same run: other options are refused by name."""
    arguments = [*example_arguments(example_register), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        [sys.executable, "-m", "noroshi", "survey", "run", *arguments],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None and not (tmp_path / "out" / ".work" / "plan.json").exists():
        time.sleep(0.01)
    process.kill()
    process.wait()
    refused = noroshi("survey", "run", *arguments, "--country", "JP", "--resume", check=1)
    assert "country" in refused.stderr
    refused = noroshi("survey", "run", *arguments, check=1)
    assert "--resume" in refused.stderr
