"""Two officers at work on one case in two processes, killed at random: nothing that was acknowledged is lost."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection

from campaign_world import World, make_case, make_person, make_world
from noroshi.records.models import Answer, Case, Event, EventPayload, User
from noroshi.records.services.audit import GENESIS, entry_hash, value_digest
from tests_support import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
EDITS = 250
"""Edits of each officer: together five hundred."""


def database() -> str:
    """Return the address of the test's database for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgres://{given['USER']}{password}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


class Officer:
    """One officer's process; it is started again where the last acknowledged edit left off."""

    def __init__(self, name: str, world: World, person: User, case: Case) -> None:
        self.arguments = [name, str(world.unit.pk), str(person.pk), str(case.pk)]
        self.next, self.lines, self.kills = 0, [], 0
        self.process = self.start()

    def start(self) -> "subprocess.Popen[str]":
        """Start the process at the next edit."""
        worker = str(ROOT / "tests" / "two_officers_worker.py")
        return subprocess.Popen(
            [sys.executable, worker, *self.arguments, str(self.next), str(EDITS)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "NOROSHI_DATABASE": database(), "NOROSHI_DEMO": "1"},
        )  # fmt: skip

    def read(self) -> Iterator[dict[str, object]]:
        """Yield acknowledged lines until the process ends."""
        assert self.process.stdout is not None
        for text in self.process.stdout:
            if not text.endswith("\n"):
                return  # killed in the middle of a line: nobody was told
            line = json.loads(text)
            self.lines.append(line)
            self.next = line.get("done", self.next - 1) + 1
            yield line

    def kill(self) -> None:
        """Kill the process without warning and start it again."""
        self.process.kill()
        for _ in self.read():
            pass
        self.end()
        self.kills += 1
        self.process = self.start()

    def end(self) -> int:
        """Wait for the process and return how it ended."""
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait()


def work_with_kills(officers: list[Officer], chance: random.Random) -> None:
    """Let both work to their end; now and then kill one."""
    running = {officer: officer.read() for officer in officers}
    while running:
        officer = chance.choice(list(running))
        if next(running[officer], None) is None:
            del running[officer]
            assert officer.end() == 0
        elif officer.kills < 3 and chance.random() < 0.01:
            officer.kill()
            running[officer] = officer.read()


def chain_is_whole() -> bool:
    """Whether every entry carries the hash of the one before and its values' digest."""
    previous = GENESIS
    payloads = {payload.event_id: payload for payload in EventPayload.objects.all()}
    for event in Event.chain.order_by("seq"):
        payload = payloads.get(event.seq)
        if event.previous != previous or entry_hash(event) != event.hash:
            return False
        if payload is not None and value_digest(payload.salt, payload.body) != event.digest:
            return False
        previous = event.hash
    return True


def test_two_officers_killed_at_random_lose_no_answer_and_no_edit() -> None:
    """Every acknowledged answer is there once; every accepted edit raised the version; the chain holds them all."""
    world = make_world()
    case = make_case(world)
    second = make_person("second-officer", world.unit, "officer")
    officers = [Officer("一", world, world.people["officer"], case), Officer("二", world, second, case)]
    work_with_kills(officers, random.Random(7))  # noqa: S311 the same kills each time
    assert sum(officer.kills for officer in officers) >= 2

    told = [line for officer in officers for line in officer.lines]
    keys = [line["answer"] for line in told if "answer" in line]
    stored = list(Answer.objects.within(world.system).filter(case=case))
    assert {answer.key: answer.free_text for answer in stored}.items() >= {key: key for key in keys}.items()
    assert len({answer.key for answer in stored}) == len(stored)
    assert len(keys) > 100

    now = Case.objects.within(world.system).get(pk=case.pk)
    edits = [
        json.loads(body)
        for body in EventPayload.objects.filter(event__action="case.edited")
        .order_by("event")
        .values_list("body", flat=True)
    ]
    assert [edit["version"] for edit in edits] == list(range(2, now.version + 1))
    assert {line["edit"] for line in told if "edit" in line} <= set(range(1, now.version + 1))
    last: dict[str, object] = {}
    for edit in edits:
        for field, change in edit["changes"].items():
            assert change["from"] == last.get(field, change["from"])
            last[field] = change["to"]
    assert {field: getattr(now, field) for field in last} == last
    assert chain_is_whole()
