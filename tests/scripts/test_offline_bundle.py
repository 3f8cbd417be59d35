"""The offline bundle: its pieces, and its install script with a stand-in for the program and no network."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noroshi import __version__
from noroshi.exchange.bundle.keys import generate_signing_key, pin, public_line
from noroshi.exchange.bundle.sshsig import SignatureBroken, verify
from noroshi.exchange.knowledge_pack import read_pack_file
from noroshi.knowledge.load import read_pack
from offline_world import install, make_folder, make_wheel, script, without_network
from tests_support import ROOT


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return generate_signing_key()


def test_the_lock_gives_one_version_of_everything_for_this_machine() -> None:
    """Every line of the lock is read; a line for another system is left out."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    found = script().locked(lock)
    lines = [line for line in lock.splitlines() if line]
    assert set(found) == {line.partition("==")[0] for line in lines if "sys_platform == 'win32'" not in line}
    assert script().locked("colorama==0.4.6 ; sys_platform == 'win32'\nDjango==5.2.19\n") == {"django": "5.2.19"}


@pytest.mark.parametrize("wanted", [{"other": "1.0"}, {"extra": "2.0"}, {}])
def test_a_wheel_that_is_missing_other_or_too_much_ends_the_build(tmp_path: Path, wanted: dict[str, str]) -> None:
    """What is packed is exactly what is locked, and this project."""
    make_wheel(tmp_path, "noroshi", __version__)
    make_wheel(tmp_path, "extra", "1.0")
    with pytest.raises(script().BundleFault, match="extra"):
        script().requirement_lines(tmp_path, wanted)
    lines = script().requirement_lines(tmp_path, {"extra": "1.0"})
    assert [line.partition(" --hash=sha256:")[0] for line in lines] == ["extra==1.0", f"noroshi=={__version__}"]


def test_a_signed_bundle_says_so_everywhere(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    """List and knowledge carry the signature of one key, each for its own purpose; RELEASE names its fingerprint."""
    folder = make_folder(tmp_path, key)
    pinned = pin("maker", public_line(key))
    sums, signature = (folder / "SHA256SUMS").read_bytes(), (folder / "SHA256SUMS.sig").read_bytes()
    assert verify(signature, sums, "noroshi-offline")
    with pytest.raises(SignatureBroken, match="another purpose"):
        verify(signature, sums)
    opened = read_pack_file(folder / "knowledge.pack", (pinned,))
    assert (opened.signer, opened.files) == ("maker", read_pack())
    assert f"signed={pinned.fingerprint}\n" in (folder / "RELEASE").read_text("utf-8")
    listed = {line.partition("  ")[2] for line in sums.decode().splitlines()}
    assert {"install.sh", "requirements.txt", "RELEASE", "docs/how-to/deploy.ja.md"} <= listed
    assert {"deploy/systemd/noroshi.service", f"wheels/noroshi-{__version__}-py3-none-any.whl"} <= listed


def test_the_same_build_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the moment fixed two builds of the same files are equal, and the tar holds plain files in one folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    tars = [tmp_path / "a.tar", tmp_path / "b.tar"]
    for tar in tars:
        place = tmp_path / tar.stem
        place.mkdir()
        script().write_tar(make_folder(place, None), tar)
    assert tars[0].read_bytes() == tars[1].read_bytes()
    with tarfile.open(tars[0]) as opened:
        members = opened.getmembers()
    assert all(member.isfile() and member.name.startswith("bundle/") for member in members)
    assert {(member.uid, member.uname, member.mtime) for member in members} == {(0, "", 1790000000)}
    assert "bundle/SHA256SUMS.sig" not in {member.name for member in members}


@without_network
def test_a_signed_bundle_is_installed_without_a_network(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    """The program runs from the link, a second run is refused, and a broken release leaves the first in place."""
    prefix = tmp_path / "opt"
    done = install(make_folder(tmp_path, key), prefix, "--signer", str(tmp_path / "maker.pub"))
    assert done.returncode == 0, done.stderr
    assert f"noroshi {__version__}" in done.stdout
    first = (prefix / "current").resolve()
    assert (first / "share" / "noroshi" / "deploy" / "systemd" / "noroshi.service").is_file()
    assert "installed already" in install(tmp_path / "bundle", prefix, "--unsigned").stderr
    (tmp_path / "broken").mkdir()
    broken = install(make_folder(tmp_path / "broken", None, code=1), prefix, "--unsigned")
    assert broken.returncode == 1
    assert "the program does not run" in broken.stderr
    assert (prefix / "current").resolve() == first
    assert [path.name for path in (prefix / "releases").iterdir()] == [first.name]


def _flip(folder: Path) -> None:
    path = next((folder / "wheels").iterdir())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _remove(folder: Path) -> None:
    (folder / "knowledge.pack").unlink()


def _add(folder: Path) -> None:
    make_wheel(folder / "wheels", "noroshi", "9.9")


def _link(folder: Path) -> None:
    (folder / "wheels" / "link.whl").symlink_to("/etc/passwd")


def _relist(folder: Path) -> None:
    """Change a file and its line in the list, as somebody without the key would."""
    (folder / "requirements.txt").write_text("", "utf-8")
    script().seal(folder, None)


def _unsign(folder: Path) -> None:
    (folder / "SHA256SUMS.sig").unlink()


def _other_python(folder: Path) -> None:
    release = folder / "RELEASE"
    release.write_text(release.read_text("utf-8").replace("python=cp", "python=cp9"), "utf-8")
    (folder / "SHA256SUMS").unlink()
    (folder / "SHA256SUMS.sig").unlink()
    (folder / "signer.pub").unlink()
    script().seal(folder, None)


@without_network
@pytest.mark.parametrize(
    ("change", "option", "said"),
    [
        (_flip, "signer", "damaged or missing"),
        (_remove, "signer", "damaged or missing"),
        (_add, "signer", "not in SHA256SUMS"),
        (_link, "signer", "no plain file"),
        (_relist, "signer", "the signature is not that of"),
        (_unsign, "signer", "not signed"),
        (_other_python, "unsigned", "the bundle is for cp9"),
        (None, "other", "the signature is not that of"),
        (None, "nothing", "fingerprint"),
    ],
)
def test_a_bundle_that_is_not_what_was_made_is_refused(
    tmp_path: Path, key: Ed25519PrivateKey, change: Callable[[Path], None] | None, option: str, said: str
) -> None:
    """Whatever was changed is named in a sentence, and nothing is installed."""
    folder, prefix = make_folder(tmp_path, key), tmp_path / "opt"
    if change:
        change(folder)
    (tmp_path / "other.pub").write_text(public_line(generate_signing_key()) + "\n", "utf-8")
    options = {
        "signer": ("--signer", "maker.pub"),
        "other": ("--signer", "other.pub"),
        "unsigned": ("--unsigned",),
        "nothing": (),
    }[option]
    refused = install(folder, prefix, *options)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert not prefix.exists()
