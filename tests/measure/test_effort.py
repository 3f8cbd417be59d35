"""Time per case: right in the plain case, and never about fewer cases than may be told apart."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from noroshi.measure.effort import LEAST, Contact, Effort, effort_of

CONTACTS = st.lists(
    st.builds(
        Contact,
        case=st.integers(1, 14),
        channel=st.sampled_from(["phone", "letter", "visit", "email", "web_form"]),
        minutes=st.none() | st.integers(0, 400),
    ),
    max_size=80,
)


def contact(case: int, channel: str = "phone", minutes: int | None = 10) -> Contact:
    return Contact(case=case, channel=channel, minutes=minutes)


def test_minutes_are_added_per_case() -> None:
    """Five cases with 10, 20, 30, 40 and 100 minutes in seven contacts, one of them without minutes."""
    contacts = [contact(number, minutes=number * 10) for number in (1, 2, 3, 4)]
    contacts += [contact(5, minutes=60), contact(5, minutes=40), contact(5, minutes=None), contact(6, minutes=None)]
    assert effort_of(contacts) == (
        Effort(channels=(), cases=5, contacts_per_case=1.4, mean_minutes=40, median_minutes=30, recorded=8),
    )


def test_four_cases_say_nothing() -> None:
    """Below five cases there is no row at all, however many contacts they had."""
    assert effort_of([contact(number % 4) for number in range(100)]) == ()


def test_a_small_channel_stands_with_the_next_smallest() -> None:
    """One visit is shown together with the letters, not with the calls and not alone."""
    contacts = [contact(number) for number in range(9)] + [contact(number, "letter") for number in range(6)]
    rows = effort_of([*contacts, contact(0, "visit", 90)])
    assert [row.channels for row in rows] == [(), ("phone",), ("letter", "visit")]
    assert [row.cases for row in rows] == [9, 9, 6]


@given(CONTACTS)
def test_no_row_is_about_fewer_cases_than_five(contacts: list[Contact]) -> None:
    """Every row has five cases or more, and what is left of all channels when one row is taken away has, too."""
    rows = effort_of(contacts)
    timed = {each.case for each in contacts if each.minutes is not None}
    assert bool(rows) == (len(timed) >= LEAST)
    for row in rows:
        of_row = {each.case for each in contacts if each.minutes is not None and each.channel in row.channels}
        assert row.cases == len(of_row or timed) >= LEAST
        assert row.recorded <= 10
        rest = {each.channel for each in contacts if each.minutes is not None} - set(row.channels)
        left = {each.case for each in contacts if each.minutes is not None and each.channel in rest}
        assert not row.channels or not rest or len(left) >= LEAST


@given(CONTACTS)
def test_every_channel_is_in_one_row(contacts: list[Contact]) -> None:
    """Where channels are told apart none is lost and none counted twice."""
    rows = effort_of(contacts)
    told = Counter(channel for row in rows for channel in row.channels)
    assert len(rows) <= 1 or told == Counter({each.channel for each in contacts})
