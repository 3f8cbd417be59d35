"""Answers outside a logged call: in writing, of a third party, about one device, or the correction of a fact."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from noroshi.notify.questions import stops
from noroshi.records.answer import Answer
from noroshi.records.services.answers import ContradictoryAnswer
from noroshi.records.services.receive_answer import receive_answer
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.call_page import question_rows
from noroshi.web.cases import OpenedCase, open_case, standing_findings
from noroshi.web.forms.answer import AnswerForm, answer_initial
from noroshi.web.forms.desk_form import new_key
from noroshi.web.words import text


@desk("case.answer", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_new(request: DeskRequest, pk: int) -> HttpResponse:
    """Record an answer that came in writing, from a third party, or about one device."""
    initial = {"source": request.GET.get("source", "letter"), "finding": request.GET.get("finding", "")}
    return _answer(request, open_case(request, pk), initial)


@desk("case.answer", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_correct(request: DeskRequest, pk: int) -> HttpResponse:
    """Correct a fact of an answer, or record how things are now; the earlier answer stays as it was."""
    row = find(request, Answer.objects.all(), pk=pk)
    return _answer(request, open_case(request, row.case_id), answer_initial(row), row)


def _answer(
    request: DeskRequest, opened: OpenedCase, initial: dict[str, Any], corrected: Answer | None = None
) -> HttpResponse:
    findings = standing_findings(request.scope, opened.case)
    start = {"on": timezone.localdate(), "key": new_key(), **initial}
    form = AnswerForm(request.POST if request.method == "POST" else None, findings=findings, initial=start)
    if corrected is not None:
        form.fields["correction"].required = True
    if request.method == "POST" and form.is_valid():
        try:
            entry = replace(form.entry(), corrects=corrected)
            receive_answer(request.scope, opened.case, entry)
        except Refused as refusal:
            form.refuse(refusal)
        except ContradictoryAnswer as contradiction:
            form.complain(contradiction.complaints)
        else:
            messages.success(request, text("answer_page.saved"))
            return redirect("intrusion" if stops(entry.statement) else "case", pk=opened.case.pk)
    context = {
        "case": opened.case,
        "form": form,
        "corrected": corrected,
        "questions": question_rows(form, opened.case.organization.kind),
        "findings": findings,
    }
    return render(request, "officer/answer.html", context)
