"""The demonstration from beginning to end, in one transaction: all of it, or nothing."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from noroshi.archive.register_index import RegisterIndex
from noroshi.records.agency import Agency
from noroshi.records.case import Case
from noroshi.records.demo import desk_work, phone_work
from noroshi.records.demo.cast import Login, make_cast
from noroshi.records.demo.clock import Clock, playing
from noroshi.records.demo.days import plan_days, usable_days
from noroshi.records.demo.stage import REAL_FRESHNESS, SEED, NotPlayable, Stage
from noroshi.records.event import Event
from noroshi.records.services import approvals, recall, saved_filters
from noroshi.records.services.load_survey import SurveyFacts, made_up, read_facts
from noroshi.records.user import User

MOST_SURVEYS: Final = 2
UNASSIGNED: Final = 5
Say = Callable[[str], None]


@dataclass(slots=True)
class Played:
    """What the demonstration left: the accounts, and sentences about what is unusual in it."""

    logins: list[Login]
    notes: list[str] = field(default_factory=list)


def play(surveys: Sequence[Path], password: str, *, register: Path | None = None, say: Say = lambda _: None) -> Played:
    """Play the story on one or two surveys in an empty database of a demonstration; ``say`` hears of each step.

    Raises ``NotPlayable`` or ``SurveyError``, and then nothing was saved.
    """
    _require_empty_demo()
    facts = _facts(surveys)
    today, later = timezone.localdate(), facts[1].as_of if len(facts) > 1 else None
    days, clock = plan_days(today, facts[0].as_of, later), Clock()
    index = RegisterIndex.open(register) if register else None
    try:
        with transaction.atomic(), playing(clock):
            clock.day(days.opened)
            cast = make_cast(password)
            seen = facts[-1].as_of if days.attached else facts[0].as_of
            stage = Stage(cast, clock, days, facts, usable_days(today, seen), random.Random(SEED), index)  # noqa: S311
            _play(stage, say)
    finally:
        if index is not None:
            index.close()
    return Played(cast.logins, _notes(stage))


def _play(stage: Stage, say: Say) -> None:
    days, clock = stage.days, stage.clock
    desk_work.open_main(stage)
    say(f"campaign {stage.main.code}: {stage.main.balance['cases']} cases, opened on {days.opened}")
    desk_work.confirm_first(stage)
    desk_work.look_into(stage)
    if days.released is None:
        return
    clock.day(days.released)
    desk_work.release(stage, stage.main, "demo-approver")
    cases = desk_work.assign(stage)
    say(f"released on {days.released}: {len(cases)} cases, given to two officers")
    if other := desk_work.open_other(stage):
        say(f"campaign {other.code} of the other unit: {other.balance['cases']} cases")
    wrong = phone_work.first_calls(stage, cases)
    if days.first:
        say(f"first calls from {days.first[0]} to {days.first[-1]}")
    if days.attached:
        clock.day(days.attached)
        attachment = desk_work.attach_later(stage)
        say(f"survey {attachment.survey.name} attached on {days.attached}")
    if days.last:
        _last_days(stage, say)
    _loose_ends(stage, cases, wrong)


def _last_days(stage: Stage, say: Say) -> None:
    days, clock = stage.days.last, stage.clock
    clock.day(days[0])
    desk_work.confirm_second(stage)
    phone_work.last_calls(stage)
    clock.day(days[-1])
    desk_work.release(stage, stage.main, "demo-approver")
    more = desk_work.assign(stage, spare=UNASSIGNED)
    say(f"last calls from {days[0]} to {days[-1]}; {len(more)} more cases released")


def _loose_ends(stage: Stage, cases: Sequence[Case], wrong: Case | None) -> None:
    """Leave something to see at every desk: a further party, a recall, drafts on their route, a kept filter."""
    desk_work.confirm_waiting(stage)
    answered = [case for case in cases if case != wrong and case.answers.exists()]
    if answered:
        phone_work.further_party(stage, answered[0])
    phone_work.plan_ahead(stage, stage.clock.real_day())
    supervisor = stage.scope("demo-supervisor", "recall.start")
    if wrong is not None:
        recall.start(supervisor, "case", wrong.reference, "見本:機器は別の組織のものと判明したため。")
    unit = stage.cast.unit.pk
    officer = stage.scope("demo-officer", "decision.draft")
    drafted = approvals.draft(officer, unit, kind="daily", title="日報の報告(見本)", text="見本:先週の連絡状況の報告。")
    approvals.act(stage.scope("demo-supervisor", "decision.approve"), drafted, 1, "approved")
    approvals.draft(
        officer, unit, kind="other", title="個別訪問の実施について(見本)", text="見本:書面を希望した組織への訪問。"
    )
    reader = stage.scope("demo-officer", "case.read")
    saved_filters.save(reader, unit, page="case_list", name="未回答(見本)", query="state=contacting", shared=True)


def _notes(stage: Stage) -> list[str]:
    seen = ", ".join(str(facts.as_of) for facts in stage.surveys)
    freshness = (
        f"the example was observed until {seen}; so that calls can be tried, its observations may be used for "
        f"{stage.freshness} days here (in a real campaign: {REAL_FRESHNESS})"
    )
    notes = [freshness]
    if (stage.clock.real_day() - stage.surveys[-1].as_of).days > stage.freshness:
        notes.append("the observations are older than a year: nobody is called before a supervisor lets a case go on")
    if stage.days.released is None:
        notes.append("this machine's clock lies before or on the example's days: nothing could be released or called")
    elif len(stage.surveys) > 1 and stage.days.attached is None:
        notes.append(
            f"the later survey lies too near to this machine's clock ({stage.clock.real_day()}) to be attached"
        )
    return notes


def _require_empty_demo() -> None:
    if not settings.DEMO:
        raise NotPlayable("a demonstration needs NOROSHI_DEMO=1, so that every page is marked as a sample")
    if User.objects.exists() or Agency.objects.exists() or Event.chain.exists():
        raise NotPlayable(
            "the database is not empty; name a new one in NOROSHI_DATABASE and run `noroshi database migrate`"
        )


def _facts(surveys: Sequence[Path]) -> tuple[SurveyFacts, ...]:
    if not 1 <= len(surveys) <= MOST_SURVEYS:
        raise NotPlayable("give one survey, or two: the later one is attached")
    facts = tuple(read_facts(path) for path in surveys)
    for each in facts:
        if not all(made_up(source) for source in each.sources):
            raise NotPlayable(f"{each.path}: not all of it is synthetic; a demonstration plays with invented data only")
    if len(facts) > 1 and facts[1].as_of <= facts[0].as_of:
        raise NotPlayable(f"{facts[1].path}: is not later than {facts[0].path}; name the earlier survey first")
    return facts
