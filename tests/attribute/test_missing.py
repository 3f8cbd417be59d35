"""What the register lacks: odds by coverage, by the kind of words, and by how the name was found."""

from datetime import date

import msgspec
import pytest

from noroshi.attribute.claims import Claim, Group, Means, Telling, Weights
from noroshi.attribute.hits import READING, Hit, How, Match
from noroshi.attribute.lookup import FULL_ROWS, RegisterMeta
from noroshi.attribute.missing import missing_share
from noroshi.model.attribution import RegisterEntry

FULL = RegisterMeta(as_of=date(2026, 8, 1), rows=FULL_ROWS, aliases=0, sources=(), partial=False, note="")
HALF = msgspec.structs.replace(FULL, rows=2_240_000, partial=True)
SMALL = msgspec.structs.replace(HALF, rows=1_000)


def hit(how: str = "latin_name", weight: float = 2.0, serial: int = 1) -> Hit:
    """Return a hit on an invented corporation."""
    entry = RegisterEntry(number=f"9{serial:012d}", name="株式会社ＺＩＴＳＵＫＡＫＵ")
    return Hit(entry=entry, origin=entry, weight=weight, direct=False, how=How(how))


def match(*hits: Hit, telling: Telling | None = Telling.WORD) -> Match:
    """Return a match of an invented name."""
    claim = Claim(id="cert.o", group=Group.CERTIFICATE, means=Means.NAME, text="Zitsukaku", weight=2.0)
    return Match(claim=claim, hits=hits, telling=telling)


def test_kinds_of_words_are_ordered() -> None:
    """The less a name's words tell, the likelier another corporation is meant."""
    shares = [missing_share(match(hit(), telling=kind), hit(), HALF) for kind in Telling]
    assert [shares[i] for i in (0, 2, 1, 3, 4)] == sorted(shares, reverse=True)
    assert len(set(shares)) == len(shares)


@pytest.mark.parametrize("telling", Telling)
def test_complete_register_does_not_hold_latin_names(telling: Telling) -> None:
    """For a name in Latin letters a complete register is no surer than the one the odds were measured with."""
    full, half, small = (missing_share(match(hit(), telling=telling), hit(), meta) for meta in (FULL, HALF, SMALL))
    assert full == pytest.approx(half, abs=0.05)
    assert small > half
    assert missing_share(match(hit(), telling=None), hit(), FULL) == Weights.HOMONYM_MISSING_FROM_FULL


def test_reading_is_never_surer_than_a_japanese_name() -> None:
    """What only the reading finds is judged as a Japanese name at least."""
    read = hit(READING)
    assert missing_share(match(read, telling=Telling.WORDS), read, HALF) == missing_share(
        match(read, telling=None), read, HALF
    )


def test_name_without_legal_form_may_be_a_trade_name() -> None:
    """A Japanese name without its legal form is less sure than the same name in full, however long it is."""
    bare, full = hit("no_form"), hit("full_name")
    assert missing_share(match(bare, telling=None), bare, HALF) > missing_share(match(full, telling=None), full, HALF)


def test_crowd_counts_by_fit() -> None:
    """Two that fit equally are two; one that fits a hundred times less adds a hundredth."""
    assert match(hit(serial=1), hit(serial=2)).crowd == pytest.approx(2)
    assert match(hit(serial=1), hit(READING, weight=0.0, serial=2)).crowd == pytest.approx(1.01)
    assert match().crowd == 0


def test_readings_count_as_homonyms_only_where_nothing_better_is_found() -> None:
    """The homonyms that are said are those found in the best way."""
    assert match(hit(serial=1), hit(READING, serial=2)).homonyms == 1
    assert match(hit(READING, serial=1), hit(READING, serial=2)).homonyms == 2
