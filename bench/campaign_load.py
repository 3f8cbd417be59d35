"""Fill a database with a campaign of the issue's size: 10,000 cases, 50,000 entries of the chain, 20 officers.

Everything is invented; addresses are documentation addresses. Used by ``campaign_pages.py``.
"""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from noroshi.notify.reference_number import from_random
from noroshi.records.models import (
    Agency,
    Answer,
    Campaign,
    Case,
    ChainHead,
    Contact,
    ContactAttempt,
    Event,
    EventPayload,
    Evidence,
    Finding,
    Organization,
    RoleGrant,
    StateChange,
    Survey,
    Unit,
    User,
)
from noroshi.records.services.audit import GENESIS, canonical, entry_hash, value_digest

OFFICERS: Final = 20
STATES: Final = (
    ("handed_over", 30),
    ("contacting", 25),
    ("reached", 15),
    ("answered", 12),
    ("in_remediation", 8),
    ("observed_fixed", 6),
    ("closed_unfixed", 4),
)
CVES: Final = [
    {
        "cve": f"CVE-2024-{number}",
        "verdict": "affected",
        "reason": "IN_RANGE",
        "condition": "met",
        "urgency": "3d",
        "in_kev": True,
        "ransomware": False,
        "fix": "7.2.7",
        "text_ja": "影響範囲に含まれます。",
        "text_en": "In the affected range.",
    }
    for number in (21762, 23113, 47575)
]


def fill(cases: int = 10_000, events: int = 50_000, seed: int = 7) -> Campaign:
    """Make the campaign in an empty, migrated database and return it."""
    dice = random.Random(seed)
    with transaction.atomic():
        unit = _unit()
        officers = [_person(unit, f"bench{number}") for number in range(OFFICERS)]
        campaign = _campaign(unit, officers[0])
        rows = _cases(unit, campaign, officers, cases, dice)
        _around(unit, campaign, rows, officers, dice)
        _chain(unit, officers, rows, events, dice)
    return campaign


def _unit() -> Unit:
    agency = Agency.objects.create(code="bench", name_ja="のろし県警察(架空)", name_en="Noroshi Police (fictional)")
    return Unit.objects.create(agency=agency, code="bench", name_ja="計測係", name_en="Bench desk")


def _person(unit: Unit, name: str) -> User:
    person = User(username=name, name_ja=f"架空 {name}", demo=True)
    person.set_unusable_password()
    person.save()
    roles = ("officer", "supervisor", "analyst")
    RoleGrant.objects.bulk_create(RoleGrant(user=person, unit=unit, role=role) for role in roles)
    return person


def _campaign(unit: Unit, opener: User) -> Campaign:
    today = timezone.localdate()
    source = {"input": "bench", "source": "shodan", "may_hand_over": "yes", "may_print": "yes", "may_publish": "no"}
    survey = Survey.objects.create(unit=unit, name="bench", digest="b" * 64, as_of=today, sources=[source])
    return Campaign.objects.create(
        unit=unit,
        code="BENCH",
        title_ja="計測(見本)",
        prefectures=["神奈川県"],
        legal_basis="見本",
        handling_class="restricted",
        starts_on=today,
        survey=survey,
        opened_by=opener,
    )


def _cases(unit: Unit, campaign: Campaign, officers: list[User], number: int, dice: random.Random) -> list[Case]:
    organizations = Organization.objects.bulk_create(
        (
            Organization(
                unit=unit,
                corporate_number=str(9_000_000_000_000 + each),
                name=f"架空見本工業{each:05d}株式会社",
                name_kana=f"カクウミホンコウギョウ{each:05d}",
                prefecture="神奈川県",
                city=dice.choice(("横浜市西区", "川崎市幸区", "厚木市", "藤沢市")),
            )
            for each in range(number)
        ),
        batch_size=500,
    )
    states = [state for state, share in STATES for _ in range(share)]
    now, today = timezone.now(), timezone.localdate()
    return Case.objects.bulk_create(
        (
            Case(
                unit=unit,
                campaign=campaign,
                organization=organization,
                reference=from_random(7919 * (place + 1)),
                state=(state := dice.choice(states)),
                assignee=dice.choice(officers) if dice.random() < 0.9 else None,  # noqa: PLR2004 nine in ten
                urgency=dice.choice(("3d_forensics", "3d", "14d", "60d")),
                next_on=today + dt.timedelta(days=dice.randint(-10, 20)),
                last_affected_at=now - dt.timedelta(days=dice.randint(0, 20)),
                first_reached_at=None if state in {"handed_over", "contacting"} else now,
                answered_at=now if state in {"answered", "in_remediation", "observed_fixed"} else None,
                observed_fixed_at=now if state == "observed_fixed" else None,
                approved_at=now,
            )
            for place, organization in enumerate(organizations)
        ),
        batch_size=500,
    )


