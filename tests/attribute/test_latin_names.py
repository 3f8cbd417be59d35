"""Names in Latin letters: what is no key to one corporation is never attributed by it, and who reads alike stays in."""

from collections.abc import Callable
from typing import Any

import pytest

from noroshi.attribute.attributor import Attributor
from noroshi.attribute.traces import from_row
from noroshi.model.attribution import Attribution, State

Number = Callable[[int], str]

CORPORATIONS = [
    ("1", "株式会社ＮＯＲＯＫＡＫＵ", "ノロカク", "横浜市西区"),
    ("2", "株式会社野呂角", "ノロカク", "小田原市"),
    ("3", "株式会社のろかく", "ノロカク", "鎌倉市"),
    ("4", "ＱＺＸ株式会社", "キューゼットエックス", "小田原市"),
    ("5", "株式会社Ｏｃｅａｎ　Ｇａｒａｇｅ　Ｌｉｎｋ", "オーシャンガレージリンク", "小田原市"),
    ("6", "株式会社ＫＡＫＵＵ　ＺＩＴＳＵＭＩ　ＴＲＡＤＩＮＧ", "カクウジツミトレーディング", "横浜市西区"),
    ("7", "株式会社架空実業", "カクウジツギョウ", "小田原市", "Zitsukaku, Inc."),
    ("8", "株式会社架空ケーブルテレビ", "カクウケーブルテレビ", "小田原市"),
    ("9", "株式会社架空里", "カクウサト", "鎌倉市"),
    ("10", "株式会社架空里見測定", "カクウサトミソクテイ", "鎌倉市"),
    ("11", "株式会社ＭＩＮＯＫＡＫＵ", "ミノカク", "横浜市西区"),
    ("12", "株式会社ＭＩＮＯＫＡＫＵ物流", "ミノカクブツリュウ", "小田原市"),
    ("13", "株式会社架空自津業", "カクウジツギョウ", "鎌倉市"),
]


@pytest.fixture(scope="module")
def latin(invented: Callable[..., Attributor]) -> Attributor:
    """Build the invented register of these tests."""
    return invented(*CORPORATIONS)


@pytest.fixture
def ask(latin: Attributor, isp: dict[str, Any]) -> Callable[..., Attribution]:
    """Return the function that attributes a device by the O and L of a certificate from an authority."""

    def _ask(name: str, city: str = "", **columns: str) -> Attribution:
        place = f"ST=Kanagawa, L={city}, " if city else ""
        subject = f"C=JP, {place}O={name.replace(',', chr(92) + ',')}, CN=vpn"
        return latin.attribute(from_row({**isp, "cert_issuer": "CN=CA", "cert_subject": subject, **columns}))

    return _ask


def doubts(got: Attribution) -> list[str]:
    """Return why the name was doubted."""
    return [each.values["why"] for each in got.reasons if each.id == "doubt"]


@pytest.mark.parametrize("city", ["", "Yokohama"])
def test_bare_word_is_never_attributed(ask: Callable[..., Attribution], numbered: Number, city: str) -> None:
    """One Latin word without a legal form may be a brand: a candidate, even where the city agrees."""
    got = ask("Norokaku", city)
    assert (got.state, got.number) == (State.CANDIDATES, "")
    assert got.candidates[0].number == numbered(1)
    assert doubts(got) == ["one_word"]


def test_who_reads_alike_is_a_candidate_too(ask: Callable[..., Attribution], numbered: Number) -> None:
    """A corporation that writes its name in Latin letters does not rule out those of the same reading."""
    got = ask("Norokaku")
    assert {candidate.number for candidate in got.candidates} == {numbered(1), numbered(2), numbered(3)}
    found = [(each.values["how"], each.values["finding"]) for each in got.reasons if each.id == "cert.o"]
    assert found == [("latin_name", "one"), ("reading", "several")]


def test_furigana_of_the_hit_finds_those_who_read_alike(ask: Callable[..., Attribution], numbered: Number) -> None:
    """The reading in the register counts where the English spelling does not read as the Japanese name."""
    got = ask("Zitsukaku, Inc.")
    assert [candidate.number for candidate in got.candidates] == [numbered(7), numbered(13)]


