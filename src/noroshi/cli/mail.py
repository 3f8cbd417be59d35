"""`noroshi mail send | bounces`: what a timer runs so that no released mail and no bounce is forgotten."""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from noroshi.cli import django_setup
from noroshi.cli.failure import fail

app = typer.Typer(no_args_is_help=True, help="Send released mails, and take in what comes back.")


@app.command("send")
def send() -> None:
    """Hand every released mail of every unit to the relay; a mail whose fate is unclear is left to a person."""
    with django_setup.records():
        from noroshi.records.mail_message import MailMessage
        from noroshi.records.services import send_mail
        from noroshi.records.services.audit_rows import everything
        from noroshi.records.services.refusals import Refused

        scope = everything()
        counts: Counter[str] = Counter()
        unclear = send_mail.settle_abandoned(scope)
        for mail in MailMessage.objects.within(scope).filter(state__in=send_mail.SENDABLE).order_by("pk"):
            try:
                counts[send_mail.send(scope, mail).state] += 1
            except Refused:
                counts["kept back"] += 1
    _print(counts, "no mail waits to be sent")
    if unclear:
        sys.stdout.write(f"unclear  {unclear} older ones: see the page of mails\n")


@app.command("bounces")
def bounces(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Maildir folders or mbox files; without one, NOROSHI_MAIL_INBOX.", metavar="[PATH…]"),
    ] = None,
) -> None:
    """Take in what came back: mark addresses that bounced and name the next contact; the mailbox stays as it is."""
    with django_setup.records():
        from noroshi.mail.mailbox_files import MailboxUnreadable
        from noroshi.records.services.audit_rows import everything
        from noroshi.records.services.mail_bounces import take_in_all

        counts: Counter[str] = Counter()
        try:
            for mails in _mailboxes(paths or []):
                counts.update(take_in_all(everything(), mails))
        except MailboxUnreadable as error:
            fail(f"{error}; what was read before it is recorded, and is not recorded twice")
    _print(counts, "the mailbox is empty")


def _mailboxes(paths: list[Path]) -> Iterable[Iterable[tuple[str, bytes]]]:
    from django.utils import timezone

    from noroshi.mail.imap import mails_of
    from noroshi.mail.mailbox_files import mails_in
    from noroshi.records.services.outbox import office

    if paths:
        return (mails_in(path) for path in paths)
    inbox = office().inbox
    if inbox is None:
        fail("name a mailbox, or set NOROSHI_MAIL_INBOX")
    return [mails_in(inbox) if isinstance(inbox, Path) else mails_of(inbox, timezone.localdate())]


def _print(counts: "Counter[str]", nothing: str) -> None:
    for what, number in sorted(counts.items()):
        sys.stdout.write(f"{what:9} {number}\n")
    if not counts:
        sys.stdout.write(f"{nothing}\n")
