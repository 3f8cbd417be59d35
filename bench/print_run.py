"""Measures a print run: 200 first letters with their annexes in one PDF; wall time and peak memory of one process.

``.venv/bin/python bench/print_run.py [ENVELOPES]``; must take less than 10 s and 300 MB. All names are invented.
"""

import resource
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import msgspec

from document_world import IDENTITY, RECIPIENT, UNSIGNED, device, finding, frame
from noroshi.notify.documents import device_annex, first_letter
from noroshi.notify.reference_number import from_random
from noroshi.render.print_run import Envelope, print_run

LIMIT_SECONDS = 10.0
LIMIT_MEGABYTES = 300
CREATED = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def envelope(number: int) -> Envelope:
    """Return the letter and annex of an invented organisation."""
    reference = from_random(number * 7_919_777_777 + 1)
    recipient = msgspec.structs.replace(RECIPIENT, organization=f"見本第{number}工業株式会社")
    at = frame(UNSIGNED, id=f"L{number:04d}", reference=reference, on=date(2026, 11, 24))
    one = device(finding=finding(version=f"7.2.{number % 7}"), address=f"192.0.2.{number % 250}")
    annex = frame(UNSIGNED, id=f"A{number:04d}", reference=reference)
    documents = (
        first_letter.build(at, recipient, "ja"),
        device_annex.build(annex, recipient, (one,), IDENTITY, "ja"),
    )
    return Envelope(address=recipient.lines("ja"), documents=documents, reference=documents[0].reference)


def main() -> int:
    """Print the run and say how long it took; 1 where a limit is passed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    began = time.perf_counter()
    run = print_run(map(envelope, range(1, count + 1)), name="R-0001", created=CREATED, language="ja")
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} envelopes, {len(run.entries)} documents, {run.pages} pages, {len(run.pdf) / 1e6:.1f} MB")
    print(f"{seconds:.1f} s wall, {time.process_time():.1f} s CPU, {peak:.0f} MB peak")
    return int(seconds > LIMIT_SECONDS or peak > LIMIT_MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
