"""The outbox for reading: the mails and their states, one mail with its history, and what came back."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from noroshi.knowledge.mail_states import load_mail_states
from noroshi.knowledge.words import load_words
from noroshi.mail.compose import plain_bytes
from noroshi.records.mail_message import MailFact, MailMessage
from noroshi.records.services import mail_facts, outbox
from noroshi.records.services.mail_bounces import RETURNED
from noroshi.records.services.send_mail import SENDABLE, letter_of
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.capabilities import capabilities_in
from noroshi.web.forms.mail import FoundForm, ReasonForm
from noroshi.web.words import language, text

PAGE_SIZE = 50


@desk("case.read")
@require_safe
def mail_list(request: DeskRequest) -> HttpResponse:
    """List the mails that wait for somebody, or all, newest first."""
    everything = request.GET.get("show") == "all"
    rows = MailMessage.objects.within(request.scope).select_related("case__organization", "drafted_by")
    if not everything:
        waiting = [code for code, state in load_mail_states().states.items() if state.waiting]
        rows = rows.filter(state__in=[*waiting, "handing"])
    page = Paginator(rows.order_by("-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    mails = listed(request, "mails", list(page.object_list))
    lines = [(mail, _state_text(mail)) for mail in mails]
    return render(request, "mail/list.html", {"page": page, "lines": lines, "all": everything, **_office()})


@desk("case.read")
@require_safe
def bounce_list(request: DeskRequest) -> HttpResponse:
    """List what came back about mails, newest first."""
    rows = MailFact.objects.within(request.scope).filter(kind__in=RETURNED).exclude(source="")
    page = Paginator(rows.select_related("mail__case__organization").order_by("-pk"), PAGE_SIZE)
    shown = page.get_page(request.GET.get("page"))
    facts = listed(request, "bounces", list(shown.object_list))
    lines = [(fact, _fact_text(fact)) for fact in facts]
    return render(request, "mail/bounces.html", {"page": shown, "lines": lines})


@desk("case.read")
@require_safe
def mail_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one mail as it is or will be sent, its history, and what the person may do with it."""
    return mail_response(request, find_mail(request, pk))


@desk("case.read")
@require_safe
def mail_file(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the mail as a file: the bytes that were handed over or written, else as it stands, unsigned."""
    mail = find_mail(request, pk)
    kept = mail_facts.last_document(request.scope, mail)
    content = bytes(kept.content) if kept else plain_bytes(letter_of(mail, timezone.now()))
    name = f"mail-{mail.case.reference}-{mail.identifier[:6]}.eml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="message/rfc822", headers=headers)


def find_mail(request: DeskRequest, pk: int) -> MailMessage:
    """Return the mail with its case and contact, or 404; the reading is written down."""
    rows = MailMessage.objects.select_related("case__organization", "contact", "drafted_by", "attachment")
    return find(request, rows, pk=pk)


def mail_response(
    request: DeskRequest,
    mail: MailMessage,
    *,
    reason: ReasonForm | None = None,
    found: FoundForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a mail, with a form that was refused where there is one."""
    facts = mail.facts.select_related("by").order_by("pk")
    abandoned = mail_facts.abandoned(request.scope, mail)
    context = {
        "mail": mail,
        "case": mail.case,
        "state": _state_text(mail),
        "facts": [(fact, _fact_text(fact), detail(fact)) for fact in facts],
        "may": capabilities_in(request, mail.unit_id),
        "own": mail.drafted_by_id == request.scope.actor_id,
        "sendable": mail.state in SENDABLE,
        "withdrawable": load_mail_states().after(mail.state, "withdrawn") is not None,
        "undecided": mail.state == "unclear" or abandoned,
        "reason_form": reason or ReasonForm(prefix="back"),
        "found_form": found or FoundForm(prefix="found"),
    }
    return render(request, "mail/mail.html", context | _office(), status=status)


def detail(fact: MailFact) -> str:
    """Return what a fact says beyond its kind: a relay's or bounce's words, or what stood in the way."""
    if fact.kind == "stopped":
        return text("frame.separator").join(_block(code) for code in fact.text.split())
    return f"{fact.status} {fact.text}".strip()


def _block(code: str) -> str:
    return load_words().find(f"mail_block.{code}", language()) or code


def _office() -> dict[str, object]:
    own = outbox.office()
    return {"dry_run": own.relay is None, "writes_files": own.folder is not None, "signs": own.signer is not None}


def _state_text(mail: MailMessage) -> str:
    return load_mail_states().state_text(mail.state, language())


def _fact_text(fact: MailFact) -> str:
    return load_mail_states().fact_text(fact.kind, language())
