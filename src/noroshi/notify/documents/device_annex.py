"""The device annex (別紙): what was seen of the organisation's own device, by whom and when, and what to do.

It is produced only after the responsible person's identity and the ownership of the device are recorded.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import msgspec

from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.call_sheet import CallFinding
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.facts import DocumentError, Frame, Identity, Recipient
from noroshi.notify.documents.masthead import masthead
from noroshi.notify.documents.model import Block, Document, Field, Fields, Heading, Items, Paragraph
from noroshi.notify.documents.plain_text import NAME, TEXT, VALUE, person_name, printable
from noroshi.notify.documents.voice import Voice
from noroshi.notify.evidence_level import weakest
from noroshi.notify.japanese_dates import day_text, english_date, in_japan, japanese_date, to_utc

MOST_DEVICES = 20
MOST_CVES = 12
MOST_SOURCES = 3


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A publication that the annex rests on: its name, address, and the day it is of."""

    name: str
    address: str = ""
    on: date | None = None


class AnnexDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device of the organisation: the finding, where it was seen, by whom and when, and the sources of the verdict.

    ``ports``: all on which it was seen, because one record speaks of one of them. ``transport``: tcp or udp where it is
    known of all of them, else ''.
    """

    finding: CallFinding
    observer: str
    seen_at: datetime
    address: str
    ports: tuple[int, ...]
    transport: str = ""
    host: str = ""
    sources: tuple[Source, ...] = ()

    def ports_text(self) -> str:
        """Return the ports as logs write them: 443/tcp, 10443/tcp, or the numbers alone."""
        kind = f"/{self.transport}" if self.transport else ""
        return ", ".join(f"{port}{kind}" for port in self.ports)


def build(
    frame: Frame, recipient: Recipient, devices: Sequence[AnnexDevice], identity: Identity | None, language: Language
) -> Document:
    """Return the annex: a page for each device (the first may need two), and one with what to do.

    Raises DocumentError where identity or ownership is not recorded, there is no device or more than 20; TooStrongError
    where a device's evidence supports no sentence.
    """
    owned = _recorded(frame, devices, identity)
    level = weakest(device.finding.level for device in devices)
    voice = Voice(
        language=language,
        stage=Stage.SECOND,
        level=level,
        values={"you": recipient.you(language), "callback": frame.office.shown(language).callback},
    )
    opening = voice.say(
        "annex_identity.recorded",
        person=person_name(owned[0]),
        identified=day_text(owned[1], language),
        owned=day_text(owned[2], language),
    )
    pages: list[tuple[Block, ...]] = []
    for number, device in enumerate(devices, 1):
        first = (
            (
                masthead(frame, recipient, language, personal=True),
                Heading(text=_title(voice), level=1),
                Paragraph(said=(opening,), style="small"),
            )
            if number == 1
            else ()
        )
        pages.append((*first, *device_blocks(device, voice, number=number, count=len(devices))))
    pages.append(tuple(_steps(voice, devices)))
    return assemble(frame, "device_annex", voice, pages, window=frame.window, devices=len(devices))


def device_blocks(device: AnnexDevice, voice: Voice, *, number: int, count: int) -> Iterator[Block]:
    """Yield what is said of one device; TooStrongError where its evidence supports no sentence."""
    finding = device.finding
    day = day_text(finding.last_seen, voice.language)
    own = voice.at(finding.level, product=finding.product, date=day)
    if count > 1:
        yield Heading(text=voice.word("document_heading.device", number=number, count=count))
    else:
        yield Heading(text=voice.word("document_heading.finding"))
    written = [one for one in load_sentences().section("annex_finding") if finding.answer in one.answers]
    if not written:
        raise DocumentError(f"{finding.id}: nobody is told about a device whose verdict is {finding.answer}")
    yield Paragraph(said=(own.say(own.strongest(written).id),))
    yield Fields(rows=tuple(_facts(device, own)))
    yield Heading(text=voice.word("document_heading.own_log"))
    yield Paragraph(said=own.each("annex_log.how", "annex_log.clock"), style="small")
    yield Fields(rows=tuple(_seen(device, own)))
    yield Heading(text=voice.word("document_heading.how_seen"))
    yield Paragraph(said=own.each("call_duty.no_scan"), style="small")


def listed(cves: tuple[str, ...]) -> str:
    """Return at most twelve numbers and how many more there are."""
    more = f" (+{len(cves) - MOST_CVES})" if len(cves) > MOST_CVES else ""
    return ", ".join(cves[:MOST_CVES]) + more


def _recorded(frame: Frame, devices: Sequence[AnnexDevice], identity: Identity | None) -> tuple[str, date, date]:
    if identity is None or not identity.person.strip():
        raise DocumentError(f"{frame.id}: record the responsible person's identity first; before that no annex is made")
    if identity.owned_on is None:
        raise DocumentError(f"{frame.id}: record first that the person said the device is the organisation's")
    if not 1 <= len(devices) <= MOST_DEVICES:
        raise DocumentError(f"{frame.id}: an annex is about 1 to {MOST_DEVICES} devices, not {len(devices)}")
    return identity.person, identity.identified_on, identity.owned_on


def _facts(device: AnnexDevice, voice: Voice) -> Iterator[Field]:
    """Yield product, version, published vulnerabilities and fix, as far as the evidence goes."""
    finding = device.finding
    yield voice.evident("annex_label.product", finding.product)
    if finding.version:
        yield voice.evident("annex_label.version", finding.version)
    if finding.cves and voice.may("annex_label.cve"):
        yield voice.evident("annex_label.cve", listed(finding.cves), TEXT)
    if finding.fix and voice.may("annex_label.fix"):
        yield voice.evident("annex_label.fix", finding.fix)
    for source in device.sources[:MOST_SOURCES]:
        yield voice.evident("annex_label.source", _source(source, voice.language), TEXT)
    if len(device.sources) > MOST_SOURCES:
        yield voice.evident("annex_label.source", f"(+{len(device.sources) - MOST_SOURCES})")


def _source(source: Source, language: Language) -> str:
    day = _bare_day(source.on, language) if source.on else ""
    return " ".join(filter(None, (printable(source.name, NAME), printable(source.address, VALUE), day)))


def _seen(device: AnnexDevice, voice: Voice) -> Iterator[Field]:
    yield voice.evident("annex_label.observer", device.observer)
    yield voice.evident("annex_label.seen_at", _moment(device.seen_at, voice.language))
    yield voice.evident("annex_label.address", device.address)
    yield voice.evident("annex_label.port", device.ports_text())
    if device.host:
        yield voice.evident("annex_label.host", device.host)


def _steps(voice: Voice, devices: Sequence[AnnexDevice]) -> Iterator[Block]:
    fixed = all(device.finding.fix for device in devices) and voice.may("annex_steps.update_to")
    update = "annex_steps.update_to" if fixed else "annex_steps.update"
    names = ("save", "check", "", "restrict", "credentials", "signs", "contract", "others")
    yield Heading(text=voice.word("document_heading.steps"))
    yield Items(said=voice.each(*(f"annex_steps.{name}" if name else update for name in names)), numbered=True)
    yield Heading(text=voice.word("document_heading.no_duty"))
    yield Paragraph(said=voice.each("call_duty.voluntary"))
    yield Heading(text=voice.word("document_heading.promise"))
    yield Paragraph(said=voice.each("call_duty.never"))


def _title(voice: Voice) -> str:
    return voice.word("document_title.device_annex")


def _moment(seen: datetime, language: Language) -> str:
    """Return the time to the second, in Japan's time and in UTC, as logs write it."""
    there = in_japan(seen)
    return f"{day_text(there.date(), language)} {there:%H:%M:%S} (UTC {to_utc(seen):%Y-%m-%d %H:%M:%S})"


def _bare_day(day: date, language: Language) -> str:
    text = japanese_date(day, weekday=False) if language == "ja" else english_date(day, weekday=False)
    return f"({text})"
