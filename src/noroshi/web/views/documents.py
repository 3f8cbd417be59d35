"""The documents of a case: what can be made, what was made, and that it was sent."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.notify.documents.kinds import KINDS
from noroshi.records.document import Document
from noroshi.records.services.case_documents import OFFERED, case_facts, missing
from noroshi.records.services.make_document import PDF, make_document, mark_sent
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.cases import open_case
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.document import MakeForm, SentForm
from noroshi.web.words import language, text


@desk("case.contact")
@require_safe
def document_list(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the documents of a case, and what each further one still needs."""
    case = open_case(request, pk).case
    facts = case_facts(request.scope, case, request.user, language())  # type: ignore[arg-type]
    kinds = [(KINDS[kind], missing(facts, kind)) for kind in OFFERED]
    rows = Document.objects.within(request.scope).filter(case=case).select_related("created_by").defer("content")
    values = {
        "case": case,
        "kinds": [(rule, text(f"document.{rule.kind}"), stands) for rule, stands in kinds],
        "documents": list(rows.order_by("-created_at", "-pk")),
        "terms": facts.print_blocked,
        "gate": facts.gate,
    }
    return render(request, "documents/case.html", values)


@desk("case.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: DeskRequest, pk: int) -> HttpResponse:
    """Make the document of the kind that the address names."""
    case = open_case(request, pk).case
    kind = request.GET.get("kind", "")
    if kind not in OFFERED:
        raise Http404
    form = MakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_document(request.scope, case, kind, request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, text("document_page.made"))
            return redirect("document", pk=made.pk)
    rule = KINDS[kind]  # type: ignore[index]
    values = {"case": case, "form": form, "rule": rule, "title": text(f"document.{kind}")}
    return render(request, "documents/new.html", values)


@desk("case.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one document with its hash, and record that it was sent."""
    rows = Document.objects.filter(case__isnull=False).select_related("case__organization", "created_by", "print_run")
    row = find(request, rows.defer("content"), pk=pk)
    form = SentForm(request.POST if request.method == "POST" else None, initial={"number": row.number})
    if request.method == "POST" and form.is_valid():
        try:
            mark_sent(request.scope, row, form.cleaned_data["on"], form.cleaned_data["number"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("document_page.sent_saved"))
            return redirect("document_list", pk=row.case_id)
    return render(request, "documents/document.html", {"row": row, "case": row.case, "form": form})


@desk("case.contact")
@require_safe
def document_file(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the document as it was made; 404 once its contents were disposed of."""
    row = find(request, Document.objects.filter(case__isnull=False), pk=pk)
    if not row.content:
        raise Http404
    name = f"{row.code or row.kind}.{'pdf' if row.media_type == PDF else 'txt'}"
    return as_download(bytes(row.content), row.media_type, name)


def as_download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file that the browser saves or shows apart from the site's pages."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
