"""A bundle is read completely or refused by its own reason."""

import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bundle_world import CREATED, POLICE, SOURCE, VENDOR, Memory, Parties, back_flow, cases, states
from noroshi.exchange.bundle import errors
from noroshi.exchange.bundle.build import Enclosures
from noroshi.exchange.bundle.contents import KnowledgeUpdate, SurveyUpdate
from noroshi.exchange.bundle.keys import generate_age_keys, generate_signing_key, pin, public_line
from noroshi.exchange.bundle.read import Desk, Limits, open_bundle
from noroshi.exchange.bundle.seal import Passphrase, Secrets
from noroshi.exchange.bundle.sshsig import sign

PDF = {"list.pdf": b"%PDF-1.7 sample"}


@pytest.fixture
def parties(tmp_path: Path) -> Parties:
    return Parties(tmp_path)


def _repacked(parties: Parties, path: Path, change: Callable[[dict[str, bytes]], Any], *, sign_again: bool) -> Path:
    """Change the parts inside a bundle, as its giver (who signs again) or as somebody else (who cannot)."""
    with zipfile.ZipFile(io.BytesIO(parties.plain(path))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    if sign_again:
        parts["manifest.json.sig"] = sign(parties.signing, parts["manifest.json"])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return parties.resealed(target.getvalue())


def _manifest(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, bytes]], None]:
    def apply(parts: dict[str, bytes]) -> None:
        manifest = json.loads(parts["manifest.json"])
        change(manifest)
        parts["manifest.json"] = json.dumps(manifest).encode()

    return apply


def _refused(path: Path, desk: Desk, kind: type[errors.BundleError]) -> errors.BundleError:
    with pytest.raises(errors.BundleError) as caught, open_bundle(path, desk):
        pytest.fail("the bundle was opened")
    assert type(caught.value) is kind, caught.value
    assert caught.value.text("ja")
    assert caught.value.text("ja") != caught.value.text("en") == str(caught.value)
    return caught.value


@pytest.mark.parametrize("contents", [cases(), states(), back_flow()], ids=lambda each: each.KIND)
def test_what_is_given_is_what_is_received(parties: Parties, contents: Any) -> None:
    """Contents, envelope and hashes come out as they went in; the slip is the same on both sides."""
    path, slip = parties.write(contents)
    with open_bundle(path, parties.desk()) as opened:
        assert opened.contents == contents
        assert opened.slip == slip
        assert opened.manifest.kind == contents.KIND
        assert (opened.manifest.giver, opened.manifest.receiver, opened.manifest.created) == (VENDOR, POLICE, CREATED)
    assert slip.bytes == path.stat().st_size
    assert len(slip.sha256_groups) == 16
    assert "".join(slip.sha256_groups) == slip.sha256
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_in_the_clear_reaches_the_medium(parties: Parties) -> None:
    """The file shows neither organisation nor address nor the names of the parties, and no other file is left."""
    path, _ = parties.write(cases(), enclosures=Enclosures(documents=PDF))
    data = path.read_bytes()
    for word in ("狼煙製作所", "192.0.2.1", VENDOR, POLICE, "manifest", "PDF"):
        assert word.encode() not in data
    assert list(parties.folder.iterdir()) == [path]