def test_legal_form_and_city_make_a_word_a_key(ask: Callable[..., Attribution], numbered: Number) -> None:
    """One word with its legal form needs the city beside it; without one it stays a candidate."""
    assert ask("Norokaku Co., Ltd.").state is State.CANDIDATES
    got = ask("Norokaku Co., Ltd.", "Yokohama")
    assert (got.state, got.number) == (State.ATTRIBUTED, numbered(1))


@pytest.mark.parametrize("name", ["QZX", "QZX Co., Ltd.", "QZX Corporation"])
def test_abbreviation_is_never_attributed(ask: Callable[..., Attribution], numbered: Number, name: str) -> None:
    """Three letters are no key, with or without a legal form, even where the city agrees."""
    got = ask(name, "Odawara")
    assert (got.state, got.candidates[0].number) == (State.CANDIDATES, numbered(4))
    assert doubts(got) == ["common_word"]


def test_common_words_without_a_form_are_never_attributed(ask: Callable[..., Attribution], numbered: Number) -> None:
    """Several words that many corporations use are no key without a legal form, even where the city agrees."""
    bare = ask("Ocean Garage Link", "Odawara")
    assert (bare.state, doubts(bare)) == (State.CANDIDATES, ["common_words"])
    assert ask("Ocean Garage Link Co., Ltd.").state is State.CANDIDATES
    assert ask("Ocean Garage Link Co., Ltd.", "Odawara").number == numbered(5)


def test_legal_form_in_english_tells_corporations_apart(ask: Callable[..., Attribution], numbered: Number) -> None:
    """An LLC is no 株式会社: the same words with another legal form are not attributed."""
    assert ask("Kakuu Zitsumi Trading Co., Ltd.").number == numbered(6)
    assert ask("Kakuu Zitsumi Trading LLC").state is not State.ATTRIBUTED


def test_registered_english_name_needs_its_place(ask: Callable[..., Attribution], numbered: Number) -> None:
    """The English name of the register with its legal form is attributed where the city agrees, not without one."""
    assert ask("Zitsukaku, Inc.").state is State.CANDIDATES
    assert ask("Zitsukaku, Inc.", "Odawara").number == numbered(7)
    assert ask("Zitsukaku", "Odawara").state is State.CANDIDATES


def test_provider_is_not_the_user_where_its_own_seat_stands_beside_it(
    ask: Callable[..., Attribution], numbered: Number
) -> None:
    """A provider's certificate names the provider's city too, which makes it no user."""
    got = ask("株式会社架空ケーブルテレビ", "Odawara")
    assert (got.state, doubts(got)) == (State.CANDIDATES, ["provider"])
    assert got.candidates[0].number == numbered(8)


def test_short_japanese_name_without_a_form_is_never_attributed(
    ask: Callable[..., Attribution], numbered: Number
) -> None:
    """A few kanji or a word in kana without a legal form are no key, however well the city agrees."""
    short, kana = ask("架空里", "Kamakura"), ask("のろかく", "Kamakura")
    assert (short.state, kana.state) == (State.CANDIDATES, State.CANDIDATES)
    assert (doubts(short), doubts(kana)) == (["one_word"], ["one_word"])
    assert ask("株式会社架空里", "Kamakura").number == numbered(9)
    assert ask("架空里見測定", "Kamakura").number == numbered(10)


def test_doubted_name_is_attributed_by_other_evidence(ask: Callable[..., Attribution], numbered: Number) -> None:
    """What another source names in full is attributed, though the certificate's name alone would not do."""
    got = ask("Norokaku", "Odawara", http_title="株式会社野呂角 VPN")
    assert (got.state, got.number) == (State.ATTRIBUTED, numbered(2))


def test_doubted_name_is_no_parent(ask: Callable[..., Attribution], numbered: Number) -> None:
    """A bare word on a subsidiary's certificate does not name the group."""
    columns = {"whois_kind": "ASSIGN(user)", "whois_org_ja": "株式会社ＭＩＮＯＫＡＫＵ物流", "whois_org_en": ""}
    assert ask("Minokaku Co., Ltd.", "Yokohama", **columns).parent == numbered(11)
    assert ask("Minokaku", "Yokohama", **columns).parent == ""
