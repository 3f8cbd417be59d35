"""The call list: the released cases as a spreadsheet shows them, and the file that an officer takes along.

It names no product, address, version or CVE. The cells of the next contact are empty; the answers that stand are shown.
"""

import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from noroshi.exchange.call_list.rows import REASONS, CallEntry, CallListHead, CallListRow
from noroshi.exchange.call_list.write_csv import write_csv
from noroshi.exchange.call_list.write_xlsx import MOST_ROWS, write_xlsx
from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language, load_words
from noroshi.notify.japanese_dates import day_text
from noroshi.records.answer import Answer
from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.contact import Contact
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.contact_gate import gates
from noroshi.records.services.contacts import dialable
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User

Format = Literal["xlsx", "csv"]
CHUNK: Final = 400


def listable(cases: CompartmentQuerySet[Case]) -> CompartmentQuerySet[Case]:
    """Return those of the cases that may stand on a call list: released by a second person and not disposed of."""
    rows = cases.filter(approved_at__isnull=False, disposed=False, campaign__rehearsal=False)
    return rows.select_related("organization", "campaign", "unit__agency", "assignee")


def call_list_rows(scope: Scope, cases: Sequence[Case], language: Language) -> Iterator[CallListRow]:
    """Yield the rows of cases that were read with ``listable``, in their order."""
    for at in range(0, len(cases), CHUNK):
        part = cases[at : at + CHUNK]
        answers = _answers(scope, part)
        contacts = _main_numbers(scope, part)
        blocked = gates(scope, part, timezone.localdate())
        for case in part:
            blocks = [block for block in blocked[case.pk].blocks if block != "not_in_contact"]
            yield _row(case, answers.get(case.pk), contacts.get(case.organization_id), blocks, language)


def export_call_list(
    scope: Scope, cases: CompartmentQuerySet[Case], officer: User, form: Format, language: Language
) -> bytes:
    """Return the call list of the cases as a file, and write down which cases left the office with it.

    Raises ``Refused`` where there is nothing to list or more than can be read back.
    """
    with transaction.atomic():
        listed = list(listable(cases)[: MOST_ROWS + 1])
        if not listed:
            raise Refused("call_list_empty")
        if len(listed) > MOST_ROWS:
            raise Refused("call_list_too_long", most=f"{MOST_ROWS:,}")
        head = _head(listed, officer, language)
        content = _written(call_list_rows(scope, listed, language), head, form, language)
        for unit_id in sorted({case.unit_id for case in listed}):
            values = {
                "cases": [case.pk for case in listed if case.unit_id == unit_id],
                "format": form,
                "handling_class": sorted({case.campaign.handling_class for case in listed}),
                "sample": head.synthetic,
            }
            audit.append(
                "call_list.exported", "list:call_list", actor_id=scope.actor_id, unit_id=unit_id, values=values
            )
    return content


def _written(rows: Iterator[CallListRow], head: CallListHead, form: Format, language: Language) -> bytes:
    target = io.BytesIO()
    if form == "csv":
        write_csv(target, rows, language)
    else:
        with tempfile.TemporaryDirectory(prefix="noroshi-") as folder:
            write_xlsx(target, rows, head, language, Path(folder))
    return target.getvalue()


def _head(cases: Sequence[Case], officer: User, language: Language) -> CallListHead:
    lists, words = load_enumerations(), load_words()
    known = lists.codes("handling_class")
    codes = sorted({case.campaign.handling_class for case in cases}, key=lambda code: (code not in known, code))
    classes = [lists.label("handling_class", code, language) if code in known else code for code in codes]
    sample = settings.DEMO or any(not case.unit.agency.profile_signed or case.campaign.sample for case in cases)
    printed = words.text(
        "call_list_page.printed",
        language,
        day=day_text(timezone.localdate(), language),
        officer=officer.display_name(language),
    )
    handling = " / ".join(classes) or "-"
    title = words.text("call_list_sheet.name", language)
    return CallListHead(title=title, handling_class=handling, synthetic=sample, printed=printed)


def _row(
    case: Case, answer: Answer | None, contact: Contact | None, blocks: list[str], language: Language
) -> CallListRow:
    words = load_words()
    organization = case.organization
    marks = [words.text(f"contact_block.short_{block}", language) for block in blocks]
    return CallListRow(
        reference=case.reference,
        version=case.version,
        organization=organization.name,
        name_kana=organization.name_kana,
        place=f"{organization.prefecture}{organization.city}",
        phone=contact.value if contact else "",
        desk=contact.desk if contact else "",
        state=" / ".join((load_case_states().label(case.state, language), *marks)),
        urgency=words.find(f"urgency.{case.urgency}", language) or case.urgency,
        due_on=case.due_on,
        assignee=case.assignee.display_name(language) if case.assignee else "",
        entry=entry_of_answer(answer),
    )


def entry_of_answer(answer: Answer | None) -> CallEntry:
    """Return the answer that stands as the cells of a row; the cells of the next contact are empty."""
    if answer is None:
        return CallEntry()
    return CallEntry(
        awareness=answer.awareness,
        response=answer.response,
        manager=answer.manager,
        contract=answer.contract_covers_update,
        reasons=ordered_reasons(answer)[:REASONS],
        planned_on=answer.planned_on,
    )


def ordered_reasons(answer: Answer) -> tuple[str, ...]:
    """Return the reasons of an answer, the main one first."""
    return tuple(sorted(answer.reasons, key=lambda code: code != answer.main_reason))


def _answers(scope: Scope, cases: Sequence[Case]) -> dict[int, Answer]:
    """Return the answers that stand, by case: as ``current_answer`` does for one."""
    third = load_enumerations().flagged("answer_source", "third_party")
    rows = Answer.objects.within(scope).filter(case_id__in=[case.pk for case in cases], finding=None)
    rows = rows.exclude(superseded_by__correction=True).exclude(source__in=third)
    return {answer.case_id: answer for answer in rows.order_by("at", "pk")}


def _main_numbers(scope: Scope, cases: Sequence[Case]) -> dict[int, Contact]:
    """Return the telephone number to dial, by organisation: a confirmed main number before all others."""
    keys = {case.organization_id for case in cases}
    rows = Contact.objects.within(scope).filter(organization_id__in=keys, kind="phone").order_by("rank", "pk")
    today = timezone.localdate()
    found: dict[int, Contact] = {}
    for contact in sorted((each for each in rows if dialable(each, today)), key=lambda each: not each.main):
        found.setdefault(contact.organization_id, contact)
    return found
