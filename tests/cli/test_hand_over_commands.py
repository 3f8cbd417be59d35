"""`noroshi hand-over …`: two installations with a database each, no network, and nothing but files between them."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from hand_over_world import Installation, install
from noroshi.exchange.bundle.seal import Secrets, unseal
from noroshi.knowledge.ethics import load_ethics
from noroshi.measure.small_cells import LEAST

FRAME = [
    *("--title", "神奈川 VPN 機器の情報提供・注意喚起(見本)", "--legal-basis", "見本"),
    *(word for item in load_ethics() for word in ("--confirm", item)),
]


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory, monthly_surveys: tuple[Path, Path]) -> Installation:
    """Return the vendor's installation with a campaign from its own survey, confirmed and released."""
    folder = tmp_path_factory.mktemp("vendor") / "vendor"
    made = install(folder, "mihon/analysis", ("見本調査株式会社", "調査係"))
    frame = ("--unit", made.unit, "--by", "supervisor", "--code", "KNG-26", "--prefecture", "神奈川県", *FRAME)
    made.run("campaign", "open", monthly_surveys[0], *frame, "--basis", "either")
    made.play("contacts", "KNG-26")
    made.play("release", "KNG-26")
    return made


@pytest.fixture(scope="module")
def police(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Return the installation of the police, empty."""
    folder = tmp_path_factory.mktemp("police") / "police"
    return install(folder, "noroshi-pref/cyber", ("のろし県警察(架空)", "サイバー対策係"))


@pytest.fixture(scope="module")
def bundle(vendor: Installation, police: Installation) -> Path:
    """Return the bundle of the vendor's cases for the police."""
    out = vendor.folder / "cases.age"
    vendor.give("cases", police, out, "analyst")
    return out


def _copy(office: Installation, folder: Path) -> Installation:
    """Return the installation with a database of its own, so that a test may change it."""
    shutil.copytree(office.folder, folder)
    database = {"NOROSHI_DATABASE": f"sqlite:///{folder}/records.sqlite3"}
    return Installation(folder, office.unit, office.environment | database)


def test_survey_bundle_calls_and_aggregates_back(  # the whole way, in the order in which it happens
    vendor: Installation, police: Installation, bundle: Path, tmp_path: Path, monthly_surveys: tuple[Path, Path]
) -> None:
    """Cases go out, are called, and come back as counts that balance; no name of an organisation is in what returns."""
    here, there = _copy(vendor, tmp_path / "v"), _copy(police, tmp_path / "p")
    there.take(bundle, here, *FRAME, by="supervisor")
    sent, got = here.play("read"), there.play("read")
    assert got["confirmed"] == sent["confirmed"]
    assert got["rows"]["Case"] == len(got["references"]) >= LEAST
    assert not set(got["references"]) & set(sent["references"])
    assert set(got["names"]) <= set(sent["names"])
    (given,) = sent["hand_overs"]
    assert sum(given[4].values()) == sent["rows"]["Finding"]
    assert given[4]["handed_over"] == len(got["confirmed"]) == got["hand_overs"][0][4]["case"]
    assert got["states"] == {"draft": got["rows"]["Case"]}
    there.play("release", "KNG-26")
    said = there.play("call", "KNG-26")
    assert said["attempted"] == got["rows"]["Case"]
    wrong = there.play("refute", "KNG-26")
    back = tmp_path / "back.age"
    there.give("back_flow", here, back, "supervisor")
    here.take(back, there, by="analyst")
    _check_back(here, there, back, got, said)
    assert wrong["device"] in here.play("read")["labels"]
    _states(here, there, tmp_path, monthly_surveys[1])


def _check_back(here: Installation, there: Installation, back: Path, got: dict[str, Any], said: dict[str, int]) -> None:
    facts = next(row[5] for row in here.play("read")["hand_overs"] if row[1] == "back_flow")
    steps = {step["step"]: step["count"] for step in facts["funnel"]}
    assert steps["handed_over"] == got["rows"]["Case"]
    assert steps["attempted"] in {said["attempted"], None}
    tally = next(each for each in facts["tallies"] if each["list_name"] == "awareness")
    assert tally["base"] == said["answered"]
    for cell in tally["cells"]:
        assert cell["count"] in {said[cell["code"]], None}
    numbers = [cell["count"] for each in facts["tallies"] for cell in each["cells"]] + [*steps.values()]
    assert not any(number is not None and 0 < number < LEAST for number in numbers)
    plain = _plain(back, here)
    for name in [*got["names"], "架空 太郎", "045-000-0000", *got["references"], *got["confirmed"]]:
        assert name.encode() not in plain
    assert [flag["reason"] for flag in facts["wrong"]] == ["wrong_version"]
    assert there.play("read")["audit"] == {
        "hand_over.taken_over": 1, "hand_over.drafted": 1, "hand_over.approved": 1, "hand_over.written": 1
    }  # fmt: skip


def _plain(file: Path, office: Installation) -> bytes:
    """Return every part of a bundle in the clear, as the receiver can read it."""
    import io
    import zipfile

    secret = (office.folder / "keys" / "opening.key").read_text().splitlines()[1]
    target = io.BytesIO()
    with file.open("rb") as source:
        unseal(source, target, Secrets((secret,)), 1 << 30)
    with zipfile.ZipFile(target) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


def _states(here: Installation, there: Installation, folder: Path, survey: Path) -> None:
    """Later observations go the same way and are joined by key."""
    here.run("campaign", "attach", survey, "--unit", here.unit, "--code", "KNG-26", "--by", "analyst")
    states = folder / "states.age"
    here.give("device_states", there, states, "analyst")
    plain = _plain(states, there)
    there.take(states, here, by="analyst")
    got = there.play("read")
    bins = next(row[4] for row in got["hand_overs"] if row[1] == "device_states")
    known = {place: count for place, count in bins.items() if place not in {"unknown", "decided"}}
    assert got["observed"] == known
    assert known
    assert not any(name.encode() in plain for name in got["names"])


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("wrong_key", "does not open the bundle"),
        ("wrong_signer", "not registered here"),
        ("flipped", "damaged"),
        ("cut", "end of the file is missing|damaged"),
        ("no_frame", "--title"),
        ("no_role", "give the role supervisor"),
    ],
)
def test_a_fault_is_one_sentence_and_nothing_is_taken_over(
    vendor: Installation, police: Installation, bundle: Path, tmp_path: Path, fault: str, said: str
) -> None:
    """Wrong key, unknown signer, changed or cut file, missing frame, missing role: exit 1, an untouched database."""
    file = tmp_path / "bundle.age"
    data = bytearray(bundle.read_bytes())
    if fault == "flipped":
        data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data[:-40] if fault == "cut" else data))
    giver, keys = (police if fault == "wrong_signer" else vendor), (vendor if fault == "wrong_key" else police)
    options = ("--key", keys.folder / "keys" / "opening.key", "--signer", giver.public)
    frame = [] if fault == "no_frame" else FRAME
    before = police.play("read")
    by = "officer" if fault == "no_role" else "supervisor"
    done = police.hand_over("take", file, *options, *frame, by=by, check=1)
    assert re.search(said, done.stderr), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert police.play("read") == before
    assert not list(tmp_path.glob("*.pdf"))


