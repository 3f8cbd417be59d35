"""The checks of an installation that concern its mail: whether it is sent at all, encrypted, signed and read back."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from noroshi.mail.relay import probe
from noroshi.mail.smime import SmimeSigner
from noroshi.records.mail_message import MailMessage
from noroshi.records.services.audit_rows import everything
from noroshi.records.services.outbox import office
from noroshi.web.deployment import FAULT, OK, WARNING, Check

EXPIRES_SOON: Final = dt.timedelta(days=30)


def checks() -> Iterator[Check]:
    """Return relay, signature, bounces and what waits for a person; connects to the configured relay alone."""
    own = office()
    if own.relay is None:
        where = f"mails are written to {own.folder}" if own.folder else "mails are only shown"
        yield Check(OK, "mail", f"no relay is configured: nothing is sent, {where}")
        return
    yield _relay()
    yield _signature()
    if own.inbox is None:
        do = "set NOROSHI_MAIL_INBOX and run `noroshi mail bounces` from a timer"
        yield Check(WARNING, "mail bounces", "no mailbox is configured", do)
    else:
        yield Check(OK, "mail bounces", "a mailbox is configured")
    yield _unclear()


def _relay() -> Check:
    relay = office().relay
    assert relay is not None  # noqa: S101 checked by the caller
    outcome = probe(relay)
    if outcome.end != "handed":
        found = f"{relay.host}:{relay.port}: {outcome.code or ''} {outcome.reply}".replace(":  ", ": ")
        return Check(FAULT, "mail", found, "see that the relay runs, offers STARTTLS and that NOROSHI_MAIL_CA fits")
    if relay.here and relay.scheme == "smtp":
        return Check(OK, "mail", f"the relay on this machine answers on port {relay.port}")
    return Check(OK, "mail", f"{relay.host}:{relay.port} answers, encrypted, with a valid certificate")


def _signature() -> Check:
    own = office()
    if own.signer is None:
        do = "set NOROSHI_MAIL_SMIME_KEY and NOROSHI_MAIL_SMIME_CERTIFICATE, or NOROSHI_MAIL_OPENPGP_KEY"
        return Check(WARNING, "mail signature", "mails are not signed", do)
    if not isinstance(own.signer, SmimeSigner):
        return Check(OK, "mail signature", "OpenPGP")
    left = own.signer.expires - dt.datetime.now(dt.UTC)
    if left < dt.timedelta(0):
        return Check(FAULT, "mail signature", "the certificate has expired; no mail is sent", "renew it")
    if own.sender.lower() not in own.signer.addresses:
        return Check(WARNING, "mail signature", f"the certificate does not name {own.sender}", "order one for it")
    if left < EXPIRES_SOON:
        return Check(WARNING, "mail signature", f"the certificate expires in {left.days} days", "renew it")
    return Check(OK, "mail signature", f"S/MIME until {own.signer.expires:%Y-%m-%d}")


def _unclear() -> Check:
    count = MailMessage.objects.within(everything()).filter(state="unclear").count()
    if count:
        do = "look for their message ids in the relay's log and record the result on the page of mails"
        return Check(WARNING, "mail outbox", f"of {count} mails it is not known whether they left", do)
    return Check(OK, "mail outbox", "nothing is unclear")
