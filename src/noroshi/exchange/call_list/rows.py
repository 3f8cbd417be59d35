"""One row of a call list: whom to call, what is recorded so far, and which version of the record that was.

Neither product nor address, version or CVE stands in it: a list that gets lost names no device.
"""

from datetime import date
from typing import Final

import msgspec

REASONS: Final = 3
"""How many reasons a row has room for; the first is the main one."""


class CallEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer enters. Codes of ``contact_outcome``, ``awareness``, ``response``, ``manager``,
    ``contract_covers_update`` and ``delay_reason``; '' and None: nothing entered.

    ``on`` and ``planned_on``: days in Japan. ``reasons``: at most three, without gaps, the main one first.
    """  # noqa: D205 the list of lists needs the room

    on: date | None = None
    outcome: str = ""
    awareness: str = ""
    response: str = ""
    manager: str = ""
    contract: str = ""
    reasons: tuple[str, ...] = ()
    planned_on: date | None = None
    note: str = ""


class CallListRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case as the list shows it. ``reference``: ten digits. ``version``: grows with every change of the record.

    ``state``, ``urgency`` and ``assignee`` are shown as they come, as labels in the reader's language.
    """

    reference: str
    version: int
    organization: str
    name_kana: str = ""
    place: str = ""
    phone: str = ""
    desk: str = ""
    state: str = ""
    urgency: str = ""
    due_on: date | None = None
    assignee: str = ""
    entry: CallEntry = CallEntry()


class CallListHead(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on every page: title, handling class (a label), whether it is a sample, who printed it and when."""

    title: str
    handling_class: str
    synthetic: bool
    printed: str = ""
