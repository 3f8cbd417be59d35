"""`noroshi demo`: the logins on the terminal, and what it will not do."""

import re
from pathlib import Path

import pytest
from click.testing import Result
from django.contrib.auth import authenticate
from django.test import RequestFactory
from typer.testing import CliRunner

from noroshi.cli.main import app
from noroshi.records.models import User

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["demo", *map(str, arguments)])


@pytest.fixture(autouse=True)
def settings_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of the tests: a command names the product's own."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "settings_for_tests")


def test_the_logins_are_printed_once_with_a_password_of_their_own(monthly_surveys: tuple[Path, Path]) -> None:
    """Without a file a password is made up that lets everybody in; every account stands on a line with its role."""
    done = run(monthly_surveys[0])
    assert done.exit_code == 0, done.output
    found = re.search(r"^ +password +(\S+)$", done.stdout, re.MULTILINE)
    assert found is not None
    assert len(found[1]) >= 12
    for person in User.objects.all():
        assert re.search(rf"^ +{person.username} +\S.* / .+ / .+$", done.stdout, re.MULTILINE)
    person = User.objects.get(username="demo-officer")
    assert authenticate(RequestFactory().get("/"), username=person.username, password=found[1]) == person


@pytest.mark.parametrize("content", [b"", b"two\nlines\n", b"\xff\xfe"])
def test_a_file_without_one_line_is_no_password(tmp_path: Path, content: bytes) -> None:
    """The option is named, and nobody gets an account."""
    file = tmp_path / "password"
    file.write_bytes(content)
    done = run(tmp_path, "--password-file", file)
    assert done.exit_code == 1
    assert "--password-file" in done.stderr
    assert not User.objects.exists()


def test_a_folder_that_is_no_survey_and_a_file_that_is_no_register_are_named(
    tmp_path: Path, monthly_surveys: tuple[Path, Path]
) -> None:
    """One sentence with the path; nothing is saved."""
    for done in (run(tmp_path), run(monthly_surveys[0], "--register", tmp_path / "register")):
        assert done.exit_code == 1
        assert str(tmp_path) in done.stderr
    assert not User.objects.exists()
