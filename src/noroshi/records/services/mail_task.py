"""Sending in the background: one task a mail, tried again while the relay says "later"."""

import datetime as dt
from typing import Final

from django.utils import timezone
from django_tasks import task

from noroshi.records.mail_message import MailMessage
from noroshi.records.scope import Scope
from noroshi.records.services.refusals import Refused
from noroshi.records.services.send_mail import SENDABLE, send

TRIES: Final = 6
FIRST_WAIT: Final = dt.timedelta(minutes=10)
"""Doubles with every try: the last is made after some five hours."""


@task()
def send_in_background(mail_id: int, unit_id: int, attempt: int = 1) -> None:
    """Send one mail; where the relay does not take it now, come back later."""
    scope = Scope.system({unit_id}, "mail.send")
    mail = MailMessage.objects.within(scope).filter(pk=mail_id).first()
    if mail is None or mail.state not in SENDABLE:
        return
    try:
        after = send(scope, mail)
    except Refused:
        return  # the page of the mail says why: nothing to send it with
    if after.state == "deferred" and attempt < TRIES:
        again = timezone.now() + FIRST_WAIT * 2 ** (attempt - 1)
        send_in_background.using(run_after=again).enqueue(mail_id, unit_id, attempt + 1)


def start_sending(mail: MailMessage) -> None:
    """Have a released mail sent in the background."""
    send_in_background.enqueue(mail.pk, mail.unit_id)
