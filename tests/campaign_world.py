"""A small invented world of the campaign for tests: an agency with two units, a person for every role, one case.

All names are invented and all addresses are documentation addresses.
"""

import datetime as dt
from dataclasses import dataclass, field
from itertools import count

from django.utils import timezone

from noroshi.knowledge.roles import load_roles
from noroshi.notify.reference_number import from_random
from noroshi.records.models import (
    Agency,
    Campaign,
    Case,
    Contact,
    Finding,
    Organization,
    RoleGrant,
    Survey,
    Unit,
    User,
)
from noroshi.records.scope import Scope

_NUMBERS = count(1)
CVE = {
    "cve": "CVE-2024-21762",
    "verdict": "affected",
    "reason": "IN_RANGE",
    "condition": "met",
    "urgency": "3d",
    "in_kev": True,
    "ransomware": True,
    "fix": "7.2.7",
    "text_ja": "バージョン 7.2.5 は CVE-2024-21762 の影響範囲に含まれます。",
    "text_en": "Version 7.2.5 is in the affected range of CVE-2024-21762.",
}


@dataclass
class World:
    """One unit with its people; ``people`` maps a role to the person who holds it (and only it)."""

    unit: Unit
    people: dict[str, User] = field(default_factory=dict)

    def scope(self, role: str, capability: str) -> Scope:
        """Return the scope of the role's person for a capability."""
        return Scope.of(self.people[role], capability)

    @property
    def system(self) -> Scope:
        """Return the scope of a command on this unit."""
        return Scope.system({self.unit.pk}, "test")


def make_world(code: str = "A") -> World:
    """Make an agency (once), a unit, and one person for every role."""
    agency, _ = Agency.objects.get_or_create(
        code="noroshi-pref",
        defaults={"name_ja": "のろし県警察(架空)", "name_en": "Noroshi Prefectural Police (fictional)"},
    )
    unit = Unit.objects.create(agency=agency, code=code, name_ja=f"サイバー{code}係", name_en=f"Cyber desk {code}")
    world = World(unit)
    for role in load_roles().roles:
        world.people[role] = make_person(f"{role}-{code}".lower(), unit, role)
    return world


def make_person(name: str, unit: Unit, *roles: str) -> User:
    """Make a person with roles in a unit. The password is ``{name}-password-1``."""
    person = User.objects.create_user(
        name, password=f"{name}-password-1", name_ja=f"架空 {name}", name_en=f"Fictional {name}"
    )
    for role in roles:
        RoleGrant.objects.create(user=person, unit=unit, role=role)
    return person


def make_survey(world: World, digest: str = "a" * 64, as_of: dt.date | None = None) -> Survey:
    """Make a survey whose sources allow hand-over and print."""
    source = {
        "input": "shodan.jsonl",
        "source": "shodan",
        "licence": "synthetic example",
        "may_hand_over": "yes",
        "may_print": "yes",
        "may_publish": "yes",
    }
    return Survey.objects.create(
        unit=world.unit,
        name="2026-09",
        digest=digest,
        as_of=as_of or timezone.localdate(),
        sources=[source],
        counts={},
        synthetic=True,
    )


def make_campaign(world: World, code: str = "KNG-1", survey: Survey | None = None) -> Campaign:
    """Make an open campaign."""
    return Campaign.objects.create(
        unit=world.unit,
        code=code,
        title_ja="神奈川 VPN 機器の情報提供・注意喚起(見本)",
        title_en="Kanagawa VPN notification (sample)",
        prefectures=["神奈川県"],
        legal_basis="見本",
        handling_class="restricted",
        starts_on=timezone.localdate(),
        survey=survey or make_survey(world, digest=f"{next(_NUMBERS):064d}"),
        opened_by=world.people["supervisor"],
    )


def make_finding(world: World, campaign: Campaign, organization: Organization | None, **values: object) -> Finding:
    """Make a finding seen an hour ago in the affected range; ``values`` override its columns."""
    number = next(_NUMBERS)
    seen = timezone.now() - dt.timedelta(hours=1)
    columns: dict[str, object] = {
        "device": f"198.51.100.{number % 250}:{number}:fortinet-fortios",
        "ips": [f"198.51.100.{number % 250}"],
        "ports": [443],
        "product": "fortinet-fortios",
        "vendor": "Fortinet",
        "roles": ["ssl-vpn"],
        "version_kind": "exact",
        "version_text": "7.2.5",
        "version": {"exact": "7.2.5"},
        "verdict": "affected",
        "urgency": "3d",
        "cves": [CVE],
        "attribution_state": "attributed" if organization else "candidates",
        "probability": 0.97 if organization else None,
        "registered_pref": "神奈川県",
        "site_pref": "神奈川県",
        "first_seen": seen - dt.timedelta(days=30),
        "last_seen": seen,
        "last_affected_at": seen,
        "source_inputs": ["shodan.jsonl"],
    }
    return Finding.objects.create(
        unit=world.unit, campaign=campaign, survey=campaign.survey, organization=organization, **{**columns, **values}
    )


def make_organization(world: World, name: str | None = None) -> Organization:
    """Make an invented organisation with one confirmed main number (a number that cannot be dialled)."""
    number = next(_NUMBERS)
    organization = Organization.objects.create(
        unit=world.unit,
        corporate_number=f"{9_000_000_000_000 + number}",
        name=name or f"架空見本精機{number}株式会社",
        name_kana="カクウミホンセイキ",
        prefecture="神奈川県",
        city="横浜市西区",
    )
    Contact.objects.create(
        unit=world.unit,
        organization=organization,
        kind="phone",
        value="045-000-0000",
        desk="代表",
        main=True,
        looked_up_on=timezone.localdate(),
        looked_up_by=world.people["officer"],
        confirmed_by=world.people["supervisor"],
        confirmed_at=timezone.now(),
    )
    return organization


def make_case(world: World, campaign: Campaign | None = None, state: str = "handed_over", findings: int = 1) -> Case:
    """Make a case with confirmed, released findings, assigned to the unit's officer."""
    campaign = campaign or make_campaign(world, code=f"KNG-{next(_NUMBERS)}")
    organization = make_organization(world)
    now = timezone.now()
    case = Case.objects.create(
        unit=world.unit,
        campaign=campaign,
        organization=organization,
        reference=from_random(next(_NUMBERS) * 7919),
        state=state,
        assignee=world.people["officer"],
        urgency="3d",
        next_on=timezone.localdate(),
        last_affected_at=now - dt.timedelta(hours=1),
        approved_at=now,
    )
    for _ in range(findings):
        make_finding(
            world,
            campaign,
            organization,
            case=case,
            decision="confirmed",
            decided_by=world.people["analyst"],
            decided_at=now,
            released_by=world.people["approver"],
            released_at=now,
        )
    return case
