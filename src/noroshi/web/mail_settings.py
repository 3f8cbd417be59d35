"""The office's mail from the environment. No setting sends mail unencrypted to another machine."""

from pathlib import Path
from typing import Final

from noroshi.mail.address import AddressRefused, plain_address
from noroshi.mail.envelope import LONGEST_BASE
from noroshi.mail.imap import Inbox, parse_inbox
from noroshi.mail.office import NOBODY, Office
from noroshi.mail.openpgp import OpenPgpSigner
from noroshi.mail.relay import Relay, RelayAddressError, parse_relay
from noroshi.mail.signature import Signer, SigningFailed
from noroshi.mail.smime import SmimeSigner
from noroshi.web.configuration import ConfigurationError, value

_IMAP: Final = ("imap://", "imaps://")


def from_environment() -> Office:
    """Return what is configured; without ``NOROSHI_MAIL_RELAY`` nothing is sent. Raises ``ConfigurationError``."""
    relay = _relay()
    sender = _address("NOROSHI_MAIL_FROM", value("NOROSHI_MAIL_FROM"))
    if relay is not None and not sender:
        raise ConfigurationError(
            "NOROSHI_MAIL_FROM is not set; NOROSHI_MAIL_RELAY needs the address that mails come from"
        )
    sender = sender or NOBODY
    bounces = _address("NOROSHI_MAIL_BOUNCES", value("NOROSHI_MAIL_BOUNCES")) or sender
    if len(bounces.partition("@")[0]) > LONGEST_BASE:
        raise ConfigurationError(f"NOROSHI_MAIL_BOUNCES: give at most {LONGEST_BASE} characters before the @")
    folder = value("NOROSHI_MAIL_FOLDER")
    return Office(
        sender=sender,
        bounces=bounces,
        relay=relay,
        folder=Path(folder) if folder else None,
        signer=_signer(),
        inbox=_inbox(),
    )


def _relay() -> Relay | None:
    address = value("NOROSHI_MAIL_RELAY")
    try:
        return parse_relay(address, value("NOROSHI_MAIL_CA")) if address else None
    except RelayAddressError as error:
        raise ConfigurationError(f"NOROSHI_MAIL_RELAY: {error}") from error


def _address(name: str, text: str) -> str:
    try:
        return plain_address(text) if text else ""
    except AddressRefused as error:
        raise ConfigurationError(f"{name}: {error}; give one plain address such as cyber@police.example") from error


def _signer() -> Signer | None:
    key, certificate = value("NOROSHI_MAIL_SMIME_KEY"), value("NOROSHI_MAIL_SMIME_CERTIFICATE")
    secret = value("NOROSHI_MAIL_OPENPGP_KEY")
    if bool(key) != bool(certificate):
        missing = "NOROSHI_MAIL_SMIME_CERTIFICATE" if key else "NOROSHI_MAIL_SMIME_KEY"
        raise ConfigurationError(f"{missing} is not set; S/MIME needs key and certificate")
    if key and secret:
        raise ConfigurationError("NOROSHI_MAIL_OPENPGP_KEY: S/MIME is configured as well; a mail is signed in one way")
    try:
        if key:
            return SmimeSigner.load(key, certificate)
        return OpenPgpSigner.load(secret) if secret else None
    except SigningFailed as error:
        raise ConfigurationError(f"NOROSHI_MAIL_{'SMIME' if key else 'OPENPGP'}_KEY: {error}") from error


def _inbox() -> Inbox | Path | None:
    text = value("NOROSHI_MAIL_INBOX")
    if not text.startswith(_IMAP):
        return Path(text) if text else None
    try:
        return parse_inbox(text, value("NOROSHI_MAIL_CA"))
    except ValueError as error:
        raise ConfigurationError(f"NOROSHI_MAIL_INBOX: {error}") from error
