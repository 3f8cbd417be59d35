"""The addresses of the auditor's desk, of disposal, and of the tokens of the programming interface."""

from django.urls import path

from noroshi.web.views import audit, disposals, tokens

urlpatterns = [
    path("audit/", audit.entry_list, name="audit"),
    path("audit/verify/", audit.chain_verify, name="audit_verify"),
    path("audit/case/", audit.case_search, name="audit_case_search"),
    path("audit/entries/<int:pk>/", audit.entry_page, name="audit_entry"),
    path("audit/cases/<int:pk>/", audit.case_page, name="audit_case"),
    path("disposals/", disposals.disposal_list, name="disposal_list"),
    path("disposals/review/", disposals.disposal_review, name="disposal_review"),
    path("disposals/<int:pk>/", disposals.disposal_decide, name="disposal_decide"),
    path("disposals/<int:pk>/withdraw/", disposals.disposal_withdraw, name="disposal_withdraw"),
    path("campaigns/<int:pk>/retention/", disposals.retention_edit, name="retention_edit"),
    path("cases/<int:pk>/hold/", disposals.case_hold, name="case_hold"),
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
]
