"""A signed knowledge pack: read completely under the right key, or refused for a reason of its own."""

import datetime as dt
import io
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.exchange.bundle.errors import (
    BundleError,
    ExtraPart,
    MissingPart,
    NewerSchema,
    UnknownSigner,
    UnsafePart,
    WrongHash,
    WrongShape,
    WrongSignature,
)
from noroshi.exchange.bundle.keys import generate_signing_key, pin, private_file, public_line
from noroshi.exchange.bundle.sshsig import sign
from noroshi.exchange.knowledge_pack import NAMESPACE, read_pack_file, write_pack
from noroshi.knowledge.load import PackFile, read_pack

CREATED = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
KEY, OTHER = generate_signing_key(), generate_signing_key()
PINNED = (pin("見本作成者", public_line(KEY)),)
FILES = (PackFile("products/a.yaml", b"id: a\n"), PackFile("words/b.yaml", b"schema: x\n"))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a signed pack of two files."""
    write_pack(tmp_path / "signed.pack", FILES, CREATED, KEY)
    return tmp_path / "signed.pack"


def parts_of(pack: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(pack) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rewrite(pack: Path, parts: dict[str, bytes], *, resign: bool = False) -> None:
    """Write the parts anew, with a good signature over the manifest where ``resign`` says so."""
    if resign:
        parts["manifest.json.sig"] = sign(KEY, parts["manifest.json"], NAMESPACE)
    with zipfile.ZipFile(pack, "w") as target:
        for name, data in parts.items():
            target.writestr(zipfile.ZipInfo(name), data)


def test_the_bundled_pack_comes_back_whole(tmp_path: Path) -> None:
    """Every file of this release survives, and who signed is said by the name under which the key is pinned."""
    written = write_pack(tmp_path / "k.pack", read_pack(), CREATED, KEY)
    opened = read_pack_file(tmp_path / "k.pack", PINNED)
    assert (opened.files, opened.signer, opened.manifest) == (read_pack(), "見本作成者", written)


def test_openssh_verifies_the_signature(pack: Path, tmp_path: Path) -> None:
    """A third person needs unzip and ssh-keygen, and a signature of ssh-keygen is read here."""
    parts = parts_of(pack)
    (tmp_path / "allowed").write_text(f'maker namespaces="{NAMESPACE}" {public_line(KEY)}\n', "utf-8")
    (tmp_path / "sig").write_bytes(parts["manifest.json.sig"])
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "maker", "-n", NAMESPACE, "-s", "sig"]
    assert not subprocess.run(
        command, input=parts["manifest.json"], cwd=tmp_path, check=False, capture_output=True
    ).returncode
    (tmp_path / "key").write_bytes(private_file(KEY))
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "manifest.json").write_bytes(parts["manifest.json"])
    subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-f", "key", "-n", NAMESPACE, "manifest.json"],  # noqa: S607 a program of the system
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    parts["manifest.json.sig"] = (tmp_path / "manifest.json.sig").read_bytes()
    rewrite(pack, parts)
    assert read_pack_file(pack, PINNED).files == FILES


def test_unsigned_only_where_no_key_is_expected(pack: Path, tmp_path: Path) -> None:
    """Whoever pinned a key is never given an unsigned pack, and a signed one is never read unchecked."""
    write_pack(tmp_path / "plain.pack", FILES, CREATED, None)
    assert read_pack_file(tmp_path / "plain.pack", ()).signer is None
    with pytest.raises(WrongSignature, match="not signed"):
        read_pack_file(tmp_path / "plain.pack", PINNED)
    with pytest.raises(WrongSignature, match="no key was given"):
        read_pack_file(pack, ())


def test_another_signer_or_purpose_is_refused(pack: Path, tmp_path: Path) -> None:
    """A key that is not pinned is named by its fingerprint; a signature for hand-over bundles does not count."""
    stranger = pin("x", public_line(OTHER))
    write_pack(tmp_path / "other.pack", FILES, CREATED, OTHER)
    with pytest.raises(UnknownSigner) as error:
        read_pack_file(tmp_path / "other.pack", PINNED)
    assert stranger.fingerprint in str(error.value)
    parts = parts_of(pack)
    rewrite(pack, parts | {"manifest.json.sig": sign(KEY, parts["manifest.json"])})
    with pytest.raises(WrongSignature, match="another purpose"):
        read_pack_file(pack, PINNED)


def _without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda parts: {key: data for key, data in parts.items() if key != name}


def _manifest(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda parts: parts | {"manifest.json": parts["manifest.json"].replace(old, new)}


@pytest.mark.parametrize(
    ("change", "resign", "error"),
    [
        (_without("manifest.json"), False, MissingPart),
        (_without("knowledge/words/b.yaml"), False, MissingPart),
        (lambda parts: parts | {"knowledge/c.yaml": b""}, False, ExtraPart),
        (lambda parts: parts | {"../c.yaml": b""}, False, UnsafePart),
        (lambda parts: parts | {"knowledge/products/a.yaml": b"id: b\n"}, False, WrongHash),
        (_manifest(b"2026-11-24", b"2027-11-24"), False, WrongSignature),
        (_manifest(b"pack@1", b"pack@2"), True, NewerSchema),
        (_manifest(b"knowledge-pack@1", b"other"), True, WrongShape),
        (_manifest(b'"digest": "', b'"digest": "0'), True, WrongShape),
        (lambda parts: parts | {"manifest.json": b"[" * 100_000}, True, WrongShape),
    ],
)
def test_each_fault_has_its_own_reason(
    pack: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], error: type[BundleError], *, resign: bool
) -> None:
    """Missing, added, changed, unsafe, newer or misshapen: a class with a sentence in both languages."""
    rewrite(pack, change(parts_of(pack)), resign=resign)
    with pytest.raises(error) as raised:
        read_pack_file(pack, PINNED)
    assert raised.value.text("ja")
    assert raised.value.text("en")


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_no_flipped_bit_is_read(tmp_path_factory: pytest.TempPathFactory, at: int, bit: int) -> None:
    """A changed byte anywhere gives the same files, where it means nothing to the reader, or a reason."""
    folder = tmp_path_factory.mktemp("flip")
    write_pack(folder / "k.pack", FILES, CREATED, KEY)
    data = bytearray((folder / "k.pack").read_bytes())
    data[at % len(data)] ^= 1 << bit
    (folder / "k.pack").write_bytes(data)
    with suppress(BundleError):
        assert read_pack_file(folder / "k.pack", PINNED).files == FILES


def test_nothing_is_left_of_a_pack_that_cannot_be_written(tmp_path: Path) -> None:
    """A name that could not be read back is refused while writing or reading, and no half file stays."""
    with pytest.raises(UnsafePart):
        read_pack_file(_written(tmp_path / "k.pack"), ())
    assert [path.name for path in tmp_path.iterdir()] == ["k.pack"]


def _written(path: Path) -> Path:
    write_pack(path, (PackFile("名前.yaml", io.BytesIO(b"x").getvalue()),), CREATED, None)
    return path
