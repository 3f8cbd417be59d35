"""The first letter: everything needed to check and call back, and no technical word."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from document_world import RECIPIENT, REFERENCE, SIGNED, UNSIGNED, frame
from noroshi.knowledge.words import Language
from noroshi.notify.documents import address_sheet, correction, first_letter
from noroshi.notify.documents.facts import DocumentError, Recipient
from noroshi.notify.documents.model import Document, Masthead, Reference
from noroshi.notify.reference_number import ReferenceNumberError
from noroshi.notify.reference_number import format as format_reference
from noroshi.render.typst_pdf import render_pdf

TECHNICAL = (
    "VPN", "CVE", "脆弱", "バージョン", "ファームウェア", "IP", "ポート", "機器", "firmware", "vulnerab", "version",
    "device", "port ", "patch",
)  # fmt: skip
SECRETS = (
    "CVE-2024-21762", "cve 2024", "192.0.2.1", "2001:db8::1", "7.2.5", "v22.7", "FortiGate", "Ivanti Connect Secure",
    "SkyBridge", "ＣＶＥ－２０２４－２１７６２", "１９２.０.２.１", "Forti Gate", "Forti\u200bGate", "CV\u200bE-2024-1",
)  # fmt: skip


def _text(document: Document) -> str:
    return "\n".join(document.texts())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_says_what_it_has_to_and_nothing_technical(language: Language) -> None:
    """Purpose, how to verify, whom to call back and the number stand in it, and not one technical word."""
    document = first_letter.build(frame(), RECIPIENT, language)
    text = _text(document)
    assert [word for word in TECHNICAL if word in text] == []
    for needed in (format_reference(REFERENCE), SIGNED.agency, SIGNED.callback, RECIPIENT.organization):
        assert needed in text
    ids = {one.id for one in document.said()}
    assert {"letter_first.purpose", "letter_verify.look_up", "letter_verify.tell", "call_duty.voluntary"} <= ids
    assert len(document.pages) == document.most_pages == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_confirmation_code_stands_only_where_there_is_a_page_to_type_it(language: Language) -> None:
    """With a signed profile that names the page it is printed, and the letter still fits one sheet."""
    code = "23FH-7KMR-TWXY"
    with_page = first_letter.build(frame(), RECIPIENT, language, confirmation=code)
    assert code in _text(with_page)
    assert SIGNED.page in _text(with_page)
    assert render_pdf(with_page, created=datetime(2026, 11, 24, tzinfo=UTC)).pages == 1
    for office in (UNSIGNED, msgspec.structs.replace(SIGNED, page="")):
        assert code not in _text(first_letter.build(frame(office=office), RECIPIENT, language, confirmation=code))


def test_the_approved_sentences_stand_word_for_word() -> None:
    """That it is voluntary stands as approved; no sentence commands."""
    text = _text(first_letter.build(frame(), RECIPIENT, "ja"))
    assert "本連絡は義務を課すものではなく、ご対応・ご回答は任意です。" in text
    assert [word for word in ("指導", "命令", "警告", "是正", "聴取", "供述") if word in text] == []


def test_the_address_is_in_the_window_and_the_number_is_large() -> None:
    """Postal code, address, name, department and role are the lines of the address; the date is 和暦."""
    document = first_letter.build(frame(), RECIPIENT, "ja")
    (head,) = [block for block in document.blocks() if isinstance(block, Masthead)]
    assert head.address == (
        "〒000-0000", "見本県見本市本町2丁目3番4号", "見本ビル5階", "見本工業株式会社", "総務部 情報システム係",
        "情報システムご担当 様",
    )  # fmt: skip
    assert (head.number, head.date) == ("サ対発第123号", "令和8年11月24日")
    assert any(isinstance(block, Reference) for block in document.blocks())
    assert document.window is not None
    assert document.window.folds == (99, 198)


@given(
    st.sampled_from(SECRETS),
    st.text(max_size=12),
    st.text(max_size=12),
    st.sampled_from(["organization", "department", "person"]),
)
def test_a_hostile_name_brings_nothing_technical_into_a_first_text(
    secret: str, before: str, after: str, where: str
) -> None:
    """A name that holds a product, address, version or CVE is refused, or what is printed does not hold it."""
    recipient = msgspec.structs.replace(RECIPIENT, **{where: f"{before}{secret}{after}"})
    told = (correction.Told(on=frame().on, how="郵便"),)
    for build in (
        lambda: first_letter.build(frame(), recipient, "ja"),
        lambda: address_sheet.build(frame(), recipient, "en"),
        lambda: correction.build(frame(), recipient, told, ("rule",), "ja"),
    ):
        assert _plain(secret) not in _plain(_text_or_refusal(build))


def _text_or_refusal(build: Callable[[], Document]) -> str:
    """Return the text of the document, '' where it is refused."""
    try:
        return _text(build())
    except DocumentError:
        return ""


def _plain(text: str) -> str:
    joined = re.sub(r"[\s\u200b]|\[U\+200B\]", "", unicodedata.normalize("NFKC", text))
    return joined.casefold()


@pytest.mark.parametrize("secret", SECRETS)
def test_each_kind_of_secret_is_refused_by_name(secret: str) -> None:
    """The refusal names the document and what was found, whatever the spelling."""
    with pytest.raises(DocumentError, match=r"first_letter D-2026-000123: its text holds"):
        first_letter.build(frame(), msgspec.structs.replace(RECIPIENT, organization=f"{secret}株式会社"), "ja")


@pytest.mark.parametrize(
    "name",
    [
        "ヤマハ見本株式会社",
        "1-2-3商店",
        "見本第3.工業",
        "株式会社ATP見本",
        "合同会社8時間",
        "03:30カフェ",
        "髙﨑𠮷葛󠄀邉㈱",
    ],
)
def test_ordinary_names_pass(name: str) -> None:
    """A maker's name, a number or a rare character in a firm's name is no product and no version."""
    assert name in _text(first_letter.build(frame(), msgspec.structs.replace(RECIPIENT, organization=name), "ja"))


def test_what_is_missing_is_said() -> None:
    """Without reference number or name no letter is made; a wrong number is refused."""
    with pytest.raises(DocumentError, match="reference number"):
        first_letter.build(frame(reference=""), RECIPIENT, "ja")
    with pytest.raises(DocumentError, match="name of the organisation"):
        first_letter.build(frame(), Recipient(organization=" "), "ja")
    with pytest.raises(ReferenceNumberError):
        first_letter.build(frame(reference="1234567890"), RECIPIENT, "ja")


def test_without_a_signed_profile_the_invented_office_writes() -> None:
    """The sender is のろし県警察(架空), the sample mark is set, and the unsigned office's own name is nowhere."""
    document = first_letter.build(frame(UNSIGNED), RECIPIENT, "ja")
    assert document.sample == "見本 SAMPLE"
    assert "のろし県警察(架空)" in _text(document)
    assert UNSIGNED.agency not in _text(document)
    assert first_letter.build(frame(), RECIPIENT, "ja").sample == ""


def test_office_hours_and_page_are_left_out_where_unknown() -> None:
    """A profile without hours or page gives a letter without those sentences, never an empty one."""
    office = msgspec.structs.replace(SIGNED, hours="", page="")
    ids = {one.id for one in first_letter.build(frame(office), RECIPIENT, "ja").said()}
    assert "letter_first.contact_any" in ids
    assert not ids & {"letter_first.contact", "letter_verify.page"}
