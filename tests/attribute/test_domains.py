"""Host names: who can speak for a user."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.attribute.domains import government_number, read_host
from noroshi.knowledge.attribution_lists import attribution_lists
from noroshi.knowledge.places import bundled_places

LISTS = attribution_lists()
PLACES = bundled_places()


@pytest.mark.parametrize(
    ("text", "domain", "kind"),
    [
        ("*.kakuu.co.jp", "kakuu.co.jp", ""),
        ("VPN.Kakuu.CO.JP.", "kakuu.co.jp", ""),
        ("www.city.yokohama.jp", "city.yokohama.jp", ""),
        ("x.fortiddns.com", "fortiddns.com", "ddns"),
        ("x.dyndns.org", "dyndns.org", "shared"),
        ("x.sakura.ne.jp", "sakura.ne.jp", "hosting"),
        ("a.compute.amazonaws.com", "amazonaws.com", "hosting"),
        ("www.example.com", "example.com", "reserved"),
        ("vpn.kakuu.example", "kakuu.example", "reserved"),
        ("fw.corp.local", "corp.local", "reserved"),
    ],
)
def test_hosts_are_classified(text: str, domain: str, kind: str) -> None:
    """The registrable domain is found by the public suffix list; shared and reserved names are told apart."""
    host = read_host(text, LISTS)
    assert host is not None
    assert (host.domain, host.kind) == (domain, kind)


def test_reverse_names_of_lines_say_nothing() -> None:
    """An automatic name of an access line and any name under ne.jp are the provider's."""
    kinds = [
        read_host(name, LISTS, reverse=True) for name in ("host-192-0-2-1.kakuu.jp", "a.b.ne.jp", "gw1.kakuu.co.jp")
    ]
    assert [host.kind for host in kinds if host] == ["generated", "isp", ""]


@pytest.mark.parametrize("text", ["192.0.2.1", "fgt60d", "", "株式会社架空", "2001:db8::1", "a b.example.com", "co.jp"])
def test_what_is_no_host_gives_none(text: str) -> None:
    """Addresses, single labels, public suffixes and texts are no hosts."""
    assert read_host(text, LISTS) is None


@pytest.mark.parametrize(
    ("host", "number"),
    [
        ("ras.pref.kanagawa.jp", "1000020140007"),
        ("ras.pref.kanagawa.lg.jp", "1000020140007"),
        ("www.metro.tokyo.lg.jp", "8000020130001"),
        ("vpn.city.kamakura.kanagawa.jp", "3000020142042"),
        ("vpn.city.kamakura.lg.jp", "3000020142042"),
        ("www.city.yokohama.jp", "3000020141003"),
        ("www.city.fuchu.tokyo.jp", "8000020132063"),
        ("www.city.fuchu.jp", ""),
        ("www.city.kamakura.nowhere.jp", ""),
        ("www.kamakura.co.jp", ""),
    ],
)
def test_government_hosts(host: str, number: str) -> None:
    """Prefectures and municipalities are found by rule; a name that two cities bear needs its prefecture."""
    assert government_number(host, PLACES) == number


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    """Any text gives a host or none."""
    host = read_host(text, LISTS, reverse=True)
    assert host is None or host.name.endswith(host.domain)
