"""Names of organisations on pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.attribute.page_names import PageNames
from noroshi.knowledge.attribution_lists import attribution_lists

PAGES = PageNames(attribution_lists())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("株式会社架空電機 VPN", ("株式会社架空電機",)),
        ("(株)架空電機", ("(株)架空電機",)),
        ("㈱架空電機 リモートアクセス", ("(株)架空電機",)),
        ("架空電機株式会社 SSL-VPN ログイン", ("架空電機株式会社",)),
        ("ようこそ架空電機株式会社VPN", ("架空電機株式会社",)),
        ("株式会社　架空電機", ("株式会社架空電機",)),
        ("鎌倉市役所 リモートアクセス", ("鎌倉市役所",)),
        ("Welcome to Kakuu Denki Co., Ltd. VPN", ("Kakuu Denki Co., Ltd.",)),
        ("GlobalProtect Portal", ()),
        ("SonicWall - Virtual Office", ()),
        ("株式会社", ()),
        ("", ()),
    ],
)
def test_names_beside_a_legal_form(text: str, names: tuple[str, ...]) -> None:
    """What stands beside a legal form is a name, without the words of a login page."""
    assert PAGES.find(text) == names


def test_list_of_companies_names_nobody() -> None:
    """A page that names more than three companies is a list, not an owner."""
    assert PAGES.find("株式会社架空甲 株式会社架空乙 株式会社架空丙 株式会社架空丁") == ()


@given(st.text(max_size=500))
def test_any_text_is_survived(text: str) -> None:
    """Any text gives at most three names."""
    assert len(PAGES.find(text)) <= 3


def test_long_hostile_text_is_bounded() -> None:
    """A long text of repeated forms and letters is searched in bounded time."""
    assert PAGES.find("A" * 200_000) == ()
    assert len(PAGES.find("株式会社" * 50_000)) <= 3
    assert PAGES.find("Aa " * 50_000) == ()
