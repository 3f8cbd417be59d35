"""Distinguished names, and names that never mean the user."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.attribute.certificates import no_organization, read_subject
from noroshi.knowledge.attribution_lists import attribution_lists

LISTS = attribution_lists()


def test_escaped_and_bare_commas_stay_in_the_value() -> None:
    """A comma within a name is kept, whether the source escapes it or not."""
    for text in ("C=JP, O=THE KAKUU CO.\\, LTD., CN=vpn", "C=JP, O=THE KAKUU CO., LTD., CN=vpn"):
        assert read_subject(text).organization == "THE KAKUU CO., LTD."


def test_parts_are_read_in_any_order_and_spelling() -> None:
    """Keys in any order and case, OIDs and long names are understood."""
    subject = read_subject("CN=v,OU=x,2.5.4.10=Kakuu,L=Yokohama,ST=Kanagawa,C=jp")
    assert (subject.common_name, subject.organization, subject.unit) == ("v", "Kakuu", "x")
    assert (subject.locality, subject.state, subject.country) == ("Yokohama", "Kanagawa", "JP")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Fortinet", "manufacturer"),
        ("Fortinet Ltd.", "manufacturer"),
        ("SonicWALL, Inc.", "manufacturer"),
        ("Internet Widgits Pty Ltd", "placeholder"),
        ("Default Company Ltd", "placeholder"),
        ("---", "placeholder"),
        ("Kakuu Denki K.K.", ""),
        ("Fortinetto Kakuu", ""),
    ],
)
def test_deny_list(name: str, kind: str) -> None:
    """Manufacturers and placeholders are recognised; a name that only begins alike is not."""
    assert no_organization(name, LISTS) == kind


@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    """Any text gives a subject."""
    assert read_subject(text).country == read_subject(text).country.upper()
