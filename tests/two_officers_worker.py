"""One officer at work in a process of its own: edits one case and records answers until told or killed.

Used by ``tests/records/services/test_two_officers.py``, which starts two of them on one database and kills them at
random. Each line of output is written after a commit, so that what it says was acknowledged to the officer.
"""

import json
import os
import random
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "noroshi.web.settings"
django.setup()

from django.utils import timezone  # noqa: E402 Django must be set up first

from noroshi.model.campaign_answer import OwnerAnswer  # noqa: E402
from noroshi.records.models import Case  # noqa: E402
from noroshi.records.scope import Scope  # noqa: E402
from noroshi.records.services import merge_edits  # noqa: E402
from noroshi.records.services.answers import AnswerEntry, record_answer  # noqa: E402
from noroshi.records.services.merge_edits import EditConflict  # noqa: E402

FIELDS = ("note", "next_action", "priority")


def work(name: str, unit: int, person: int, case_id: int, first: int, last: int) -> None:
    """Do the edits ``first`` to ``last``; a conflict is settled by the own value, over the row as it is then."""
    chance = random.Random(f"{name} {first}")  # noqa: S311 a repeatable order of edits
    scope = Scope(frozenset({unit}), "case.contact", person)
    rows = Case.objects.within(scope)
    page = rows.get(pk=case_id)
    for number in range(first, last):
        if chance.random() < 0.5:
            page = rows.get(pk=case_id)
        if chance.random() < 0.3:
            answer(scope, page, f"{name}-{number}")
        else:
            page = edit(scope, page, {chance.choice(FIELDS): number}, name)
        say({"done": number})


def answer(scope: Scope, case: Case, key: str) -> None:
    """Record an answer."""
    statement = OwnerAnswer(answered_on=timezone.localdate(), ownership="own", free_text=key)
    row = record_answer(scope, case, AnswerEntry(key=key, at=timezone.now(), statement=statement))
    say({"answer": key, "pk": row.pk})


def edit(scope: Scope, page: Case, changes: dict[str, int], name: str) -> Case:
    """Save an edit from a page of any age, settling conflicts with the own value."""
    wanted = {
        field: number % 30_000 if field == "priority" else f"{name} {number}" for field, number in changes.items()
    }
    while True:
        base = merge_edits.read_base(page, merge_edits.sign_base(page))
        try:
            page = merge_edits.save_edit(scope, page, base, wanted)
        except EditConflict as conflict:
            page = conflict.row
            continue
        say({"edit": page.version, "wanted": wanted})
        return page


def say(line: dict[str, object]) -> None:
    """Write one acknowledged line."""
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    who, *numbers = sys.argv[1:]
    work(who, *map(int, numbers))
