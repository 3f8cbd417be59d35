"""Recording a fact about a mail: only one that its state allows, in the transaction of what follows from it."""

import datetime as dt
from typing import Final

from django.utils import timezone

from noroshi.knowledge.mail_states import load_mail_states
from noroshi.mail.relay import LONGEST_HAND_OVER_SECONDS
from noroshi.records.document import Document
from noroshi.records.mail_message import MailFact, MailMessage
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.refusals import Refused

_LONGEST_TEXT: Final = 1000


def record(
    scope: Scope, mail: MailMessage, kind: str, *, status: str = "", text: str = "", source: str = "",
    document: Document | None = None,
) -> MailFact:  # fmt: skip
    """Record a fact about a mail that the caller has locked; raises ``Refused`` in a state that does not allow it."""
    after = load_mail_states().after(mail.state, kind)
    if after is None:
        raise Refused("mail_state")
    fact = MailFact.objects.create(
        unit_id=mail.unit_id,
        mail=mail,
        kind=kind,
        at=timezone.now(),
        by_id=scope.actor_id,
        status=status,
        text=text[:_LONGEST_TEXT],
        source=source,
        document=document,
    )
    if after != mail.state:
        mail.state = after
        mail.save(update_fields=["state"])
    values = {"case": mail.case_id, "mail": mail.pk, "state": after, "status": status, "text": fact.text}
    audit.changed(scope, f"mail.{kind}", fact, {name: value for name, value in values.items() if value})
    return fact


def last_document(scope: Scope, mail: MailMessage) -> Document | None:
    """Return the bytes of the mail as they were last handed over or written."""
    facts = MailFact.objects.within(scope).filter(mail=mail, document__isnull=False)
    fact = facts.select_related("document").order_by("-pk").first()
    return fact.document if fact else None


def abandoned(scope: Scope, mail: MailMessage) -> bool:
    """Whether a hand-over began so long ago that its process is gone: nobody knows whether the relay took the mail."""
    if mail.state != "handing":
        return False
    began = MailFact.objects.within(scope).filter(mail=mail, kind="handing").order_by("-pk").first()
    limit = timezone.now() - dt.timedelta(seconds=LONGEST_HAND_OVER_SECONDS)
    return began is None or began.at < limit
