"""Taking a bundle over: everything that it holds, in order and once, or nothing."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from noroshi.exchange.bundle.back_flow import BackFlow
from noroshi.exchange.bundle.contents import CasesContents, DeviceStates
from noroshi.exchange.bundle.errors import Replayed
from noroshi.exchange.bundle.keys import PinnedKey
from noroshi.exchange.bundle.read import Desk, OpenedBundle, open_bundle
from noroshi.exchange.bundle.seal import Secrets
from noroshi.records.agency import Unit
from noroshi.records.hand_over import TAKEN, BundleHandOver
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import audit
from noroshi.records.services.hand_over_bundle import last_of, note_slip, party_of
from noroshi.records.services.refusals import Refused
from noroshi.records.services.take_back_flow import take_back_flow
from noroshi.records.services.take_cases import Frame, take_cases
from noroshi.records.services.take_finding import fitting
from noroshi.records.services.take_states import take_states
from noroshi.records.user import User

TAKES: Final = {"cases": "campaign.open", "device_states": "survey.attach", "back_flow": "finding.decide"}
"""Kind → capability of the person who takes it over."""


def take(
    person: User,
    unit: Unit,
    file: Path,
    *,
    secrets: tuple[str, ...],
    signer: PinnedKey,
    frame: Frame,
    allow_gap: bool = False,
) -> BundleHandOver:
    """Take the bundle over in the unit and return its row. All or nothing.

    Raises ``BundleError`` for everything that does not hold about the file, ``Refused`` for contents that cannot be
    taken over, ``NotPermitted`` where the person has no role for this kind in the unit.
    """
    reading = _scope(person, unit, "campaign.read")
    with transaction.atomic(), opened(reading, unit, file, secrets, signer, allow_gap=allow_gap) as bundle:
        capability = TAKES.get(bundle.manifest.kind)
        if capability is None:
            raise Refused("bundle_kind", kind=bundle.manifest.kind)
        scope = _scope(person, unit, capability)
        row = _row(scope, unit, bundle)
        row.bins = _contents(scope, unit, row, bundle, frame)
        row.save()
        values = {"giver": row.giver, "kind": row.kind, "sequence": row.sequence, "digest": row.digest}
        audit.changed(scope, "hand_over.taken_over", row, values | {"sha256": row.sha256, "bins": row.bins})
    return row


@contextmanager
def opened(
    scope: Scope, unit: Unit, file: Path, secrets: tuple[str, ...], signer: PinnedKey, *, allow_gap: bool = False
) -> Iterator[OpenedBundle]:
    """Open a bundle that is for this unit, in its order, for a ``with`` block; nothing is taken over."""
    with tempfile.TemporaryDirectory(prefix="noroshi-") as work:
        desk = Desk(
            party=party_of(unit),
            opener=Secrets(secrets),
            pinned=(signer,),
            seen=lambda stream: last_of(scope, unit.pk, TAKEN, stream),
            work=Path(work),
            allow_gap=allow_gap,
        )
        with open_bundle(file, desk) as bundle:
            yield bundle


def _scope(person: User, unit: Unit, capability: str) -> Scope:
    scope = Scope.of(person, capability)
    if not scope.covers(unit.pk):
        raise NotPermitted(capability)
    return Scope(frozenset({unit.pk}), capability, scope.actor_id)


def _row(scope: Scope, unit: Unit, bundle: OpenedBundle) -> BundleHandOver:
    """Return the row, saved first: two desks that take the same file at once cannot both go on."""
    manifest, now = bundle.manifest, timezone.now()
    row = BundleHandOver(
        unit=unit,
        direction=TAKEN,
        kind=manifest.kind,
        state="taken",
        code=manifest.campaign,
        giver=manifest.giver,
        receiver=manifest.receiver,
        as_of=timezone.localdate(manifest.created),
        drafted_by_id=scope.actor_id,
        done_by_id=scope.actor_id,
        done_at=now,
    )
    note_slip(row, bundle.slip, manifest.previous)
    fitting(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        values = {"sequence": manifest.sequence, "expected": manifest.sequence + 1, "giver": manifest.giver}
        raise Replayed(**values) from error
    return row


def _contents(scope: Scope, unit: Unit, row: BundleHandOver, bundle: OpenedBundle, frame: Frame) -> dict[str, int]:
    contents = bundle.contents
    if isinstance(contents, CasesContents):
        row.prefecture = contents.prefecture
        row.keys = [finding.key for case in contents.cases for finding in case.findings]
        return take_cases(scope, unit, row, contents, frame)
    if isinstance(contents, DeviceStates):
        row.keys = [state.key for state in contents.states]
        return take_states(scope, unit, row, contents)
    if isinstance(contents, BackFlow):
        row.keys = [flag.key for flag in contents.wrong]
        return take_back_flow(scope, unit, row, contents)
    raise Refused("bundle_kind", kind=row.kind)
