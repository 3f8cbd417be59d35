"""The surveys that may be opened from the pages: finished folders in the one place that the operator set."""

from pathlib import Path

from django.conf import settings

from noroshi.archive.survey import SurveyError, SurveyFolder


def survey_folders() -> dict[str, Path]:
    """Return the finished surveys of NOROSHI_SURVEYS by name, newest name first; empty where none is set.

    Links are not followed out of the place, and nothing but a name from this list is ever opened.
    """
    if not settings.SURVEYS:
        return {}
    root = Path(settings.SURVEYS).resolve()
    if not root.is_dir():
        return {}
    found = (path for path in root.iterdir() if path.is_dir() and path.resolve().parent == root)
    return {path.name: path for path in sorted(found, reverse=True) if _finished(path)}


def _finished(path: Path) -> bool:
    try:
        SurveyFolder(path).require_complete()
    except (SurveyError, OSError):
        return False
    return True
