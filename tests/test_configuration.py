"""Every setting is in the reference, and the documents name no other."""

import re

import pytest

from noroshi.web.configuration import VARIABLES, ConfigurationError, database, flag, number, value
from tests_support import ROOT

REFERENCE = (ROOT / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8")
OF_THE_TESTS = {"NOROSHI_TEST_DATABASE", "NOROSHI_FULL", "NOROSHI_REGEN"}


def test_the_reference_lists_every_variable() -> None:
    """One row a variable, in the table, and no row without a variable."""
    rows = re.findall(r"^\| `(NOROSHI_[A-Z_]+)` \|", REFERENCE, re.MULTILINE)
    assert sorted(rows) == sorted(VARIABLES)


def test_no_document_names_a_variable_that_does_not_exist() -> None:
    """What a document tells an operator to set, exists."""
    for document in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "README.ja.md"]:
        named = set(re.findall(r"NOROSHI_[A-Z]+(?:_[A-Z]+)*", document.read_text(encoding="utf-8")))
        unknown = {name for name in named if name.removesuffix("_FILE") not in VARIABLES and name not in OF_THE_TESTS}
        assert not unknown, f"{document.name}: {unknown}"


def test_the_program_reads_no_other_variable() -> None:
    """Settings come through ``configuration`` and nowhere else."""
    for path in (ROOT / "src" / "noroshi").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r"\"(NOROSHI_[A-Z_]+)\"", text))
        assert named <= VARIABLES.keys(), f"{path.name}: {named - VARIABLES.keys()}"


def test_a_value_may_stand_in_a_file(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """``…_FILE`` names a file; its surrounding white space is no part of the value; an absent one is named."""
    file = tmp_path / "secret"  # type: ignore[operator]
    file.write_text("  a secret\n", encoding="utf-8")
    monkeypatch.setenv("NOROSHI_SECRET_KEY_FILE", str(file))
    assert value("NOROSHI_SECRET_KEY") == "a secret"
    monkeypatch.setenv("NOROSHI_SECRET_KEY_FILE", str(file) + "x")
    with pytest.raises(ConfigurationError, match="NOROSHI_SECRET_KEY_FILE"):
        value("NOROSHI_SECRET_KEY")


@pytest.mark.parametrize("text", ["", "yes", "2", "-1", "1.5", "１"])
def test_wrong_values_are_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A flag is 0 or 1, a number is whole and above 0; everything else names the variable."""
    monkeypatch.setenv("NOROSHI_DEMO", text)
    with pytest.raises(ConfigurationError, match="NOROSHI_DEMO"):
        flag("NOROSHI_DEMO", default=False)
    if text != "2":
        monkeypatch.setenv("NOROSHI_SESSION_MINUTES", text)
        with pytest.raises(ConfigurationError, match="NOROSHI_SESSION_MINUTES"):
            number("NOROSHI_SESSION_MINUTES", 30)


def test_an_unlisted_name_is_a_fault_of_the_program() -> None:
    """Asking for a variable that the list does not hold raises KeyError."""
    with pytest.raises(KeyError):
        value("NOROSHI_NOTHING")


def test_database_addresses() -> None:
    """Both kinds are read, special characters unquoted; another kind is refused without showing a password."""
    lite = database("sqlite:////var/lib/noroshi/a%20b.sqlite3")
    assert lite["NAME"] == "/var/lib/noroshi/a b.sqlite3"
    post = database("postgres://us%40er:p%3Aw@db.example:6432/name?sslmode=verify-full")
    assert (post["USER"], post["PASSWORD"], post["HOST"], post["PORT"], post["NAME"]) == (
        "us@er", "p:w", "db.example", "6432", "name",
    )  # fmt: skip
    assert post["OPTIONS"] == {"sslmode": "verify-full"}
    with pytest.raises(ConfigurationError, match="sqlite:///") as error:
        database("mysql://user:hunter2@db/name")
    assert "hunter2" not in str(error.value)
    with pytest.raises(ConfigurationError, match="port"):
        database("postgres://user@db:abc/name")
