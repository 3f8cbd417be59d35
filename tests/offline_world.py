"""An offline bundle with a stand-in for the program, so that its installation takes seconds; and no network to use."""

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noroshi import __version__
from noroshi.exchange.bundle.keys import public_line
from tests_support import ROOT


def own_environment() -> dict[str, str]:
    """Return the environment without this test run's settings of the program."""
    return {name: text for name, text in os.environ.items() if not name.startswith(("NOROSHI_", "DJANGO_"))}


def _may_unshare() -> bool:
    return os.geteuid() == 0 and bool(shutil.which("unshare")) and not subprocess.run(
        ["unshare", "-n", "true"],  # noqa: S607 a program of the system
        check=False, capture_output=True,
    ).returncode  # fmt: skip


without_network = pytest.mark.skipif(
    not _may_unshare(), reason="a network namespace needs root and unshare: installing without a network is not tried"
)
STAND_IN = """
import sys
def run():
    if sys.argv[1:] == ["--version"]:
        print("noroshi {version}")
    else:
        print("0 faults")
    raise SystemExit({code})
"""


@cache
def script() -> ModuleType:
    """Return the build script as a module."""
    spec = importlib.util.spec_from_file_location("offline_bundle", ROOT / "scripts" / "offline_bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_wheel(folder: Path, name: str, version: str, code: int = 0) -> Path:
    """Write a wheel whose program `noroshi` prints its version and ends with ``code``."""
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    texts = {
        f"{name}_stand_in.py": STAND_IN.format(version=version, code=code),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{name} = {name}_stand_in:run\n",
    }
    record = "".join(f"{path},,\n" for path in [*texts, f"{info}/RECORD"])
    with zipfile.ZipFile(wheel, "w") as packed:
        for path, text in {**texts, f"{info}/RECORD": record}.items():
            packed.writestr(zipfile.ZipInfo(path), text)
    return wheel


def make_folder(place: Path, key: Ed25519PrivateKey | None, code: int = 0) -> Path:
    """Return an unpacked bundle whose program is the stand-in; beside it ``maker.pub`` where there is a key."""
    folder = place / "bundle"
    (folder / "wheels").mkdir(parents=True)
    make_wheel(folder / "wheels", "noroshi", __version__, code)
    script().complete(folder, {}, key)
    if key is not None:
        (place / "maker.pub").write_text(public_line(key, "maker") + "\n", "utf-8")
    return folder


def install(
    folder: Path, prefix: Path, *options: str, python: str = sys.executable
) -> "subprocess.CompletedProcess[str]":
    """Run the install script in a network namespace of its own, in which not even the loopback is up."""
    return subprocess.run(
        ["unshare", "-n", "sh", str(folder / "install.sh"), "--prefix", str(prefix), "--python", python, *options],  # noqa: S607 programs of the system
        check=False, capture_output=True, text=True, cwd=folder.parent, env=own_environment(),
    )  # fmt: skip
