"""`noroshi identify`, `judge`, `attribute` and `knowledge`: one step on standard input, as their contracts say."""

import contextlib
import csv
import io
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests_support import EXAMPLE, ROOT, SHARED, Run

ROOT_PAGE = {
    "http.path": "/",
    "http.header.etag": '"83-6011f49f"',
    "http.content_length": 131,
    "http.body": '<html><script>top.location="/remote/login"</script></html>',
}


def test_identify_answers_line_by_line(noroshi: Run) -> None:
    """One line out for each line in, in order; a line that cannot be read gives an error in its place."""
    lines = [json.dumps(ROOT_PAGE), "{broken", json.dumps({"http.header.server": "nginx"}), "[]"]
    answers = [json.loads(line) for line in noroshi("identify", stdin="\n".join(lines) + "\n").stdout.splitlines()]
    assert [set(answer) == {"error"} for answer in answers] == [False, True, False, True]
    assert answers[0]["product"] == "fortinet-fortios"
    assert answers[0]["version"]["kind"] == "build_time"
    assert answers[0]["version"]["build_time"] == "2021-01-27T23:17:51Z"
    assert answers[2]["product"] is None
    assert set(answers[0]) == {
        "product", "vendor", "model", "roles", "version", "decoy", "because", "conflicts",
    }  # fmt: skip


def test_identify_fuses_lines_of_one_device(noroshi: Run) -> None:
    """With --fuse, what one port shows is known of all lines of the device."""
    lines = [
        {"ip": "192.0.2.1", "port": 443, "http.header.server": "xxxxxxxx-xxxxx"},
        {"ip": "192.0.2.1", "port": 10443, **ROOT_PAGE},
        {"ip": "192.0.2.2", "port": 443, "http.header.server": "xxxxxxxx-xxxxx"},
    ]
    text = "\n".join(map(json.dumps, lines))
    fused = [json.loads(line) for line in noroshi("identify", "--fuse", stdin=text).stdout.splitlines()]
    assert [answer["version"]["kind"] for answer in fused] == ["build_time", "build_time", "none"]


def test_judge_keeps_rows_and_order(noroshi: Run) -> None:
    """The same rows come back in order with the verdict added, one per CVE where none is given."""
    text = (
        "id,vendor,product,edition,version,cve\n"
        "a,fortinet,FortiOS,,7.2.6,CVE-2024-21762\n"
        "b,fortinet,FortiOS,,7.2.7,CVE-2024-21762\n"
        "c,fortinet,FortiOS,,7.2,CVE-2024-21762\n"
        "d,nobody,nothing,,1,CVE-2024-21762\n"
        "e,Fortinet,fortinet-fortios,,7.2.6,\n"
    )
    rows = list(csv.DictReader(io.StringIO(noroshi("judge", stdin=text).stdout)))
    assert [row["id"] for row in rows[:4]] == ["a", "b", "c", "d"]
    assert [(row["verdict"], row["reason"]) for row in rows[:4]] == [
        ("affected", "IN_RANGE"),
        ("not_affected", "FIXED_BUILD"),
        ("undetermined", "PARTIAL_VERSION"),
        ("undetermined", "PRODUCT_UNKNOWN"),
    ]
    assert {row["id"] for row in rows[4:]} == {"e"}
    assert len(rows) > 15


JUDGE_HEADER = "id,vendor,product,edition,version,cve\n"


def test_judge_answers_every_row_around_a_stray_quote(noroshi: Run) -> None:
    """A quote that is never closed costs its own row a definite answer and no other row anything."""
    text = JUDGE_HEADER + (
        'a,fortinet,FortiOS,,"7.2.6,CVE-2024-21762\n'
        "b,fortinet,FortiOS,,7.2.6,CVE-2024-21762\n"
        'c,fortinet,"FortiOS,,7.2.7,CVE-2024-21762\n'
        'd,fortinet,"FortiOS",,"7.2.7",CVE-2024-21762\n'
        "e,fortinet,FortiOS,,7.2.6,CVE-2024-21762,CVE-2023-27997\n"
    )
    rows = list(csv.DictReader(io.StringIO(noroshi("judge", stdin=text).stdout)))
    assert [(row["id"], row["verdict"], row["reason"]) for row in rows] == [
        ("a", "undetermined", "ROW_UNREADABLE"),
        ("b", "affected", "IN_RANGE"),
        ("c", "undetermined", "ROW_UNREADABLE"),
        ("d", "not_affected", "FIXED_BUILD"),
        ("e", "undetermined", "ROW_UNREADABLE"),
    ]
    assert [row["because"].partition(":")[0] for row in rows if row["reason"] == "ROW_UNREADABLE"] == [
        "line 2", "line 4", "line 6",
    ]  # fmt: skip
    assert rows[0]["version"] == '"7.2.6'


