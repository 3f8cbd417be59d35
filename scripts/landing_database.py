"""Write the database of this release as a fixture: the demo's campaign, packed, for the test that opens it later.

    python scripts/landing_database.py out/campaign.sqlite3 tests/records/fixtures/0.1.0.sqlite3.xz

Run it after ``make run`` when a release ends; keep the fixtures of earlier releases. Everything in it is invented.
"""

import lzma
import sqlite3
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Copy the database without its sessions, shrink it, pack it."""
    source, target = map(Path, sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite3"
        with sqlite3.connect(source) as old, sqlite3.connect(copy) as new:
            old.backup(new)
            new.execute("DELETE FROM django_session")
            new.commit()
            new.execute("VACUUM")
        target.write_bytes(lzma.compress(copy.read_bytes(), preset=9))


if __name__ == "__main__":
    main()
