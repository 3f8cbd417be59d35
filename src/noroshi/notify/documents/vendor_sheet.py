"""The sheet for the maintenance vendor: whether it is its work, the cost, the date, the version after it.

The owner hands it on, or the agency sends it with the owner's recorded consent. Its reply is a third party's answer.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.model.verdict import Answer
from noroshi.notify.contract import ContractFinding
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.device_annex import MOST_DEVICES, AnnexDevice, listed
from noroshi.notify.documents.facts import Consent, DocumentError, Frame, Identity
from noroshi.notify.documents.model import (
    Block,
    Document,
    Field,
    Fields,
    FillIn,
    Heading,
    Items,
    Paragraph,
    Reference,
    Said,
    Ticks,
)
from noroshi.notify.documents.plain_text import NAME, TEXT, person_name, printable
from noroshi.notify.documents.voice import Voice
from noroshi.notify.evidence_level import weakest
from noroshi.notify.japanese_dates import day_text
from noroshi.notify.reference_number import format as format_reference


def build(
    frame: Frame,
    organization: str,
    devices: Sequence[AnnexDevice],
    identity: Identity | None,
    language: Language,
    *,
    consent: Consent | None = None,
    contract: ContractFinding | None = None,
) -> Document:
    """Return the sheet: handed on by the owner, or sent by the agency where ``consent`` is given.

    ``contract``: adds the questions that the contract finder left open. Raises DocumentError where the ownership is not
    recorded, the consent is incomplete, or there is no device; TooStrongError where the evidence is too weak.
    """
    _check(frame, devices, identity, consent)
    voice = Voice(language=language, stage=Stage.SECOND, level=weakest(one.finding.level for one in devices))
    blocks: list[Block] = [
        Heading(text=voice.word("document_title.vendor_sheet"), level=1),
        Reference(label=voice.word("document_label.reference"), number=format_reference(frame.reference)),
        Paragraph(said=(_opening(voice, printable(organization, NAME), consent),)),
        Paragraph(
            said=voice.each("vendor_intro.apart", "vendor_intro.no_duty", "vendor_intro.no_secret"), style="small"
        ),
    ]
    for number, device in enumerate(devices, 1):
        blocks.append(Heading(text=voice.word("document_heading.device", number=number, count=len(devices))))
        blocks.append(Fields(rows=tuple(_device(device, voice))))
    questions: list[Block] = [Heading(text=voice.word("document_heading.vendor_questions")), *_questions(voice)]
    if contract is not None:
        questions += _contract(contract, voice)
    questions.append(Heading(text=voice.word("document_heading.respondent")))
    names = ("company", "department", "phone", "filled_on")
    questions.append(FillIn(labels=tuple(voice.word(f"document_label.{name}") for name in names)))
    return assemble(frame, "vendor_sheet", voice, (blocks, questions), devices=len(devices))


def _check(frame: Frame, devices: Sequence[AnnexDevice], identity: Identity | None, consent: Consent | None) -> None:
    if identity is None or identity.owned_on is None:
        raise DocumentError(f"{frame.id}: record identity and ownership first; before that a vendor is told nothing")
    if consent is not None and not (consent.given_by.strip() and consent.scope.strip()):
        raise DocumentError(f"{frame.id}: a consent names who gave it, when and for what")
    if not frame.reference:
        raise DocumentError(f"{frame.id}: the sheet needs the case's reference number")
    if not 1 <= len(devices) <= MOST_DEVICES:
        raise DocumentError(f"{frame.id}: a sheet is about 1 to {MOST_DEVICES} devices, not {len(devices)}")
    for device in devices:
        if device.finding.answer is Answer.NOT_AFFECTED:
            raise DocumentError(f"{device.finding.id}: nobody is asked about a device whose verdict is not affected")


def _opening(voice: Voice, organization: str, consent: Consent | None) -> Said:
    if consent is None:
        return voice.say("vendor_intro.by_owner", organization=organization)
    return voice.say(
        "vendor_intro.by_agency",
        organization=organization,
        given_by=person_name(consent.given_by),
        consent_on=day_text(consent.on, voice.language),
        scope=printable(consent.scope, NAME),
    )


def _device(device: AnnexDevice, voice: Voice) -> Iterator[Field]:
    finding = device.finding
    own = voice.at(finding.level)
    yield own.evident("annex_label.product", finding.product)
    if finding.version:
        yield own.evident("annex_label.version", finding.version)
    yield own.evident("annex_label.address", f"{device.address} {device.ports_text()}")
    if finding.cves and own.may("annex_label.cve"):
        yield own.evident("annex_label.cve", listed(finding.cves), TEXT)
    if finding.fix and own.may("annex_label.fix"):
        yield own.evident("annex_label.fix", finding.fix)


def _questions(voice: Voice) -> Iterator[Ticks]:
    def words(*names: str) -> tuple[str, ...]:
        return tuple(voice.word(f"document_label.{name}") for name in names)

    asked = (
        ("within", ("answer_yes", "answer_no", "ask_us"), ()),
        ("cost", ("free_of_charge", "charge", "estimate"), ("amount",)),
        ("planned", ("undecided",), ("date",)),
        ("after", ("not_known",), ("version_after",)),
        ("disabled", ("answer_yes", "answer_no", "not_known"), ("function",)),
    )
    for name, options, free in asked:
        question = voice.say(f"vendor_ask.{name}")
        yield Ticks(question=question, options=words(*options), columns=3, free=words(*free))


def _contract(contract: ContractFinding, voice: Voice) -> Iterator[Block]:
    """Yield the questions that the contract finder left open, numbered, between its opening and its closing."""
    lines = [printable(line, TEXT) for line in contract.question(voice.language).splitlines()[1:]]
    yield Heading(text=voice.word("document_heading.contract"))
    for numbered, group in groupby(lines, key=lambda line: line[:1].isdigit()):
        said = tuple(Said(id="", text=line.partition(". ")[2] if numbered else line) for line in group)
        yield Items(said=said, numbered=True) if numbered else Paragraph(said=said)
