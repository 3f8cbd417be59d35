"""Synthetic bundles: invented organisations, documentation addresses, fresh keys of two parties."""

import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noroshi.exchange.bundle.back_flow import BackFlow, Cell, FunnelStep, Tally, WrongFinding
from noroshi.exchange.bundle.build import Dispatch, Enclosures, Sender, write_bundle
from noroshi.exchange.bundle.contents import (
    CasesContents,
    DeviceState,
    DeviceStates,
    HandedCase,
    HandedContact,
    HandedEvidence,
    HandedFinding,
    HandedOrganisation,
    HandedVerdict,
    HandedVersion,
)
from noroshi.exchange.bundle.keys import AgeKeys, PinnedKey, generate_age_keys, generate_signing_key, pin, public_line
from noroshi.exchange.bundle.read import Desk
from noroshi.exchange.bundle.replay import Seen, Stream
from noroshi.exchange.bundle.seal import Passphrase, Recipients, Secrets, seal, unseal
from noroshi.exchange.bundle.slip import Slip
from noroshi.exchange.bundle.terms import SourceTerms, finding_key
from noroshi.model.attribution import State
from noroshi.model.verdict import Answer, Urgency

SEEN = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
CREATED = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
VENDOR, POLICE = "見本調査株式会社", "のろし県警察(架空)"
SOURCE = SourceTerms(input="survey-a.json.gz", source="shodan", licence="L-1", may_hand_over="yes", may_print="yes")


def finding(number: int = 1, **changes: Any) -> HandedFinding:
    """Return a confirmed, fresh finding on a documentation address."""
    base = HandedFinding(
        key=finding_key("C-1", f"192.0.2.{number}"),
        device=f"192.0.2.{number}",
        ips=(f"192.0.2.{number}",),
        ports=(443,),
        product="fortinet-fortios",
        version_kind="exact",
        version_text="7.2.4",
        version=HandedVersion(exact="7.2.4"),
        attribution_state=State.ATTRIBUTED,
        verdict=Answer.AFFECTED,
        urgency=Urgency.THREE_DAYS,
        verdicts=(
            HandedVerdict(cve="CVE-2023-27997", verdict=Answer.AFFECTED, reason="IN_RANGE", text_ja="影響範囲内"),
        ),
        evidence=(HandedEvidence(about="version", rule="r1", trace="=cmd|' /C calc'!A0", observed_at=SEEN),),
        site_pref="静岡県",
        first_seen=SEEN - dt.timedelta(days=30),
        last_seen=SEEN,
        last_affected_at=SEEN,
        inputs=(SOURCE.input,),
        decision="confirmed",
        decided_at=SEEN,
        released_at=SEEN,
    )
    return msgspec.structs.replace(base, **changes)


def case(number: int = 1, **changes: Any) -> HandedCase:
    """Return one invented organisation with one finding."""
    owner = HandedOrganisation(name=f"(見本)狼煙製作所{number}", kind="company", prefecture="静岡県", city="静岡市")
    phone = HandedContact(kind="phone", value="054-000-0000", main=True, looked_up_on="2026-11-20")
    return HandedCase(organisation=owner, findings=(finding(number, **changes),), contacts=(phone,))


def cases(count: int = 2, **changes: Any) -> CasesContents:
    """Return the contents of a bundle of cases."""
    base = CasesContents(
        prefecture="静岡県",
        basis="either",
        survey_as_of="2026-11-20",
        knowledge="k-1",
        sources=(SOURCE,),
        cases=tuple(case(number) for number in range(1, count + 1)),
    )
    return msgspec.structs.replace(base, **changes)


def states() -> DeviceStates:
    """Return later observations of the first finding."""
    state = DeviceState(key=finding().key, state="fixed_version", observed_at=SEEN, inputs=(SOURCE.input,))
    return DeviceStates(survey_as_of="2026-12-20", knowledge="k-1", sources=(SOURCE,), states=(state,))


def back_flow() -> BackFlow:
    """Return aggregates and one wrong finding."""
    cells = (Cell(code="aware", count=7), Cell(code="unaware", count=3))
    return BackFlow(
        as_of="2026-12-24",
        funnel=(FunnelStep(step="reached", count=10), FunnelStep(step="answered", count=10)),
        tallies=(Tally(list_name="awareness", base=10, cells=cells),),
        wrong=(WrongFinding(key=finding().key, reason="wrong_version"),),
    )


@dataclass
class Parties:
    """A vendor that signs and a police installation that opens, with a folder for their files."""

    folder: Path
    signing: Ed25519PrivateKey = field(default_factory=generate_signing_key)
    age: AgeKeys = field(default_factory=generate_age_keys)

    @property
    def pinned(self) -> PinnedKey:
        """The vendor's key as the police pinned it."""
        return pin(VENDOR, public_line(self.signing, "vendor"))

    def desk(self, **changes: Any) -> Desk:
        """Return the receiving side; it has seen nothing yet."""
        base = Desk(
            party=POLICE,
            opener=Secrets((self.age.secret,)),
            pinned=(self.pinned,),
            seen=lambda _: None,
            work=self.folder,
        )
        return msgspec.structs.replace(base, **changes)

    def sender(self, lock: Recipients | Passphrase | None = None) -> Sender:
        """Return the giving side."""
        return Sender(signing=self.signing, lock=lock or Recipients((self.age.recipient,)), work=self.folder)

    def write(
        self,
        contents: Any,
        name: str = "bundle.age",
        enclosures: Enclosures | None = None,
        lock: Recipients | Passphrase | None = None,
        **envelope: Any,
    ) -> tuple[Path, Slip]:
        """Write a bundle and return its file and slip."""
        dispatch = Dispatch(
            giver=VENDOR,
            receiver=POLICE,
            campaign="C-1",
            created=CREATED,
            handling_class="agency_only",
            synthetic=True,
        )
        path = self.folder / name
        slip = write_bundle(
            path, contents, msgspec.structs.replace(dispatch, **envelope), self.sender(lock), enclosures
        )
        return path, slip

    def plain(self, path: Path) -> bytes:
        """Return what is inside the encryption."""
        target = io.BytesIO()
        with path.open("rb") as source:
            unseal(source, target, Secrets((self.age.secret,)), 1 << 30)
        return target.getvalue()

    def resealed(self, plain: bytes, name: str = "resealed.age") -> Path:
        """Encrypt other insides for the same receiver, as anyone who knows the public key can."""
        path = self.folder / name
        with path.open("wb") as target:
            seal(io.BytesIO(plain), target, Recipients((self.age.recipient,)))
        return path


class Memory:
    """Keeps the last bundle per stream, as the records do."""

    def __init__(self) -> None:
        self.last: dict[Stream, Seen] = {}

    def __call__(self, stream: Stream) -> Seen | None:
        """Return the last bundle of the stream."""
        return self.last.get(stream)
