"""What documents are made of: bounded texts, frames, voices, the wording's version, the digest."""

import unicodedata
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from document_world import SIGNED, every_kind, frame
from noroshi.knowledge.words import load_words
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.digest import content, digest, read_content
from noroshi.notify.documents.facts import DocumentError, Recipient
from noroshi.notify.documents.first_stage import technical_values
from noroshi.notify.documents.plain_text import printable
from noroshi.notify.documents.voice import Voice
from noroshi.notify.documents.wording import wording_version
from noroshi.notify.evidence_level import TooStrongError


@given(st.text(max_size=300), st.integers(1, 80))
def test_a_printable_text_is_bounded_and_hides_nothing(text: str, limit: int) -> None:
    """Nothing invisible is left, no line is broken, and at most ``limit`` signs of the text are shown."""
    shown = printable(text, limit)
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert len(shown) <= 10 * limit + 1
    assert printable(text, 400) == text or text != " ".join(text.split()) or "[U+" in printable(text, 400)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a[U+202E]b"), ("a\x00b", "a[U+0000]b"), ("a\n\tb", "a b"), ("葛\U000e0100", "葛\U000e0100"),
        ("x" * 10_000, "x" * 120 + "…"), ("#strong[*x*]$", "#strong[*x*]$"), ("\ud800", "[U+D800]"),
    ],
)  # fmt: skip
def test_hostile_texts_are_written_out(text: str, shown: str) -> None:
    """Direction marks and control characters become codes, markup stays what it is, length is cut visibly."""
    assert printable(text) == shown


def test_frames_are_checked() -> None:
    """An id with other signs and an unknown TLP label are refused with what to use."""
    with pytest.raises(DocumentError, match="no document id"):
        frame(id="../x")
    with pytest.raises(DocumentError, match="no TLP label"):
        frame(tlp="PURPLE")
    assert frame(tlp="AMBER").mark("ja", "restricted") == "取扱注意(関係者限り) TLP:AMBER"
    assert frame(handling="none").mark("ja", "restricted") == ""


def test_an_address_has_at_most_eight_bounded_lines() -> None:
    """However long its parts, the address field stays an address field."""
    lines = Recipient(
        organization="あ" * 10_000, address=("い" * 500,) * 9, department="う" * 99, postal_code="1" * 99
    ).lines("ja")
    assert len(lines) == 7
    assert max(map(len, lines)) <= 63


def test_a_voice_refuses_what_is_too_early_or_too_strong() -> None:
    """A sentence of the second stage in a first text, or one without its evidence, cannot be said."""
    with pytest.raises(DocumentError, match="identity is recorded"):
        Voice(language="ja").say("owner_plain.label")
    with pytest.raises(TooStrongError):
        Voice(language="ja", stage=Stage.SECOND).evident("annex_label.product", "x")
    with pytest.raises(KeyError):
        Voice(language="ja").say("letter_first.purpose")
    with pytest.raises(DocumentError, match="takes no values"):
        Voice(language="ja", values={"callback": "x"}).reading("letter_first.contact_any")


def test_a_value_is_never_read_as_a_template() -> None:
    """Braces in a name stay braces."""
    voice = Voice(language="ja", values={"callback": "{reference}"})
    assert "{reference}まで" in voice.say("letter_first.contact_any").text


def test_the_wording_version_is_a_digest_of_the_texts() -> None:
    """It has 64 digits, stands on every document, and is the same each time."""
    assert len(wording_version()) == 64
    assert {document.wording for document in every_kind().values()} == {wording_version()}
    assert len(load_words().section("document_title")) == 11


def test_the_digest_changes_with_any_text() -> None:
    """The same facts give the same digest; another day gives another, and the content can be read back."""
    one, other = every_kind(), every_kind()
    for kind, document in one.items():
        assert digest(document) == digest(other[kind])
        assert read_content(content(document)) == document
    later = msgspec.structs.replace(one["first_letter"], id="D-2")
    assert digest(later) != digest(one["first_letter"])


def test_the_search_for_secrets_sees_what_it_looks_for() -> None:
    """Each kind of secret is found, and ordinary texts hold none, so that silence means something."""
    for secret in ("CVE-2024-1", "192.0.2.1", "2001:db8::1", "fe80:0:0:0:1:2:3:4", "7.2.5", "22.7", "F5 BIG-IP", "VPN"):
        assert technical_values([f"前{secret}後"]), secret
    ordinary = (
        "187-6543-214",
        "令和8年11月24日(火)午後3時05分",
        "10:30",
        "〒000-0000",
        SIGNED.page,
        "https://example.jp/",
    )
    assert technical_values(ordinary) == ()


def test_a_recipient_without_a_named_person_is_a_role() -> None:
    """The letter goes to the person responsible, named or not."""
    assert Recipient(organization="見本", person="見本 花子").lines("ja")[-1] == "見本 花子 様"
    assert Recipient(organization="Mihon").lines("en")[-1] == "Attn: Person responsible for IT"
    assert frame(on=date(2026, 1, 1)).on.year == 2026
