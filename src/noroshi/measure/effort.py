"""What a campaign cost in time: contacts and minutes per case, never about fewer cases than may be told apart."""

from collections.abc import Iterable, Sequence
from statistics import median

import msgspec

from noroshi.measure.small_cells import LEAST


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One contact of a case: any number that tells cases apart, how it was made, minutes where they were recorded."""

    case: int
    channel: str
    minutes: int | None


class Effort(msgspec.Struct, frozen=True, kw_only=True):
    """Time of ``cases`` cases, each with at least one contact whose minutes were recorded.

    ``channels``: codes of ``channel``, several where one alone has too few cases; empty for all channels together.
    ``contacts_per_case`` has one decimal; minutes are whole, rounded half up. ``recorded``: share in tenths of the
    contacts of those cases whose minutes were recorded; below 10 the minutes are too low.
    """

    channels: tuple[str, ...]
    cases: int
    contacts_per_case: float
    mean_minutes: int
    median_minutes: int
    recorded: int


def effort_of(contacts: Iterable[Contact], least: int = LEAST) -> tuple[Effort, ...]:
    """Return the time in all, then per channel; nothing where fewer than ``least`` cases have minutes.

    Channels with fewer cases are put together, with the next smallest one where they are still too few, so that no row,
    and no row taken from the row in all, is about fewer than ``least`` cases.
    """
    found = list(contacts)
    whole = _effort((), found, least)
    if whole is None:
        return ()
    by_channel: dict[str, list[Contact]] = {}
    for contact in found:
        by_channel.setdefault(contact.channel, []).append(contact)
    groups = _groups(by_channel, least)
    if len(groups) == 1:
        return (whole,)
    rows = (_effort(names, [one for name in names for one in by_channel[name]], least) for names in groups)
    return (whole, *(row for row in rows if row is not None))


def _groups(by_channel: dict[str, list[Contact]], least: int) -> list[tuple[str, ...]]:
    """Return the channels that stand alone, largest first, then those that stand together."""
    order = sorted(by_channel, key=lambda name: (-len(_timed(by_channel[name])), name))
    together: list[str] = []
    cases: set[int] = set()
    while order and (len(_timed(by_channel[order[-1]])) < least or (together and len(cases) < least)):
        name = order.pop()
        together.append(name)
        cases |= _timed(by_channel[name])
    return [*((name,) for name in order), *([tuple(sorted(together))] if together else [])]


def _timed(contacts: Sequence[Contact]) -> set[int]:
    return {contact.case for contact in contacts if contact.minutes is not None}


def _effort(channels: tuple[str, ...], contacts: Sequence[Contact], least: int) -> Effort | None:
    cases = _timed(contacts)
    if len(cases) < least:
        return None
    of_them = [contact for contact in contacts if contact.case in cases]
    minutes = dict.fromkeys(cases, 0)
    for contact in of_them:
        minutes[contact.case] += contact.minutes or 0
    recorded = sum(contact.minutes is not None for contact in of_them)
    return Effort(
        channels=channels,
        cases=len(cases),
        contacts_per_case=int(len(of_them) / len(cases) * 10 + 0.5) / 10,
        mean_minutes=int(sum(minutes.values()) / len(cases) + 0.5),
        median_minutes=int(median(minutes.values()) + 0.5),
        recorded=recorded * 10 // len(of_them),
    )
