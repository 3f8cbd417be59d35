"""Taking in the office's file of codes, and giving out the sealed messages; both by file, never over a network."""

from dataclasses import dataclass
from typing import Final

from django.db import models, transaction
from django.utils import timezone

from noroshi.exchange.public_page import answers_file
from noroshi.exchange.public_page.answers_file import AnswersFile, Sealed
from noroshi.exchange.public_page.codes_file import CodesFile
from noroshi.exchange.public_page.errors import PublicFileError
from noroshi.web.public.matching import MOST_PAGES, stored
from noroshi.web.public.models import CampaignPage, IssuedCode, SealedMessage

_CHUNK: Final = 500
_COLUMNS: Final = (
    "key", "recipient", "sample", "title_ja", "title_en", "agency_ja", "agency_en", "desk_ja", "desk_en", "phone",
    "made_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What taking in a file of codes did; ``deleted``: messages that have arrived at the office."""

    codes: int
    new: int
    withdrawn: int
    deleted: int


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection holds: ``new`` were never collected before, ``again`` wait for the office's word."""

    content: AnswersFile
    new: int
    again: int


def load(codes: CodesFile) -> Loaded:
    """Take over a file of codes, whole or not at all; raises ``PublicFileError`` for one older than the last."""
    columns = {name: getattr(codes, name) for name in _COLUMNS}
    with transaction.atomic():
        page = CampaignPage.objects.select_for_update().filter(page=codes.page).first()
        if page is not None and page.made_at > codes.made_at:
            raise PublicFileError(
                f"it was made at {codes.made_at:%Y-%m-%d %H:%M %Z}, and a later one is loaded; export it again"
            )
        if page is None and CampaignPage.objects.count() >= MOST_PAGES:
            raise PublicFileError(f"{MOST_PAGES} campaigns are loaded; `noroshi public remove` ends one")
        page, _ = CampaignPage.objects.update_or_create(page=codes.page, defaults=columns)
        wanted = {stored(code.digest): code.last_day for code in codes.codes}
        there = dict(IssuedCode.objects.filter(page=page).values_list("digest", "pk"))
        withdrawn = _delete(
            IssuedCode.objects.all(), "pk", [pk for digest, pk in there.items() if digest not in wanted]
        )
        rows = [IssuedCode(page=page, digest=digest, last_day=day) for digest, day in wanted.items()]
        IssuedCode.objects.bulk_create(
            rows, batch_size=_CHUNK, update_conflicts=True, unique_fields=["digest"], update_fields=["last_day", "page"]
        )
        deleted = _delete(SealedMessage.objects.all(), "identifier", list(codes.received))
    return Loaded(codes=len(wanted), new=len(wanted.keys() - there.keys()), withdrawn=withdrawn, deleted=deleted)


def collect() -> Collected:
    """Return every message that the office has not confirmed yet; nothing is marked (see ``mark_collected``)."""
    rows = list(SealedMessage.objects.all()[: answers_file.MOST])
    again = sum(row.collected_at is not None for row in rows)
    content = AnswersFile(
        schema=answers_file.SCHEMA,
        made_at=timezone.now(),
        count=len(rows),
        messages=[Sealed(row.identifier, bytes(row.sealed)) for row in rows],
    )
    return Collected(content, len(rows) - again, again)


def mark_collected(collected: Collected) -> None:
    """Note, once the file lies on the medium, that its messages were collected; they stay until the office has them."""
    names = [message.identifier for message in collected.content.messages]
    now = timezone.now()
    with transaction.atomic():
        for start in range(0, len(names), _CHUNK):
            part = SealedMessage.objects.filter(identifier__in=names[start : start + _CHUNK], collected_at=None)
            part.update(collected_at=now)


def remove(page: str) -> int:
    """End a campaign here: its page and codes go, its sealed messages stay until they arrived; return the codes."""
    with transaction.atomic():
        found = CampaignPage.objects.filter(page=page).first()
        if found is None:
            raise PublicFileError(f"{page}: no such page; `noroshi public status` lists them")
        codes: int = IssuedCode.objects.filter(page=found).count()
        found.delete()
    return codes


def status() -> list[dict[str, object]]:
    """Return one line a campaign, and one of the box: how much lies here, nothing of what it says."""
    rows = [_status_of(page) for page in CampaignPage.objects.all()]
    waiting = SealedMessage.objects.aggregate(all=models.Count("pk"), old=models.Count("collected_at"))
    box = {"page": "box", "title": f"{waiting['old']} collected before", "messages": waiting["all"]}
    return [*rows, dict.fromkeys(("codes", "open", "checked", "answered")) | box]


def _status_of(page: CampaignPage) -> dict[str, object]:
    codes = IssuedCode.objects.filter(page=page)
    return {
        "page": page.page,
        "title": page.title_ja,
        "codes": codes.count(),
        "open": codes.filter(last_day__gte=timezone.localdate()).count(),
        "checked": codes.filter(checked=True).count(),
        "answered": codes.filter(answers__gt=0).count(),
        "messages": None,
    }


def _delete(rows: "models.QuerySet[models.Model]", column: str, values: list[object]) -> int:
    deleted = 0
    for start in range(0, len(values), _CHUNK):
        deleted += rows.filter(**{f"{column}__in": values[start : start + _CHUNK]}).delete()[0]
    return deleted
