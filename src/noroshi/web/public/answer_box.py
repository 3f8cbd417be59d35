"""Putting a message into the box: sealed for the office at once, so that neither database nor log holds an answer."""

import datetime as dt
import hashlib
import hmac
from typing import Final, Literal

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from noroshi.exchange.public_page.messages import SCHEMA, Message, OwnAnswer, VendorAnswer, receipt_of, sealed
from noroshi.web.public.matching import Typed
from noroshi.web.public.models import IssuedCode, SealedMessage

MOST_ANSWERS: Final = 20
"""Answers that one code can give; after that only the telephone is left."""
MOST_MESSAGES: Final = 100_000
_NO_TIME: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class BoxFull(Exception):  # noqa: N818 reads as the sentence it raises
    """The code has answered too often, or the box holds as much as it may; nothing was taken."""


def note_check(code: IssuedCode, typed: Typed, language: Literal["ja", "en"]) -> None:
    """Tell the office, once for every code, that somebody checked it here."""
    with transaction.atomic():
        if IssuedCode.objects.filter(pk=code.pk, checked=False).update(checked=True):
            message = _message(typed, language, "checked")
            _put(code, message, _identifier(typed.nonce, message))


def take_answer(
    code: IssuedCode,
    typed: Typed,
    language: Literal["ja", "en"],
    answer: OwnAnswer | VendorAnswer,
    *,
    correction: bool = False,
) -> str:
    """Seal an answer, keep it, and return its receipt; the same form sent twice is one answer. Raises ``BoxFull``."""
    own, vendor = (answer, None) if isinstance(answer, OwnAnswer) else (None, answer)
    message = _message(typed, language, "own" if own else "vendor", correction=correction, own=own, vendor=vendor)
    identifier = _identifier(typed.nonce, message)
    with transaction.atomic():
        if SealedMessage.objects.filter(identifier=identifier).exists():
            return receipt_of(identifier)
        counted = IssuedCode.objects.filter(pk=code.pk, answers__lt=MOST_ANSWERS).update(answers=F("answers") + 1)
        if not counted or SealedMessage.objects.count() >= MOST_MESSAGES:
            raise BoxFull
        _put(code, message, identifier)
    return receipt_of(identifier)


def _message(
    typed: Typed,
    language: Literal["ja", "en"],
    kind: Literal["checked", "own", "vendor"],
    *,
    correction: bool = False,
    own: OwnAnswer | None = None,
    vendor: VendorAnswer | None = None,
) -> Message:
    return Message(
        schema=SCHEMA,
        kind=kind,
        reference=typed.reference,
        confirmation=typed.confirmation,
        at=timezone.now(),
        language=language,
        correction=correction,
        own=own,
        vendor=vendor,
    )


def _identifier(nonce: str, message: Message) -> str:
    """Return the name of a message: from its contents without the time, under a secret and the form's own number."""
    contents = msgspec.json.encode([nonce, msgspec.structs.replace(message, at=_NO_TIME)])
    return hmac.digest(settings.SECRET_KEY.encode(), contents, hashlib.sha256).hex()[:32]


def _put(code: IssuedCode, message: Message, identifier: str) -> None:
    data = sealed(message, code.page.recipient)
    try:
        with transaction.atomic():
            SealedMessage.objects.create(identifier=identifier, sealed=data, received_at=message.at)
    except IntegrityError:  # the same form, sent twice at the same moment
        return
