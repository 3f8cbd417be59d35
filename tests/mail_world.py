"""A case that may be written to, and its first mail, for tests; all addresses are invented."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from campaign_world import World, make_case
from mail_server import Mailbox, relay
from noroshi.mail.office import Office
from noroshi.records.models import Case, Contact, MailMessage
from noroshi.records.services import outbox
from noroshi.records.services.mail_facts import record

SENDER = "cyber@police.example"
BOUNCES = "bounces@police.example"


def make_mail_case(world: World, *, address: str = "info@architects.example", confirmed: bool = True) -> Case:
    """Make a released, fresh case with a confirmed mail address besides its telephone number."""
    case = make_case(world)
    Contact.objects.create(
        unit=world.unit,
        organization=case.organization,
        kind="email",
        value=address,
        looked_up_on=timezone.localdate(),
        looked_up_by=world.people["officer"],
        confirmed_by=world.people["supervisor"] if confirmed else None,
        confirmed_at=timezone.now() if confirmed else None,
    )
    return case


def mail_contact(case: Case) -> Contact:
    """Return the case's mail address."""
    contact: Contact = case.organization.contacts.get(kind="email")
    return contact


def sign_profile(world: World) -> None:
    """Sign the agency's profile, so that its mails are no samples."""
    world.unit.agency.profile_signed = True
    world.unit.agency.save()


def draft_mail(world: World, case: Case | None = None, key: str = "1") -> MailMessage:
    """Draft the first mail of a case as its officer."""
    case = case or make_mail_case(world)
    return outbox.draft(world.scope("officer", "case.contact"), case, mail_contact(case), key=key)


def approved_mail(world: World, case: Case | None = None) -> MailMessage:
    """Draft a first mail and have the approver release it."""
    return outbox.approve(world.scope("approver", "decision.approve"), draft_mail(world, case))


def mail_in(world: World, state: str) -> MailMessage:
    """Return a mail that has come as far as ``handing``, ``unclear`` or ``handed``."""
    mail = approved_mail(world)
    for kind in {"handing": ["handing"], "unclear": ["handing", "unclear"], "handed": ["handing", "handed"]}[state]:
        record(world.system, mail, kind)
    return mail


@contextmanager
def real_relay(settings: Any, mailbox: Mailbox, **options: Any) -> Iterator[None]:
    """Configure a relay on loopback for real mails."""
    with relay(mailbox, **options) as there:
        settings.DEMO = False
        settings.MAIL = Office(sender=SENDER, bounces=BOUNCES, relay=there)
        yield