def test_documents_come_along(parties: Parties) -> None:
    """A PDF that the caller gives is delivered byte by byte, and the table is neutral for a spreadsheet."""
    path, _ = parties.write(cases(), enclosures=Enclosures(documents=PDF))
    with open_bundle(path, parties.desk()) as opened:
        assert opened.read("documents/list.pdf") == PDF["list.pdf"]
        table = opened.read("cases.csv")
        assert [item.name for item in opened.extract(parties.folder / "out", "documents/")] == ["list.pdf"]
    assert table.startswith(b"\xef\xbb\xbfkey,organisation,")
    assert table.count(b"\r\n") == 3
    assert stat.S_IMODE((parties.folder / "out" / "list.pdf").stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", ["knowledge", "survey"])
def test_an_update_by_file_is_extracted_whole(parties: Parties, kind: str) -> None:
    """Files of an update appear together in a new folder; an existing folder is never written into."""
    files = {"a/x.yaml": parties.folder / "x", "y.parquet": parties.folder / "y"}
    for number, path in enumerate(files.values()):
        path.write_bytes(bytes([number]) * 100_000)
    update = {
        "knowledge": KnowledgeUpdate(version="k-2", files=2),
        "survey": SurveyUpdate(survey_as_of="2026-12-01", knowledge="k-2", files=2, sources=(SOURCE,)),
    }[kind]
    path, _ = parties.write(update, enclosures=Enclosures(files=files))
    with open_bundle(path, parties.desk()) as opened:
        opened.extract(parties.folder / "new")
        with pytest.raises(FileExistsError):
            opened.extract(parties.folder / "new")
    for name, source in files.items():
        assert (parties.folder / "new" / name).read_bytes() == source.read_bytes()
    assert {each.name for each in parties.folder.iterdir()} == {"x", "y", "bundle.age", "new"}


def test_a_passphrase_seals_as_well(parties: Parties) -> None:
    """A bundle for a passphrase opens with it and with no other."""
    lock = Passphrase("correct horse battery")
    path, _ = parties.write(cases(), lock=lock)
    with open_bundle(path, parties.desk(opener=lock)) as opened:
        assert opened.contents == cases()
    _refused(path, parties.desk(opener=Passphrase("another passphrase!")), errors.WrongKey)
    _refused(path, parties.desk(), errors.WrongKey)


def test_another_key_does_not_open(parties: Parties) -> None:
    """A bundle for somebody else stays closed."""
    path, _ = parties.write(cases())
    _refused(path, parties.desk(opener=Secrets((generate_age_keys().secret,))), errors.WrongKey)


def test_a_file_that_is_no_bundle(parties: Parties) -> None:
    """Some other file is named as such."""
    path = parties.folder / "x.age"
    path.write_bytes(b"PK\x03\x04 something else entirely, and long enough to be read as a header of any kind\n" * 9)
    _refused(path, parties.desk(), errors.NotABundle)


def test_a_signer_nobody_pinned_is_unknown(parties: Parties) -> None:
    """A key that was not compared by telephone counts for nothing; the refusal shows its fingerprint."""
    path, slip = parties.write(cases())
    other = pin(VENDOR, public_line(generate_signing_key()))
    error = _refused(path, parties.desk(pinned=(other,)), errors.UnknownSigner)
    assert slip.signer in str(error)


def test_another_pinned_party_cannot_speak_for_the_giver(parties: Parties) -> None:
    """A party whose key is pinned cannot send in another one's name."""
    path, _ = parties.write(cases())
    _refused(path, parties.desk(pinned=(pin("その他の社", public_line(parties.signing)),)), errors.WrongGiver)


def test_a_bundle_for_another_force_is_refused(parties: Parties) -> None:
    """A bundle that names another receiver is not taken over."""
    path, _ = parties.write(cases(), receiver="あおば県警察(架空)")
    _refused(path, parties.desk(), errors.NotForUs)


def test_order_is_kept(parties: Parties) -> None:
    """Each bundle once and in its order: an old one, a gap and another series are told apart."""
    memory = Memory()
    first, slip = parties.write(cases(), "1.age")
    second, slip_2 = parties.write(cases(3), "2.age", sequence=2, previous=slip.digest)
    third, _ = parties.write(cases(1), "3.age", sequence=3, previous=slip_2.digest)
    forked, _ = parties.write(cases(1), "2b.age", sequence=2, previous="ab" * 32)
    desk = parties.desk(seen=memory)
    _refused(second, desk, errors.Gap)
    for path, refused in ((first, forked), (second, first)):
        with open_bundle(path, desk) as opened:
            memory.last[opened.stream] = opened.seen
        _refused(path, desk, errors.Replayed)
        _refused(refused, desk, errors.BrokenChain if refused is forked else errors.Replayed)
    memory.last[opened.stream] = opened.seen.__class__(sequence=1, digest=slip.digest)
    with open_bundle(third, parties.desk(seen=memory, allow_gap=True)) as opened:
        assert opened.manifest.sequence == 3
    memory.last[opened.stream] = opened.seen
    _refused(second, parties.desk(seen=memory, allow_gap=True), errors.Replayed)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda parts: parts.pop("cases.csv"), errors.MissingPart),
        (lambda parts: parts.pop("manifest.json"), errors.MissingPart),
        (lambda parts: parts.pop("manifest.json.sig"), errors.MissingPart),
        (lambda parts: parts.update({"more.txt": b"x"}), errors.ExtraPart),
        (lambda p: p.update({"contents.json": p["contents.json"].replace(b"7.2.4", b"7.2.9")}), errors.WrongHash),
        (lambda parts: parts.update({"contents.json": parts["contents.json"] + b" "}), errors.WrongHash),
        (lambda parts: parts.update({"contents.json": b""}), errors.WrongHash),
        (lambda parts: parts.update({"../evil": b"x"}), errors.UnsafePart),
        (lambda parts: parts.update({"/etc/passwd": b"x"}), errors.UnsafePart),
        (lambda parts: parts.update({"a\\b": b"x"}), errors.UnsafePart),
        (lambda parts: parts.update({"CON.txt": b"x"}), errors.UnsafePart),
        (lambda parts: parts.update({"Contents.json": b"x"}), errors.UnsafePart),
        (lambda parts: parts.update({"folder/": b""}), errors.UnsafePart),
        (lambda parts: parts.update({"見本.txt": b"x"}), errors.UnsafePart),
        (_manifest(lambda m: m.update(sequence=9)), errors.WrongSignature),
        (lambda parts: parts.update({"manifest.json.sig": b"x"}), errors.WrongSignature),
        (lambda parts: parts.update({"manifest.json.sig": b"x" * 9_000}), errors.TooLarge),
    ],
)  # fmt: skip
def test_what_somebody_else_changed_is_refused(
    parties: Parties, change: Callable[[dict[str, bytes]], Any], kind: type[errors.BundleError]
) -> None:
    """Whoever knows the receiver's public key can make a file that decrypts; without the signature it is refused."""
    path, _ = parties.write(cases())
    _refused(_repacked(parties, path, change, sign_again=False), parties.desk(), kind)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda m: m.update(schema="noroshi/bundle@2"), errors.NewerSchema),
        (lambda m: m.update(schema="noroshi/bundle@999999", unknown=1), errors.NewerSchema),
        (lambda m: m.update(schema="noroshi/bundle@0"), errors.WrongShape),
        (lambda m: m.update(schema="other@1"), errors.WrongShape),
        (lambda m: m.update(more=1), errors.WrongShape),
        (lambda m: m.update(kind="states"), errors.WrongShape),
        (lambda m: m.update(kind="device_states"), errors.MissingPart),
        (lambda m: m.update(created="2026-11-24T01:00:00"), errors.WrongShape),
        (lambda m: m["counts"].update(cases=3), errors.WrongCounts),
        (lambda m: m["counts"].pop("evidence"), errors.WrongCounts),
        (lambda m: m["sources"][0].update(may_hand_over="no"), errors.WrongShape),
        (lambda m: m["parts"].pop(), errors.MissingPart),
        (lambda m: m["parts"].append(m["parts"][0]), errors.UnsafePart),
        (lambda m: m["parts"][0].update(path="../x"), errors.UnsafePart),
        (lambda m: m["parts"][0].update(bytes=1 << 40), errors.TooLarge),
        (lambda m: m["parts"][0].update(bytes=0), errors.WrongHash),
        (lambda m: m["parts"][0].update(sha256="0" * 64), errors.WrongHash),
    ],
)
def test_what_a_faulty_giver_signed_is_refused(
    parties: Parties, change: Callable[[dict[str, Any]], Any], kind: type[errors.BundleError]
) -> None:
    """A signature excuses nothing: format, sizes, hashes and counts are checked all the same."""
    path, _ = parties.write(cases())
    _refused(_repacked(parties, path, _manifest(change), sign_again=True), parties.desk(), kind)


