"""What every page knows: language, title, the person's desks, whether it is a sample."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from noroshi.knowledge.roles import load_roles
from noroshi.knowledge.words import Language, load_words
from noroshi.records.agency import Agency, Unit
from noroshi.web.navigation import Desk, desks_of
from noroshi.web.possession import logged_in_with_certificate


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the base template.

    ``sample`` is true unless every agency of the person has a signed profile; it puts 見本 / SAMPLE on the page.
    """
    language = page_language(request)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frame(language)
    grants = list(user.grants.select_related("unit__agency"))
    roles = {grant.role for grant in grants if grant.unit.active}
    agencies: set[Agency] = {grant.unit.agency for grant in grants}
    desks = desks_of({capability for role in roles for capability in load_roles().capabilities(role)})
    return {
        **frame(language),
        "sample": settings.DEMO or not agencies or not all(agency.profile_signed for agency in agencies),
        "desks": desks,
        "current_desk": _current(desks, request.path),
        "person": user.display_name(language),
        "person_roles": [load_roles().label(role, language) for role in load_roles().roles if role in roles],
        "second_factor_required": settings.REQUIRE_MFA and not logged_in_with_certificate(request),
        "with_certificate": logged_in_with_certificate(request),
        "agency_line": _agency_line((grant.unit for grant in grants), language),
    }


def page_language(request: HttpRequest | None) -> Language:
    """Return the language of the page; Japanese where the request never got as far as choosing one."""
    return "en" if getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE) == "en" else "ja"


def frame(language: Language) -> dict[str, Any]:
    """Return what the frame shows to anybody; reads no database, so that even a failing server can show it."""
    return {
        "language": language,
        "title": settings.TITLE[language],
        "sample": settings.DEMO,
        "desks": [],
        "now": timezone.now(),
        "separator": load_words().text("frame.separator", language),
    }


def _current(desks: list[Desk], path: str) -> str:
    inside = [desk for desk in desks if path.startswith(desk.url)]
    return max(inside, key=lambda desk: len(desk.url)).key if inside else ""


def _agency_line(units: Iterable[Unit], language: Language) -> str:
    by_agency: dict[str, set[str]] = {}
    for unit in units:
        agency, name = (unit.agency.name_ja, unit.name_ja) if language == "ja" else (unit.agency.name_en, unit.name_en)
        by_agency.setdefault(agency, set()).add(name)
    separator = load_words().text("frame.separator", language)
    return " / ".join(f"{agency} {separator.join(sorted(names))}" for agency, names in sorted(by_agency.items()))
