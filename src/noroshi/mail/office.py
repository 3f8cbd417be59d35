"""The office's own mail: whom it writes as, its relay, where bounces come to, and where a dry run writes its files."""

from pathlib import Path
from typing import Final

import msgspec

from noroshi.mail.imap import Inbox
from noroshi.mail.relay import Relay
from noroshi.mail.signature import Signer

NOBODY: Final = "campaign@noroshi.invalid"
"""Sender of previews where no address is configured: the name can never exist (RFC 2606)."""


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """What is configured. Without ``relay`` nothing is sent: mails are shown, and written under ``folder`` if named.

    ``bounces``: the address whose variants are the envelope senders. ``inbox``: where bounces are read from.
    """

    sender: str = NOBODY
    bounces: str = NOBODY
    relay: Relay | None = None
    folder: Path | None = None
    signer: Signer | None = None
    inbox: Inbox | Path | None = None
