"""The pages: what the programme is, the two-part code, the questions, the check before sending, the receipt.

No cookie and no script is used. A matched code travels from form to form as a signed text; every form that is sent is
counted (``rate_limit``), and nothing about a code is told before both of its parts match.
"""

import secrets
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.knowledge.words import load_words
from noroshi.notify.japanese_dates import day_text
from noroshi.web.public import answer_box, rate_limit, stops
from noroshi.web.public.context import links
from noroshi.web.public.forms import CodeForm, OwnForm, VendorForm
from noroshi.web.public.matching import Match, Typed, match, token_of, typed_of
from noroshi.web.public.models import CampaignPage, IssuedCode
from noroshi.web.words import language, text

_FORMS: Final[dict[str, type[OwnForm | VendorForm]]] = {"own": OwnForm, "vendor": VendorForm}
_LONGEST_TOKEN: Final = 500


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Say that the process and its database answer, and nothing else."""
    CampaignPage.objects.exists()
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def campaign(request: HttpRequest) -> HttpResponse:
    """Say what the programme is, how to check that a contact is ours, and what we never ask for."""
    faq = [name for name in load_words().section("public_faq") if name.startswith("q")]
    pairs = [(text(f"public_faq.{name}"), text(f"public_faq.a{name[1:]}")) for name in faq]
    numbered = {"verify": range(1, 4), "never": range(1, 6)}
    lists = {kind: [text(f"public_page.{kind}_{number}") for number in numbers] for kind, numbers in numbered.items()}
    return render(request, "public/campaign.html", {"faq": pairs, **lists})


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for both parts of the code; show nothing before both match."""
    if request.method != "POST":
        return render(request, "public/code.html", {"form": CodeForm()})
    if not rate_limit.admit(request):
        return stops.stop(request, "too_many", 429)
    form = CodeForm(request.POST)
    if form.is_valid():
        parts = form.cleaned_data["reference"], form.cleaned_data["confirmation"]
        found = match(*parts)
        if found.result == "open" and found.code is not None:
            typed = Typed(*parts, secrets.token_hex(16))
            answer_box.note_check(found.code, typed, language())
            context = {"token": token_of(typed), "answered": found.code.answers > 0, "campaign": found.code.page}
            return render(request, "public/matched.html", context)
        form.add_error(None, _no_match(found))
    return render(request, "public/code.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Take an answer: shown empty, checked, changed or sent, as ``step`` says."""
    if request.method != "POST":
        return redirect(links(language())["code"])
    if not rate_limit.admit(request):
        return stops.stop(request, "too_many", 429)
    token = request.POST.get("token", "")[:_LONGEST_TOKEN]
    typed = typed_of(token)
    found = match(typed.reference, typed.confirmation) if typed else Match("unknown")
    if typed is None or found.code is None or found.result != "open":
        form = CodeForm()
        return render(request, "public/code.html", {"form": form, "stopped": text("public_error.too_old")})
    who = "vendor" if request.POST.get("who") == "vendor" else "own"
    return _step(request, found.code, typed, {"token": token, "who": who})


def _step(request: HttpRequest, found: IssuedCode, typed: Typed, context: dict[str, Any]) -> HttpResponse:
    step = request.POST.get("step", "start")
    shape, answered = _FORMS[context["who"]], found.answers > 0
    if step == "start":
        return render(request, "public/answer.html", context | {"form": shape(answered=answered)})
    form = shape(request.POST, answered=answered)
    context |= {"form": form}
    if not form.is_valid() or step == "edit":
        return render(request, "public/answer.html", context)
    context |= {"rows": list(form.shown_values()), "suspicious": form.suspicious}
    if step != "send":
        return render(request, "public/check.html", context)
    try:
        receipt = answer_box.take_answer(found, typed, language(), form.answer(), correction=form.correction)
    except answer_box.BoxFull:
        return render(request, "public/code.html", {"form": CodeForm(), "stopped": text("public_error.box_full")})
    return render(request, "public/thanks.html", context | {"receipt": receipt, "at": timezone.now()})


def _no_match(found: Match) -> str:
    if found.result == "expired" and found.code is not None:
        return text("public_error.expired", day=day_text(found.code.last_day, language()))
    return text("public_error.unknown")
