"""Builds an installation for a machine without a network: `make bundle [OUT=dist] [KEY=FILE]`.

Needs a package index once, here; nothing where it is installed. The tar holds wheels of every locked requirement and of
this project with their SHA-256, the knowledge as one file, units and notes, the documents, and the install script. With
a key (Ed25519, OpenSSH) the list of digests and the knowledge are signed; without one the bundle says that it is not.
"""

import argparse
import datetime as dt
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from noroshi import __version__
from noroshi.exchange.bundle.errors import WrongKeyFile
from noroshi.exchange.bundle.keys import load_signing_key, public_line
from noroshi.exchange.bundle.sshsig import sign
from noroshi.exchange.knowledge_pack import own_key, write_pack
from noroshi.knowledge.load import read_pack

ROOT: Final = Path(__file__).parents[1]
NAMESPACE: Final = "noroshi-offline"
SUMS: Final = "SHA256SUMS"
SIGNATURE: Final = "SHA256SUMS.sig"
_CARRIED: Final = ("deploy", "docs", "README.md", "README.ja.md", "CHANGELOG.md", "LICENSE")


class BundleFault(Exception):  # noqa: N818 reads as the sentence it raises
    """The bundle cannot be built; the message says what is wrong."""


def main() -> None:
    """Build, and print file and digest; a fault ends in a sentence."""
    parser = argparse.ArgumentParser(description="Build an installation for a machine without a network.")
    parser.add_argument("out", type=Path, help="folder for the tar")
    parser.add_argument("--key", type=Path, help="Ed25519 key of OpenSSH that signs it")
    given = parser.parse_args()
    try:
        key = load_signing_key(given.key.read_bytes()) if given.key else None
        tar = build(given.out, key)
    except (BundleFault, WrongKeyFile, OSError) as error:
        sys.stderr.write(f"the bundle was not built: {error}\n")
        raise SystemExit(1) from None
    digest = sha256(tar)
    groups = " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
    signed = f"signed by {own_key(key)}" if key else "UNSIGNED (KEY=FILE signs it)"
    sys.stdout.write(f"{tar}: {tar.stat().st_size:,} bytes, {signed}\nsha256 {groups}\n")


def build(out: Path, key: Ed25519PrivateKey | None) -> Path:
    """Build the tar in ``out`` and return its path; it appears complete or not at all."""
    name = f"noroshi-offline-{__version__}-{python_tag()}-{platform_tag()}"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as work:
        folder = Path(work) / name
        wheels = folder / "wheels"
        wheels.mkdir(parents=True)
        collect_wheels(wheels)
        complete(folder, locked((ROOT / "requirements.lock").read_text("utf-8")), key)
        packed = Path(work) / f"{name}.tar"
        write_tar(folder, packed)
        target = out / packed.name
        packed.replace(target)
    return target


def complete(folder: Path, wanted: dict[str, str], key: Ed25519PrivateKey | None) -> None:
    """Put everything but the wheels, which are there, into the folder, and seal it."""
    (folder / "requirements.txt").write_text("".join(requirement_lines(folder / "wheels", wanted)), "utf-8")
    carry(folder)
    write_pack(folder / "knowledge.pack", read_pack(), created(), key)
    describe(folder, key)
    seal(folder, key)


def python_tag() -> str:
    """Return the interpreter that the wheels are for, as cp311."""
    return f"cp{sys.version_info.major}{sys.version_info.minor}"


def platform_tag() -> str:
    """Return the platform that the wheels are for, as linux_x86_64."""
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")


def created() -> dt.datetime:
    """Return the moment of the build: SOURCE_DATE_EPOCH where it is set, so that a build can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch.isdigit() else dt.datetime.now(dt.UTC)
    return now.replace(microsecond=0)


def collect_wheels(wheels: Path) -> None:
    """Put the wheel of every locked requirement and of this project into the folder; the index is asked here alone."""
    pip = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--wheel-dir", str(wheels)]
    for what in (["--requirement", str(ROOT / "requirements.lock")], [str(ROOT)]):
        if subprocess.run([*pip, *what], check=False, stdout=sys.stderr).returncode:  # noqa: S603 pip itself
            raise BundleFault("pip could not get or build every wheel; see its messages above")


def locked(text: str) -> dict[str, str]:
    """Return name and version of every requirement of a lock file that applies to this interpreter and platform."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def requirement_lines(wheels: Path, wanted: dict[str, str]) -> list[str]:
    """Return a line with the SHA-256 for every wheel, this project's too.

    Raises ``BundleFault`` where a locked requirement has no wheel, another version, or a wheel was never asked for.
    """
    wanted = {**wanted, "noroshi": __version__}
    found: dict[str, str] = {}
    lines = []
    for wheel in sorted(wheels.iterdir()):
        name, version, _, _ = parse_wheel_filename(wheel.name)
        found[name] = str(version)
        lines.append(f"{name}=={version} --hash=sha256:{sha256(wheel)}\n")
    if found != wanted or len(lines) != len(wanted):
        wrong = sorted(set(found.items()) ^ set(wanted.items()))
        raise BundleFault(f"the wheels are not those of requirements.lock: {wrong or 'two of one name'}")
    return lines


def carry(folder: Path) -> None:
    """Copy what an administrator reads and puts in place, and the install script with its notes to the top."""
    for name in _CARRIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("offline", "__pycache__"))
        else:
            shutil.copy(source, folder / name)
    for source in sorted((ROOT / "deploy" / "offline").iterdir()):
        shutil.copy(source, folder / source.name)


def describe(folder: Path, key: Ed25519PrivateKey | None) -> None:
    """Write RELEASE: what the install script compares with the machine, and whether the bundle is signed."""
    facts = {
        "version": __version__,
        "python": python_tag(),
        "platform": platform_tag(),
        "created": created().isoformat(),
        "signed": own_key(key) if key else "no",
    }
    (folder / "RELEASE").write_text("".join(f"{name}={value}\n" for name, value in facts.items()), "utf-8")


def seal(folder: Path, key: Ed25519PrivateKey | None) -> None:
    """Write the list of digests of all files, and its signature."""
    sums = "".join(f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files_of(folder)).encode()
    (folder / SUMS).write_bytes(sums)
    if key is not None:
        (folder / SIGNATURE).write_bytes(sign(key, sums, NAMESPACE))
        (folder / "signer.pub").write_text(public_line(key, "noroshi release") + "\n", "utf-8")


def write_tar(folder: Path, target: Path) -> None:
    """Write the folder as a tar of plain files: sorted, without owners, all of one moment."""
    moment = int(created().timestamp())
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as tar:
        for path in files_of(folder):
            info = tarfile.TarInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
            info.size, info.mtime = path.stat().st_size, moment
            info.mode = 0o755 if path.suffix == ".sh" else 0o644
            with path.open("rb") as stream:
                tar.addfile(info, stream)


def files_of(folder: Path) -> Iterator[Path]:
    """Yield all files under a folder, sorted by path."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file (hex)."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


if __name__ == "__main__":
    main()
