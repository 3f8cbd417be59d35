"""Invented facts for documents: an office with and without a signed profile, organisations, devices, records."""

from datetime import UTC, date, datetime
from typing import Any

from noroshi.knowledge.help_desks import load_help_desks
from noroshi.knowledge.words import Language
from noroshi.model.attribution import State
from noroshi.model.campaign import Decision
from noroshi.model.verdict import Answer
from noroshi.notify.call_sheet import CallFacts, CallFinding
from noroshi.notify.contract import find_coverage
from noroshi.notify.documents import (
    address_sheet,
    call_script,
    correction,
    daily_report,
    device_annex,
    first_letter,
    handover_receipt,
    owner_page,
    return_sheet,
    vendor_sheet,
)
from noroshi.notify.documents.device_annex import AnnexDevice, Source
from noroshi.notify.documents.facts import Frame, Identity, Office, Recipient
from noroshi.notify.documents.model import Document
from noroshi.notify.evidence_level import evidence_level
from noroshi.notify.reference_number import from_random

DAY = date(2026, 11, 24)
CREATED = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
REFERENCE = from_random(987654321987654321)
SIGNED = Office(
    agency="見本県警察本部", unit="サイバー対策課", officer="警部補 見本 太郎", postal_code="000-0000",
    address="見本県見本市見本町1番1号", callback="サイバー対策課(内線 0000)", fax="000-000-0000",
    hours="平日 午前9時から午後5時まで", page="見本県警察の公式サイトの先頭のページ", signed=True,
)  # fmt: skip
UNSIGNED = Office(agency="未署名県警察", unit="対策課")
RECIPIENT = Recipient(
    organization="見本工業株式会社", kind="company", department="総務部 情報システム係", postal_code="000-0000",
    address=("見本県見本市本町2丁目3番4号", "見本ビル5階"),
)  # fmt: skip
IDENTITY = Identity(
    person="見本 花子", identified_on=date(2026, 11, 20), recorded_by="officer", owned_on=date(2026, 11, 20)
)


SOURCE = Source(name="製造元の公表資料(見本)", address="https://example.com/advisory/1", on=date(2024, 2, 8))


def frame(office: Office = SIGNED, **values: Any) -> Frame:
    """Return the frame of a document."""
    given = {"office": office, "id": "D-2026-000123", "on": DAY, "reference": REFERENCE, "number": "サ対発第123号"}
    return Frame(**(given | values))


def finding(answer: Answer = Answer.AFFECTED, **values: Any) -> CallFinding:
    """Return a finding whose owner said that it is theirs."""
    given = {
        "id": "F1", "product": "FortiGate / FortiOS(SSL-VPN)", "answer": answer, "last_seen": date(2026, 11, 18),
        "version": "7.2.5", "cves": ("CVE-2024-21762",), "fix": "7.2.7",
        "level": evidence_level(answer, State.ATTRIBUTED, Decision.CONFIRMED, "fresh", acknowledged=True),
    }  # fmt: skip
    return CallFinding(**(given | values))


def device(**values: Any) -> AnnexDevice:
    """Return a device as the annex speaks of it."""
    given: dict[str, Any] = {
        "finding": finding(), "observer": "見本観測サービス", "address": "192.0.2.10", "ports": (10443,),
        "transport": "tcp",
        "seen_at": datetime(2026, 11, 18, 2, 34, 56, tzinfo=UTC), "host": "vpn.example.jp",
        "sources": (SOURCE,),
    }  # fmt: skip
    return AnnexDevice(**(given | values))


def call_facts(*findings: CallFinding) -> CallFacts:
    """Return the facts of a call."""
    return CallFacts(
        agency="見本県警察本部", unit="サイバー対策課", officer="見本 太郎", callback="内線 0000", reference=REFERENCE,
        organization="見本工業株式会社", kana="ミホンコウギョウ", findings=findings or (finding(),), kind="company",
    )  # fmt: skip


def medium(**values: Any) -> handover_receipt.MediumFacts:
    """Return a medium that changes hands."""
    given: dict[str, Any] = {
        "number": "M-2026-017", "kind": "USBメモリー", "file": "handover-2026-11-24.age", "size": 1_234_567,
        "sha256": "0123456789abcdef" * 4, "contents": "個別対応票(暗号化)", "giver": "調査実施者 見本 一郎",
        "receiver": "サイバー対策課 見本 太郎", "on": DAY, "return_by": date(2027, 3, 31),
    }  # fmt: skip
    return handover_receipt.MediumFacts(**(given | values))


def day_facts(**values: Any) -> daily_report.DayFacts:
    """Return the figures of a day."""
    given: dict[str, Any] = {
        "day": DAY, "attempts": 24, "reached": 11, "minutes": 190, "answers": 9, "verifications": 6, "refuted": 1,
        "complaints": 0, "intrusions": 1, "overdue": 3,
        "outcomes": {"reached_responsible": 11, "reached_other": 5, "no_answer": 6, "callback": 2},
        "chain_head": "NOROSHI-HEAD 12345 2026-11-24 3f2a 91bc 0d4e 77aa 5b1c 9e02 aa31 c0de",
        "seals": ("課長", "課長補佐", "係長", "担当"),
    }  # fmt: skip
    return daily_report.DayFacts(**(given | values))


def every_kind(office: Office = SIGNED, language: Language = "ja") -> dict[str, Document]:
    """Return one document of every kind."""
    told = (correction.Told(on=date(2026, 11, 10), how="郵便", document="D-2026-000101"),)
    at = frame(office)
    return {
        "first_letter": first_letter.build(at, RECIPIENT, language),
        "device_annex": device_annex.build(at, RECIPIENT, (device(),), IDENTITY, language),
        "owner_page": owner_page.build(at, RECIPIENT, IDENTITY, language, desks=load_help_desks()),
        "owner_page_easy": owner_page.build_easy(at, RECIPIENT, IDENTITY, language),
        "vendor_sheet": vendor_sheet.build(
            at,
            RECIPIENT.organization,
            (device(),),
            IDENTITY,
            language,
            contract=find_coverage({"maintenance": "included"}),
        ),
        "return_sheet": return_sheet.build(
            at, RECIPIENT, IDENTITY, language, use_of_answers="統計としてのみ公表します(見本)。"
        ),
        "call_script": call_script.build(at, call_facts(), language),
        "daily_report": daily_report.build(frame(office, reference=""), day_facts(), language),
        "handover_receipt": handover_receipt.build(frame(office, reference=""), medium(), language),
        "correction": correction.build(at, RECIPIENT, told, ("owner",), language),
        "address_sheet": address_sheet.build(at, RECIPIENT, language),
    }
