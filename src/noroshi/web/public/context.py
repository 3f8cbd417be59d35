"""What every page shows: language, links in that language, and whether it is a sample."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from noroshi.knowledge.words import Language
from noroshi.web.public.models import CampaignPage
from noroshi.web.words import language

PAGES = ("campaign", "code", "answer")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the frame. A page is a sample unless every campaign on it has a signed profile."""
    pages = list(CampaignPage.objects.all())
    shown = language()
    return {
        **bare_frame(shown),
        "campaigns": pages,
        "agency": getattr(pages[0], f"agency_{shown}") if pages else "",
        "phones": sorted({page.phone for page in pages if page.phone}),
        "sample": settings.DEMO or not pages or any(page.sample for page in pages),
        "other_link": _other(request),
    }


def bare_frame(shown: Language) -> dict[str, Any]:
    """Return the frame without the database, for a server that fails."""
    return {"language": shown, "link": links(shown), "sample": settings.DEMO}


def links(shown: Language) -> dict[str, str]:
    """Return the addresses of the pages in a language."""
    return {name: reverse(f"en:{name}" if shown == "en" else name) for name in PAGES}


def _other(request: HttpRequest) -> str:
    """Return this page in the other language; what was typed cannot come along, so a form goes back to its start."""
    other = links("ja" if language() == "en" else "en")
    match = request.resolver_match
    return other["code"] if match is not None and match.url_name in {"code", "answer"} else other["campaign"]
