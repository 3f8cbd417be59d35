"""Attribution end to end over an invented register: who is named, who must not be, and when to abstain."""

from collections.abc import Callable
from typing import Any

import pytest

from noroshi.attribute.attributor import Attributor
from noroshi.attribute.traces import DeviceTraces, from_row
from noroshi.model.attribution import Attribution, State

Number = Callable[[int], str]


def run(attributor: Attributor, isp: dict[str, Any], **columns: str) -> Attribution:
    """Attribute a row of an address that a provider holds."""
    return attributor.attribute(from_row({**isp, **columns}))


def test_certificate_city_tells_homonyms_apart(attributor: Attributor, isp: dict[str, Any], numbered: Number) -> None:
    """Of two corporations of one name the one registered in the certificate's city is named, the other listed."""
    got = run(attributor, isp, cert_subject="C=JP, ST=Kanagawa, L=Odawara, O=株式会社架空みなと電機, CN=vpn")
    assert (got.state, got.number) == (State.ATTRIBUTED, numbered(1))
    assert got.registered.city == "小田原市"
    assert got.site.prefecture == "神奈川県"
    assert [candidate.number for candidate in got.candidates] == [numbered(1), numbered(2)]


def test_homonyms_without_location_are_candidates(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """Without a location two corporations of one name stay two candidates of the same probability."""
    got = run(attributor, isp, http_title="株式会社架空みなと電機 VPN")
    assert got.state is State.CANDIDATES
    assert {candidate.number for candidate in got.candidates} == {numbered(1), numbered(2)}
    assert got.candidates[0].probability == got.candidates[1].probability
    assert got.number == ""


def test_legal_form_tells_corporations_apart(attributor: Attributor, isp: dict[str, Any], numbered: Number) -> None:
    """有限会社X is not 株式会社X of the same town."""
    got = run(attributor, isp, cert_subject="C=JP, ST=Kanagawa, L=Odawara, O=有限会社架空みなと電機, CN=vpn")
    assert (got.state, got.number) == (State.ATTRIBUTED, numbered(3))


def test_generic_name_counts_its_homonyms(attributor: Attributor, isp: dict[str, Any]) -> None:
    """A name that forty corporations bear gives candidates, at most twenty of them, and says how many there are."""
    got = run(attributor, isp, http_title="株式会社架空アシスト", geo_pref="Kanagawa")
    assert got.state is State.CANDIDATES
    assert len(got.candidates) == 20
    assert any("40 corporations by full name" in text for text in got.because)
    assert got.site.prefecture == ""


def test_kanji_variants_name_the_same_corporation(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """A name with today's kanji is found in the register, which keeps the old ones."""
    got = run(attributor, isp, cert_subject="C=JP, ST=Kanagawa, L=Kamakura-shi, O=株式会社渡辺架空設計事務所, CN=v")
    assert (got.state, got.organization) == (State.ATTRIBUTED, "株式会社渡邉架空設計事務所")
    assert got.number == numbered(4)


def test_domain_alias_names_the_user(attributor: Attributor, isp: dict[str, Any], numbered: Number) -> None:
    """A certificate without organisation is attributed through its domain, with the alias's source and date."""
    got = run(attributor, isp, cert_subject="CN=*.norokaku.co.jp", cert_san="*.norokaku.co.jp|norokaku.co.jp")
    assert (got.state, got.number) == (State.ATTRIBUTED, numbered(5))
    assert any("norokaku.co.jp (operator, 2026-01-10)" in text for text in got.because)
    assert got.site.basis == "registered"


def test_reverse_name_of_a_company_names_the_user(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """Beside a vendor's default certificate the reverse name alone can name the user."""
    got = run(
        attributor,
        isp,
        rdns="gw1.norokaku.co.jp",
        cert_subject="C=US, ST=California, L=Sunnyvale, O=Fortinet, OU=FortiGate, CN=FGT60F0000000001",
    )
    assert got.number == numbered(5)


def test_user_assignment_names_the_user(attributor: Attributor, isp: dict[str, Any], numbered: Number) -> None:
    """The organisation of an address assignment is the user, whatever a geolocation database says."""
    isp.update(whois_kind="ASSIGN(user)", whois_org_ja="株式会社長大架空精密測定機器製造所", whois_org_en="")
    got = run(attributor, isp, geo_pref="Tokyo")
    assert (got.state, got.number) == (State.ATTRIBUTED, numbered(12))
    assert got.site.prefecture == "神奈川県"


def test_successor_of_a_merged_corporation_is_named(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """A corporation closed by merger leads to its successor, which is said; the site stays where the device is."""
    got = run(
        attributor,
        isp,
        cert_subject="C=JP, ST=Kanagawa, L=Yokohama, O=Kyu Kakuu K.K., CN=v",
        http_title="株式会社旧架空製作所",
    )
    assert (got.state, got.number) == (State.ATTRIBUTED, numbered(7))
    assert (got.registered.prefecture, got.site.prefecture) == ("福岡県", "神奈川県")
    assert any(text.startswith("successor: 株式会社旧架空製作所") for text in got.because)
    assert any(f"株式会社旧架空製作所 ({numbered(6)}) by full name" in text for text in got.because)


def test_closed_corporation_without_successor_is_no_attribution(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """A closed corporation that nobody succeeded is a candidate with that remark, never an attribution."""
    got = run(attributor, isp, cert_subject="C=JP, ST=Kanagawa, L=Odawara, O=株式会社閉鎖架空工業, CN=v")
    assert got.state is State.CANDIDATES
    assert got.candidates[0].number == numbered(8)
    assert any(text.startswith("closed: ") for text in got.because)


def test_reading_with_city_resolves_romaji(attributor: Attributor, isp: dict[str, Any], numbered: Number) -> None:
    """A romanised name with variant spelling is resolved by its reading where the city agrees."""
    got = run(attributor, isp, cert_subject="C=JP, ST=Kanagawa, L=Kamakura, O=Watanabe Kakuu Sekkei Jimusyo, CN=v")
    assert (got.state, got.number) == (State.ATTRIBUTED, numbered(4))


def test_english_names_come_from_register_and_aliases(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """English names of the register and of an alias CSV both resolve."""
    one = run(attributor, isp, cert_issuer="CN=CA", cert_subject="C=JP, L=Yokohama, O=Norokaku Trading Corporation")
    other = run(attributor, isp, cert_issuer="CN=CA", cert_subject="C=JP, L=Yokohama, O=Chodai Precision Co.\\, Ltd.")
    assert (one.number, other.number) == (numbered(5), numbered(12))


def test_former_name_resolves_to_today(attributor: Attributor, isp: dict[str, Any], numbered: Number) -> None:
    """A former name leads to the corporation under its present one."""
    got = run(attributor, isp, cert_issuer="CN=CA", cert_subject="C=JP, L=Yokohama, O=株式会社前架空商会, CN=v")
    assert (got.number, got.organization) == (numbered(12), "株式会社長大架空精密測定機器製造所")


@pytest.mark.parametrize(
    "columns",
    [
        {"cert_subject": "CN=vpn.city.kamakura.kanagawa.jp"},
        {"cert_subject": "CN=vpn.city.kamakura.lg.jp"},
        {"http_title": "鎌倉市役所 リモートアクセス"},
        {"cert_subject": "C=JP, ST=Kanagawa, L=Kamakura, O=Kamakura City, CN=ras1"},
        {"rdns": "gw.city.kamakura.kanagawa.jp"},
    ],
)
def test_municipality_is_found_by_rule(attributor: Attributor, isp: dict[str, Any], columns: dict[str, str]) -> None:
    """A municipality's number follows from its code, by host name, Japanese and English name alike."""
    assert run(attributor, isp, **columns).organization == "鎌倉市"


def test_ward_of_a_designated_city_leads_to_the_city(attributor: Attributor, isp: dict[str, Any]) -> None:
    """A ward has no number of its own: its city is named."""
    got = run(attributor, isp, http_title="横浜市西区役所")
    assert got.organization == "横浜市"


def test_prefecture_is_found_by_rule(attributor: Attributor, isp: dict[str, Any]) -> None:
    """pref.X.jp and 'X Prefectural Government' are the prefecture."""
    got = run(attributor, isp, cert_subject="C=JP, O=Kanagawa Prefectural Government, CN=ras.pref.kanagawa.jp")
    assert got.number == "1000020140007"


@pytest.mark.parametrize(
    "subject",
    [
        "C=US, ST=California, L=Sunnyvale, O=Fortinet, OU=FortiGate, CN=FortiGate",
        "C=US, ST=Some-State, O=Internet Widgits Pty Ltd",
        "CN=10.0.0.1,OU=SSL-VPN,O=SonicWALL\\, Inc.,L=Sunnyvale,ST=CA,C=US",
        "CN=default WXYZ,OU=NS Internal,O=Citrix ANG,L=San Jose,ST=California,C=US",
        "CN=kawasaki-plant.fortiddns.com",
        "CN=office.mydns.jp",
        "CN=nas.synology.me",
        "CN=*.sakura.ne.jp",
        "CN=vpn.kakuu.example",
        "CN=vpn.not-in-any-table.co.jp",
    ],
)
def test_defaults_and_shared_suffixes_name_nobody(attributor: Attributor, isp: dict[str, Any], subject: str) -> None:
    """Vendor defaults, placeholders, dynamic DNS, hosting and unknown domains give no organisation at all."""
    got = run(attributor, isp, cert_subject=subject)
    assert (got.state, got.organization, got.number, got.candidates) == (State.NONE, "", "", ())


def test_shared_certificate_is_never_one_user(attributor: Attributor, isp: dict[str, Any], numbered: Number) -> None:
    """A certificate over more than three domains gives candidates, even where only one of them is known."""
    names = "www.norokaku.co.jp|blog.example.com|shop.unrelated-a.jp|www.unrelated-b.com"
    got = run(attributor, isp, cert_subject="CN=sni.front.example.net", cert_san=names)
    assert got.state is State.CANDIDATES
    assert [candidate.number for candidate in got.candidates] == [numbered(5)]


def test_two_domains_of_two_companies_are_candidates(attributor: Attributor, isp: dict[str, Any]) -> None:
    """A certificate for two companies' domains names both and decides nothing."""
    got = run(attributor, isp, cert_san="vpn.norokaku.co.jp|vpn.chodai-kakuu.co.jp")
    assert got.state is State.CANDIDATES
    assert len(got.candidates) == 2


def test_location_that_disagrees_prevents_a_false_attribution(attributor: Attributor, isp: dict[str, Any]) -> None:
    """A unique name in a partial register, seen in another prefecture, may be a missing homonym: candidates."""
    isp.update(whois_kind="ASSIGN(user)", whois_org_ja="株式会社新架空ロジ東部", whois_org_en="")
    got = run(attributor, isp, cert_subject="C=JP, ST=Fukuoka, O=Shinkakuu Roji Toubu, CN=vpn")
    assert got.state is State.CANDIDATES


def test_only_a_provider_is_known(attributor: Attributor, isp: dict[str, Any]) -> None:
    """An access line with a vendor's default certificate: only the address holder is known, and its place."""
    got = run(attributor, isp, rdns="p1-ipngn2.yokohama.kanagawa.ocn.ne.jp")
    assert got.state is State.ISP_ONLY
    assert got.address_holder == "ＮＴＴコミュニケーションズ株式会社"
    assert (got.site.prefecture, got.site.city) == ("神奈川県", "横浜市")


def test_assignment_to_a_provider_is_not_a_user(attributor: Attributor, isp: dict[str, Any]) -> None:
    """A host that assigns space to itself is the address holder."""
    isp.update(
        whois_kind="ASSIGN(user)", whois_org_ja="さくらインターネット株式会社", whois_org_en="SAKURA Internet Inc."
    )
    assert run(attributor, isp).state is State.ISP_ONLY


def test_unknown_name_is_a_lead(attributor: Attributor, isp: dict[str, Any]) -> None:
    """A name that the register does not know stays a name without a number."""
    got = run(attributor, isp, cert_subject="C=JP, ST=Tokyo, O=株式会社登記に無い架空, CN=v")
    assert (got.state, got.organization, got.number) == (State.LEAD, "株式会社登記に無い架空", "")


def test_other_country_is_out_of_scope(attributor: Attributor, isp: dict[str, Any]) -> None:
    """A certificate of another country, with nothing Japanese beside it, is outside the survey."""
    assert run(attributor, isp, cert_subject="C=DE, O=Beispiel AG, CN=v.beispiel.example").state is State.OUT_OF_SCOPE
    assert attributor.attribute(DeviceTraces(country="KR")).state is State.OUT_OF_SCOPE


def test_other_country_beside_a_japanese_domain_stays_in_scope(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """A foreign country code does not outweigh a Japanese domain."""
    got = run(attributor, isp, cert_subject="C=US, O=Some Services Inc, CN=vpn.norokaku.co.jp")
    assert got.number == numbered(5)


def test_product_string_in_a_title_is_no_company(attributor: Attributor, isp: dict[str, Any]) -> None:
    """A product or its maker in a title names no user."""
    for title in ("GlobalProtect Portal", "Array Networks Inc. SSL VPN", "SonicWall - Virtual Office"):
        assert run(attributor, isp, http_title=title).state is State.NONE


def test_hidden_corporation_is_not_found_by_name(attributor: Attributor, isp: dict[str, Any]) -> None:
    """A corporation excluded from search in the register is not offered by name."""
    assert run(attributor, isp, http_title="株式会社隠架空").state is State.LEAD


def test_certificate_of_the_group_names_the_parent(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """Where the assignment names a subsidiary and the certificate its group, the subsidiary is the user."""
    isp.update(whois_kind="ASSIGN(user)", whois_org_ja="株式会社新架空ロジ東部", whois_org_en="")
    subject = "C=JP, ST=Fukuoka, O=株式会社新架空ホールディングス, CN=v"
    got = run(attributor, isp, cert_subject=subject, rdns="p1.yokohama.kanagawa.ocn.ne.jp")
    assert (got.number, got.parent) == (numbered(10), numbered(7))
    assert got.site.prefecture == "神奈川県"


def test_certificate_of_a_manager_is_no_attribution(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """Where certificate and domain name one company and the address assignment another, neither is attributed."""
    isp.update(whois_kind="ASSIGN(user)", whois_org_ja="株式会社長大架空精密測定機器製造所", whois_org_en="")
    subject = "C=JP, L=Yokohama, O=株式会社Noro架空通商, CN=manage.norokaku.co.jp"
    got = run(attributor, isp, cert_issuer="CN=CA", cert_subject=subject)
    assert got.state is State.CANDIDATES
    assert {candidate.number for candidate in got.candidates} == {numbered(5), numbered(12)}
    assert [each.values["evidence"] for each in got.reasons if each.id == "conflict"] == ["registry.user"]


def test_reserved_domain_counts_where_an_alias_knows_it(
    attributor: Attributor, isp: dict[str, Any], numbered: Number
) -> None:
    """A name under a reserved domain says nothing, unless the user's own alias table knows it (examples, tests)."""
    assert run(attributor, isp, cert_subject="CN=vpn.kakuu-chodai.example").number == numbered(12)
    assert run(attributor, isp, cert_subject="CN=vpn.other-kakuu.example").state is State.NONE


def test_without_register_there_are_only_leads(isp: dict[str, Any]) -> None:
    """Without a register a name stays a lead, and the reason says so."""
    got = run(Attributor(None), isp, cert_subject="C=JP, O=株式会社架空みなと電機, CN=v")
    assert (got.state, got.organization, got.number) == (State.LEAD, "株式会社架空みなと電機", "")
    assert any(text.startswith("register.none: ") for text in got.because)


def test_probabilities_are_a_distribution(attributor: Attributor, isp: dict[str, Any]) -> None:
    """Candidates' probabilities lie between 0 and 1 and sum to at most 1."""
    got = run(attributor, isp, http_title="株式会社架空みなと電機")
    assert 0 < sum(candidate.probability for candidate in got.candidates) <= 1.001


def test_register_date_and_coverage_are_always_said(attributor: Attributor, isp: dict[str, Any]) -> None:
    """Every attribution with a register says its date and that it is not complete."""
    got = run(attributor, isp, http_title="株式会社架空みなと電機")
    assert any("as of 2026-08-01" in text and "not complete" in text for text in got.because)
