"""The decoders give back what a server wrote, and refuse what is no trace."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.identify.decoders import DECODERS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS = st.integers(min_value=800_000_000, max_value=4_000_000_000)


@pytest.mark.parametrize(
    ("decoder", "text", "expected"),
    [
        ("epoch_hex", "6011f49f", datetime(2021, 1, 27, 23, 17, 51, tzinfo=UTC)),
        ("last8_epoch_hex", "6e185d5daf9a", datetime(2019, 8, 21, 20, 54, 50, tzinfo=UTC)),
        ("epoch_us_hex", "5db411548c100", datetime(2022, 3, 28, 6, 4, 20, tzinfo=UTC)),
        ("gzip_mtime", "1535167752", datetime(2018, 8, 25, 3, 29, 12, tzinfo=UTC)),
        ("http_date", "Fri, 07 Jul 2023 15:39:40 GMT", datetime(2023, 7, 7, 15, 39, 40, tzinfo=UTC)),
        ("text_date", "Thu Sep 29 15:08:40 2016", datetime(2016, 9, 29, 15, 8, 40, tzinfo=UTC)),
        ("iso_date", "2021-02-05", datetime(2021, 2, 5, tzinfo=UTC)),
        ("hex", "1fe7", 8167),
        ("dec", "131", 131),
        ("lower", " ABC ", "abc"),
        ("text", " 7.2 ", "7.2"),
    ],
)
def test_real_values_decode_to_their_known_meaning(decoder: str, text: str, expected: object) -> None:
    """The values verified in research decode to the times and sizes stated there."""
    assert DECODERS[decoder](text) == expected


@given(SECONDS)
def test_every_epoch_codec_gives_back_the_second(seconds: int) -> None:
    """A build second survives each way in which servers write it."""
    time = EPOCH + timedelta(seconds=seconds)
    assert DECODERS["epoch_hex"](f"{seconds:x}") == time
    assert DECODERS["epoch_dec"](str(seconds)) == time
    assert DECODERS["last8_epoch_hex"](f"abc{seconds:08x}") == time
    assert DECODERS["epoch_us_hex"](f"{seconds * 1_000_000:x}") == time
    assert DECODERS["http_date"](format_datetime(time, usegmt=True)) == time
    assert DECODERS["iso_date"](time.isoformat()) == time


@given(st.integers(min_value=0, max_value=2**60))
def test_numbers_come_back(number: int) -> None:
    """Hex and decimal numbers are read as they were written."""
    assert DECODERS["hex"](f"{number:x}") == number
    assert DECODERS["dec"](str(number)) == number


@given(st.sampled_from(sorted(DECODERS)), st.text(max_size=60))
def test_any_text_decodes_or_is_a_value_error(decoder: str, text: str) -> None:
    """Hostile text never raises anything but ValueError."""
    try:
        value = DECODERS[decoder](text)
    except ValueError:
        return
    assert isinstance(value, (datetime, int, str))


@pytest.mark.parametrize("text", ["0", "ffffffffff", "-1", "１２３", "0x5f", ""])
def test_an_implausible_time_is_no_build_time(text: str) -> None:
    """The year 1970, the far future, signs and full-width digits are refused."""
    with pytest.raises(ValueError, match=r"plausible|no number|no time"):
        DECODERS["epoch_hex"](text)
