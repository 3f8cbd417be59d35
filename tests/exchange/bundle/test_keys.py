"""Signatures and keys are those of everyday tools: OpenSSH writes what is read here and reads what is written here."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from bundle_world import VENDOR, Parties, cases
from noroshi.exchange.bundle.errors import WrongKeyFile
from noroshi.exchange.bundle.keys import (
    age_secrets,
    generate_age_keys,
    generate_signing_key,
    load_signing_key,
    pin,
    private_file,
    public_line,
)
from noroshi.exchange.bundle.slip import groups
from noroshi.exchange.bundle.sshsig import NAMESPACE, SignatureBroken, sign, verify

KEYGEN = shutil.which("ssh-keygen")
MESSAGE = b'{"schema": "noroshi/bundle@1"}\n'
KEY = generate_signing_key()


def _keygen(*arguments: str, given: bytes = b"") -> bytes:
    if KEYGEN is None:
        pytest.skip("ssh-keygen is not installed here")
    return subprocess.run([KEYGEN, *arguments], input=given, capture_output=True, check=True).stdout


def test_openssh_verifies_the_manifest_of_a_bundle(tmp_path: Path) -> None:
    """Manifest and signature, taken out of a bundle, hold for ``ssh-keygen -Y verify`` with the pinned key's line."""
    parties = Parties(tmp_path)
    path, _ = parties.write(cases())
    with zipfile.ZipFile(io.BytesIO(parties.plain(path))) as inside:
        manifest = inside.read("manifest.json")
        (tmp_path / "sig").write_bytes(inside.read("manifest.json.sig"))
    (tmp_path / "allowed").write_text(parties.pinned.allowed_signer + "\n", encoding="utf-8")
    command = (
        "-Y",
        "verify",
        "-f",
        str(tmp_path / "allowed"),
        "-I",
        VENDOR,
        "-n",
        NAMESPACE,
        "-s",
        str(tmp_path / "sig"),
    )
    assert b"Good" in _keygen(*command, given=manifest)
    with pytest.raises(subprocess.CalledProcessError):
        _keygen(*command, given=manifest + b" ")


def test_a_signature_of_openssh_is_read(tmp_path: Path) -> None:
    """A key and a signature made by ``ssh-keygen`` are accepted, with the fingerprint that it shows."""
    key = tmp_path / "key"
    _keygen("-q", "-t", "ed25519", "-N", "", "-C", "vendor", "-f", str(key))
    (tmp_path / "message").write_bytes(MESSAGE)
    _keygen("-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(tmp_path / "message"))
    line = (tmp_path / "key.pub").read_text(encoding="utf-8")
    assert pin("v", line).fingerprint in _keygen("-l", "-f", str(tmp_path / "key.pub")).decode()
    signature = (tmp_path / "message.sig").read_bytes()
    assert verify(signature, MESSAGE)
    assert sign(load_signing_key(key.read_bytes()), MESSAGE).split() == signature.split()
    _keygen("-Y", "sign", "-q", "-f", str(key), "-n", "file", "-O", "hashalg=sha512", str(tmp_path / "key.pub"))
    with pytest.raises(SignatureBroken, match="another purpose"):
        verify((tmp_path / "key.pub.sig").read_bytes(), line.encode())


@given(data=st.data())
def test_no_changed_signature_holds(data: st.DataObject) -> None:
    """A signature with any other byte, or for any other message, is refused as broken."""
    good = sign(KEY, MESSAGE)
    at = data.draw(st.integers(0, len(good) - 2))
    changed = good[:at] + data.draw(st.binary(max_size=3)) + good[at + data.draw(st.integers(0, 3)) :]
    if b"".join(changed.split()) != b"".join(good.split()):
        with pytest.raises(SignatureBroken):
            verify(changed, MESSAGE)
    with pytest.raises(SignatureBroken):
        verify(good, MESSAGE + data.draw(st.binary(min_size=1, max_size=3)))


def test_key_files_come_back() -> None:
    """A signing key survives its file, in OpenSSH's format and as PKCS#8 with a passphrase."""
    assert load_signing_key(private_file(KEY)).private_bytes_raw() == KEY.private_bytes_raw()
    sealed = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    assert load_signing_key(sealed, "secret").private_bytes_raw() == KEY.private_bytes_raw()
    assert public_line(KEY, "a\nb").endswith(" a b")
    keys = generate_age_keys()
    assert age_secrets(f"# created: today\n# public key: {keys.recipient}\n{keys.secret}\n") == (keys.secret,)


def test_other_keys_are_refused() -> None:
    """Another type of key, a wrong passphrase or some other text is named as unusable."""
    curve = generate_private_key(SECP256R1())
    sealed = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    other = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for data, passphrase in ((other, None), (sealed, "wrong"), (sealed, None), (b"", None), (b"-----BEGIN", None)):
        with pytest.raises(WrongKeyFile):
            load_signing_key(data, passphrase)
    line = public_line(KEY)
    for party, text in (
        ("v", ""),
        ("v", "ssh-rsa AAAA"),
        ("v", "ssh-ed25519 !"),
        ("v", line[:-8]),
        ("", line),
        ('"', line),
    ):
        with pytest.raises(WrongKeyFile):
            pin(party, text)
    with pytest.raises(WrongKeyFile):
        age_secrets("nothing")


def test_a_hash_is_shown_in_groups_of_four() -> None:
    """A SHA-256 is compared in sixteen groups of four digits."""
    assert groups("0123456789abcdef" * 4)[:3] == ("0123", "4567", "89ab")
    assert len(groups("0" * 64)) == 16
