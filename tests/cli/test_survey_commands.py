"""Reading a survey from the command line: show, explain, report, compare, query, rejudge, purge."""

import csv
import io
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from noroshi.archive.tables import TABLES
from tests_support import EXAMPLE, Run, fingerprint


@pytest.fixture(scope="module")
def two_dates(tmp_path_factory: pytest.TempPathFactory, noroshi: Run, example_register: Path) -> tuple[Path, Path]:
    """Return surveys of the example's two dates."""
    folder = tmp_path_factory.mktemp("dates")
    for name in ("2026-09", "2026-10"):
        noroshi(
            "survey", "run", EXAMPLE / "data" / name, "--out", folder / name, "--register", example_register,
            "--kev", EXAMPLE / "kev-excerpt-2026-08-07.json",
        )  # fmt: skip
    return folder / "2026-09", folder / "2026-10"


def _json(noroshi: Run, *arguments: str | Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in noroshi(*arguments, "--format", "json").stdout.splitlines()]


def test_the_survey_has_all_its_files(example_survey: Path) -> None:
    """A survey holds manifest, counts, quarantine, knowledge pack and five tables, all private."""
    names = {path.name for path in example_survey.iterdir()}
    assert {"manifest.json", "counts.json", "quarantine.jsonl", "knowledge"} <= names
    for table, schema in TABLES.items():
        assert pq.read_schema(example_survey / f"{table}.parquet").equals(schema)
    for path in example_survey.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_show_filters(noroshi: Run, example_survey: Path) -> None:
    """Each filter keeps exactly the devices that fit."""
    everything = _json(noroshi, "survey", "show", example_survey)
    assert len(everything) > 300
    affected = _json(noroshi, "survey", "show", example_survey, "--verdict", "affected")
    assert {row["device"] for row in affected} == {r["device"] for r in everything if r["verdict"] == "affected"}
    kanagawa = _json(noroshi, "survey", "show", example_survey, "--prefecture", "Kanagawa")
    assert 0 < len(kanagawa) < len(everything)
    for row in kanagawa:
        assert "神奈川県" in {row["site_pref"], row["registered_pref"]}
    assert kanagawa == _json(noroshi, "survey", "show", example_survey, "--prefecture", "14")
    forti = _json(noroshi, "survey", "show", example_survey, "--product", "fortinet-fortios", "--cve", "CVE-2024-21762")
    assert forti
    assert {row["product"] for row in forti} == {"fortinet-fortios"}
    for row in forti:
        assert (row["verdict"] == "affected") == (row["affected_cves"] == ["CVE-2024-21762"])