@pytest.mark.parametrize("quote", ["", '"'])
def test_judge_takes_a_cell_of_any_length(noroshi: Run, quote: str) -> None:
    """A cell beyond the limit of the CSV library is answered like any other, and so are the rows after it."""
    long = "7" * 200_000
    text = JUDGE_HEADER + (
        f"a,fortinet,FortiOS,,{quote}{long}{quote},CVE-2024-21762\nb,fortinet,FortiOS,,7.2.6,CVE-2024-21762\n"
    )
    first, second = noroshi("judge", stdin=text).stdout.splitlines()[1:]
    assert first.startswith(f"a,fortinet,FortiOS,,{long},CVE-2024-21762,undetermined,")
    assert ",affected,IN_RANGE," in second


def test_judge_names_the_cve_where_the_input_has_no_column_for_it(noroshi: Run) -> None:
    """Without the column `cve` it is added, so that every row says which CVE it speaks of."""
    text = "vendor,product,version\nfortinet,FortiOS,7.2.6\n"
    rows = list(csv.DictReader(io.StringIO(noroshi("judge", stdin=text).stdout)))
    assert len({row["cve"] for row in rows}) == len(rows) > 10


@pytest.mark.parametrize("command", ["judge", "attribute"])
def test_a_column_that_stands_twice_is_refused(noroshi: Run, example_register: Path, command: str) -> None:
    """A header with one name twice ends before any row is answered, with the name."""
    options = ["--register", example_register] if command == "attribute" else []
    header = "ip,vendor,product,version,product\nx,x,x,x,x\n"
    done = noroshi(command, *options, stdin=header, check=1)
    assert "names product more than once" in done.stderr
    assert done.stdout == ""


def test_attribute_answers_every_row_around_a_stray_quote(noroshi: Run, example_register: Path) -> None:
    """A damaged row abstains and says its line; a page over several lines is one row."""
    text = (
        "case_id,ip,http_title,http_body\n"
        '1,192.0.2.1,"title,\n'
        '2,192.0.2.2,title,"<p>\none, two, three, four\n</p>"\n'
        "3,192.0.2.3,title," + "x" * 200_000 + "\n"
    )
    done = noroshi("attribute", "--register", example_register, stdin=text)
    rows = list(csv.DictReader(io.StringIO(done.stdout.replace("x" * 200_000, "long"))))
    assert [(row["case_id"], row["http_body"]) for row in rows] == [
        ("1", ""), ("2", "<p>\none, two, three, four\n</p>"), ("3", "long"),
    ]  # fmt: skip
    assert (rows[0]["decision"], rows[0]["because"]) == ("abstain", "line 2: the quotes do not match")
    assert rows[0]["organization"] == ""


STEERING = "\x1b]0;owned\x07\x9b2J\u202e"


def test_a_pipe_gets_the_own_cells_as_they_came(noroshi: Run) -> None:
    """Another program reads back exactly the cells it wrote, also where a spreadsheet would see a formula."""
    text = f'id,vendor,product,edition,version,cve,=note\n=cmd,{STEERING},"a ""b""",,1,CVE-2024-21762,+1\n'
    (row,) = csv.DictReader(io.StringIO(noroshi("judge", stdin=text).stdout, newline=""))
    assert [row[name] for name in ("id", "vendor", "product", "=note")] == ["=cmd", STEERING, 'a "b"', "+1"]


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (["judge"], f"vendor,product,version,{STEERING}\n{STEERING},{STEERING},1,x\n"),
        (["identify"], json.dumps({f"http.header.{STEERING}": {}}, ensure_ascii=False)),
    ],
)
def test_a_terminal_is_not_steered_by_the_input(command: list[str], text: str) -> None:
    """On a terminal no control or override character of the input reaches the screen."""
    screen, program_side = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "noroshi", *command], cwd=ROOT, stdin=subprocess.PIPE, stdout=program_side
    ) as process:
        os.close(program_side)
        process.communicate(text.encode())
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal's input is an error on Linux
        while data := os.read(screen, 65_536):
            shown += data
    os.close(screen)
    assert process.returncode == 0
    assert shown
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown.decode())


