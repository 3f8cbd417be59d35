"""`noroshi demo SURVEY…`: fills an empty database with an invented agency that lived through a campaign."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from noroshi.cli import django_setup
from noroshi.cli.failure import fail

if TYPE_CHECKING:
    from noroshi.records.demo.cast import Login


def demo(
    surveys: Annotated[
        list[Path], typer.Argument(help="Survey of the example; a second, later one is attached.", metavar="SURVEY…")
    ],
    register: Annotated[
        Path | None, typer.Option(help="Register of the example: readings and addresses of the organisations.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="File with the password of all demo accounts; without it one is made up.")
    ] = None,
) -> None:
    """Play a campaign with demo accounts in an empty database; needs NOROSHI_DEMO=1, and marks everything 見本."""
    secret = _password(password_file)
    with django_setup.records():
        from noroshi.archive.register_index import RegisterIndexError
        from noroshi.archive.survey import SurveyError
        from noroshi.records.demo.cast import new_password
        from noroshi.records.demo.stage import NotPlayable
        from noroshi.records.demo.story import play

        password = secret or new_password()
        try:
            played = play(surveys, password, register=register, say=_say)
        except (NotPlayable, SurveyError, RegisterIndexError) as error:
            fail(str(error))
        for note in played.notes:
            _say(f"note: {note}")
        _print_logins(played.logins, password)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _print_logins(logins: "list[Login]", password: str) -> None:
    """Print every account, once, and the password of all."""
    from noroshi.knowledge.roles import load_roles

    roles = load_roles()
    sys.stdout.write("\nDemo accounts (見本 / SAMPLE, all invented); one password for all of them:\n\n")
    sys.stdout.write(f"  password          {password}\n\n")
    for login in logins:
        role = f"{roles.label(login.role, 'en')} / {roles.label(login.role, 'ja')}"
        sys.stdout.write(f"  {login.username:<22}{role} / {login.unit}\n")
    sys.stdout.write("\n")


def _password(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"--password-file {file}: cannot be read ({error}); name a file with one line of text")
    if not text or "\n" in text:
        fail(f"--password-file {file}: holds no single line; write the password alone into it")
    return text
