"""Takes the README's pictures of the campaign's desks with Debian's Chromium: `make pictures`.

The demonstration of `make run` is made afresh below OUT, from the surveys that `make run` left there or that are made
now, and served on a free port of this machine while the pictures are taken.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH, HEIGHT = 1366, 860
EXAMPLE = Path("examples/kanagawa")
NOROSHI = [sys.executable, "-m", "noroshi"]
PICTURES = {"today": "demo-officer", "case": "demo-officer", "call": "demo-officer", "overview": "demo-supervisor"}


def surveys(out: Path) -> Path:
    """Return the folder of the two surveys of the example, making what is missing."""
    folder = out / "surveys"
    if not (out / "register").exists():
        run("register", "build", EXAMPLE / "register", "--out", out / "register")
    for month in ("2026-09", "2026-10"):
        if not (folder / month).exists():
            kev = EXAMPLE / "kev-excerpt-2026-08-07.json"
            terms = [word for use in ("hand-over", "print", "publish") for word in (f"--may-{use}", "yes")]
            run(
                "survey",
                "run",
                EXAMPLE / "data" / month,
                "--out",
                folder / month,
                "--register",
                out / "register",
                "--kev",
                kev,
                "--licence",
                "synthetic example",
                *terms,
            )
    return folder.resolve()


def run(*arguments: str | Path, environment: dict[str, str] | None = None) -> None:
    """Run one command of the program; its failure ends this one."""
    command = [*NOROSHI, *map(str, arguments)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 our own command line


@contextmanager
def demonstration(out: Path, folder: Path, password: str) -> Iterator[str]:
    """Make and serve the demonstration in a folder; yield its address."""
    made = surveys(out)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NOROSHI_")} | {
        "NOROSHI_DEMO": "1",
        "NOROSHI_DATABASE": f"sqlite:///{folder}/campaign.sqlite3",
        "NOROSHI_SURVEYS": str(made),
    }
    (folder / "password").write_text(password)
    run("database", "migrate", environment=environment)
    known = ("--register", out / "register", "--password-file", folder / "password")
    run("demo", made / "2026-09", made / "2026-10", *map(str, known), environment=environment)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = [*NOROSHI, "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, start_new_session=True)  # noqa: S603 same
    try:
        if server.stdout is None or not server.stdout.readline().startswith(b"ready"):
            sys.exit("the demonstration does not answer")
        yield f"http://localhost:{port}"
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=60)


def log_in(browser: Browser, address: str, username: str, password: str, language: str) -> Page:
    """Return a page of a demo user, in a language."""
    window = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale=language)
    page = window.new_page()
    page.goto(f"{address}/accounts/login/")
    if page.locator("html").get_attribute("lang") != language:
        page.locator("form.language button").click()
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.locator("nav.desks").wait_for()
    return page


def show(page: Page, address: str, picture: str) -> None:
    """Bring up what a picture shows."""
    page.goto(f"{address}/supervision/" if picture == "overview" else f"{address}/today/")
    if picture == "call":
        page.locator("tr:has(.overdue) a[href$='/call/']").first.click()
    elif picture == "case":
        page.locator("tr:has(.overdue) a[data-open]").first.click()
    page.wait_for_load_state()
    page.mouse.move(0, 0)


def main(out: Path, folder: Path) -> None:
    """Write today's list, a case, a call and the supervisor's overview, in both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(16)
    with (
        tempfile.TemporaryDirectory() as work,
        demonstration(out, Path(work), password) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        for language in ("ja", "en"):
            for picture, username in PICTURES.items():
                page = log_in(browser, address, username, password, language)
                show(page, address, picture)
                page.screenshot(path=folder / f"campaign-{picture}-{language}.png")
                page.context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
