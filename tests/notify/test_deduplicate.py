"""One case per organisation: every finding goes to exactly one place, whatever the survey brings."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.model.attribution import State
from noroshi.model.campaign import CampaignFinding, Decision, EarlierCase, Exclusion, Judgement, OwnerKey
from noroshi.model.verdict import Answer
from noroshi.notify.business_days import is_business_day
from noroshi.notify.criteria import Criteria
from noroshi.notify.deduplicate import Opening, Plan, open_campaign, owner_key

TODAY = date(2026, 11, 24)
NUMBER = "1234567890123"
JUDGED = (Judgement(cve="CVE-2024-21762", answer=Answer.AFFECTED),)


def _finding(finding_id: str, **values: object) -> CampaignFinding:
    given_ = {
        "id": finding_id, "device": f"d{finding_id}", "product": "p", "judgements": JUDGED,
        "state": State.ATTRIBUTED, "number": NUMBER, "organization": "見本工業株式会社", "site": "14",
    } | values  # fmt: skip
    return CampaignFinding(**given_)  # type: ignore[arg-type]


def _plan(**values: object) -> Plan:
    return Plan(**({"campaign": "new", "today": TODAY} | values))  # type: ignore[arg-type]


def _where(opening: Opening) -> dict[str, tuple[str, str]]:
    return {one.finding: (one.destination, one.detail) for one in opening.outcomes}


def test_two_devices_of_one_organisation_are_one_case() -> None:
    """Nobody is called twice because of two devices."""
    opening = open_campaign([_finding("2"), _finding("1"), _finding("3", number="9876543210123")], _plan())
    assert [(case.owner.number, [one.id for one in case.findings]) for case in opening.cases] == [
        (NUMBER, ["1", "2"]), ("9876543210123", ["3"]),
    ]  # fmt: skip
    assert opening.cases[0].judgements == {"1": JUDGED, "2": JUDGED}
    assert opening.counts()["case"] == 3


def test_outside_the_register_the_name_within_a_unit_counts() -> None:
    """A clinic without a number is one owner within its unit, however its name is written; units stay apart."""
    one = {"number": "", "outside_register": True, "decision": Decision.CONFIRMED, "state": State.LEAD, "unit": "a"}
    opening = open_campaign(
        [
            _finding("1", **one, organization="のろし 内科クリニック"),
            _finding("2", **one, organization="のろし内科ｸﾘﾆｯｸ"),
            _finding("3", **(one | {"unit": "b"}), organization="のろし内科クリニック"),
        ],
        _plan(),
    )
    assert [[finding.id for finding in case.findings] for case in opening.cases] == [["1", "2"], ["3"]]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"state": State.CANDIDATES, "number": ""}, "only_candidates"),
        ({"state": State.LEAD, "number": ""}, "no_number"),
        ({"state": State.ISP_ONLY, "number": "", "organization": ""}, "no_name"),
        ({"state": State.NONE, "number": "", "organization": ""}, "no_name"),
        ({"state": State.CANDIDATES}, "only_candidates"),
        ({"number": "", "outside_register": True}, "no_number"),
        ({"number": "", "outside_register": True, "decision": Decision.CONFIRMED, "organization": " "}, "no_number"),
    ],
)
def test_who_is_not_known_is_looked_for(values: dict[str, object], reason: str) -> None:
    """Without a decided owner a finding waits in the research queue, with a deadline on a business day."""
    (outcome,) = open_campaign([_finding("1", **values)], _plan()).outcomes
    assert (outcome.destination, outcome.detail) == ("research", reason)
    assert load_enumerations().has("research_reason", reason)
    assert outcome.until is not None
    assert outcome.until > TODAY
    assert is_business_day(outcome.until)


def test_the_deadline_is_the_campaigns_own() -> None:
    """A campaign may give its research queue another time."""
    unknown = _finding("1", state=State.NONE, number="", organization="")
    assert open_campaign([unknown], _plan(research_days=2)).outcomes[0].until == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("until", "campaign", "holds"),
    [
        (None, "", True),
        (TODAY, "", True),
        (TODAY - timedelta(days=1), "", False),
        (None, "new", True),
        (None, "another", False),
    ],
)
def test_an_exclusion_holds_until_its_last_day(until: date | None, campaign: str, holds: bool) -> None:  # noqa: FBT001
    """Whoever is excluded is not contacted, up to and including the last day, and only where it applies."""
    exclusion = Exclusion(owner=OwnerKey(number=NUMBER), reason="requested", until=until, campaign=campaign)
    opening = open_campaign([_finding("1")], _plan(exclusions=[exclusion]))
    assert _where(opening)["1"] == (("excluded", "requested") if holds else ("case", ""))


def test_of_several_exclusions_the_longest_is_named() -> None:
    """The day on which contact becomes possible again is the end of the last one."""
    owner = OwnerKey(number=NUMBER)
    short = Exclusion(owner=owner, reason="requested", until=TODAY + timedelta(days=5))
    long = Exclusion(owner=owner, reason="investigation", until=TODAY + timedelta(days=50))
    for order in ([short, long], [long, short]):
        (outcome,) = open_campaign([_finding("1")], _plan(exclusions=order)).outcomes
        assert (outcome.detail, outcome.until) == ("investigation", long.until)


def test_an_open_case_elsewhere_keeps_the_organisation() -> None:
    """While another campaign is dealing with it, nobody else calls; a closed one is only remembered."""
    owner = OwnerKey(number=NUMBER)
    running = EarlierCase(campaign="spring", owner=owner, open=True)
    closed = EarlierCase(campaign="winter", owner=owner, open=False)
    assert _where(open_campaign([_finding("1")], _plan(earlier=[closed, running])))["1"] == (
        "earlier_campaign",
        "spring",
    )
    opening = open_campaign([_finding("1")], _plan(earlier=[closed]))
    assert opening.cases[0].earlier == ("winter",)


def test_a_new_survey_of_the_same_campaign_adds_to_it() -> None:
    """The campaign's own open case does not count as another's."""
    own = EarlierCase(campaign="new", owner=OwnerKey(number=NUMBER), open=True)
    opening = open_campaign([_finding("1")], _plan(earlier=[own]))
    assert opening.cases[0].earlier == ()
    assert _where(opening)["1"] == ("case", "")


def test_what_is_outside_the_criteria_says_why() -> None:
    """Such a finding is counted with its reasons, before anybody is looked for."""
    criteria = Criteria(prefectures=frozenset({"27"}), products=frozenset({"q"}))
    opening = open_campaign([_finding("1", state=State.NONE, number="")], _plan(criteria=criteria))
    assert _where(opening)["1"] == ("not_in_criteria", "other_prefecture;other_product")


def test_two_findings_of_one_id_are_refused() -> None:
    """One of the two would vanish from the counts."""
    with pytest.raises(ValueError, match="two findings have the id 1"):
        open_campaign([_finding("1"), _finding("1")], _plan())


def test_an_owner_needs_a_decision_or_an_attribution() -> None:
    """A number among candidates is nobody's; a person's confirmation makes it the owner's."""
    assert owner_key(_finding("1", state=State.CANDIDATES)) is None
    assert owner_key(_finding("1", state=State.CANDIDATES, decision=Decision.CONFIRMED)) == OwnerKey(number=NUMBER)