def test_a_replay_is_refused(vendor: Installation, police: Installation, bundle: Path, tmp_path: Path) -> None:
    """The same bundle a second time ends with one sentence; the records stay as they were."""
    there = _copy(police, tmp_path / "p")
    there.take(bundle, vendor, *FRAME, by="supervisor")
    before = there.play("read")
    (tmp_path / "again.age").write_bytes(bundle.read_bytes())
    done = there.take(tmp_path / "again.age", vendor, *FRAME, by="supervisor", check=1)
    assert "taken over already" in done.stderr or "already" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert there.play("read") == before


def test_nothing_is_written_before_a_second_person_approved(vendor: Installation, tmp_path: Path) -> None:
    """Without a draft, with a draft alone, and approved by its drafter, no file appears."""
    office = _copy(vendor, tmp_path / "v")
    other = install(tmp_path / "other", "noroshi-east/cyber", ("のろし東県警察(架空)", "サイバー対策係"))
    what = ("cases", "--campaign", "KNG-26", "--to", other.public)
    out = tmp_path / "cases.age"
    write = (*what, "--key", office.folder / "keys" / "signing.key", "--out", out)
    assert "draft it with" in office.hand_over("give", *write, by="analyst", check=1).stderr
    said = office.hand_over("draft", *what, by="analyst").stdout
    number = said.rsplit("hand-over approve ", 1)[1].strip()
    assert f"draft {number}" in office.hand_over("give", *write, by="analyst", check=1).stderr
    assert "give the role approver" in office.hand_over("approve", number, by="analyst", check=1).stderr
    assert not out.exists()
    office.hand_over("approve", number, by="approver")
    done = office.hand_over("give", *write, by="analyst")
    assert "SHA-256" in done.stdout
    assert out.exists()
    assert (tmp_path / "cases.age.slip.pdf").read_bytes().startswith(b"%PDF")
    assert office.hand_over("give", *write, by="analyst", check=1).stderr.count("\n") == 1


def test_a_bundle_can_be_shown_before_it_is_taken(vendor: Installation, police: Installation, bundle: Path) -> None:
    """Without keys size and hash, with keys the slip's facts; nothing is taken over."""
    plain = police.run("hand-over", "show", bundle)
    assert re.search(r"SHA-256 ([0-9a-f]{4} ?){16}", plain.stdout)
    keys = ("--key", police.folder / "keys" / "opening.key", "--signer", vendor.public, "--unit", police.unit)
    inside = police.run("hand-over", "show", bundle, *keys, "--by", "supervisor")
    assert "giver 見本調査株式会社 調査係" in inside.stdout
    assert "campaign KNG-26" in inside.stdout
    assert police.play("read")["hand_overs"] == []
