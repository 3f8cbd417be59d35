"""Envelope senders: they name their message, and nobody outside can make one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.mail.address import plain_address
from noroshi.mail.envelope import LONGEST_BASE, envelope_sender, identifier_in, new_identifier, same_sender

IDENTIFIER = "0123456789abcdef0123"


def test_the_identifier_is_read_back() -> None:
    """In any case, with another name before it; the address is a plain one."""
    address = envelope_sender("bounces@police.example", IDENTIFIER, b"key")
    assert plain_address(address) == address
    assert identifier_in(address) == identifier_in(address.upper()) == IDENTIFIER
    assert same_sender(address.upper(), address)


def test_another_key_makes_another_mark() -> None:
    """Without the key the mark cannot be made; the identifier alone matches nothing."""
    one = envelope_sender("b@police.example", IDENTIFIER, b"key")
    assert not same_sender(envelope_sender("b@police.example", IDENTIFIER, b"other"), one)
    assert not same_sender(f"b+{IDENTIFIER}@police.example", one)
    assert not same_sender(one.replace("police", "evil"), one)


def test_there_is_room_for_the_longest_base() -> None:
    """A longer one is refused before any mail is made."""
    assert len(envelope_sender("b" * LONGEST_BASE + "@p.example", IDENTIFIER, b"k").partition("@")[0]) == 64
    with pytest.raises(ValueError, match="bounce address"):
        envelope_sender("b" * (LONGEST_BASE + 1) + "@p.example", IDENTIFIER, b"k")


def test_identifiers_do_not_repeat() -> None:
    """Each is new, of 20 digits."""
    made = {new_identifier() for _ in range(500)}
    assert len(made) == 500
    assert all(identifier_in(f"b+{each}-0@p.example") == each for each in made)


@given(st.text(max_size=100))
def test_any_text_names_an_identifier_or_none(text: str) -> None:
    """Whatever a returned mail holds, what is read is twenty digits or nothing, and matches no sender by chance."""
    assert len(identifier_in(text)) in {0, 20}
    assert not same_sender(text, envelope_sender("b@police.example", IDENTIFIER, b"key"))
