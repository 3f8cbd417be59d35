"""The other side's words on every page of a rehearsed case."""

from typing import Any

from django import template

from noroshi.records.case import Case
from noroshi.records.rehearsal import Rehearsal
from noroshi.web.rehearsal_page import panel

register = template.Library()


@register.inclusion_tag("rehearsal/panel.html", takes_context=True)
def rehearsal_panel(context: template.Context, case: Case) -> dict[str, Any]:
    """Show the panel of the person's own rehearsal; nothing to anybody else."""
    request = context["request"]
    rows = Rehearsal.objects.within(request.scope).filter(case=case, officer_id=request.scope.actor_id)
    row = rows.select_related("case").first()
    return {"panel": panel(row) if row else None, "csrf_token": context.get("csrf_token")}
