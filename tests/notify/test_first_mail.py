"""The first mail: four things and nothing else, from sentences of the first stage."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.sentences import DEVICE_VALUES, load_sentences
from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import EvidenceLevel, Stage
from noroshi.notify.first_mail import MailFacts, wording_digest, write
from noroshi.notify.reference_number import ReferenceNumberError, from_random
from noroshi.notify.reference_number import format as format_reference

FACTS = MailFacts(
    agency="のろし県警察(架空)",
    unit="サイバー対策係",
    officer="架空太郎",
    callback="サイバー対策係 000-000-0000",
    reference=from_random(123456),
    organization="架空見本精機株式会社",
    sample=False,
)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_holds_the_four_things(language: Language) -> None:
    """Reference number (in the subject too), purpose, how to verify, whom to call back; voluntary; no link."""
    mail = write(FACTS, language)
    said = {
        "ja": ("情報提供・注意喚起", "ご自身でお調べ", "折返し", "任意"),
        "en": ("Information", "Look up our main number yourself", "call back", "voluntary"),
    }[language]
    for part in (*said, format_reference(FACTS.reference), FACTS.callback, FACTS.organization):
        assert part in mail.subject + mail.body
    assert format_reference(FACTS.reference) in mail.subject
    assert "http" not in mail.body
    assert len(mail.subject) <= 200


def test_no_sentence_speaks_of_a_device() -> None:
    """Every sentence is of the first stage, needs no evidence, and has no place for a product, address or CVE."""
    for section in ("mail_subject", "mail_first"):
        sentences = load_sentences().section(section)
        assert sentences
        for sentence in sentences:
            assert sentence.stage is Stage.FIRST
            assert sentence.needs == EvidenceLevel()
            assert not sentence.values & DEVICE_VALUES
            for text in (sentence.ja, sentence.en):
                assert not re.search(
                    r"(?i)vpn|cve|脆弱|バージョン|version|address|アドレス|指導|命令|是正|警告|聴取|供述", text
                )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_sample_says_so_in_subject_and_text(language: Language) -> None:
    """At the head and at the end; a real one nowhere."""
    mark = {"ja": "見本です", "en": "is a sample"}[language]
    sample = write(msgspec.structs.replace(FACTS, sample=True), language)
    assert sample.subject.startswith({"ja": "【見本】", "en": "[SAMPLE]"}[language])
    assert sample.body.count(mark) == 2
    assert mark not in write(FACTS, language).body


def test_a_wrong_reference_number_makes_no_mail() -> None:
    """A mistyped number is refused rather than sent."""
    with pytest.raises(ReferenceNumberError):
        write(msgspec.structs.replace(FACTS, reference="1234567890"), "ja")


def test_the_wording_has_a_digest() -> None:
    """The same wording gives the same digest."""
    assert write(FACTS, "ja").wording == write(FACTS, "en").wording == wording_digest()
    assert re.fullmatch(r"[0-9a-f]{64}", wording_digest())


@given(st.text(max_size=60), st.text(max_size=60))
def test_names_stand_as_they_are(organization: str, officer: str) -> None:
    """Braces and percent signs in names are text."""
    mail = write(msgspec.structs.replace(FACTS, organization=organization, officer=officer), "ja")
    assert organization in mail.body
    assert officer in mail.body
