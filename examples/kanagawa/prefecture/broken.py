"""Inputs that are broken on purpose, each with the number of good records that must survive."""

import gzip
import json
from typing import Any

from prefecture.dice import token


def _good(index: int) -> dict[str, Any]:
    return {
        "ip_str": f"198.19.255.{index}",
        "port": 443,
        "transport": "tcp",
        "timestamp": "2026-09-15T03:00:00.000000",
        "data": f'HTTP/1.1 200 OK\r\nServer: nginx\r\nETag: "{token(str(index), 12)}"\r\n\r\n',
        "_shodan": {"module": "https", "id": token(str(index), 16), "options": {}, "crawler": "synthetic"},
        "tags": ["synthetic"],
    }


def files() -> dict[str, tuple[bytes, int]]:
    """Return the broken files by name, each with the number of records that can be kept."""
    lines = [json.dumps(_good(index)).encode() for index in range(1, 9)]
    hostile = {
        **_good(20),
        "http": {
            "title": '=HYPERLINK("http://x.example")',
            "html": "<script>alert(1)</script>\x1b[31m",
            "location": "/",
        },
    }
    mixed = [
        lines[0],
        b'{"ip_str": "198.19.255.30", "port": 443',
        b"[1, 2, 3]",
        b'"text"',
        json.dumps({key: value for key, value in _good(31).items() if key != "ip_str"}).encode(),
        json.dumps({**_good(32), "ip_str": "999.1.1.1"}).encode(),
        json.dumps({**_good(33), "timestamp": "last Tuesday"}).encode(),
        lines[1],
        b"\xff\xfe not json",
        json.dumps(hostile).encode(),
        lines[2],
        lines[2],
    ]
    header = '"timestamp","severity","ip","protocol","port","hostname","tag","device_vendor","device_model"'
    rows = [
        '"2026-09-15 01:00:00","info","198.19.254.1","tcp","443","","ssl,vpn;synthetic","Fortinet","FortiGate"',
        '"2026-09-15 01:00:01","info","198.19.254.2","tcp","443",""',
        '"2026-09-15 01:00:02","info","198.19.254.3","tcp","443","","ssl;synthetic","Cisco","ASA","one","two"',
        '"2026-09-15 01:00:03","info","not an address","tcp","443","","ssl;synthetic","Cisco","ASA"',
        '"2026-09-15 01:00:04","info","198.19.254.5","tcp","443","","ssl;synthetic","F5","BIG-IP"',
    ]
    ragged = "".join(f"{row}\n" for row in (header, *rows))
    whole = gzip.compress(b"\n".join(lines) + b"\n", mtime=0)
    return {
        "synthetic-broken-lines.json": (b"\n".join(mixed) + b"\n", 4),
        "synthetic-ragged-device_id.csv": (ragged.encode(), 2),
        "synthetic-truncated.json.gz": (whole[: len(whole) - 40], 0),
        "synthetic-empty.json": (b"", 0),
        "synthetic-unknown-format.txt": (b"This is a note, not an export.\n", 0),
    }
