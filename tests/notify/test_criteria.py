"""The criteria of a campaign: what belongs to it, and for everything else each reason why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.model.attribution import State
from noroshi.model.campaign import CampaignFinding, Decision, Judgement
from noroshi.model.verdict import Answer, Urgency
from noroshi.notify.criteria import Criteria, describe, match

CVE, OTHER = "CVE-2024-21762", "CVE-2023-27997"


def _judgement(cve: str = CVE, answer: Answer = Answer.AFFECTED, urgency: Urgency = Urgency.THREE_DAYS) -> Judgement:
    return Judgement(cve=cve, answer=answer, urgency=urgency)


def _finding(**values: object) -> CampaignFinding:
    given_ = {
        "id": "F1", "device": "d1", "product": "fortinet-fortios", "judgements": (_judgement(),),
        "state": State.ATTRIBUTED, "site": "14", "head_office": "13",
    } | values  # fmt: skip
    return CampaignFinding(**given_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("basis", "site", "head_office", "reasons"),
    [
        ("site", "14", "13", ()),
        ("site", "13", "14", ("other_prefecture",)),
        ("site", "", "14", ("unknown_place",)),
        ("head_office", "13", "14", ()),
        ("head_office", "14", "", ("unknown_place",)),
        ("either", "14", "", ()),
        ("either", "13", "14", ()),
        ("either", "13", "27", ("other_prefecture",)),
        ("either", "13", "", ("unknown_place",)),
        ("both", "14", "14", ()),
        ("both", "14", "13", ("other_prefecture",)),
        ("both", "14", "", ("unknown_place",)),
        ("both", "", "13", ("other_prefecture",)),
    ],
)
def test_the_prefecture_that_counts_is_stated(
    basis: str, site: str, head_office: str, reasons: tuple[str, ...]
) -> None:
    """Site, head office, either or both: an unknown place is never taken for the one that is asked for."""
    criteria = Criteria(prefectures=frozenset({"14"}), basis=basis)  # type: ignore[arg-type]
    assert match(_finding(site=site, head_office=head_office), criteria).reasons == reasons


@pytest.mark.parametrize(
    ("values", "criteria", "reason"),
    [
        ({"product": "cisco-asa"}, Criteria(products=frozenset({"fortinet-fortios"})), "other_product"),
        ({"judgements": (_judgement(OTHER),)}, Criteria(cves=frozenset({CVE})), "other_cve"),
        ({"judgements": ()}, Criteria(), "other_cve"),
        ({"judgements": (_judgement(answer=Answer.UNDETERMINED),)}, Criteria(), "verdict_level"),
        ({"judgements": (_judgement(answer=Answer.NOT_AFFECTED),)}, Criteria(), "verdict_level"),
        ({"judgements": (_judgement(urgency=Urgency.SIXTY_DAYS),)}, Criteria(least=Urgency.FOURTEEN_DAYS), "urgency"),
        ({"decision": Decision.REFUTED}, Criteria(), "refuted"),
        ({"state": State.REFUTED}, Criteria(), "refuted"),
        ({"decision": Decision.MERGED}, Criteria(), "replaced"),
        ({"state": State.OUT_OF_SCOPE}, Criteria(), "out_of_scope"),
    ],
)
def test_each_reason_is_given(values: dict[str, object], criteria: Criteria, reason: str) -> None:
    """A finding outside the criteria says why, by a code that has a label."""
    found = match(_finding(**values), criteria)
    assert found.reasons == (reason,)
    assert not found.fits
    assert found.judgements == ()
    assert load_enumerations().has("mismatch", reason)


def test_all_reasons_are_given_together() -> None:
    """A finding that fails in several ways says all of them."""
    criteria = Criteria(prefectures=frozenset({"27"}), products=frozenset({"x"}), cves=frozenset({OTHER}))
    assert match(_finding(), criteria).reasons == ("other_prefecture", "other_product", "other_cve")


def test_only_the_judgements_asked_for_are_taken_over() -> None:
    """Of three CVEs of a device the case is about those that the campaign is about."""
    kept = _judgement(urgency=Urgency.FOURTEEN_DAYS)
    finding = _finding(
        judgements=(kept, _judgement(OTHER), _judgement(CVE, Answer.UNDETERMINED), _judgement(urgency=Urgency.NONE))
    )
    criteria = Criteria(cves=frozenset({CVE}), least=Urgency.FOURTEEN_DAYS)
    assert match(finding, criteria).judgements == (kept,)


@given(st.sampled_from(Urgency), st.sampled_from(Urgency))
def test_more_urgent_is_always_taken(urgency: Urgency, least: Urgency) -> None:
    """A campaign for a certain urgency takes it and everything more urgent."""
    order = list(Urgency)
    found = match(_finding(judgements=(_judgement(urgency=urgency),)), Criteria(least=least))
    assert found.fits == (order.index(urgency) <= order.index(least))


def test_the_criteria_are_printed() -> None:
    """The methods say which prefecture counts and how, in either language; what is not limited is said to be so."""
    criteria = Criteria(prefectures=frozenset({"14"}), basis="either", cves=frozenset({CVE, OTHER}))
    lines = describe(criteria, "ja")
    assert lines[0] == "対象の都道府県:神奈川県(数え方:設置場所または本店所在地)"
    assert lines[1] == "対象の製品:限定なし"
    assert lines[2] == f"対象の脆弱性:{OTHER}、{CVE}"
    assert lines[3].startswith("対象の判定:該当の可能性が高い、")
    assert lines[4] == "緊急度:限定なし"
    assert describe(Criteria(least=Urgency.THREE_DAYS), "en")[-1] == "Urgency: Within 3 days or more urgent"
    assert describe(Criteria(), "en")[0] == "Prefectures: all"
