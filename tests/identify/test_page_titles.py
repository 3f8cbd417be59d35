"""A page whose title speaks of a device is no device: every strong rule on titles, against titles of articles."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.identify.flat import from_flat, to_flat
from noroshi.identify.identifier import Identifier
from noroshi.knowledge.load import load_knowledge

PACK = load_knowledge()
IDENTIFIER = Identifier(PACK)
STRONG = {
    f"{product.id}/{signal.id}"
    for product in PACK.products.values()
    for signal in product.signals
    if signal.field == "http.title" and signal.tier == "strong"
}
TITLES = {
    "checkpoint-gateway/title-appliance": ["Check Point 1100 Appliance - Login"],
    "cisco-asa/title-asdm": ["Cisco ASDM 6.4(7)", "Cisco ASDM 7.1", "Cisco ASDM 7.16(1.150)", "Cisco ASDM 7.8(2)151"],
    "citrix-netscaler/title-gateway": ["Citrix Gateway", "NetScaler Gateway", "NetScaler AAA", "Citrix ADC Gateway"],
    "f5-bigip/title-bigip": ["BIG-IP", "BIG-IP&reg;- Redirect", "BIG-IP®- Redirect"],
    "fortinet-fortios/title-fortigate": ["FortiGate"],
    "fortinet-fortios/title-block-page": ["Web Filter Block Override"],
    "ivanti-connect-secure/title-connect-secure": [
        "Ivanti Connect Secure",
        "Pulse Connect Secure",
        "Pulse Connect Secure - SSL",
    ],
    "ivanti-policy-secure/title-policy-secure": ["Ivanti Policy Secure", "Pulse Policy Secure"],
    "juniper-junos/title-jweb": ["Juniper Web Device Manager", "Log In - Juniper Web Device Manager"],
    "mikrotik-routeros/title-routeros": ["RouterOS router configuration page", "mikrotik routeros > administration"],
    "paloalto-panos/title-globalprotect": ["GlobalProtect Portal", "GlobalProtect"],
    "softether-vpn/title-softether": ["SoftEther VPN Server"],
    "sonicwall-sma1000/title-amc": ["Appliance Management Console Login"],
    "sonicwall-sonicos/title-authentication": ["SonicWall - Authentication", "Dell SonicWALL - Authentication"],
    "watchguard-fireware/title-xtm": ["Fireware XTM User Authentication", "Fireware XTM WebUI"],
    "watchguard-fireware/title-access-portal": ["WatchGuard Access Portal"],
    "zyxel-zld/title-model": [
        "USG60",
        "USG FLEX 100W",
        "USG20-VPN",
        "ATP500",
        "VPN100",
        "ZyWALL 110",
        "ZyWALL USG 20W",
        "ZyWALL SSL10",
        "ZyWALL USG100-PLUS",
    ],
}
"""Titles that devices show, per rule."""
CASES = [(rule, title) for rule, titles in TITLES.items() for title in titles]
OPENINGS = ["How to use ", "[solved] ", "Blog | ", "News: ", "「", "【注意喚起】", "解説:", "脆弱性情報 - "]
CLOSINGS = [
    " login guide",
    " の脆弱性について",
    "の使い方",
    " を使う",
    "とは",
    " - はじめに",
    " | Example Blog",
    " – 設定の手引き",
    ": what you need to know",
    " (Japanese)",
    "」の設定",
    " FAQ",
    " 1",
    "!",
    " vs others",
]
MENTIONED = {
    "checkpoint-gateway": "Check Point Mobile, check point ssl network extender",
    "f5-bigip": "apmui/page/logon, /vdesk/webtop.eui, /vdesk/hangup.php3",
    "fortinet-fortios": "/sslvpn/portal.html, fgt_lang, ftnt-fortinet, NEUTRINO_THEME",
    "ivanti-connect-secure": "welcome.cgi?p=logo",
    "softether-vpn": "<li>Manage this VPN Server or VPN Bridge<ul>",
    "sonicwall-sonicos": 'Click <a href="sslvpn"',
    "zyxel-zld": "/2FA-access.cgi",
}
"""What an article may quote of a product's pages."""


def identified(title: str, body: str = "", **more: str) -> dict[str, object]:
    """Identify a page by its title, beside the headers of an ordinary web server."""
    page = {"http.path": "/", "http.status": "200", "http.header.server": "nginx", "http.title": title}
    return to_flat(IDENTIFIER.identify(from_flat({**page, "http.body": body, **more})))


def in_prose(title: str) -> list[str]:
    """Return titles of pages that speak of the device: with words before it, after it, and on both sides."""
    return [
        *(opening + title for opening in OPENINGS),
        *(title + closing for closing in CLOSINGS),
        *(opening + title + closing for opening in OPENINGS for closing in CLOSINGS),
    ]


def test_every_strong_rule_on_titles_is_tried() -> None:
    """The titles cover exactly the strong rules on titles of all products."""
    assert set(TITLES) == STRONG


@pytest.mark.parametrize(("rule", "title"), CASES)
def test_the_title_of_a_device_is_recognised(rule: str, title: str) -> None:
    """A device's own title names the product, on the rule's word."""
    got = identified(title)
    assert got["product"] == rule.partition("/")[0]
    assert rule in [one["rule"] for one in got["because"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("rule", "title"), CASES)
def test_a_title_that_speaks_of_it_is_no_device(rule: str, title: str) -> None:
    """With words before, after or around it, in Japanese or English, the title names no product and no role."""
    for prose in in_prose(title):
        got = identified(prose)
        assert (got["product"], got["roles"]) == (None, []), (rule, prose)


@pytest.mark.parametrize(("rule", "title"), CASES)
def test_an_article_that_quotes_the_device_is_none(rule: str, title: str) -> None:
    """Neither does such a title become a device by what its page quotes of the product."""
    quoted = escape(MENTIONED.get(rule.partition("/")[0], title))
    body = f"<html><head><title>x</title></head><body><p>{quoted}</p><code>{quoted}</code></body></html>"
    for closing in CLOSINGS:
        got = identified(title + closing, body)
        assert (got["product"], got["roles"]) == (None, []), (rule, title + closing)


@given(
    st.sampled_from(CASES),
    st.text("abc あ漢字、|-:", max_size=12),
    st.text("abc あ漢字、|-:", max_size=12),
)
def test_no_words_around_a_title_make_a_device(case: tuple[str, str], before: str, after: str) -> None:
    """Whatever stands before and after it, other than blanks, a title is no longer the device's own."""
    prose = f"{before} {case[1]} {after}"
    if before.strip() or after.strip():
        got = identified(prose)
        assert (got["product"], got["roles"]) == (None, [])


@pytest.mark.parametrize(
    ("title", "more", "product"),
    [
        ("BIG-IP®- lb1.example.com (192.0.2.10)", {"favicon.mmh3": "-335242539"}, "f5-bigip"),
        ("Juniper Web Device Manager: srx1", {"favicon.mmh3": "2141724739"}, "juniper-junos"),
        ("ZyWALL 2 Plus", {"favicon.mmh3": "-440644339"}, "zyxel-zld"),
        (
            "Pulse Connect Secure - SSL VPN",
            {"http.header.set-cookie": "DSSignInURL=/; path=/"},
            "ivanti-connect-secure",
        ),
    ],
)
def test_a_longer_title_counts_beside_a_second_trace(title: str, more: dict[str, str], product: str) -> None:
    """A device that shows more in its title is recognised where something else speaks for it too."""
    assert identified(title, **more)["product"] == product
    assert identified(title)["product"] is None
