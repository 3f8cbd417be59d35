"""What comes next: a business day for every outcome, and the next contact when one fails."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.model.campaign_contact import ContactPoint
from noroshi.notify.business_days import is_business_day
from noroshi.notify.due_dates import because, choose_next, propose, usable

DAY = date(2026, 11, 20)
OUTCOMES = load_enumerations().codes("contact_outcome")


def _contact(contact_id: str, **values: object) -> ContactPoint:
    return ContactPoint(id=contact_id, **({"kind": "phone"} | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "step", "on"),
    [
        ("no_answer", "retry", date(2026, 11, 24)),
        ("callback", "callback", date(2026, 11, 25)),
        ("bounced", "next_contact", date(2026, 11, 24)),
        ("delivered", "reminder", date(2026, 11, 30)),
    ],
)
def test_dates_skip_the_long_weekend(outcome: str, step: str, on: date) -> None:
    """From Friday over a holiday on Monday, one business day later is Tuesday."""
    proposal = propose(outcome, DAY)
    assert (proposal.step, proposal.on) == (step, on)


def test_the_proposal_in_words() -> None:
    """The officer reads the step and the date in the office's calendar."""
    assert propose("no_answer", DAY).text("ja") == "再度の連絡の目安:令和8年11月24日(火)(1開庁日後)"
    assert propose("complaint", DAY).text("ja").startswith("次の期日は提案しません。")


@given(st.sampled_from(OUTCOMES), st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1)))
def test_every_outcome_leads_somewhere(outcome: str, day: date) -> None:
    """Either a later business day is proposed, or the supervisor hears of it."""
    proposal = propose(outcome, day)
    assert proposal.on is None or (proposal.on > day and is_business_day(proposal.on))
    assert proposal.on is not None or proposal.supervisor
    assert bool(proposal.contact_state) == proposal.next_contact
    assert proposal.text("en")


def test_reported_damage_goes_to_the_investigating_desk() -> None:
    """Damage stops the questionnaire; no reminder is proposed."""
    proposal = propose("incident_reported", DAY)
    assert proposal.intrusion
    assert proposal.supervisor
    assert proposal.on is None
    with pytest.raises(KeyError):
        propose("fainted", DAY)


def test_the_order_of_contacts() -> None:
    """Confirmed before unconfirmed, the main number before others, fewer failures first, then the telephone."""
    confirmed = _contact("c", confirmed=True, failures=3)
    main = _contact("m", main=True, kind="postal")
    tried = _contact("f", failures=2)
    letter = _contact("l", kind="postal")
    phone = _contact("p")
    contacts = [letter, tried, phone, main, confirmed]
    order = []
    while (chosen := choose_next(contacts, DAY, tried=order)) is not None:
        order.append(chosen.id)
    assert order == ["c", "m", "p", "l", "f"]


@pytest.mark.parametrize("state", ["bounced", "wrong", "do_not_use"])
def test_a_spoilt_contact_is_never_chosen(state: str) -> None:
    """What bounced, was wrong or must not be used stays unused, however well confirmed."""
    assert choose_next([_contact("a", state=state, confirmed=True)], DAY) is None
    assert because(None, "ja") == "使用できる連絡先が残っていません。"


def test_a_third_party_needs_consent() -> None:
    """A vendor or parent is contacted only with the organisation's recorded consent, and after its own contacts."""
    vendor = _contact("v", third_party=True, confirmed=True)
    assert not usable(vendor, DAY)
    agreed = _contact("v", third_party=True, consented=True, confirmed=True)
    own = _contact("o", kind="webform", failures=5)
    chosen = choose_next([agreed, own], DAY)
    assert chosen is not None
    assert chosen.id == "o"
    assert choose_next([agreed], DAY) == agreed


def test_a_contact_that_ran_out_is_left() -> None:
    """The last day of validity still counts, the next does not."""
    contact = _contact("a", valid_until=DAY)
    assert usable(contact, DAY)
    assert not usable(contact, date(2026, 11, 21))
    assert because(contact, "en") == "A further contact."
    assert because(_contact("m", main=True), "ja") == "代表の連絡先です。"


@given(st.permutations([_contact(name, failures=number % 2) for number, name in enumerate("abcde")]))
def test_the_choice_does_not_depend_on_the_order_given(contacts: list[ContactPoint]) -> None:
    """However the contacts are listed, the same one is next."""
    chosen = choose_next(contacts, DAY)
    assert chosen is not None
    assert chosen.id == "a"
