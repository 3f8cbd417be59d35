"""The real bundle, built from the package index and installed without a network: slow, run by `make bundle-test`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from noroshi import __version__
from offline_world import install, own_environment, without_network
from tests_support import EXAMPLE, ROOT

pytestmark = pytest.mark.skipif(
    os.environ.get("NOROSHI_FULL") != "1", reason="builds 200 MB from the package index: `make bundle-test` runs it"
)


@without_network
def test_a_survey_runs_from_the_bundle_without_a_network(tmp_path: Path) -> None:
    """Built, unpacked, installed into a new environment, checked, and used; no interface is up all the while."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "maker")], check=True)  # noqa: S607
    build = [sys.executable, str(ROOT / "scripts" / "offline_bundle.py"), str(tmp_path), "--key", f"{tmp_path}/maker"]
    subprocess.run(build, check=True, cwd=ROOT)
    (tar,) = tmp_path.glob("noroshi-offline-*.tar")
    subprocess.run(["tar", "-xf", str(tar), "-C", str(tmp_path)], check=True)  # noqa: S607
    done = install(tmp_path / tar.stem, tmp_path / "opt", "--signer", str(tmp_path / "maker.pub"), python="python3")
    assert done.returncode == 0, done.stderr
    assert f"noroshi {__version__}" in done.stdout
    assert " 0 faults" in done.stdout
    noroshi = tmp_path / "opt" / "current" / "bin" / "noroshi"
    pack = tmp_path / tar.stem / "knowledge.pack"
    steps = f"""
        test "$(ip -o link show up | wc -l)" = 0
        {noroshi} knowledge unpack {pack} --out knowledge --signer maker.pub
        {noroshi} survey run {EXAMPLE / "data"} --knowledge knowledge --out survey
        {noroshi} survey report survey
        NOROSHI_DEMO=1 {noroshi} database migrate
    """
    used = subprocess.run(
        ["unshare", "-n", "sh", "-eu", "-c", steps],  # noqa: S607 programs of the system
        check=False, capture_output=True, text=True, cwd=tmp_path, env=own_environment(),
    )  # fmt: skip
    assert used.returncode == 0, used.stderr
    assert (tmp_path / "survey" / "report.html").is_file()
    assert (tmp_path / "noroshi.sqlite3").is_file()
