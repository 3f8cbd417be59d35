"""The rate limit of the public page: it holds under load, over all processes, and in a bounded table."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from noroshi.web.public.rate_limit import PER_NETWORK, WINDOW
from public_world import make_codes, served, settings_of
from tests_support import ROOT

SENT = 160
THREADS = 8


def test_the_limit_holds_under_load_and_the_page_still_answers(tmp_path: Path) -> None:
    """Of 160 forms in a burst over two processes forty get through, whatever the client claims; reading goes on."""
    codes = make_codes()
    with served(tmp_path, codes) as page:
        before = int(time.time()) // WINDOW
        fields = {"reference": codes.next()[0], "confirmation": codes.next()[1]}
        with ThreadPoolExecutor(THREADS) as pool:
            # without a configured proxy, X-Forwarded-For is only a claim
            sent = [pool.submit(page.ask, "/answer/", fields, client=f"192.0.{n}.1") for n in range(SENT)]
            read = [pool.submit(page.ask, "/") for _ in range(10)]
            answers = [each.result() for each in sent]
            assert {each.result().status for each in read} == {200}
        admitted = sum(answer.status == 200 for answer in answers)
        same_window = before == int(time.time()) // WINDOW
        assert admitted == PER_NETWORK if same_window else admitted <= 2 * PER_NETWORK
        refused = [answer for answer in answers if answer.status == 429]
        assert len(refused) == SENT - admitted
        assert "10分ほど待って" in refused[0].text
        right = dict(zip(("reference", "confirmation"), codes.next(), strict=True))
        assert page.ask("/answer/", right).status == (429 if same_window else 200)
        assert page.ask("/").status == 200
        assert b"192.0." not in page.database_bytes()
        assert b"127.0.0" not in page.database_bytes()


def test_limits_together_and_of_the_table(tmp_path: Path) -> None:
    """All networks share a limit, counts of earlier windows go, and beyond the table's size the rest share a count."""
    environment = settings_of(
        tmp_path,
        DJANGO_SETTINGS_MODULE="noroshi.web.public.settings",
        NOROSHI_PUBLIC_PROXIES="127.0.0.1",
        PYTHONPATH=str(ROOT / "tests"),
    )
    program = "import django; django.setup(); import public_limits; public_limits.main()"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["together"] == [True, True, False, False]
    assert found["old counts"] == 0
    assert found["many networks"] == PER_NETWORK
    assert found["rows"] == 2
    assert found["networks"] == [
        "198.51.100.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "203.0.113.0/24",
        "unknown",
        "unknown",
        "198.51.100.0/24",
        "2001:db8:1::/48",
    ]
