"""Answers that do not fit together: some are refused, some are asked again, and good answers pass."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import load_words
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.contradictions import FIELD_LISTS, RULES, contradictions

DAY = date(2026, 11, 24)


def _answer(**values: object) -> OwnerAnswer:
    return OwnerAnswer(answered_on=DAY, **values)  # type: ignore[arg-type]


def _ids(answer: OwnerAnswer) -> list[str]:
    return [complaint.id for complaint in contradictions(answer)]


REFUSED = [
    ("not_own_but_response", {"ownership": "other", "response": "done"}),
    ("not_own_but_response", {"ownership": "other", "response": "not_started"}),
    ("reasons_not_expected", {"response": "done", "reasons": ("R7_cost",)}),
    ("reasons_not_expected", {"response": "declined", "reasons": ("R7_cost",)}),
    ("planned_in_past", {"response": "planned", "planned_on": DAY - timedelta(days=1)}),
    ("date_without_plan", {"response": "done", "planned_on": DAY + timedelta(days=9)}),
    ("main_not_among_reasons", {"response": "stalled", "reasons": ("R7_cost",), "main_reason": "R3_forgotten"}),
    ("reason_twice", {"response": "stalled", "reasons": ("R7_cost", "R7_cost"), "main_reason": "R7_cost"}),
    ("negative_count", {"other_devices": "found", "other_devices_found": -1}),
    ("count_without_found", {"other_devices": "none_found", "other_devices_found": 2}),
]
ASKED_AGAIN = [
    ("planned_without_date", {"response": "planned"}),
    ("planned_far_ahead", {"response": "planned", "planned_on": DAY + timedelta(days=731)}),
    ("stalled_without_reason", {"response": "stalled"}),
    ("no_main_reason", {"response": "stalled", "reasons": ("R7_cost", "R3_forgotten")}),
    ("other_without_text", {"response": "stalled", "reasons": ("X9_other",), "free_text": " "}),
    ("contract_not_expected", {"manager": "own", "contract_covers_update": "yes"}),
    ("contract_contradicts_reason",
     {"manager": "vendor", "contract_covers_update": "yes", "response": "stalled", "reasons": ("R1_contract_scope",)}),
    ("contract_contradicts_reason",
     {"manager": "vendor", "contract_covers_update": "no_contract", "reasons": ("R5_contract_never_performed",)}),
    ("found_without_count", {"other_devices": "found"}),
    ("aware_but_not_known", {"awareness": "aware", "reasons": ("X1_not_known",)}),
    ("unaware_but_under_way", {"awareness": "unaware", "response": "in_progress"}),
    ("unaware_but_guided", {"awareness": "unaware", "reasons": ("R4_busy_despite_guidance",)}),
    ("own_but_not_applicable", {"ownership": "own", "response": "not_applicable"}),
    ("third_party_awareness", {"awareness": "aware", "respondent_role": "vendor"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "values"), REFUSED)
def test_what_cannot_be_true_is_refused(rule: str, values: dict[str, object]) -> None:
    """The answer is found to contradict itself, and nothing else is said of it but what it is."""
    complaints = contradictions(_answer(**values))
    assert [one.id for one in complaints if one.refuse] == [rule]


@pytest.mark.parametrize(("rule", "values"), ASKED_AGAIN)
def test_what_is_odd_is_asked_again(rule: str, values: dict[str, object]) -> None:
    """The officer is told what to ask, and may still record the answer."""
    complaints = contradictions(_answer(**values))
    assert rule in [one.id for one in complaints]
    assert not any(one.refuse for one in complaints)


def test_every_rule_has_a_case_above() -> None:
    """No contradiction is written down without being shown to be found."""
    assert {rule for rule, _ in (*REFUSED, *ASKED_AGAIN)} == {rule.id for rule in RULES}


GOOD = [
    {},
    {"ownership": "other"},
    {"ownership": "other", "response": "not_applicable"},
    {"ownership": "own", "awareness": "aware", "response": "done", "manager": "own", "other_devices": "none_found"},
    {"ownership": "own", "awareness": "partly", "response": "planned", "planned_on": DAY},
    {"response": "in_progress", "planned_on": DAY + timedelta(days=30), "reasons": ("R4_busy_despite_guidance",)},
    {"response": "stalled", "reasons": ("R1_contract_scope", "R7_cost"), "main_reason": "R7_cost",
     "manager": "vendor", "contract_covers_update": "no"},
    {"ownership": "affiliate", "response": "stalled", "reasons": ("R6_affiliate_device",), "manager": "affiliate"},
    {"other_devices": "found", "other_devices_found": 3},
    {"ownership": "own", "response": "not_applicable", "free_text": "個別の修正を適用済み"},
    {"response": "done", "respondent_role": "vendor"},
]  # fmt: skip


@pytest.mark.parametrize("values", GOOD)
def test_good_answers_pass(values: dict[str, object]) -> None:
    """What an organisation may well say is neither refused nor doubted."""
    assert _ids(_answer(**values)) == []


@pytest.mark.parametrize("field", [*FIELD_LISTS, "reasons"])
def test_a_forged_code_is_refused_alone(field: str) -> None:
    """A value that no list offers is refused by its field, whatever else the answer says."""
    forged: object = ("<script>",) if field == "reasons" else "<script>"
    (complaint,) = contradictions(_answer(**{"response": "planned", field: forged}))
    assert complaint.id == "unknown_code"
    assert complaint.refuse
    assert complaint.fields == (field,)


def test_refusals_come_first() -> None:
    """The officer sees what stops the answer before what is only odd."""
    kinds = [
        one.kind
        for one in contradictions(
            _answer(ownership="other", response="planned", awareness="unaware", other_devices_found=2)
        )
    ]
    assert kinds == sorted(kinds, key=lambda kind: kind != "refuse")
    assert {"refuse", "ask_again"} == set(kinds)


def test_every_complaint_has_its_text() -> None:
    """Each complaint is a sentence in both languages, and no text is left over."""
    ids = {rule.id for rule in RULES} | {"unknown_code"}
    assert set(load_words().section("contradiction")) == ids
    complaint = contradictions(_answer(response="planned"))[0]
    assert complaint.text("ja") == "対応予定との回答です。時期をお聞きください。"


def _codes(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *load_enumerations().codes(name)])


@given(
    st.fixed_dictionaries({field: _codes(name) for field, name in FIELD_LISTS.items()}),
    st.lists(_codes("delay_reason").filter(bool), max_size=4).map(tuple),
    st.one_of(st.none(), st.dates(min_value=DAY - timedelta(days=900), max_value=DAY + timedelta(days=900))),
    st.one_of(st.none(), st.integers(min_value=-3, max_value=9)),
)
def test_what_passes_keeps_its_promises(
    codes: dict[str, str], reasons: tuple[str, ...], planned: date | None, count: int | None
) -> None:
    """Whatever passes without refusal has a date ahead, reasons that fit, and a response only of the own device."""
    answer = _answer(**codes, reasons=reasons, planned_on=planned, other_devices_found=count)
    complaints = contradictions(answer)
    if any(one.refuse for one in complaints):
        return
    assert planned is None or planned >= DAY
    assert not (answer.response == "done" and reasons)
    assert not (answer.ownership == "other" and answer.response in {"done", "in_progress", "planned"})
    assert answer.main_reason in {"", *reasons}
    assert count is None or count >= 0
