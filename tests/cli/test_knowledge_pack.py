"""`noroshi knowledge pack` and `unpack`, as two offices use them."""

import gzip
import json
from pathlib import Path

import pytest

from noroshi.exchange.bundle.keys import generate_signing_key, private_file, public_line
from noroshi.knowledge.load import digest_of, read_pack
from tests_support import EXAMPLE, Run


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory, noroshi: Run) -> Path:
    """Return a folder with a signed pack, the maker's public key and another one."""
    folder = tmp_path_factory.mktemp("packed")
    key = generate_signing_key()
    (folder / "maker").write_bytes(private_file(key))
    (folder / "maker.pub").write_text(public_line(key) + "\n", "utf-8")
    (folder / "other.pub").write_text(public_line(generate_signing_key()) + "\n", "utf-8")
    done = noroshi("knowledge", "pack", "--out", folder / "k.pack", "--key", folder / "maker")
    assert ", signed by SHA256:" in done.stdout
    (folder / "digest").write_text(done.stdout.partition("digest ")[2][:64], "utf-8")
    return folder


def test_a_survey_uses_what_was_unpacked(packed: Path, noroshi: Run) -> None:
    """The folder is the pack; a survey made with it names its digest."""
    done = noroshi("knowledge", "unpack", packed / "k.pack", "--out", packed / "k", "--signer", packed / "maker.pub")
    assert "signed by maker" in done.stdout
    digest = (packed / "digest").read_text("utf-8")
    assert digest_of(read_pack(packed / "k")) == digest
    with gzip.open(EXAMPLE / "data" / "2026-09" / "synthetic-shodan-2026-09-14.json.gz") as exported:
        (packed / "some.json").write_bytes(b"".join(exported.readline() for _ in range(20)))
    noroshi("survey", "run", packed / "some.json", "--knowledge", packed / "k", "--out", packed / "survey")
    manifest = json.loads((packed / "survey" / "manifest.json").read_text("utf-8"))
    assert digest in json.dumps(manifest)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("unpack", "k.pack", "--out", "new", "--signer", "other.pub"), "not registered here"),
        (("unpack", "k.pack", "--out", "new"), "no key was given"),
        (("unpack", "maker.pub", "--out", "new", "--signer", "maker.pub"), "maker.pub: "),
        (("unpack", "absent", "--out", "new", "--signer", "maker.pub"), "No such file"),
        (("unpack", "k.pack", "--out", ".", "--signer", "maker.pub"), "exists already"),
        (("unpack", "k.pack", "--out", "new", "--signer", "maker"), "--signer maker"),
        (("pack", "--out", "k.pack"), "exists already"),
        (("pack", "--out", "new", "--key", "maker.pub"), "--key maker.pub"),
        (("pack", "--out", "new", "--pack", "."), "holds no knowledge pack"),
    ],
)
def test_mistakes_end_in_a_sentence(packed: Path, noroshi: Run, arguments: tuple[str, ...], said: str) -> None:
    """The option or file is named, and nothing is left behind."""
    before = sorted(packed.iterdir())
    words = [word if word.startswith("-") or word in {"pack", "unpack"} else str(packed / word) for word in arguments]
    refused = noroshi("knowledge", *words, check=1)
    assert said in refused.stderr.replace(f"{packed}/", "")
    assert sorted(packed.iterdir()) == before
