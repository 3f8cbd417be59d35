"""Giving a bundle: one person drafts it, another approves exactly that, then the file is written. All of it audited."""

import datetime as dt
import hashlib
import tempfile
from pathlib import Path
from typing import Final

import msgspec
from django.db import transaction
from django.utils import timezone

from noroshi.exchange.bundle.build import Dispatch, Sender, write_bundle
from noroshi.exchange.bundle.contents import CONTENTS, counts_of
from noroshi.exchange.bundle.errors import WrongShape
from noroshi.exchange.bundle.keys import load_signing_key
from noroshi.exchange.bundle.leaving import BundleRefused, refusals_of
from noroshi.exchange.bundle.party import PartyKeys
from noroshi.exchange.bundle.replay import Seen, Stream
from noroshi.exchange.bundle.seal import Recipients
from noroshi.exchange.bundle.slip import Slip
from noroshi.records.agency import Unit
from noroshi.records.campaign import Campaign
from noroshi.records.hand_over import GIVEN, BundleHandOver
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import audit
from noroshi.records.services.give_back_flow import back_flow_contents
from noroshi.records.services.give_cases import cases_contents
from noroshi.records.services.give_states import states_contents
from noroshi.records.services.hand_over_contents import KINDS, Drafted
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused

DRAFTS: Final = {"cases": "finding.decide", "device_states": "survey.attach", "back_flow": "supervision.read"}
"""Kind → capability of the person who drafts it and writes the file; the approver needs ``finding.release``."""
_OUTSIDE: Final = ("need_to_know", "public")


def party_of(unit: Unit) -> str:
    """Return the name under which a unit gives and receives; the agency must be loaded."""
    return str(unit)


def draft(scope: Scope, campaign: Campaign, kind: str, to: PartyKeys, prefecture: str = "") -> BundleHandOver:
    """Draft a bundle for the receiver and return it; nothing leaves.

    Raises ``Refused`` where there is nothing to give, or ``BundleRefused`` with everything that stands in the way.
    """
    if kind not in KINDS:
        raise Refused("bundle_kind", field="kind", kind=kind)
    row = _blank(scope, campaign, kind, to, prefecture)
    drafted = _contents(scope, row)
    if refusals := refusals_of(drafted.contents, row.as_of):
        raise BundleRefused(refusals)
    row.content_digest, row.keys, row.bins = _digest(drafted), list(drafted.keys), drafted.bins
    row.counts = counts_of(drafted.contents)
    with transaction.atomic():
        row.save()
        values = {"kind": kind, "receiver": row.receiver, "counts": row.counts, "bins": row.bins}
        audit.changed(scope, "hand_over.drafted", row, values | {"content": row.content_digest})
    return row


def approve(scope: Scope, row: BundleHandOver) -> BundleHandOver:
    """Approve a draft as second person; raises ``Refused`` for the drafter, and for contents that changed since."""
    if scope.actor_id is None:
        raise NotPermitted(scope.capability)
    with transaction.atomic():
        locked = _locked(scope, row, "draft")
        if locked.drafted_by_id == scope.actor_id:
            raise Refused("bundle_same_person")
        _unchanged(locked, _contents(scope, locked))
        locked.state, locked.approved_by_id, locked.approved_at = "approved", scope.actor_id, timezone.now()
        locked.save(update_fields=["state", "approved_by", "approved_at"])
        audit.changed(scope, "hand_over.approved", locked, {"content": locked.content_digest})
    return locked


def discard(scope: Scope, row: BundleHandOver, reason: str) -> BundleHandOver:
    """Discard a draft or an approved hand-over whose file was not written; the reason is kept in the audit record."""
    if not reason.strip():
        raise Refused("comment_missing", field="reason")
    with transaction.atomic():
        locked = _locked(scope, row, "draft", "approved")
        locked.state = "discarded"
        locked.save(update_fields=["state"])
        audit.changed(scope, "hand_over.discarded", locked, {"reason": reason.strip()})
    return locked


