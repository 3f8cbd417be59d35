"""What the call page shows: the sheet as far as it may be opened, the form, and what stands in the way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from msgspec.structs import replace

from noroshi.notify.call_sheet import Block, CallSheet, build
from noroshi.notify.questions import QUESTIONS
from noroshi.records.answer import Answer, AnswerDraft
from noroshi.records.case_texts import call_facts, call_findings
from noroshi.records.contact import Contact
from noroshi.records.finding import Finding
from noroshi.records.services import contacts, merge_edits, verify
from noroshi.records.services.current_answer import current_answer
from noroshi.records.services.next_contact import next_contact
from noroshi.records.verification import Verification
from noroshi.web.access import DeskRequest
from noroshi.web.cases import OpenedCase, standing_findings
from noroshi.web.forms.answer import AnswerFields
from noroshi.web.forms.call import CallForm
from noroshi.web.forms.desk_form import new_key
from noroshi.web.words import language, text

AFTER = ("closing", "never_ask", "intrusion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The call sheet in the order of the call. ``second`` is empty until the details may be told."""

    first: tuple[Block, ...]
    second: tuple[Block, ...]
    after: tuple[Block, ...]
    never: Block
    reference_reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """Everything that the template of the call page reads."""

    opened: OpenedCase
    sheet: Sheet | None
    silent: list[Finding]
    checks: list[Verification]
    details_open: bool
    contacts: list[Contact]
    unusable: list[Contact]
    to_call: Contact | None
    standing: Answer | None


def call_page(request: DeskRequest, opened: OpenedCase) -> CallPage:
    """Return the page's content; a blocked case has no sheet."""
    case, scope, today = opened.case, request.scope, timezone.localdate()
    checks = list(Verification.objects.within(scope).filter(case=case).select_related("officer"))
    details = verify.details_open(checks)
    spoken, silent = call_findings(case, standing_findings(scope, case), today, language(), acknowledged=details)
    sheet = None
    if spoken and not opened.gate.blocks:
        facts = call_facts(case, request.user, spoken, language(), None)  # type: ignore[arg-type]
        sheet = _sheet(build(facts, language()), details_open=details)
    ways = list(Contact.objects.within(scope).filter(organization=case.organization_id))
    return CallPage(
        opened=opened,
        sheet=sheet,
        silent=silent,
        checks=checks,
        details_open=details,
        contacts=[way for way in ways if contacts.dialable(way, today)],
        unusable=[way for way in ways if contacts.usable(way, today) and not contacts.dialable(way, today)],
        to_call=next_contact(scope, case, today),
        standing=current_answer(scope, case),
    )


def fresh_form(page: CallPage, draft: AnswerDraft | None) -> CallForm:
    """Return the form as it opens: with what the officer had typed, else with today's defaults."""
    case, now = page.opened.case, timezone.localtime()
    way = page.to_call
    initial: dict[str, Any] = {
        "channel": "phone",
        "contact": str(way.pk) if way else "",
        "incoming": bool(page.opened.gate.blocks),
        "on": now.date(),
        "time": now.time(),
        "key": new_key(),
        "base": merge_edits.sign_base(case),
        "correction": "status",
    }
    form = CallForm(contacts=page.contacts, initial=initial)
    if draft is not None:
        form.initial.update(draft_initial(form, draft.fields))
    return form


def draft_fields(form: CallForm, posted: QueryDict) -> dict[str, list[str]]:
    """Return what was typed, by field; names that the form does not know are left out."""
    return {name: posted.getlist(name) for name in form.fields if name in posted}


def draft_initial(form: CallForm, fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return a draft as initial values. A box that was not ticked has no entry in a draft, so it is off."""
    initial: dict[str, Any] = {"incoming": False, "asked_again": False}
    for name, values in fields.items():
        if name == "reasons":
            initial[name] = values
        elif name in form.fields and values:
            initial[name] = values[-1]
    return initial


def question_rows(form: AnswerFields, kind: str) -> list[dict[str, Any]]:
    """Return the questions as they are read aloud, each with its fields of the form."""
    return [
        {
            "id": question.id,
            "text": question.text(language(), kind),
            "fields": [form[field.name] for field in question.fields],
            "optional": question.optional,
        }
        for question in QUESTIONS
    ]


def _sheet(sheet: CallSheet, *, details_open: bool) -> Sheet:
    ahead = [block for block in sheet.blocks if block.id not in {*AFTER, "questions"}]
    return Sheet(
        first=tuple(block for block in ahead if not block.second and block.id != "duty"),
        second=tuple(_once(block) for block in ahead if block.second) if details_open else (),
        after=(sheet.block("duty"), sheet.block("closing")),
        never=sheet.block("never_ask"),
        reference_reading=sheet.reference_reading,
    )


def _once(block: Block) -> Block:
    """Say a sentence that fits several devices once, and how many they are."""
    counts = Counter(line.text for line in block.lines)
    lines = {line.text: line for line in reversed(block.lines)}
    said = tuple(
        line if counts[line.text] == 1 else replace(line, text=f"{line.text} {_devices(counts[line.text])}")
        for line in reversed(lines.values())
    )
    return replace(block, lines=said)


def _devices(count: int) -> str:
    return text("call_page.same_devices", count=count)
