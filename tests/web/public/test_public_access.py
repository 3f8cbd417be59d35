"""Who may open what on the public page: everybody everything there is, and there is nothing else."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from public_world import PublicPage, settings_of

OPEN: Final = {
    "": "says what the programme is",
    "answer/": "takes a code and tells nothing before both parts match",
    "answer/form/": "takes an answer with a signed, matched code",
    "en/": "the same in English",
    "en/answer/": "the same in English",
    "en/answer/form/": "the same in English",
    "health/": "names nothing",
}
"""Every address, each with the reason why it is open."""
OFFICE: Final = ("/accounts/login/", "/cases/", "/lookup/", "/api/v1/cases/1", "/admin/", "/language/", "/mail/")


def routes(tmp_path: Path) -> set[str]:
    """Return the routes of the public role, in a process with its settings."""
    program = (
        "import django, json; django.setup(); from django.urls import URLResolver, get_resolver\n"
        "def walk(patterns, head=''):\n"
        "    for each in patterns:\n"
        "        route = head + str(each.pattern)\n"
        "        if isinstance(each, URLResolver): yield from walk(each.url_patterns, route)\n"
        "        else: yield route\n"
        "print(json.dumps(list(walk(get_resolver().url_patterns))))"
    )
    environment = settings_of(tmp_path, DJANGO_SETTINGS_MODULE="noroshi.web.public.settings")
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_every_address_is_known_and_named_with_its_reason(tmp_path: Path) -> None:
    """A new page of the public role must be added here, with the reason why strangers may open it."""
    assert routes(tmp_path) == OPEN.keys()


def test_what_strangers_get(page: PublicPage) -> None:
    """Reading shows pages without a case; a form without a code starts again; other methods are refused."""
    for route in OPEN:
        shown = page.ask(f"/{route}", client="192.0.2.10")
        assert shown.status == (302 if route.endswith("form/") else 200)
        for code in page.codes.open[:5]:
            assert code[0] not in shown.text
        posted = page.ask(f"/{route}", {"x": "y"}, client="192.0.2.10")
        assert posted.status == (200 if "answer" in route else 405)
        assert "当方からの連絡です" not in posted.text.partition("<main")[2]


def test_no_page_of_the_office_is_here(page: PublicPage) -> None:
    """The office's addresses do not exist in this process."""
    for path in OFFICE:
        assert page.ask(path).status == 404