def _around(unit: Unit, campaign: Campaign, cases: list[Case], officers: list[User], dice: random.Random) -> None:
    now = timezone.now()
    Contact.objects.bulk_create(
        (
            Contact(
                unit=unit,
                organization_id=case.organization_id,
                kind="phone",
                value="045-000-0000",
                main=True,
                looked_up_on=now.date(),
            )
            for case in cases
        ),
        batch_size=500,
    )
    findings = Finding.objects.bulk_create(
        (_finding(unit, campaign, case, number, now) for number, case in enumerate(cases)), batch_size=300
    )
    Evidence.objects.bulk_create(
        (
            Evidence(unit=unit, finding=finding, about=about, rule=f"bench-{about}", text="見本", observed_at=now)
            for finding in findings
            for about in ("product", "version")
        ),
        batch_size=500,
    )
    ContactAttempt.objects.bulk_create(
        (
            ContactAttempt(
                unit=unit,
                case=case,
                key=f"bench-{number}",
                channel="phone",
                officer=dice.choice(officers),
                at=now - dt.timedelta(hours=number),
                minutes=4,
                outcome="no_answer" if number else "reached_responsible",
            )
            for case in cases
            if case.state != "handed_over"
            for number in range(dice.randint(1, 3))
        ),
        batch_size=500,
    )
    Answer.objects.bulk_create(
        (
            Answer(unit=unit, case=case, key="bench", awareness="aware", response="in_progress", manager="own", at=now)
            for case in cases
            if case.answered_at
        ),
        batch_size=500,
    )
    StateChange.objects.bulk_create(
        (StateChange(unit=unit, case=case, transition="hand_over", source="approved", target="handed_over", at=now)
         for case in cases),
        batch_size=500,
    )  # fmt: skip


def _finding(unit: Unit, campaign: Campaign, case: Case, number: int, now: dt.datetime) -> Finding:
    return Finding(
        unit=unit,
        campaign=campaign,
        survey=campaign.survey,
        organization_id=case.organization_id,
        case=case,
        device=f"198.51.100.{number % 250}:{number}:fortinet-fortios",
        ips=[f"198.51.100.{number % 250}"],
        ports=[443],
        product="fortinet-fortios",
        vendor="Fortinet",
        roles=["ssl-vpn"],
        version_kind="exact",
        version_text="7.2.5",
        version={"exact": "7.2.5"},
        verdict="affected",
        urgency=case.urgency,
        cves=CVES,
        attribution_state="attributed",
        probability=0.97,
        registered_pref="神奈川県",
        site_pref="神奈川県",
        first_seen=now - dt.timedelta(days=30),
        last_seen=case.last_affected_at,
        last_affected_at=case.last_affected_at,
        decision="confirmed",
        source_inputs=["bench"],
    )


def _chain(unit: Unit, officers: list[User], cases: list[Case], number: int, dice: random.Random) -> None:
    """Append entries as ``services.audit.append`` does, many at once: the chain verifies afterwards."""
    previous, seq = GENESIS, 0
    made = _entries(unit, officers, cases, number, dice)
    while batch := list(islice(made, 1_000)):
        payloads = []
        for event, values in batch:
            seq += 1
            event.seq, event.previous = seq, previous
            body, salt = canonical(values), f"{seq:032x}"
            event.digest = value_digest(salt, body)
            event.hash = previous = entry_hash(event)
            payloads.append(EventPayload(event=event, salt=salt, body=body))
        Event.chain.bulk_create([event for event, _ in batch], batch_size=500)
        EventPayload.objects.bulk_create(payloads, batch_size=500)
    ChainHead.objects.create(pk=1, seq=seq, hash=previous)


def _entries(
    unit: Unit, officers: list[User], cases: list[Case], number: int, dice: random.Random
) -> Iterator[tuple[Event, dict[str, Any]]]:
    start = timezone.now() - dt.timedelta(days=30)
    for place in range(number):
        case, person = dice.choice(cases), dice.choice(officers)
        event = Event(
            at=start + dt.timedelta(seconds=place),
            actor=person,
            unit=unit,
            action="case.read",
            subject=f"case:{case.pk}",
        )
        yield event, {"bench": place}
