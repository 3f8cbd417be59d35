"""An encrypted stream opens with its passphrase, whole, or not at all."""

import functools
import io

import pytest

from noroshi.archive.sealed_stream import MAGIC, PIECE, SealBroken, SealingWriter, is_sealed, unseal

PASSPHRASE = "correct horse battery staple"  # noqa: S105 an example


@functools.cache
def sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    writer = SealingWriter(target, PASSPHRASE)
    for at in range(0, len(content), 300_001):
        writer.write(content[at : at + 300_001])
    writer.close()
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7])
def test_what_was_sealed_comes_back(size: int) -> None:
    """Any length comes back as it was, and is not readable before."""
    content = (b"%9d" % 7) * (size // 9) + b"x" * (size % 9)
    file = sealed(content)
    assert is_sealed(io.BytesIO(file))
    assert b"".join(unseal(io.BytesIO(file), PASSPHRASE)) == content
    assert size < 9 or content[:9] not in file


def test_two_sealings_differ() -> None:
    """The same content under the same passphrase gives other bytes each time."""
    assert sealed(b"same") != sealed.__wrapped__(b"same")


CONTENT = bytes(2 * PIECE + 100)


HEAD = len(MAGIC) + 16
WHOLE = PIECE + 16


def exchanged(file: bytes) -> bytes:
    """Return the file with its first two pieces in each other's place."""
    first, second = file[HEAD : HEAD + WHOLE], file[HEAD + WHOLE : HEAD + 2 * WHOLE]
    return file[:HEAD] + second + first + file[HEAD + 2 * WHOLE :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file[:-1],
        lambda file: file[: HEAD + WHOLE],
        lambda file: file[:-50] + bytes([file[-50] ^ 1]) + file[-49:],
        lambda file: file + b"x",
        exchanged,
        lambda file: file[:20],
        lambda _: b"PK\3\4 something else entirely",
    ],
    ids=["shortened", "last-piece-gone", "bit", "longer", "exchanged", "beginning-only", "another-file"],
)
def test_a_damaged_file_is_refused(damage: object) -> None:
    """A file that was cut, changed, lengthened or re-ordered is refused with a reason."""
    file = damage(sealed(CONTENT))  # type: ignore[operator]
    with pytest.raises(SealBroken, match=r"changed|missing"):
        b"".join(unseal(io.BytesIO(file), PASSPHRASE))


def test_a_wrong_passphrase_is_refused() -> None:
    """Nothing is given out under another passphrase."""
    with pytest.raises(SealBroken, match="passphrase is wrong"):
        next(unseal(io.BytesIO(sealed(b"secret")), PASSPHRASE + "!"))
