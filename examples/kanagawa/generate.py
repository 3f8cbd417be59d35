"""Write the synthetic prefecture: two surveys, a mini register, broken inputs and the answer sheet.

Run ``python examples/kanagawa/generate.py``; ``--out DIR`` writes elsewhere. Standard library only, no clock, one seed:
the files' contents are the same on every machine (compressed bytes may differ with another zlib).
"""

import argparse
import csv
import gzip
import io
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from prefecture import broken
from prefecture.answers import device_rows, verdict_rows
from prefecture.corporations import Corporation, build_registry, rows
from prefecture.devices import SURVEYS, build_devices
from prefecture.dice import Dice
from prefecture.network import AddressPool
from prefecture.noise import build_bystanders
from prefecture.surveys import sightings

SERVERS, APPLIANCES = 1_350, 620


def register_files(corporations: list[Corporation]) -> dict[str, bytes]:
    """Return the mini register: Kanagawa as CP932 zip, the others as UTF-8 csv, and the domain aliases."""
    table = rows(corporations)
    here = [row for row in table if row[13] == "14"]
    there = [row for row in table if row[13] != "14"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        member = zipfile.ZipInfo("14_kanagawa_synthetic_20260803.csv", (1980, 1, 1, 0, 0, 0))
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, _csv(here).encode("cp932"))
    aliases = [["alias", "kind", "corporate_number", "source", "date"]]
    aliases += [
        [c.domain, "domain", c.successor or c.number, "synthetic", "2026-08-03"]
        for c in corporations
        if c.role in ALIASED
    ]
    aliases += [[c.former_name, "former", c.number, "synthetic", "2026-08-03"] for c in corporations if c.former_name]
    return {
        "synthetic-14_kanagawa_all_20260803.zip": packed.getvalue(),
        "synthetic-others_all_20260803.csv": _csv(there).encode(),
        "synthetic-aliases.csv": _csv(aliases).encode(),
    }


ALIASED = ("plain", "elsewhere", "long-english", "spelling", "renamed", "successor", "merged")


def _csv(table: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n").writerows(table)
    return text.getvalue()


def build() -> tuple[dict[str, bytes], dict[str, dict[str, int]]]:
    """Return every file by its path below the example's folder, and the records by survey and source."""
    corporations = build_registry().corporations
    pool = AddressPool(Dice("kanagawa/addresses"))
    devices = build_devices(corporations, pool)
    bystanders = build_bystanders(corporations, pool, SERVERS, APPLIANCES)
    files: dict[str, bytes] = {}
    counts: dict[str, dict[str, int]] = {}
    for survey, name in enumerate(SURVEYS):
        seen = sightings(devices, bystanders, survey)
        for file, content in seen.files(survey).items():
            files[f"data/{name}/{file}.gz"] = gzip.compress(content, 9, mtime=0)
        counts[name] = {**dict(sorted(seen.records.items())), "of these VPN devices": seen.vpn_records}
    for file, content in register_files(corporations).items():
        files[f"register/{file}"] = content
    expected = [["file", "kept"]]
    for file, (content, kept) in broken.files().items():
        files[f"broken/{file}"] = content
        expected.append([file, str(kept)])
    files["broken-expected.csv"] = _csv(expected).encode()
    files["truth.csv"] = device_rows(devices, bystanders)
    files["truth_verdicts.csv.gz"] = gzip.compress(verdict_rows(devices), 9, mtime=0)
    return files, counts


def main() -> None:
    """Write all files and print what they hold."""
    parser = argparse.ArgumentParser(description="Write the synthetic prefecture.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    out: Path = parser.parse_args().out
    files, counts = build()
    for name, content in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    for survey, sources in counts.items():
        for source, count in sources.items():
            print(f"{survey}  {source:28} {count:6,}")
    print(f"{len(files)} files, {sum(map(len, files.values())):,} bytes in {out}")


if __name__ == "__main__":
    main()