FINDINGS = st.lists(
    st.builds(
        CampaignFinding,
        id=st.uuids().map(str),
        device=st.just("d"),
        product=st.sampled_from(["p", "q"]),
        judgements=st.lists(
            st.builds(Judgement, cve=st.sampled_from(["CVE-1", "CVE-2"]), answer=st.sampled_from(Answer)), max_size=2
        ).map(tuple),
        state=st.sampled_from(State),
        decision=st.sampled_from(Decision),
        number=st.sampled_from(["", "1", "2", "3"]),
        organization=st.sampled_from(["", "甲", "乙商店", " "]),
        outside_register=st.booleans(),
        unit=st.sampled_from(["", "a"]),
        site=st.sampled_from(["", "13", "14"]),
        head_office=st.sampled_from(["", "13", "14"]),
    ),
    max_size=25,
)
OWNERS = st.builds(OwnerKey, number=st.sampled_from(["1", "2"]))
PLANS = st.builds(
    Plan,
    campaign=st.just("new"),
    today=st.just(TODAY),
    criteria=st.builds(
        Criteria,
        prefectures=st.sampled_from([frozenset(), frozenset({"14"})]),
        basis=st.sampled_from(["site", "head_office", "either", "both"]),
        cves=st.sampled_from([frozenset(), frozenset({"CVE-1"})]),
    ),
    exclusions=st.lists(
        st.builds(
            Exclusion,
            owner=OWNERS,
            reason=st.just("requested"),
            until=st.sampled_from([None, TODAY, TODAY - timedelta(days=1)]),
        ),
        max_size=2,
    ),
    earlier=st.lists(
        st.builds(EarlierCase, campaign=st.sampled_from(["old", "new"]), owner=OWNERS, open=st.booleans()), max_size=2
    ),
)


@given(FINDINGS, PLANS, st.randoms(use_true_random=False))
def test_every_finding_ends_in_exactly_one_place(findings: list[CampaignFinding], plan: Plan, random: object) -> None:
    """The counts balance, no owner has two cases, and the order of the survey's rows changes nothing."""
    opening = open_campaign(findings, plan)
    assert sorted(one.finding for one in opening.outcomes) == sorted(one.id for one in findings)
    assert sum(opening.counts().values()) == len(findings)
    in_cases = [one.id for case in opening.cases for one in case.findings]
    assert sorted(in_cases) == sorted(one.finding for one in opening.outcomes if one.destination == "case")
    assert max(Counter(in_cases).values(), default=1) == 1
    owners = [case.owner for case in opening.cases]
    assert len(set(owners)) == len(owners)
    for case in opening.cases:
        for finding in case.findings:
            assert owner_key(finding) == case.owner
            assert case.judgements[finding.id]
            assert finding.decision is not Decision.REFUTED
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert open_campaign(shuffled, plan) == opening


def test_the_places_have_labels() -> None:
    """Every place that a finding can go to has a name for people."""
    assert set(open_campaign([], _plan()).counts()) == set(load_enumerations().codes("outcome_of_finding"))
