"""`noroshi public …`: the way from office to public page and back, a database each, only files between."""

import datetime as dt
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from noroshi.exchange.public_page import answers_file, codes_file
from public_world import SECRET, Codes, PublicPage, run, served, settings_of
from tests_support import ROOT


@pytest.fixture
def office(tmp_path: Path) -> dict[str, str]:
    """Return the environment of an office with a database of its own."""
    folder = tmp_path / "office"
    folder.mkdir()
    environment = settings_of(
        folder, NOROSHI_DATABASE=f"sqlite:///{folder}/office.sqlite3", NOROSHI_CONFIRMATION_SECRET=SECRET
    )
    del environment["NOROSHI_PUBLIC_DATABASE"]
    run(environment, "database", "migrate")
    return environment


def program(environment: dict[str, str], what: str) -> dict[str, Any]:
    """Fill or read the office's database."""
    settings = {"DJANGO_SETTINGS_MODULE": "noroshi.web.settings", "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, str(ROOT / "tests" / "public_world.py"), what]
    done = subprocess.run(command, env=environment | settings, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def answer(page: PublicPage, code: tuple[str, str], **fields: str) -> str:
    """Answer on the page; return the receipt."""
    text = page.ask("/answer/", {"reference": code[0], "confirmation": code[1]}).text
    found = re.search(r'name="token" value="([^"]+)"', text)
    assert found is not None
    sent = {"token": found[1], "who": "own", "step": "send", **fields}
    receipt = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.ask("/answer/form/", sent).text)
    assert receipt is not None
    return receipt[0]


def test_from_the_office_to_the_page_and_back(office: dict[str, str], tmp_path: Path) -> None:
    """Codes out by file, answers in by file, each recorded once; then the public machine forgets what has arrived."""
    made = program(office, "fill")
    who = ("--unit", made["unit"])
    recipient = run(office, "public", "keys", "--out", tmp_path / "secret.key").stdout.strip()
    export = ("public", "export", "KNG-1", *who, "--by", made["supervisor"], "--recipient", recipient)
    out = run(office, *export, "--until", "2099-12-31", "--out", tmp_path / "codes-1.json").stdout
    assert out.startswith("3 codes, 0 messages received, 見本 / SAMPLE\nSHA-256 ")
    digest = out.partition("SHA-256 ")[2]
    data = (tmp_path / "codes-1.json").read_bytes()
    assert (tmp_path / "codes-1.json").stat().st_mode & 0o077 == 0
    for plain in [part for code in made["codes"] for part in code] + made["names"] + made["devices"]:
        assert plain.encode() not in data
    public = tmp_path / "public"
    public.mkdir()
    content = codes_file.decode(data)
    codes = Codes(None, [tuple(code) for code in made["codes"]], ("", ""))  # type: ignore[arg-type,misc] no key is here
    codes.file = lambda **_: content  # type: ignore[method-assign]
    with served(public, codes) as page:
        assert run(page.environment, "public", "load", tmp_path / "codes-1.json").stdout.endswith(digest)
        receipts = {answer(page, tuple(code), response="done", free_text="ひみつの補足") for code in made["codes"][:2]}
        page.ask("/answer/", dict(zip(("reference", "confirmation"), made["codes"][2], strict=True)))
        assert len(receipts) == 2
        stored = page.database_bytes() + (public / "page.log").read_bytes()
        for plain in [part for code in made["codes"] for part in code] + made["names"] + made["devices"] + ["ひみつ"]:
            assert plain.encode() not in stored
        assert run(page.environment, "public", "collect", "--out", tmp_path / "a-1").stdout.startswith(
            "5 messages: 5 new"
        )
        assert run(page.environment, "public", "collect", "--out", tmp_path / "a-2").stdout.startswith(
            "5 messages: 0 new"
        )
        take = ("public", "import", *who, "--by", made["officer"], "--identity", tmp_path / "secret.key")
        first = run(office, *take, tmp_path / "a-1", "--format", "json").stdout
        assert {row["result"]: row["messages"] for row in map(json.loads, first.splitlines())} == {
            "checked": 3, "recorded": 2, "to_person": 0, "repeated": 0, "unknown": 0, "unreadable": 0,
        }  # fmt: skip
        again = run(office, *take, tmp_path / "a-2").stdout
        assert "5 messages of 5 read" in again
        assert re.search(r"repeated +5", again)
        found = program(office, "read")
        assert (len(found["answers"]), found["checks"], found["messages"], found["todos"]) == (2, 3, 5, [])
        assert {row[0] for row in found["answers"]} == {code[0] for code in made["codes"][:2]}
        assert {tuple(row[1:4]) for row in found["answers"]} == {("form", "done", "ひみつの補足")}
        run(office, *export, "--until", "2099-12-31", "--out", tmp_path / "codes-2.json")
        load = run(page.environment, "public", "load", tmp_path / "codes-2.json").stdout
        assert "3 codes: 0 new, 0 withdrawn; 5 messages deleted here" in load
        older = run(page.environment, "public", "load", tmp_path / "codes-1.json", check=1).stderr
        assert "a later one is loaded" in older
        box = run(page.environment, "public", "status", "--format", "json").stdout.splitlines()
        assert json.loads(box[0])["answered"] == 2
        assert json.loads(box[1])["messages"] == 0
        name = json.loads(box[0])["page"]
        assert run(page.environment, "public", "remove", name).stdout == "3 codes deleted\n"
        assert "no such page" in run(page.environment, "public", "remove", name, check=1).stderr


def test_mistakes_end_in_a_sentence(office: dict[str, str], tmp_path: Path) -> None:
    """A file that exists, a wrong key, a wrong file, a role that may not: said, and nothing is changed."""
    made = program(office, "fill")
    who = ("--unit", made["unit"])
    key = tmp_path / "secret.key"
    recipient = run(office, "public", "keys", "--out", key).stdout.strip()
    assert "exists already" in run(office, "public", "keys", "--out", key, check=1).stderr
    assert key.read_text().endswith("\n")
    export = ("public", "export", "KNG-1", *who, "--until", "2099-12-31", "--out", tmp_path / "codes")
    bad = [
        (("--by", made["officer"], "--recipient", recipient), "holds no role that may export"),
        (("--by", made["supervisor"], "--recipient", "age1x"), "the public page would not take this file"),
    ]
    for arguments, why in bad:
        assert why in run(office, *export, *arguments, check=1).stderr
    by = ("--by", made["supervisor"], "--recipient", recipient)
    no_end = ("public", "export", "KNG-1", *who, *by, "--out", tmp_path / "codes")
    assert "--until: the campaign has no end" in run(office, *no_end, check=1).stderr
    assert (
        "no such campaign" in run(office, "public", "export", "X", *who, *by, "--out", tmp_path / "c", check=1).stderr
    )
    assert not (tmp_path / "codes").exists()
    answers = tmp_path / "answers"
    answers.write_bytes(b"\x00\xff" * 50)
    take = ("public", "import", answers, *who, "--by", made["officer"], "--identity")
    assert "no file of answers" in run(office, *take, key, check=1).stderr
    assert "no AGE-SECRET-KEY" in run(office, *take, answers, check=1).stderr
    assert "name a readable file" in run(office, *take, tmp_path / "none", check=1).stderr
    empty = answers_file.AnswersFile(
        schema=answers_file.SCHEMA,
        made_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
        count=1,
        messages=[answers_file.Sealed("ab" * 16, b"x")],
    )
    answers.write_bytes(answers_file.encode(empty))
    done = run(office, *take, key)
    assert re.search(r"unreadable +1", done.stdout)
    assert "unreadable; it stays on the medium" in done.stderr
