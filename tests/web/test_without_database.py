"""A database that is missing or not made ready is said on the page, with what to do, and nothing of the inside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client

from noroshi.web.configuration import database

OK: Final = 200
UNAVAILABLE: Final = 503


@pytest.fixture(params=["empty", "no database"])
def broken(request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    """Point the program at a file without tables, or at one that is no database."""
    file = tmp_path / "broken.sqlite3"
    file.write_bytes(b"" if request.param == "empty" else b"this is no database" * 100)
    usual = connections["default"]
    other = DatabaseWrapper({**usual.settings_dict, **database(f"sqlite:///{file}")}, "default")
    connections["default"] = other
    with django_db_blocker.unblock():
        yield
        other.close()
    connections["default"] = usual


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("address", ["/accounts/login/", "/today/", "/health/"])
def test_a_page_says_what_to_do(language: str, address: str) -> None:
    """503, in the page's language, naming the command; no table, file or trace of the program."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    answer = client.post(address, {"login": "x", "password": "y"}) if "login" in address else client.get(address)
    page = answer.content.decode()
    if address == "/health/" and answer.status_code == OK:
        return  # an empty database answers
    assert answer.status_code == UNAVAILABLE
    assert "noroshi doctor" in page
    for inside in ("Traceback", "sqlite", "no such table", "records_", "not a database"):
        assert inside not in page