def test_judge_says_which_column_is_missing(noroshi: Run) -> None:
    """A header without a needed column ends with its name."""
    assert "version" in noroshi("judge", stdin="vendor,product\nx,y\n", check=1).stderr


def test_judge_takes_a_kev_file(noroshi: Run, tmp_path: Path) -> None:
    """With a KEV snapshot its date is among the sources; a file that is none is refused by name."""
    text = "vendor,product,edition,version,cve\nfortinet,FortiOS,,7.2.6,CVE-2024-21762\n"
    kev = EXAMPLE / "kev-excerpt-2026-08-07.json"
    row = next(csv.DictReader(io.StringIO(noroshi("judge", "--kev", kev, stdin=text).stdout)))
    assert "cisa-kev@2026-08-07" in row["sources"].split(";")
    (tmp_path / "kev.json").write_text("[]", encoding="utf-8")
    assert "kev.json" in noroshi("judge", "--kev", tmp_path / "kev.json", stdin=text, check=1).stderr


def test_attribute_names_the_organisation(noroshi: Run, example_register: Path) -> None:
    """A row comes back with the decision; unread columns pass through."""
    text = (
        "case_id,ip,cert_subject,http_title,geo_pref,note\n"
        '1,192.0.2.1,"C=US, ST=California, O=Fortinet, OU=FortiGate, CN=FortiGate",,,vendor default\n'
    )
    row = next(csv.DictReader(io.StringIO(noroshi("attribute", "--register", example_register, stdin=text).stdout)))
    assert row["case_id"] == "1"
    assert row["note"] == "vendor default"
    assert row["decision"] in {"abstain", "abstain_isp"}
    assert row["organization"] == ""


def test_attribute_refuses_a_file_that_is_no_register(noroshi: Run, tmp_path: Path) -> None:
    """A path that is no register ends with its name and how to build one."""
    done = noroshi("attribute", "--register", tmp_path / "none", stdin="ip\n192.0.2.1\n", check=1)
    assert "register build" in done.stderr


def test_the_knowledge_holds(noroshi: Run) -> None:
    """The bundled knowledge passes its own check, lists at least ten products and shows their sources."""
    assert noroshi("knowledge", "check").stdout.strip().endswith("0 faults")
    rows = [json.loads(line) for line in noroshi("knowledge", "list", "--format", "json").stdout.splitlines()]
    assert len(rows) >= 10
    assert all({"real", "synthetic"} <= set(row) for row in rows)
    text = noroshi("knowledge", "show", "fortinet-fortios").stdout
    assert "sources:" in text
    assert "CVE-2024-21762" in text
    assert "FG-IR-24-015" in noroshi("knowledge", "show", "CVE-2024-21762").stdout
    assert "no such product" in noroshi("knowledge", "show", "nothing", check=1).stderr


def test_a_fault_in_the_knowledge_is_named_by_file_and_line(noroshi: Run, tmp_path: Path, example_survey: Path) -> None:
    """A broken example in a pack ends the check with exit code 1, file and line."""
    pack = tmp_path / "pack"
    shutil.copytree(example_survey / "knowledge", pack)
    file = pack / "products" / "nec-univerge-ix.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if "expect:" in line and "product" in line)
    lines[number] = lines[number].replace("nec-univerge-ix", "array-ag")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = noroshi("knowledge", "check", "--pack", pack, check=1)
    assert "products/nec-univerge-ix.yaml:" in done.stdout


@pytest.mark.shared
def test_judge_is_right_on_the_explained_cases(noroshi: Run) -> None:
    """All hand-checked verdict examples come out right through the command line."""
    file = SHARED / "vulns" / "verdict_examples.csv"
    if not file.is_file():
        pytest.skip("the shared research data is not beside this checkout")
    examples = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["vendor", "product", "edition", "version", "cve"])
    for row in examples:
        writer.writerow([row["vendor"], row["product"], row["edition_or_platform"], row["version_as_seen"], row["cve"]])
    answers = list(csv.DictReader(io.StringIO(noroshi("judge", stdin=text.getvalue()).stdout)))
    means = {"affected": "yes", "likely": "yes", "not_affected": "no", "undetermined": "unknown"}
    wrong = [
        (example["id"], answer["verdict"], answer["reason"])
        for example, answer in zip(examples, answers, strict=True)
        if means[answer["verdict"]] != example["affected"]
    ]
    assert wrong == []