def test_contents_of_another_shape_are_refused(parties: Parties) -> None:
    """Signed contents with an unknown field, an unconfirmed finding or deep nesting are not taken over."""
    import hashlib

    path, _ = parties.write(cases())
    for old, new in (
        (b'"confirmed"', b'"pending"'),
        (b'"basis"', b'"extra":1,"basis"'),
        (b'"basis"', b'"x":' + b"[" * 50_000),
    ):

        def change(parts: dict[str, bytes], old: bytes = old, new: bytes = new) -> None:
            parts["contents.json"] = data = parts["contents.json"].replace(old, new)
            listed = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            _manifest(lambda m: next(p for p in m["parts"] if p["path"] == "contents.json").update(listed))(parts)

        _refused(_repacked(parties, path, change, sign_again=True), parties.desk(), errors.WrongShape)


def test_a_symbolic_link_is_refused(parties: Parties) -> None:
    """A part that is a link could lead anywhere."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        info = zipfile.ZipInfo("manifest.json")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(info, "/etc/passwd")
    _refused(parties.resealed(target.getvalue()), parties.desk(), errors.UnsafePart)


def test_sizes_and_numbers_are_bounded(parties: Parties) -> None:
    """A file that unpacks too large, or has too many parts, is refused before it is unpacked."""
    path, _ = parties.write(cases())
    for limits in (Limits(total=1_000), Limits(parts=1), Limits(manifest=10), Limits(contents=10), Limits(part=10)):
        _refused(path, parties.desk(limits=limits), errors.TooLarge)
    bomb = _repacked(parties, path, lambda parts: parts.update({"manifest.json": b"0" * 20_000_000}), sign_again=False)
    _refused(bomb, parties.desk(), errors.TooLarge)
    many = _repacked(parties, path, lambda p: p.update({f"p{n}": b"" for n in range(10_100)}), sign_again=False)
    _refused(many, parties.desk(), errors.TooLarge)


def test_a_back_flow_table_says_no_more_than_its_contents(parties: Parties) -> None:
    """A name cannot ride along in the table of a back-flow, even with a good signature."""
    import hashlib

    path, _ = parties.write(back_flow())

    def change(parts: dict[str, bytes]) -> None:
        parts["back_flow.csv"] = data = parts["back_flow.csv"] + "(見本)狼煙製作所".encode()
        listed = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        _manifest(lambda m: next(p for p in m["parts"] if p["path"] == "back_flow.csv").update(listed))(parts)

    _refused(_repacked(parties, path, change, sign_again=True), parties.desk(), errors.WrongHash)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Parties, bytes, bytes]:
    """One good bundle, encrypted and in the clear."""
    parties = Parties(tmp_path_factory.mktemp("fuzz"))
    path, _ = parties.write(cases())
    return parties, path.read_bytes(), parties.plain(path)


FUZZ = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(data=st.data())
@FUZZ
def test_any_flipped_byte_or_cut_is_told(written: tuple[Parties, bytes, bytes], data: st.DataObject) -> None:
    """Whatever byte of the file is changed, and wherever it is cut: a typed refusal, never a part of the contents."""
    parties, sealed, _ = written
    at = data.draw(st.integers(0, len(sealed) - 1))
    if data.draw(st.booleans()):
        changed = sealed[:at]
    else:
        flipped = sealed[at] ^ data.draw(st.integers(1, 255))
        changed = sealed[:at] + bytes([flipped]) + sealed[at + 1 :]
    path = parties.folder / "fuzzed.age"
    path.write_bytes(changed)
    with pytest.raises(errors.BundleError), open_bundle(path, parties.desk()):
        pytest.fail("a changed bundle was opened")


@given(data=st.data())
@FUZZ
def test_any_change_inside_is_told_or_without_effect(
    written: tuple[Parties, bytes, bytes], data: st.DataObject
) -> None:
    """A change inside the encryption is refused by a typed reason, or touches nothing that is read."""
    parties, _, plain = written
    at = data.draw(st.integers(0, len(plain) - 1))
    tail = data.draw(st.integers(0, 200))
    if data.draw(st.booleans()):
        at = len(plain) - 1 - min(tail, len(plain) - 1)
    replacement = data.draw(st.binary(max_size=6))
    changed = plain[:at] + replacement + plain[at + data.draw(st.integers(0, 6)) :]
    path = parties.resealed(changed, "inside.age")
    try:
        with open_bundle(path, parties.desk()) as opened:
            assert opened.contents == cases()
    except errors.BundleError:
        pass
