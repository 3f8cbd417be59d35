"""No document asserts more than its case supports: every kind, over verdict, owner, freshness and acknowledgement."""

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest

from document_world import IDENTITY, RECIPIENT, call_facts, device, every_kind, finding, frame
from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.words import LANGUAGES, Language
from noroshi.model.attribution import State
from noroshi.model.campaign import Decision
from noroshi.model.campaign_evidence import EvidenceLevel, OwnerClaim, Stage
from noroshi.model.verdict import Answer
from noroshi.notify.call_sheet import CallFinding, CallSheetError
from noroshi.notify.documents import call_script, device_annex, owner_page, return_sheet, vendor_sheet
from noroshi.notify.documents.facts import DocumentError, Identity
from noroshi.notify.documents.kinds import KINDS
from noroshi.notify.documents.model import Document
from noroshi.notify.evidence_level import TooStrongError, evidence_level
from noroshi.notify.freshness import Status

STATUSES: tuple[Status, ...] = ("fresh", "overridden", "stale")
ALL = list(product(Answer, State, Decision, STATUSES, (False, True)))
WITHDRAWN = {Decision.REFUTED, Decision.MERGED, Decision.SPLIT}


def _documents(answer: Answer, level: EvidenceLevel) -> list[Document]:
    """Return the documents about a device that can be produced at this level, in both languages."""
    made: list[Document] = []
    for language in LANGUAGES:
        made += filter(
            None, (_made(build, finding(answer, level=level), language) for build in (_annex, _vendor, _call))
        )
    return made


def _made(build: Callable[[CallFinding, Language], Document], fact: CallFinding, language: Language) -> Document | None:
    try:
        return build(fact, language)
    except (TooStrongError, CallSheetError, DocumentError):
        return None


def _annex(fact: CallFinding, language: Language) -> Document:
    return device_annex.build(frame(), RECIPIENT, (device(finding=fact),), IDENTITY, language)


def _vendor(fact: CallFinding, language: Language) -> Document:
    return vendor_sheet.build(frame(), RECIPIENT.organization, (device(finding=fact),), IDENTITY, language)


def _call(fact: CallFinding, language: Language) -> Document:
    return call_script.build(frame(), call_facts(fact), language)


def test_every_sentence_is_borne_out_by_its_case() -> None:
    """Over all 1,152 combinations a document is either refused, or all it says and shows follows from the case."""
    sentences = load_sentences().by_id
    produced = 0
    for answer, state, decision, status, acknowledged in ALL:
        level = evidence_level(answer, state, decision, status, acknowledged=acknowledged)
        for document in _documents(answer, level):
            produced += 1
            ids = [one.id for one in (*document.said(), *document.fields()) if one.id in sentences]
            assert ids
            for one in ids:
                assert level.supports(sentences[one].needs), (document.kind, one, answer, state, decision, status)
            text = "\n".join(document.texts())
            assert not _unfounded(text, answer, state, decision, status), (
                document.kind,
                answer,
                state,
                decision,
                status,
            )
            if document.kind != "call_script":
                assert level.owner is OwnerClaim.ACKNOWLEDGED
    assert produced > 50


def _unfounded(text: str, answer: Answer, state: State, decision: Decision, status: str) -> list[str]:
    """Return what a text asserts without ground, by its words alone and not by the program's levels."""
    withdrawn = decision in WITHDRAWN or state is State.REFUTED
    confirmed = (decision is Decision.CONFIRMED or state is State.CONFIRMED) and not withdrawn and status != "stale"
    grounds = (
        (("可能性が高い", "likely in the"), answer is Answer.AFFECTED),
        (("可能性があ", "may be in the", "CVE-", "7.2.7"), answer in {Answer.AFFECTED, Answer.LIKELY}),
        (("FortiGate", "7.2.5", "192.0.2.10"), confirmed),
        (("観測されています",), status == "fresh"),
    )
    return [word for words, founded in grounds if not founded for word in words if word in text]


def test_the_strongest_case_gives_every_document() -> None:
    """The gate is no wall: a confirmed, fresh and acknowledged finding is written about in full, in both languages."""
    level = evidence_level(Answer.AFFECTED, State.ATTRIBUTED, Decision.CONFIRMED, "fresh", acknowledged=True)
    assert len(_documents(Answer.AFFECTED, level)) == 6


def test_a_device_that_is_not_affected_is_never_written_about() -> None:
    """Nobody gets an annex, a vendor sheet or a call about a device that is not in the affected range."""
    level = evidence_level(Answer.NOT_AFFECTED, State.ATTRIBUTED, Decision.CONFIRMED, "fresh", acknowledged=True)
    assert _documents(Answer.NOT_AFFECTED, level) == []


@pytest.mark.parametrize("identity", [None, Identity(person=" ", identified_on=date(2026, 1, 1), recorded_by="x")])
def test_nothing_of_the_second_stage_goes_out_without_an_identity(identity: Identity | None) -> None:
    """Annex, owner's pages, reply sheet and vendor sheet are refused while no responsible person is recorded."""
    refused = (
        lambda: device_annex.build(frame(), RECIPIENT, (device(),), identity, "ja"),
        lambda: owner_page.build(frame(), RECIPIENT, identity, "ja"),
        lambda: owner_page.build_easy(frame(), RECIPIENT, identity, "ja"),
        lambda: return_sheet.build(frame(), RECIPIENT, identity, "ja"),
        lambda: vendor_sheet.build(frame(), RECIPIENT.organization, (device(),), identity, "ja"),
    )
    for build in refused:
        with pytest.raises(DocumentError, match="identity"):
            build()


def test_every_kind_keeps_its_rule() -> None:
    """Stage, most pages and title of each document are those of its kind, and what asserts nothing says no device."""
    for language in LANGUAGES:
        documents = every_kind(language=language)
        assert documents.keys() == KINDS.keys()
        for kind, document in documents.items():
            rule = KINDS[kind]
            assert (document.kind, document.stage, document.title) == (kind, rule.stage, rule.title(language))
            assert document.most_pages == rule.most_pages()
            if rule.asserts == "nothing":
                text = "\n".join(document.texts())
                assert not any(secret in text for secret in ("FortiGate", "7.2.5", "192.0.2.10", "CVE-")), kind


def test_what_anybody_may_read_has_sentences_of_the_first_stage_only() -> None:
    """A first letter, correction or address sheet is put together from sentences that may be said to anybody."""
    for document in every_kind().values():
        if document.stage is Stage.FIRST:
            for one in document.said():
                assert not one.id or load_sentences().find(one.id).stage is Stage.FIRST
