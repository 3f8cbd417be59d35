"""Documents are executed: the tutorial's commands run, and every command stands in the reference."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from noroshi.cli.main import app
from noroshi.model.observation import REJECT_REASONS
from noroshi.model.verdict import ReasonCode
from tests_support import ROOT, Run

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", ["first-survey.md", "first-survey.ja.md"])
def test_the_tutorial_runs(noroshi: Run, tmp_path: Path, name: str) -> None:
    """Every command of the tutorial does its work, in order."""
    text = (DOCS / "tutorial" / name).read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(noroshi .*?)\n```", text)
    assert len(commands) >= 7
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "noroshi"
        noroshi(*[argument.replace("demo/", f"{tmp_path}/demo/") for argument in arguments])
    report = (tmp_path / "demo" / "report.html").read_text(encoding="utf-8")
    assert "<html" in report


def _commands() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []

    def walk(command: object, name: str) -> None:
        children = getattr(command, "commands", None)
        if children:
            for child_name, child in children.items():
                walk(child, f"{name} {child_name}".strip())
        else:
            options = [option for parameter in command.params for option in parameter.opts]  # type: ignore[attr-defined]
            found.append((name, [option for option in options if option.startswith("--") and option != "--help"]))

    walk(get_command(app), "")
    return found


@pytest.mark.parametrize(("name", "options"), _commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_in_the_reference(name: str, options: list[str]) -> None:
    """A command or option that the reference does not mention does not exist for its users."""
    text = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    words = name.split()
    assert words[-1] in text
    assert f"noroshi {words[0]}" in text
    missing = [option for option in options if option not in text]
    assert not missing


def test_every_reason_code_is_explained() -> None:
    """Every reason code of a verdict is explained in the reference."""
    text = (DOCS / "reference" / "verdicts.md").read_text(encoding="utf-8")
    assert [code for code in ReasonCode if f"`{code}`" not in text] == []


def test_every_reject_reason_is_explained() -> None:
    """Every reason for which a record is set aside is explained in the reference."""
    text = (DOCS / "reference" / "inputs.md").read_text(encoding="utf-8")
    assert [reason for reason in REJECT_REASONS if f"`{reason}`" not in text] == []


def test_links_between_documents_lead_somewhere() -> None:
    """A relative link in a document leads to a file that exists."""
    for document in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.ja.md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
