"""Owner's pages, vendor sheet, reply sheet, call script, daily report, receipt, correction, address sheet."""

from datetime import date

import msgspec
import pytest

from document_world import (
    DAY,
    IDENTITY,
    RECIPIENT,
    REFERENCE,
    SIGNED,
    UNSIGNED,
    call_facts,
    day_facts,
    device,
    every_kind,
    finding,
    frame,
    medium,
)
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.help_desks import load_help_desks
from noroshi.model.attribution import State
from noroshi.model.campaign import Decision
from noroshi.model.verdict import Answer
from noroshi.notify.call_sheet import CallSheetError
from noroshi.notify.contract import find_coverage
from noroshi.notify.documents import (
    address_sheet,
    call_script,
    correction,
    daily_report,
    handover_receipt,
    owner_page,
    return_sheet,
    vendor_sheet,
)
from noroshi.notify.documents.facts import Consent, DocumentError, Recipient
from noroshi.notify.documents.model import Code, Document, Items, Seals, Table, Ticks
from noroshi.notify.evidence_level import TooStrongError, evidence_level


def _text(document: Document) -> str:
    return "\n".join(document.texts())


def test_the_owner_page_is_plain() -> None:
    """No abbreviation: the device is 社外から社内につなぐための機器; where the label is and whom to call are said."""
    text = _text(owner_page.build(frame(), RECIPIENT, IDENTITY, "ja"))
    for words in (
        "社外から社内につなぐための機器",
        "ラベル",
        "保守会社",
        "リース会社",
        "事務機販売店",
        "貴社がお決めになること",
    ):
        assert words in text
    assert [word for word in ("VPN", "SSL", "CVE", "IP") if word in text] == []


def test_public_help_desks_are_those_given_and_none_in_a_sample() -> None:
    """The desks of the pack are printed with a signed profile; a sample prints a note in their place."""
    desks = load_help_desks()
    assert desks[0].name.ja in _text(owner_page.build(frame(), RECIPIENT, IDENTITY, "ja", desks=desks))
    sample = _text(owner_page.build(frame(UNSIGNED), RECIPIENT, IDENTITY, "ja", desks=desks))
    assert desks[0].name.ja not in sample
    assert "見本のため" in sample
    assert "公的な相談窓口" not in _text(owner_page.build(frame(), RECIPIENT, IDENTITY, "ja"))


def test_the_easy_page_has_readings() -> None:
    """Every sentence in やさしい日本語 keeps its text, and carries the readings of its characters apart."""
    document = owner_page.build_easy(frame(), RECIPIENT, IDENTITY, "ja")
    said = [one for one in document.said() if one.id.startswith("owner_easy.")]
    assert len(said) == 8
    for one in said:
        assert "".join(base for base, _ in one.ruby) == one.text
        assert not set("｜《》") & set(one.text)
        bare = "".join(base for base, reading in one.ruby if not reading)
        assert not any("一" <= sign <= "鿿" for sign in bare), one.id


def test_the_vendor_sheet_asks_the_five_questions() -> None:
    """Within our work, cost, date, version after it, already disabled: each with boxes or a line."""
    document = vendor_sheet.build(frame(), RECIPIENT.organization, (device(),), IDENTITY, "ja")
    asked = [block for block in document.blocks() if isinstance(block, Ticks)]
    assert [block.question.id.split(".")[1] for block in asked] == ["within", "cost", "planned", "after", "disabled"]
    assert all(block.options for block in asked)
    assert "vendor_intro.by_owner" in {one.id for one in document.said()}


def test_a_vendor_is_written_to_only_with_a_whole_consent() -> None:
    """The agency's own sheet names who consented, when and for what; a consent without that is refused."""
    consent = Consent(given_by="見本 花子", on=DAY, scope="当該機器の確認に限る")
    build = vendor_sheet.build
    text = _text(build(frame(), RECIPIENT.organization, (device(),), IDENTITY, "ja", consent=consent))
    assert "見本 花子様、令和8年11月24日(火)、範囲:当該機器の確認に限る" in text
    less = msgspec.structs.replace(consent, scope=" ")
    with pytest.raises(DocumentError, match="who gave it"):
        build(frame(), RECIPIENT.organization, (device(),), IDENTITY, "ja", consent=less)
    with pytest.raises(DocumentError, match="ownership"):
        build(frame(), "x", (device(),), msgspec.structs.replace(IDENTITY, owned_on=None), "ja", consent=consent)


def test_a_vendor_is_told_no_more_than_the_case_supports() -> None:
    """A device that is only presumed to be the organisation's is not shown to its vendor."""
    level = evidence_level(Answer.AFFECTED, State.ATTRIBUTED, Decision.CONFIRMED, "fresh")
    with pytest.raises(TooStrongError):
        vendor_sheet.build(frame(), "見本", (device(finding=finding(level=level)),), IDENTITY, "ja")


def test_the_contract_finder_s_open_questions_are_numbered() -> None:
    """What the contract leaves open is asked of the vendor, in the order of the finder."""
    contract = find_coverage({"maintenance": "included"})
    document = vendor_sheet.build(frame(), "見本", (device(),), IDENTITY, "ja", contract=contract)
    (numbered,) = [block for block in document.blocks() if isinstance(block, Items) and block.numbered]
    assert len(numbered.said) == 5
    assert all(one.text in contract.question("ja") for one in numbered.said)