def give(scope: Scope, row: BundleHandOver, signing: bytes, target: Path) -> Slip:
    """Write the approved bundle under ``target`` and return the facts of its slip.

    ``signing``: the giver's private key file. Raises ``Refused`` without an approval or where the contents changed
    since, ``BundleRefused`` where something must not leave today, ``BundleError`` for a key. Then no file is left.
    """
    key = load_signing_key(signing)
    if target.exists():
        raise Refused("bundle_file_exists", field="out", name=target.name)
    try:
        with tempfile.TemporaryDirectory(prefix="noroshi-") as work, transaction.atomic():
            locked = _locked(scope, row, "approved")
            drafted = _contents(scope, locked)
            _unchanged(locked, drafted)
            last = last_of(scope, locked.unit_id, GIVEN, stream_of(locked))
            now = timezone.now()
            dispatch = _dispatch(locked, last, now)
            sender = Sender(signing=key, lock=Recipients((locked.recipient,)), work=Path(work))
            slip = write_bundle(target, drafted.contents, dispatch, sender)
            note_slip(locked, slip, dispatch.previous)
            locked.state, locked.done_by_id, locked.done_at = "written", scope.actor_id, now
            locked.save()
            values = {"sha256": slip.sha256, "digest": slip.digest, "sequence": slip.sequence}
            audit.changed(scope, "hand_over.written", locked, values | {"receiver": locked.receiver})
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return slip


def note_slip(row: BundleHandOver, slip: Slip, previous: str) -> None:
    """Keep the facts of the slip in the row, which is not saved."""
    row.sequence, row.digest, row.sha256, row.previous = slip.sequence, slip.digest, slip.sha256, previous
    row.counts, row.slip = slip.counts, msgspec.to_builtins(slip)


def slip_of(row: BundleHandOver) -> Slip:
    """Return the facts of the slip of a bundle that was written or taken over."""
    return msgspec.convert(row.slip, Slip)


def stream_of(row: BundleHandOver) -> Stream:
    """Return the stream that the bundle is numbered in."""
    return Stream(giver=row.giver, receiver=row.receiver, campaign=row.code, kind=row.kind)


def last_of(scope: Scope, unit_id: int, direction: str, stream: Stream) -> Seen | None:
    """Return the last bundle of a stream that a unit wrote or took over."""
    rows = BundleHandOver.objects.within(scope).filter(
        unit_id=unit_id,
        direction=direction,
        giver=stream.giver,
        receiver=stream.receiver,
        code=stream.campaign,
        kind=stream.kind,
        sequence__isnull=False,
    )
    row = rows.order_by("-sequence").first()
    return None if row is None or row.sequence is None else Seen(sequence=row.sequence, digest=row.digest)


def _blank(scope: Scope, campaign: Campaign, kind: str, to: PartyKeys, prefecture: str) -> BundleHandOver:
    only = campaign.prefectures[0] if len(campaign.prefectures) == 1 else ""
    return BundleHandOver(
        unit_id=campaign.unit_id,
        direction=GIVEN,
        kind=kind,
        campaign=campaign,
        code=campaign.code,
        giver=party_of(campaign.unit),
        receiver=to.party,
        recipient=to.recipient,
        as_of=timezone.localdate(),
        prefecture=(prefecture or only) if kind == "cases" else "",
        drafted_by_id=scope.actor_id,
    )


def _contents(scope: Scope, row: BundleHandOver) -> Drafted:
    campaign = row.campaign
    if campaign is None:
        raise AssertionError("what is given belongs to a campaign")
    if row.kind == "cases":
        return cases_contents(scope, campaign, row.receiver, row.prefecture, timezone.localdate())
    if row.kind == "device_states":
        return states_contents(scope, campaign, row.receiver)
    return back_flow_contents(scope, campaign, row.receiver, row.as_of)


def _locked(scope: Scope, row: BundleHandOver, *states: str) -> BundleHandOver:
    locked = lock(scope, row)
    if locked.direction != GIVEN or locked.state not in states:
        raise Refused(f"bundle_needs_{states[0]}", number=str(locked.pk))
    return locked


def _unchanged(row: BundleHandOver, drafted: Drafted) -> None:
    if _digest(drafted) != row.content_digest:
        raise Refused("bundle_changed", number=str(row.pk))


def _digest(drafted: Drafted) -> str:
    """Return SHA-256 of the contents; what breaks the format is found here, before anybody approves it."""
    encoded = msgspec.json.encode(drafted.contents, order="sorted")
    try:
        msgspec.json.decode(encoded, type=type(drafted.contents))
    except msgspec.MsgspecError as error:
        raise WrongShape(part=CONTENTS, why=error) from error
    return hashlib.sha256(encoded).hexdigest()


def _dispatch(row: BundleHandOver, last: Seen | None, now: dt.datetime) -> Dispatch:
    campaign = row.campaign
    if campaign is None:
        raise AssertionError("what is given belongs to a campaign")
    return Dispatch(
        giver=row.giver,
        receiver=row.receiver,
        campaign=row.code,
        created=now,
        handling_class=campaign.handling_class if campaign.handling_class in _OUTSIDE else _OUTSIDE[0],
        synthetic=campaign.sample,
        sequence=last.sequence + 1 if last else 1,
        previous=last.digest if last else "",
    )
