"""Who plays: an invented agency with two units, and one or two people for every role. All names are invented."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from noroshi.records.agency import Agency, Unit
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.make_unit import make_unit
from noroshi.records.services.people import PersonEntry, make_person
from noroshi.records.user import User

AGENCY: Final = "noroshi-demo"
MAIN_UNIT: Final = f"{AGENCY}/cyber"
OTHER_UNIT: Final = f"{AGENCY}/east"
PHONE: Final = "000-0000-0000"
"""No telephone number in Japan begins with 000."""
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_MAIN: Final = (
    ("demo-analyst", "analyst", "見本 葵", "Aoi Mihon", "係員"),
    ("demo-approver", "approver", "架空 誠", "Makoto Kaku", "主任"),
    ("demo-officer", "officer", "見本 太郎", "Taro Mihon", "係員"),
    ("demo-officer2", "officer", "見本 花子", "Hanako Mihon", "係員"),
    ("demo-supervisor", "supervisor", "架空 悟", "Satoru Kaku", "係長"),
    ("demo-publisher", "publisher", "例題 光", "Hikari Reidai", "係員"),
    ("demo-switchboard", "switchboard", "例題 静", "Shizuka Reidai", "係員"),
    ("demo-auditor", "auditor", "例題 正", "Tadashi Reidai", "係員"),
    ("demo-administrator", "administrator", "例題 守", "Mamoru Reidai", "係員"),
)
_OTHER: Final = (
    ("demo-east-analyst", "analyst", "東 葵", "Aoi Azuma", "係員"),
    ("demo-east-approver", "approver", "東 誠", "Makoto Azuma", "主任"),
    ("demo-east-officer", "officer", "東 太郎", "Taro Azuma", "係員"),
    ("demo-east-supervisor", "supervisor", "東 悟", "Satoru Azuma", "係長"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """One account of the demonstration, for the terminal."""

    username: str
    role: str
    unit: str


@dataclass(slots=True)
class Cast:
    """The units and the people by user name."""

    unit: Unit
    other: Unit
    people: dict[str, User] = field(default_factory=dict)
    logins: list[Login] = field(default_factory=list)

    def scope(self, username: str, capability: str) -> Scope:
        """Return the person's scope for a capability, as a page would get it."""
        return Scope.of(self.people[username], capability)


def make_cast(password: str) -> Cast:
    """Make the agency, its units and its people, who all log in with the one password."""
    names = {"agency_ja": "のろし県警察(架空)", "agency_en": "Noroshi Prefectural Police (fictional)"}
    unit = make_unit(MAIN_UNIT, name_ja="サイバー対策係(見本)", name_en="Cyber desk (sample)", **names)
    other = make_unit(OTHER_UNIT, name_ja="東部分室(見本)", name_en="East branch (sample)", **names)
    agency = Agency.objects.get(pk=unit.agency_id)
    agency.main_phone = PHONE
    agency.save(update_fields=["main_phone"])
    audit.append("agency.edited", audit.subject_of(agency), unit_id=unit.pk, values={"main_phone": PHONE})
    cast = Cast(unit, other)
    for home, players in ((unit, _MAIN), (other, _OTHER)):
        for username, role, name_ja, name_en, rank in players:
            entry = PersonEntry(username=username, name_ja=name_ja, name_en=name_en, rank_ja=rank)
            person, _ = make_person(Scope.system({home.pk}, "demo"), home.pk, [role], entry, with_password=False)
            cast.people[username] = person
            cast.logins.append(Login(username, role, home.name_ja))
    _let_in(cast, password)
    return cast


def new_password() -> str:
    """Return a password that is easy to type and hard to guess."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _let_in(cast: Cast, password: str) -> None:
    """Give everybody the password; it is hashed once, because a hash takes its time on purpose."""
    people = list(cast.people.values())
    people[0].set_password(password)
    for person in people:
        person.password, person.demo = people[0].password, True
        person.save(update_fields=["password", "demo"])
