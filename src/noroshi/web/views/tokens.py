"""Tokens of the programming interface: listed, made, shown once, revoked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from noroshi.records.agency import Unit
from noroshi.records.api_token import ApiToken
from noroshi.records.services import api_tokens
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.forms.audit import TokenForm
from noroshi.web.words import language, text


@desk("token.manage")
def token_list(request: DeskRequest) -> HttpResponse:
    """List the tokens of the administrator's units."""
    rows = ApiToken.objects.within(request.scope).select_related("unit", "created_by").order_by("revoked_at", "-pk")
    tokens = listed(request, "tokens", list(rows[:200]))
    return render(request, "audit/token_list.html", {"tokens": tokens, "today": timezone.now()})


@desk("token.manage")
def token_new(request: DeskRequest) -> HttpResponse:
    """Make a token; its text is the answer to the POST itself, and nothing keeps it."""
    rows = Unit.objects.filter(pk__in=request.scope.units).order_by("pk")
    units = [(unit.pk, unit.name_ja if language() == "ja" else unit.name_en) for unit in rows]
    form = TokenForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            token, secret = api_tokens.make_token(
                request.scope, given["unit"], given["name"], given["capabilities"], given["days"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return render(request, "audit/token_sheet.html", {"token": token, "secret": secret})
    return render(request, "audit/token_new.html", {"form": form})


@desk("token.manage")
@require_POST
def token_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    api_tokens.revoke_token(request.scope, find(request, ApiToken.objects, pk=pk))
    messages.success(request, text("token_page.revoked"))
    return redirect("token_list")
