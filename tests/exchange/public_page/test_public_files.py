"""The three formats between office and public page: what was written is read, everything else is refused in words."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.exchange.bundle.keys import generate_age_keys
from noroshi.exchange.public_page import answers_file, codes_file, messages
from noroshi.exchange.public_page.answers_file import AnswersFile, Sealed
from noroshi.exchange.public_page.codes_file import digest_of
from noroshi.exchange.public_page.errors import PublicFileError
from noroshi.exchange.public_page.messages import Message, OwnAnswer, VendorAnswer, opened, receipt_of, sealed
from noroshi.notify.confirmation_code import derive
from noroshi.notify.reference_number import from_random
from public_world import SECRET, make_codes

CODES = make_codes()
KEYS = generate_age_keys()
NUMBER = from_random(99)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def message(**parts: Any) -> Message:
    """Return a message with an answer of the organisation."""
    values: dict[str, Any] = {"kind": "own", "own": OwnAnswer(ownership="own")}
    return Message(
        schema=messages.SCHEMA, reference=NUMBER, confirmation=derive(SECRET, NUMBER), at=NOW, **values | parts
    )


def answers(*rows: Sealed, **parts: Any) -> AnswersFile:
    """Return a file of answers."""
    values: dict[str, Any] = {"schema": answers_file.SCHEMA, "made_at": NOW, "count": len(rows), "messages": list(rows)}
    return AnswersFile(**values | parts)


def test_a_file_of_codes_is_read_as_it_was_written() -> None:
    """Everything survives, and no reference number or confirmation code stands in it."""
    content = CODES.file()
    data = codes_file.encode(content)
    assert codes_file.decode(data) == content
    for pair in CODES.open:
        assert not any(part.encode() in data for part in pair)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"schema": "noroshi/public-codes@9"}, "this version reads"),
        ({"page": "../../etc"}, "page"),
        ({"recipient": "age1short"}, "recipient"),
        ({"title_ja": "a\nb"}, "title_ja"),
        ({"title_ja": "x" * 201}, "title_ja"),
        ({"key": "zz"}, "key"),
        ({"made_at": datetime(2026, 1, 1)}, "no zone"),  # noqa: DTZ001 the fault itself
        ({"codes": CODES.file().codes[:1] * 2}, "twice"),
        ({"received": ["x"]}, "received"),
    ],
)
def test_a_file_of_codes_with_a_fault_is_refused(changes: dict[str, Any], why: str) -> None:
    """The sentence names what is wrong."""
    with pytest.raises(PublicFileError, match=why):
        codes_file.decode(codes_file.encode(CODES.file(**changes)))


@given(
    st.one_of(
        st.binary(max_size=300), st.recursive(st.none() | st.text(max_size=9), st.lists).map(json.dumps).map(str.encode)
    )
)
def test_any_other_bytes_are_refused(data: bytes) -> None:
    """Whatever lies on the medium, the answer is a file or PublicFileError; deep nesting is no fault."""
    for read in (codes_file.decode, answers_file.decode):
        with pytest.raises(PublicFileError):
            read(data)
        with pytest.raises(PublicFileError):
            read(b"[" * 100_000)


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_changed_byte_of_a_file_of_answers_never_gives_another_answer(place: int, change: int) -> None:
    """Flipping any byte refuses the file, or leaves a message that opens to the same or not at all."""
    there = answers(Sealed("ab" * 16, sealed(message(), KEYS.recipient)))
    data = bytearray(answers_file.encode(there))
    data[place % len(data)] ^= change
    try:
        found = answers_file.decode(bytes(data))
    except PublicFileError:
        return
    for each in found.messages:
        try:
            assert opened(each.sealed, (KEYS.secret,)) == message()
        except PublicFileError:
            assert each.sealed != there.messages[0].sealed


def test_a_cut_doubled_or_swollen_file_of_answers_is_refused() -> None:
    """The count, the names and the sizes are checked before anything is opened."""
    one = Sealed("ab" * 16, b"x")
    with pytest.raises(PublicFileError, match="says 3 messages and holds 1"):
        answers_file.decode(answers_file.encode(answers(one, count=3)))
    with pytest.raises(PublicFileError, match="twice"):
        answers_file.decode(answers_file.encode(answers(one, one)))
    with pytest.raises(PublicFileError, match="larger than the public page takes"):
        answers_file.decode(answers_file.encode(answers(Sealed("ab" * 16, b"x" * 20_000))))
    with pytest.raises(PublicFileError, match="this version reads"):
        answers_file.decode(answers_file.encode(answers(one, schema="x")))


@given(
    st.builds(OwnAnswer, free_text=st.text(max_size=2_000), other_devices_found=st.none() | st.integers(0, 100_000))
    | st.builds(VendorAnswer, free_text=st.text(max_size=2_000), cost=st.text(max_size=200))
)
def test_a_sealed_message_opens_with_the_offices_key_alone(answer: OwnAnswer | VendorAnswer) -> None:
    """What was sealed comes out again; another key opens nothing."""
    own = answer if isinstance(answer, OwnAnswer) else None
    vendor = None if own else answer
    sent = message(kind="own" if own else "vendor", own=own, vendor=vendor)
    data = sealed(sent, KEYS.recipient)
    assert opened(data, (KEYS.secret,)) == sent
    assert len(data) <= messages.LARGEST_SEALED
    with pytest.raises(PublicFileError):
        opened(data, (CODES.keys.secret,))


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"age-encryption.org/v1\n",
        b"x" * 500,
        sealed(message(kind="checked"), KEYS.recipient),
        sealed(message(kind="vendor"), KEYS.recipient),
        sealed(message(own=None), KEYS.recipient),
        sealed(msgspec.structs.replace(message(), schema="other"), KEYS.recipient),
        sealed(msgspec.structs.replace(message(), at=datetime(2026, 1, 1)), KEYS.recipient),  # noqa: DTZ001 the fault
        sealed(msgspec.structs.replace(message(), reference="0"), KEYS.recipient),
    ],
)
def test_what_is_no_message_is_refused(wrong: bytes) -> None:
    """A sealed text of any other form is PublicFileError, never half a message."""
    with pytest.raises(PublicFileError):
        opened(wrong, (KEYS.secret,))


def test_a_message_that_is_too_large_is_not_sealed() -> None:
    """The bound is kept where a message is made."""
    with pytest.raises(PublicFileError, match="bytes at most"):
        sealed(message(own=OwnAnswer(free_text="あ" * 9_000)), KEYS.recipient)


def test_digests_depend_on_both_parts_and_the_key() -> None:
    """No part can be exchanged, and the border between the parts counts."""
    digests = {
        digest_of("5a" * 32, "123", "4"), digest_of("5a" * 32, "12", "34"), digest_of("5b" * 32, "123", "4"),
        digest_of("5a" * 32, "123", "5"),
    }  # fmt: skip
    assert len(digests) == 4


def test_receipts_are_short_and_differ() -> None:
    """A receipt is two groups of four characters that can be read aloud."""
    receipts = {receipt_of(f"{n:032x}") for n in range(2_000)}
    assert len(receipts) == 2_000
    assert all(len(receipt) == 9 for receipt in receipts)
