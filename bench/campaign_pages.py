"""How long the campaign's pages take on the server with 20 people at work: the issue's target is p95 < 150 ms.

Fills a fresh database (10,000 cases, 50,000 entries of the audit chain), serves it with two gunicorn workers, as
``noroshi serve`` does, and lets 20 people click: 80 % reads (list, filter, case page, figures), 20 % writes (the draft
of a call). Every read is written to the audit chain, as always. The clients run on the same two cores.

    python bench/campaign_pages.py sqlite:////tmp/bench.sqlite3
    python bench/campaign_pages.py postgres://postgres@127.0.0.1:5432/bench
"""

import argparse
import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
TARGET_MS: Final = 150
USERS: Final = 20
WARM_UP_SECONDS: Final = 15
"""A worker's first request of a page reads templates and words; a server that has been up for a minute has done so."""
_DURATION: Final = re.compile(r"dur=([0-9.]+)")
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Person(threading.Thread):
    """One person who clicks through the pages until the time is over."""

    def __init__(self, port: int, session: str, cases: list[int], seconds: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.dice = random.Random(seed)
        self.port, self.session, self.cases, self.until = port, session, cases, time.monotonic() + seconds
        self.took: dict[str, list[float]] = defaultdict(list)
        self.failed: list[str] = []

    def run(self) -> None:
        """Click: a page, two to six seconds to read it, and again: five requests a second from 20 people.

        They do not begin in the same instant: a tenth of all requests would be that one burst.
        """
        time.sleep(self.dice.uniform(0, 6))
        while time.monotonic() < self.until:
            case = self.dice.choice(self.cases)
            if self.dice.random() < 0.2:  # noqa: PLR2004 one in five writes
                self._write(case)
            else:
                name, path = self.dice.choice(
                    [
                        ("list", "/cases/"),
                        ("filter", "/cases/?state=contacting&urgency=3d"),
                        ("search", "/cases/?q=%E6%9E%B6%E7%A9%BA01"),
                        ("case", f"/cases/{case}/"),
                        ("case", f"/cases/{case}/"),
                        ("call", f"/cases/{case}/call/"),
                        ("today", "/today/"),
                        ("funnel", "/supervision/"),
                    ]
                )
                self._send(name, "GET", path)
            time.sleep(self.dice.uniform(2, 6))

    def _write(self, case: int) -> None:
        page = self._send("call", "GET", f"/cases/{case}/call/")
        token = _TOKEN.search(page)
        if token is None:
            self.failed.append(f"no form on the call page of case {case}")
            return
        body = f"csrfmiddlewaretoken={token[1]}&outcome=no_answer&note=bench"
        self._send("draft", "POST", f"/cases/{case}/call/draft/", body)

    def _send(self, name: str, method: str, path: str, body: str = "") -> str:
        cookie = f"sessionid={self.session}; csrftoken={'c' * 32}"
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        duration = _DURATION.search(answer.headers.get("Server-Timing", ""))
        if answer.status not in {200, 204} or duration is None:
            self.failed.append(f"{method} {path}: {answer.status}")
        else:
            self.took[name].append(float(duration[1]))
        return text


def main() -> int:
    """Fill, serve, click, and print each page's median, p95 and maximum; exit 1 where a p95 misses the target."""
    arguments = _arguments()
    os.environ |= {
        "NOROSHI_DATABASE": arguments.database,
        "NOROSHI_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "campaign_settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH", "")])),
    }
    sys.path.insert(0, str(HERE))
    sessions, cases = _prepare(arguments.cases, arguments.events)
    port = _free_port()
    with _serve(port, arguments.workers) as server:
        _wait(port)
        _click(port, sessions, cases, WARM_UP_SECONDS)
        people = _click(port, sessions, cases, arguments.seconds)
        server.terminate()
    return _report(people)


def _click(port: int, sessions: list[str], cases: list[int], seconds: float) -> list[Person]:
    people = [Person(port, key, cases, seconds, seed) for seed, key in enumerate(sessions)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return people


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("database")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _prepare(cases: int, events: int) -> tuple[list[str], list[int]]:
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    from campaign_load import fill
    from noroshi.records.models import Campaign, Case, User
    from noroshi.records.scope import Scope

    call_command("migrate", verbosity=0)
    if not User.objects.exists():
        begin = time.perf_counter()
        fill(cases, events)
        print(f"filled with {cases:,} cases and {events:,} entries in {time.perf_counter() - begin:.0f} s")
    sessions = []
    for person in User.objects.all()[:USERS]:
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = (
            str(person.pk),
            "allauth.account.auth_backends.AuthenticationBackend",
        )
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        sessions.append(str(session.session_key))
    units = frozenset(User.objects.all()[0].grants.values_list("unit_id", flat=True))
    scope = Scope.system(units, "bench")
    assert Campaign.objects.within(scope).exists()  # noqa: S101
    return sessions, list(Case.objects.within(scope).values_list("pk", flat=True))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(port: int, workers: int) -> "subprocess.Popen[bytes]":
    command = ["gunicorn", "noroshi.web.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    return subprocess.Popen([str(Path(sys.executable).parent / command[0]), *command[1:], "--threads", "4"])


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the server did not answer within 20 s")


def _report(people: list[Person]) -> int:
    took: dict[str, list[float]] = defaultdict(list)
    for person in people:
        for name, values in person.took.items():
            took[name].extend(values)
    missed = 0
    print(f"{'page':8} {'requests':>8} {'median':>8} {'p95':>8} {'max':>8}  (ms on the server)")
    for name, values in sorted(took.items()):
        p95 = statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
        missed += p95 >= TARGET_MS
        print(f"{name:8} {len(values):8} {statistics.median(values):8.1f} {p95:8.1f} {max(values):8.1f}")
    failed = [line for person in people for line in person.failed]
    print(f"{sum(map(len, took.values()))} requests, {len(failed)} failed, {missed} pages at or over {TARGET_MS} ms")
    for line in failed[:5]:
        print(f"  {line}")
    return 1 if missed or failed else 0


if __name__ == "__main__":
    sys.exit(main())
