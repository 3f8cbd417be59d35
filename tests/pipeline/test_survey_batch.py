"""A batch does not depend on which of its records were read in outline only."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.archive.parquet import table_of_values
from noroshi.archive.tables import OBSERVATIONS
from noroshi.identify.identifier import Identifier
from noroshi.identify.interest import SignalInterest
from noroshi.knowledge.load import load_knowledge
from noroshi.observe.cut import Piece, cut
from noroshi.observe.formats import Cutting, Detected, InputFormat, detect
from noroshi.observe.glance import Glance, Outline
from noroshi.observe.read import read
from noroshi.pipeline.survey_batch import Batch, BatchOptions, survey_batch
from tests_support import EXAMPLE

LINES = Detected(format=InputFormat.SHODAN_LINES, source="shodan", report="banner", cutting=Cutting.LINES)
OPTIONS = BatchOptions()


class Everything(SignalInterest):
    """The interest that makes every record be read in full."""

    def may_match(self, glance: Glance) -> bool:
        """Say yes."""
        del glance
        return True


@pytest.fixture(scope="module")
def fast() -> Identifier:
    return Identifier(load_knowledge())


@pytest.fixture(scope="module")
def slow(fast: Identifier) -> Identifier:
    identifier = Identifier(load_knowledge(), fast.dump())
    identifier.interest = Everything(())
    return identifier


def same(one: Batch, other: Batch) -> None:
    """Compare all that a batch holds."""
    assert one.counts == other.counts
    assert one.rejections == other.rejections
    assert one.recognised == other.recognised
    assert table_of_values(one.rows, OBSERVATIONS).equals(table_of_values(other.rows, OBSERVATIONS))


def pieces(file: Path) -> Iterator[tuple[Detected, Piece]]:
    """Yield the pieces of an example file."""
    data = gzip.decompress(file.read_bytes())
    detected = detect(file.name, data)
    for piece in cut(detected, [data], piece_bytes=200_000):
        yield detected, piece


@pytest.mark.parametrize("country", [None, "JP"])
def test_the_example_gives_the_same_batches(fast: Identifier, slow: Identifier, country: str | None) -> None:
    """Every file of the example prefecture, with and without a country."""
    options = BatchOptions(country=country)
    outlines = kept = 0
    for file in sorted((EXAMPLE / "data").rglob("*.gz")):
        for detected, piece in pieces(file):
            batch = survey_batch(detected, piece, file.name, fast, options)
            same(batch, survey_batch(detected, piece, file.name, slow, options))
            kept += batch.counts.kept
            outcomes = read(detected, piece, input="x", country=country, interest=fast.interest)
            outlines += sum(isinstance(one, Outline) for one in outcomes)
    assert kept > 1_000
    assert outlines > kept / 4


def fragments() -> list[str]:
    """Return the values of all examples of the bundled rules: what products show, and what only looks like it."""
    found = {
        str(one)
        for product in load_knowledge().products.values()
        for example in (*product.examples, *product.counterexamples)
        for value in example.observation.values()
        for one in (value if isinstance(value, list) else [value])
    }
    return sorted(value for value in found if len(value) < 2_000)


FRAGMENT = st.sampled_from(fragments()) | st.text(alphabet=" \n:;=/x0é", max_size=6)
HEADER = st.tuples(
    st.sampled_from(["Server", "server", "Location", "Set-Cookie", "WWW-Authenticate", "Via", "ETag", "X"]),
    st.sampled_from([": ", ":", " : ", ":\t"]),
    FRAGMENT,
).map("".join)
HEAD = st.tuples(st.just("HTTP/1.1 200 OK"), st.lists(HEADER, max_size=4)).map(
    lambda parts: "\r\n".join([parts[0], *parts[1], "", ""])
)
BANNER = st.fixed_dictionaries(
    {"ip_str": st.just("192.0.2.1"), "port": st.sampled_from([21, 22, 443])},
    optional={
        "data": HEAD | FRAGMENT,
        "product": FRAGMENT, "device": FRAGMENT, "os": FRAGMENT, "version": FRAGMENT, "cpe23": st.lists(FRAGMENT),
        "http": st.fixed_dictionaries(
            {},
            optional={
                "title": FRAGMENT, "server": FRAGMENT, "html": st.lists(FRAGMENT, max_size=3).map("".join),
                "location": FRAGMENT,
                "favicon": st.fixed_dictionaries({"hash": st.integers(-(2**31), 2**31) | FRAGMENT}),
                "redirects": st.lists(
                    st.fixed_dictionaries({}, optional={"data": HEAD, "html": FRAGMENT, "location": FRAGMENT}),
                    max_size=2,
                ),
            },
        ),
        "ssl": st.fixed_dictionaries(
            {"cert": st.fixed_dictionaries(
                {"subject": st.dictionaries(st.sampled_from(["CN", "O", "OU"]), FRAGMENT, max_size=3)}
            )}
        ),
        "snmp": st.fixed_dictionaries({"description": FRAGMENT, "objectid": FRAGMENT}),
        "isakmp": st.fixed_dictionaries({"vendor_ids": st.lists(FRAGMENT, max_size=2)}),
        "sonicwall": st.fixed_dictionaries({"sonicos_version": FRAGMENT}),
    },
)  # fmt: skip


@given(st.lists(BANNER, min_size=1, max_size=8))
@settings(deadline=None, max_examples=150)
def test_any_banners_give_the_same_batch(fast: Identifier, slow: Identifier, banners: list[dict[str, Any]]) -> None:
    """Banners put together from what products show, in any place, are recognised the same at a glance and in full."""
    piece = Piece(first_line=1, data=b"\n".join(json.dumps(banner).encode() for banner in banners))
    same(survey_batch(LINES, piece, "x", fast, OPTIONS), survey_batch(LINES, piece, "x", slow, OPTIONS))


def test_all_content_is_kept_on_request(fast: Identifier) -> None:
    """Then no record is read in outline."""
    piece = Piece(first_line=1, data=b'{"ip_str": "192.0.2.1", "port": 80, "data": "220 hello"}')
    batch = survey_batch(LINES, piece, "x", fast, BatchOptions(keep_all_content=True))
    (row,) = table_of_values(batch.rows, OBSERVATIONS).to_pylist()
    assert ("banner", ["220 hello"]) in row["fields"]
    plain = survey_batch(LINES, piece, "x", fast, OPTIONS)
    assert table_of_values(plain.rows, OBSERVATIONS).to_pylist()[0]["fields"] == []