def test_show_prints_a_table_and_csv(noroshi: Run, example_survey: Path) -> None:
    """The table names the devices; the CSV is complete and safe to open in a spreadsheet."""
    table = noroshi("survey", "show", example_survey, "--product", "NEC").stdout
    assert "nec-univerge-ix" in table
    text = noroshi("survey", "show", example_survey, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(_json(noroshi, "survey", "show", example_survey))
    for row in rows:
        for value in row.values():
            assert not value.startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize(
    ("option", "value"), [("--verdict", "bad"), ("--urgency", "now"), ("--prefecture", "Atlantis")]
)
def test_a_wrong_filter_is_a_usage_error(noroshi: Run, example_survey: Path, option: str, value: str) -> None:
    """A filter value that does not exist ends with exit code 2 and names the option."""
    done = noroshi("survey", "show", example_survey, option, value, check=2)
    assert option in done.stderr


@pytest.mark.parametrize("language", ["ja", "en"])
def test_explain_tells_the_whole_chain(noroshi: Run, example_survey: Path, language: str) -> None:
    """For every kind of version evidence, the chain leads from the raw record to verdict and organisation."""
    kinds: dict[str, dict[str, object]] = {}
    for row in _json(noroshi, "survey", "show", example_survey):
        kinds.setdefault(str(row["version_kind"]), row)
    for row in kinds.values():
        text = noroshi("survey", "explain", example_survey, str(row["device"]), "--language", language).stdout
        for number in range(1, 6):
            assert f"\n{number}. " in text
        assert str(row["ips"][0]) in text  # type: ignore[index]  # a list of addresses
        assert "synthetic-" in text
        assert "vulnerable" not in text
        assert "脆弱な" not in text


def test_explain_takes_an_address(noroshi: Run, example_survey: Path) -> None:
    """A device can be named by one of its addresses; an unknown one is said plainly."""
    address = str(_json(noroshi, "survey", "show", example_survey)[0]["ips"][0])  # type: ignore[index]
    assert address in noroshi("survey", "explain", example_survey, address).stdout
    assert "no device 192.0.2.255" in noroshi("survey", "explain", example_survey, "192.0.2.255", check=1).stderr


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.outside += [value or "" for name, value in attrs if name in {"src", "href"} and (value or "#")[0] != "#"]


def test_the_report_is_one_file_without_names(noroshi: Run, example_survey: Path, tmp_path: Path) -> None:
    """The report refers to nothing outside, runs no script, and names neither organisations nor addresses."""
    noroshi("survey", "report", example_survey, "--out", tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert page.outside == []
    assert "script" not in page.tags
    for row in _json(noroshi, "survey", "show", example_survey):
        assert not row["organization"] or str(row["organization"]) not in text
        assert str(row["ips"][0]) not in text  # type: ignore[index]
    assert "架空" in text


def test_compare_tells_what_changed(noroshi: Run, two_dates: tuple[Path, Path]) -> None:
    """Between two dates devices are new, changed, unchanged or not observed; nothing is lost in between."""
    old, new = two_dates
    rows = _json(noroshi, "survey", "compare", old, new)
    changes = {row["change"] for row in rows}
    assert {"new", "not_observed", "unchanged", "version_changed"} <= changes
    devices = {side: {row["device"] for row in _json(noroshi, "survey", "show", side)} for side in two_dates}
    assert {row["old_device"] for row in rows} - {None} == devices[old]
    assert {row["new_device"] for row in rows} - {None} == devices[new]
    for row in rows:
        if row["change"] in {"new", "not_observed"}:
            assert row["closed_cves"] == []
    text = noroshi("survey", "compare", old, new).stdout
    assert "not known to be upgraded" in text


def test_compare_with_itself_changes_nothing(noroshi: Run, two_dates: tuple[Path, Path]) -> None:
    """A survey compared with itself is unchanged throughout."""
    rows = _json(noroshi, "survey", "compare", two_dates[0], two_dates[0])
    assert {row["change"] for row in rows} == {"unchanged"}


def test_query_answers_and_refuses(noroshi: Run, example_survey: Path) -> None:
    """SQL over the tables answers; anything that reaches out is refused in one sentence."""
    answer = _json(noroshi, "survey", "query", example_survey, "SELECT count(*) AS n FROM devices")
    assert answer == [{"n": len(_json(noroshi, "survey", "show", example_survey))}]
    for sql in ("SELECT * FROM read_csv('/etc/passwd')", "INSTALL httpfs", "SELECT nothing FROM nowhere"):
        done = noroshi("survey", "query", example_survey, sql, check=1)
        assert done.stderr.startswith("noroshi: the query was refused")


def test_replaying_with_the_kept_knowledge_gives_the_same_bytes(
    noroshi: Run, two_dates: tuple[Path, Path], tmp_path: Path, example_register: Path
) -> None:
    """A survey is replayed from its inputs and its own knowledge pack, byte for byte."""
    noroshi(
        "survey", "run", EXAMPLE / "data" / "2026-09", "--out", tmp_path / "again", "--register", example_register,
        "--kev", EXAMPLE / "kev-excerpt-2026-08-07.json", "--knowledge", two_dates[0] / "knowledge",
    )  # fmt: skip
    assert fingerprint(tmp_path / "again") == fingerprint(two_dates[0])


def test_rejudging_with_the_same_facts_changes_nothing(
    noroshi: Run, two_dates: tuple[Path, Path], tmp_path: Path
) -> None:
    """Without newer facts, a rejudged survey has the same verdicts."""
    done = noroshi("survey", "rejudge", two_dates[0], "--out", tmp_path / "again")
    assert done.stdout.startswith("0 verdicts differ")
    tables = {name: (tmp_path / "again" / f"{name}.parquet").read_bytes() for name in TABLES}
    assert tables == {name: (two_dates[0] / f"{name}.parquet").read_bytes() for name in TABLES}


def test_rejudging_with_a_newer_kev_list_raises_urgency(
    noroshi: Run, two_dates: tuple[Path, Path], tmp_path: Path
) -> None:
    """A survey judged without KEV becomes more urgent with it; observations and organisations stay."""
    empty = tmp_path / "kev.json"
    kev = json.loads((EXAMPLE / "kev-excerpt-2026-08-07.json").read_bytes())
    kev["vulnerabilities"] = [kev["vulnerabilities"][0] | {"cveID": "CVE-1999-0001"}]
    empty.write_text(json.dumps(kev), encoding="utf-8")
    noroshi("survey", "rejudge", two_dates[0], "--out", tmp_path / "without", "--kev", empty)
    done = noroshi(
        "survey", "rejudge", tmp_path / "without", "--out", tmp_path / "with",
        "--kev", EXAMPLE / "kev-excerpt-2026-08-07.json",
    )  # fmt: skip
    assert int(done.stdout.split()[0]) > 0
    with_kev, without = (
        pq.read_table(tmp_path / name / "verdicts.parquet", columns=["in_kev"])["in_kev"].to_pylist()
        for name in ("with", "without")
    )
    assert sum(with_kev) > sum(without)


def test_purge_says_what_it_would_do_and_does_it(noroshi: Run, two_dates: tuple[Path, Path], tmp_path: Path) -> None:
    """Content that supports no finding is emptied; the rows, the findings' content and the balance stay."""
    survey = tmp_path / "survey"
    shutil.copytree(two_dates[1], survey)
    before = fingerprint(survey)
    assert "would empty" in noroshi("survey", "purge", survey).stdout
    assert fingerprint(survey) == before
    noroshi("survey", "purge", survey, "--yes")
    kept = pq.read_table(survey / "observations.parquet").to_pylist()
    original = pq.read_table(two_dates[1] / "observations.parquet").to_pylist()
    assert len(kept) == len(original)
    emptied = [old for old, new in zip(original, kept, strict=True) if old["fields"] and not new["fields"]]
    still = [new for new in kept if new["fields"]]
    assert emptied
    assert still
    for old, new in zip(original, kept, strict=True):
        assert {key: old[key] for key in ("input", "line", "item", "digest", "ip")} == {
            key: new[key] for key in ("input", "line", "item", "digest", "ip")
        }
    explained = _json(noroshi, "survey", "show", survey, "--verdict", "affected")[0]
    noroshi("survey", "explain", survey, str(explained["device"]), "--language", "ja")
    assert "would remove" in noroshi("survey", "purge", survey, "--all").stdout
    noroshi("survey", "purge", survey, "--all", "--yes")
    assert not survey.exists()


@pytest.mark.parametrize("manifest", [True, False])
def test_purge_removes_only_what_the_survey_wrote(
    noroshi: Run, two_dates: tuple[Path, Path], tmp_path: Path, *, manifest: bool
) -> None:
    """Files and links that someone laid into the folder stay and are named; all of the survey goes."""
    survey, outside = tmp_path / "survey", tmp_path / "outside"
    outside.mkdir()
    shutil.copytree(two_dates[0], survey)
    own = {path.relative_to(survey) for path in survey.rglob("*") if path.is_file()}
    (outside / "manifest.json").write_text("{}", encoding="utf-8")
    foreign = ["letter.docx", "notes/letter.parquet", "knowledge/products/mine.yaml", "knowledge/notes.txt"]
    for name in foreign:
        (survey / name).parent.mkdir(exist_ok=True)
        (survey / name).write_text("keep", encoding="utf-8")
    (survey / "\x1b[2Jlink").symlink_to(outside)
    (survey / ".work" / "parts").mkdir(parents=True)
    if not manifest:
        (survey / "manifest.json").unlink()
    before = fingerprint(survey)
    foresaw = noroshi("survey", "purge", survey, "--all").stdout
    assert fingerprint(survey) == before
    done = noroshi("survey", "purge", survey, "--all", "--yes").stdout
    assert "\x1b" not in foresaw + done
    for name in foreign:
        assert (survey / name).read_text(encoding="utf-8") == "keep"
        assert name in foresaw
        assert name in done
    assert (outside / "manifest.json").is_file()
    assert not [path for path in own if (survey / path).exists()]
    assert {path.name for path in survey.iterdir()} == {"letter.docx", "notes", "knowledge", "\x1b[2Jlink"}
    assert "holds no survey" in noroshi("survey", "purge", survey, "--all", "--yes", check=1).stderr


def test_purge_follows_no_link(noroshi: Run, two_dates: tuple[Path, Path], tmp_path: Path) -> None:
    """A link in the place of the survey's folder, or of its knowledge, costs nothing that lies behind it."""
    survey, pack = tmp_path / "survey", tmp_path / "pack"
    shutil.copytree(two_dates[0], survey)
    shutil.move(survey / "knowledge", pack)
    (survey / "knowledge").symlink_to(pack)
    (tmp_path / "link").symlink_to(survey)
    before = fingerprint(pack)
    assert "is a link" in noroshi("survey", "purge", tmp_path / "link", "--all", "--yes", check=1).stderr
    assert "knowledge" in noroshi("survey", "purge", survey, "--all", "--yes").stdout
    assert fingerprint(pack) == before
    assert [path.name for path in survey.iterdir()] == ["knowledge"]


@pytest.mark.parametrize("command", [["run", "{data}"], ["rejudge", "{survey}"]])
@pytest.mark.parametrize(
    ("pack", "words"),
    [
        ("nosuch", "no such folder"),
        ("empty", "holds no knowledge pack"),
        ("urgency", "the urgency table is missing"),
        ("rule", "no valid regex"),
        ("column", "'organization' is missing"),
    ],
)
def test_a_pack_that_cannot_be_used_is_refused_before_anything_is_written(
    noroshi: Run, two_dates: tuple[Path, Path], tmp_path: Path, command: list[str], pack: str, words: str
) -> None:
    """A folder that is no knowledge pack, or a broken one, ends with its name and leaves no folder behind."""
    folder = tmp_path / pack
    if pack == "empty":
        folder.mkdir()
    elif pack != "nosuch":
        shutil.copytree(two_dates[0] / "knowledge", folder)
    if pack == "urgency":
        (folder / "urgency_bod_26_04.csv").unlink()
    elif pack == "rule":
        file = folder / "products" / "nec-univerge-ix.yaml"
        file.write_text(re.sub(r"regex: '[^']*'", "regex: '('", file.read_text("utf-8"), count=1), encoding="utf-8")
    elif pack == "column":
        file = folder / "attribution" / "networks.csv"
        file.write_text(file.read_text("utf-8").replace("organization", "name", 1), encoding="utf-8")
    places = {"data": EXAMPLE / "data" / "2026-09", "survey": two_dates[0]}
    arguments = [part.format(**places) for part in command]
    done = noroshi("survey", *arguments, "--out", tmp_path / "out", "--knowledge", folder, check=1)
    assert done.stderr.startswith(f"noroshi: {folder}: ")
    assert words in done.stderr
    assert not (tmp_path / "out").exists()


def test_rejudging_takes_the_pack_of_another_survey(noroshi: Run, two_dates: tuple[Path, Path], tmp_path: Path) -> None:
    """With --knowledge the verdicts come from that pack, and the new survey keeps it."""
    pack = tmp_path / "pack"
    shutil.copytree(two_dates[0] / "knowledge", pack)
    for file in (pack / "advisories").iterdir():
        if file.name != "fortinet.yaml":
            file.unlink()
    noroshi("survey", "rejudge", two_dates[0], "--out", tmp_path / "new", "--knowledge", pack)
    assert fingerprint(tmp_path / "new" / "knowledge") == fingerprint(pack)
    rows = _json(noroshi, "survey", "query", tmp_path / "new", "SELECT DISTINCT product FROM verdicts")
    assert [row["product"] for row in rows] == ["fortinet-fortios"]


@pytest.mark.parametrize("command", ["run", "rejudge"])
def test_a_date_that_is_none_is_a_usage_error(
    noroshi: Run, two_dates: tuple[Path, Path], tmp_path: Path, command: str
) -> None:
    """A date that does not exist ends with exit code 2 before anything is written."""
    source = two_dates[0] if command == "rejudge" else EXAMPLE / "data"
    done = noroshi("survey", command, source, "--out", tmp_path / "out", "--as-of", "2026-02-30", check=2)
    assert "--as-of 2026-02-30" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_address_is_found_in_ipv6_spelling(noroshi: Run, example_survey: Path) -> None:
    """A device is found by its IPv4 address also where that is written as an IPv6 address."""
    rows = _json(noroshi, "survey", "query", example_survey, "SELECT ip FROM observations WHERE len(products) > 0")
    address = next(str(row["ip"]) for row in rows if "." in str(row["ip"]))
    assert address in noroshi("survey", "explain", example_survey, f"::ffff:{address}").stdout


@pytest.mark.parametrize("command", ["show", "report", "purge"])
def test_a_folder_without_a_survey_is_said_plainly(noroshi: Run, tmp_path: Path, command: str) -> None:
    """A folder that holds no survey ends with exit code 1 and what to do."""
    done = noroshi("survey", command, tmp_path / "nothing", check=1)
    assert done.stderr.startswith("noroshi: ")


def test_hostile_text_is_neutralised_everywhere(noroshi: Run, tmp_path: Path) -> None:
    """Terminal escapes, HTML and formulas from a banner reach no output as such."""
    hostile = "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>=HYPERLINK(1)\u202e"
    record = {
        "ip_str": "192.0.2.9", "port": 443, "transport": "tcp", "timestamp": "2026-10-01T00:00:00",
        "hostnames": ["=cmd|' /C calc'!A0", hostile], "data": "HTTP/1.1 200 OK\r\nServer: xxxxxxxx-xxxxx\r\n\r\n",
        "http": {"server": "xxxxxxxx-xxxxx", "title": hostile, "html": hostile},
        "ssl": {"cert": {"subject": {"O": hostile, "CN": "x"}, "issuer": {"O": hostile}}},
        "location": {"country_code": "JP"}, "_shodan": {"module": "https"},
    }  # fmt: skip
    name = "export \x1b[31m<b>.json"
    (tmp_path / name).write_text(json.dumps(record) + "\n" + "{broken \x1b[31m\n", encoding="utf-8")
    run = noroshi("survey", "run", tmp_path / name, "--out", tmp_path / "out")
    device = str(_json(noroshi, "survey", "show", tmp_path / "out")[0]["device"])
    noroshi("survey", "report", tmp_path / "out")
    outputs = [
        run.stdout + run.stderr,
        noroshi("survey", "show", tmp_path / "out").stdout,
        noroshi("survey", "show", tmp_path / "out", "--format", "csv").stdout,
        noroshi("survey", "explain", tmp_path / "out", device).stdout,
        noroshi("survey", "explain", tmp_path / "out", device, "--language", "ja").stdout,
        noroshi("survey", "query", tmp_path / "out", "SELECT hostnames, fields FROM observations").stdout,
        (tmp_path / "out" / "report.html").read_text(encoding="utf-8"),
    ]
    for text in outputs:
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<script>" not in outputs[-1]
    rows = csv.reader(
        io.StringIO(
            noroshi(
                "survey", "query", tmp_path / "out", "SELECT unnest(hostnames) AS name FROM devices", "--format", "csv"
            ).stdout
        )
    )
    for cells in rows:
        assert not cells[0].startswith("=")
