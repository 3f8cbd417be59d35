"""The annex: after identity and ownership, with what the organisation needs to find the visit in its own log."""

from datetime import date

import msgspec
import pytest

from document_world import IDENTITY, RECIPIENT, device, finding, frame
from noroshi.knowledge.words import Language
from noroshi.model.attribution import State
from noroshi.model.campaign import Decision
from noroshi.model.verdict import Answer
from noroshi.notify.documents import device_annex
from noroshi.notify.documents.facts import DocumentError
from noroshi.notify.documents.model import Document
from noroshi.notify.evidence_level import TooStrongError, evidence_level


def _values(document: Document) -> dict[str, str]:
    return {field.id: field.value for field in document.fields()}


def _build(*devices: device_annex.AnnexDevice, language: Language = "ja") -> Document:
    return device_annex.build(frame(), RECIPIENT, devices or (device(),), IDENTITY, language)


def test_the_visit_can_be_found_in_the_own_log() -> None:
    """Observer, time to the second in Japan's time and UTC, address and port are named."""
    values = _values(_build())
    assert values["annex_label.observer"] == "見本観測サービス"
    assert values["annex_label.seen_at"] == "令和8年11月18日(水) 11:34:56 (UTC 2026-11-18 02:34:56)"
    assert values["annex_label.port"] == "10443/tcp"
    assert values["annex_label.address"] == "192.0.2.10"


def test_versions_and_sources_are_named() -> None:
    """The version seen, the fixed version and the source with its day stand in it, and that nobody scanned."""
    document = _build()
    values = _values(document)
    assert values["annex_label.version"] == "7.2.5"
    assert values["annex_label.fix"] == "7.2.7"
    assert values["annex_label.source"] == "製造元の公表資料(見本) https://example.com/advisory/1 (令和6年2月8日)"
    text = "\n".join(document.texts())
    assert "本件調査において貴社機器への接続や脆弱性スキャンを行っていません" in text
    assert document.handling == "親展・取扱注意"


def test_ownership_has_to_be_recorded() -> None:
    """An identity alone does not open the annex."""
    identity = msgspec.structs.replace(IDENTITY, owned_on=None)
    with pytest.raises(DocumentError, match="record first that the person said"):
        device_annex.build(frame(), RECIPIENT, (device(),), identity, "ja")


def test_a_device_whose_owner_did_not_speak_is_refused() -> None:
    """Even with the records, a device that is only presumed to be theirs is not in the annex."""
    level = evidence_level(Answer.AFFECTED, State.ATTRIBUTED, Decision.CONFIRMED, "fresh")
    with pytest.raises(TooStrongError, match="owner presumed"):
        _build(device(finding=finding(level=level)))


def test_an_old_observation_is_dated() -> None:
    """Where a supervisor let an old observation pass, the annex says of which day it speaks."""
    level = evidence_level(Answer.LIKELY, State.ATTRIBUTED, Decision.CONFIRMED, "overridden", acknowledged=True)
    text = "\n".join(_build(device(finding=finding(Answer.LIKELY, level=level))).texts())
    assert "令和8年11月18日(水)時点の公開観測情報によれば" in text
    assert "その後の状況は確認できていません" in text


def test_an_undetermined_device_has_no_cve_and_no_fix() -> None:
    """What public data does not tell is not told: product and version only."""
    level = evidence_level(Answer.UNDETERMINED, State.ATTRIBUTED, Decision.CONFIRMED, "fresh", acknowledged=True)
    ids = _values(_build(device(finding=finding(Answer.UNDETERMINED, level=level)))).keys()
    assert not ids & {"annex_label.cve", "annex_label.fix"}


def test_each_device_has_its_page() -> None:
    """Three devices make three pages and one with what to do; none or more than twenty are refused."""
    document = _build(*(device(address=f"192.0.2.{n}") for n in (1, 2, 3)))
    assert len(document.pages) == 4
    assert document.most_pages == 5
    for wrong in ((), (device(),) * 21):
        with pytest.raises(DocumentError, match="1 to 20 devices"):
            device_annex.build(frame(), RECIPIENT, wrong, IDENTITY, "ja")


def test_a_mixed_case_goes_no_further_than_its_weakest_device_where_it_speaks_of_all() -> None:
    """The steps name the fixed version only where it is known for every device."""

    def ids(*devices: device_annex.AnnexDevice) -> set[str]:
        return {one.id for one in _build(*devices).said()}

    assert "annex_steps.update_to" in ids(device(), device())
    assert "annex_steps.update_to" not in ids(device(), device(finding=finding(fix="")))


def test_many_cves_are_counted() -> None:
    """Twelve are listed and the rest is counted, so that the page holds them."""
    cves = tuple(f"CVE-2024-{n:05d}" for n in range(30))
    assert _values(_build(device(finding=finding(cves=cves))))["annex_label.cve"].endswith("CVE-2024-00011 (+18)")


def test_dates_are_those_recorded() -> None:
    """The annex names who was identified and when, and when the ownership was stated."""
    identity = msgspec.structs.replace(IDENTITY, owned_on=date(2026, 11, 21))
    text = "\n".join(device_annex.build(frame(), RECIPIENT, (device(),), identity, "ja").texts())
    assert "令和8年11月20日(金)に見本 花子様がご担当であることを、令和8年11月21日(土)に" in text
