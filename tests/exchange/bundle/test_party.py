"""The public file of a party."""

import pytest

from noroshi.exchange.bundle.errors import WrongKeyFile
from noroshi.exchange.bundle.keys import fingerprint, generate_age_keys, generate_signing_key, public_line
from noroshi.exchange.bundle.party import public_file, read_public_file
from noroshi.exchange.bundle.sshsig import public_blob


def test_a_public_file_comes_back_as_it_was_made() -> None:
    """Name with spaces, signing key and age key are read from the two lines."""
    signing, age = generate_signing_key(), generate_age_keys()
    keys = read_public_file(public_file("見本調査株式会社 調査係", public_line(signing), age.recipient), "party.pub")
    assert keys.party == "見本調査株式会社 調査係"
    assert keys.recipient == age.recipient
    assert keys.pinned.fingerprint == fingerprint(public_blob(signing.public_key()))


@pytest.mark.parametrize(
    "content", [b"", b"ssh-ed25519 AAAA x\n", b"age1abc\n", b"\xff" * 20_000, b"ssh-ed25519 A\nage1\n"]
)
def test_another_file_is_refused_by_name(content: bytes) -> None:
    """A file without both lines, or too large, names itself or the fault in one sentence."""
    with pytest.raises(WrongKeyFile):
        read_public_file(content, "party.pub")
