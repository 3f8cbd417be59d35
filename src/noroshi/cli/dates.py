"""Dates on the command line."""

import re
from datetime import date

from noroshi.cli.failure import USAGE, fail


def require_date(option: str, text: str | None) -> None:
    """End the program with a usage error where the option was given and is no date of the form YYYY-MM-DD."""
    if text is not None and not _is_date(text):
        fail(f"{option} {text}: give a date as YYYY-MM-DD", USAGE)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text))
