"""Takes the README's pictures of the example's report with Debian's Chromium: `make pictures`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH, HEIGHT = 900, 780


def main(report: Path, folder: Path) -> None:
    """Write, in both languages, the beginning of the report and its figure of products and verdicts."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        for language in ("ja", "en"):
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(f"file://{report.resolve()}#{language}")
            page.evaluate("window.scrollTo(0, 0)")
            page.screenshot(path=folder / f"report-{language}.png")
            figure = page.locator(f"#{language}-products figure").first
            figure.screenshot(path=folder / f"products-{language}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