def test_the_reply_sheet_has_the_six_questions_and_their_choices() -> None:
    """Every choice of the lists can be ticked, except those that only an officer records; no device is named."""
    document = return_sheet.build(frame(), RECIPIENT, IDENTITY, "ja", use_of_answers="統計のみ")
    ticks = [block for block in document.blocks() if isinstance(block, Ticks)]
    ids = [block.question.id for block in ticks if block.question.id]
    assert ids == [f"question.q{number}" for number in range(1, 7)]
    lists = load_enumerations()
    shown = " ".join(option for block in ticks for option in block.options)
    for name in ("ownership", "awareness", "response", "manager", "delay_reason", "other_devices"):
        for code in lists.codes(name):
            officers = code in {"not_confirmed", "declined"}
            assert officers or lists.label(name, code, "ja") in shown, code
    assert "ご回答の利用:統計のみ" in _text(document)
    assert SIGNED.fax in _text(document)


def test_the_call_script_is_the_call_sheet() -> None:
    """All parts of the call stand in order, with the sentences' ids; without evidence there is no script."""
    document = call_script.build(frame(), call_facts(), "ja")
    ids = [one.id for one in document.said()]
    assert ids.index("call_opening.name") < ids.index("call_finding.affected") < ids.index("call_closing.thanks")
    level = evidence_level(Answer.AFFECTED, State.ATTRIBUTED, Decision.CONFIRMED, "stale")
    with pytest.raises(CallSheetError):
        call_script.build(frame(), call_facts(finding(level=level)), "ja")
    assert "のろし県警察(架空)" in _text(call_script.build(frame(UNSIGNED), call_facts(), "ja"))


def test_the_daily_report_anchors_the_chain() -> None:
    """The figures, the seals, and the head of the audit chain as text and code are on it."""
    facts = day_facts()
    document = daily_report.build(frame(reference=""), facts, "ja")
    (code,) = [block for block in document.blocks() if isinstance(block, Code)]
    assert code.text == code.caption == facts.chain_head
    (seals,) = [block for block in document.blocks() if isinstance(block, Seals)]
    assert seals.titles == facts.seals
    cells = [cell for block in document.blocks() if isinstance(block, Table) for row in block.rows for cell in row]
    for label, number in (
        ("連絡した件数", "24"),
        ("苦情", "0"),
        ("被害の疑い", "1"),
        ("予定日を過ぎた個別対応票", "3"),
    ):
        assert cells[cells.index(label) + 1] == number
    assert "令和8年11月24日(火)" in _text(document)


def test_the_receipt_has_the_digest_in_groups_of_four() -> None:
    """Medium number, digest in groups, giver and receiver stand on it, and once more as the register's row."""
    facts = medium()
    document = handover_receipt.build(frame(reference=""), facts, "ja")
    values = [field.value for field in document.fields()]
    assert handover_receipt.grouped(facts.sha256[:32]) in values
    assert handover_receipt.grouped(facts.sha256).split() == [facts.sha256[at : at + 4] for at in range(0, 64, 4)]
    row = dict(handover_receipt.register_row(facts, "ja"))
    assert (row["媒体番号"], row["引渡者"], row["返却・廃棄日"]) == (facts.number, facts.giver, "")
    assert tuple(row.values()) in [block.rows[0] for block in document.blocks() if isinstance(block, Table)]


@pytest.mark.parametrize(
    ("values", "message"),
    [({"sha256": "AB" * 32}, "64 hexadecimal"), ({"size": -1}, "negative"), ({"giver": " "}, "lacks giver")],
)
def test_an_incomplete_receipt_is_refused(values: dict[str, object], message: str) -> None:
    """A receipt with a wrong digest or without a name is none."""
    with pytest.raises(DocumentError, match=message):
        handover_receipt.build(frame(), medium(**values), "ja")


def test_the_correction_withdraws_and_apologises() -> None:
    """Day, number, reason and apology stand in it; beyond six earlier notices the rest is counted."""
    told = tuple(correction.Told(on=date(2026, 11, day), how="電話") for day in range(9, 1, -1))
    document = correction.build(frame(), RECIPIENT, told, ("owner", "rule", "owner"), "ja")
    text = _text(document)
    assert "令和8年11月2日(月)にお送り又はお伝えした情報提供・注意喚起" in text
    assert "おわび申し上げます" in text
    assert "ほか 2件" in text
    reasons = [one.id for one in document.said() if one.id.startswith("correction_why.")]
    assert reasons == ["correction_why.owner", "correction_why.rule"]
    with pytest.raises(DocumentError, match="what was told"):
        correction.build(frame(), RECIPIENT, (), ("rule",), "ja")
    with pytest.raises(DocumentError, match="reference number"):
        correction.build(frame(reference=""), RECIPIENT, told, ("rule",), "ja")


def test_the_address_sheet_needs_an_address() -> None:
    """Name and postal address are needed; 親展 stands above them."""
    assert "親展" in _text(address_sheet.build(frame(), RECIPIENT, "ja"))
    with pytest.raises(DocumentError, match="postal address"):
        address_sheet.build(frame(), Recipient(organization="見本"), "ja")


@pytest.mark.parametrize("kind", ["owner_page", "owner_page_easy", "vendor_sheet", "return_sheet"])
def test_sheets_of_a_case_carry_its_number(kind: str) -> None:
    """Whoever holds a sheet can give the reference number."""
    document = every_kind()[kind]
    assert document.reference.replace("-", "") == REFERENCE
    assert document.reference in _text(document)


def test_sheets_without_a_number_are_refused() -> None:
    """A page that nobody could verify is not made."""
    at = frame(reference="")
    for build in (
        lambda: owner_page.build(at, RECIPIENT, IDENTITY, "ja"),
        lambda: return_sheet.build(at, RECIPIENT, IDENTITY, "ja"),
        lambda: vendor_sheet.build(at, "見本", (device(),), IDENTITY, "ja"),
    ):
        with pytest.raises(DocumentError, match="reference number"):
            build()
