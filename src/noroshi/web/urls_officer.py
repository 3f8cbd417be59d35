"""Addresses of the officer's desk."""

from django.urls import path

from noroshi.web.views import answers, call, case, contacts, contract, intrusions, parties, today, verifications

urlpatterns = [
    path("today/", today.today, name="today"),
    path("todos/<int:pk>/done/", today.todo_done, name="todo_done"),
    path("cases/", case.case_list, name="case_list"),
    path("cases/<int:pk>/", case.case, name="case"),
    path("cases/<int:pk>/take/", today.take, name="case_take"),
    path("cases/<int:pk>/ask-release/", today.ask_release, name="ask_release"),
    path("cases/<int:pk>/edit/", case.case_edit, name="case_edit"),
    path("cases/<int:pk>/step/", case.case_step, name="case_step"),
    path("cases/<int:pk>/call/", call.call, name="call"),
    path("cases/<int:pk>/call/draft/", call.draft, name="call_draft"),
    path("cases/<int:pk>/call/next/", call.next_step, name="call_next"),
    path("cases/<int:pk>/call/outcomes/", call.outcomes, name="call_outcomes"),
    path("cases/<int:pk>/answers/new/", answers.answer_new, name="answer_new"),
    path("answers/<int:pk>/correct/", answers.answer_correct, name="answer_correct"),
    path("cases/<int:pk>/contacts/", contacts.contact_list, name="contact_list"),
    path("contacts/<int:pk>/edit/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/confirm/", contacts.contact_confirm, name="contact_confirm"),
    path("contacts/<int:pk>/mark/", contacts.contact_mark, name="contact_mark"),
    path("organizations/<int:pk>/edit/", contacts.organization_edit, name="organization_edit"),
    path("cases/<int:pk>/parties/", parties.party_list, name="party_list"),
    path("parties/<int:pk>/consent/", parties.party_consent, name="party_consent"),
    path("parties/<int:pk>/withdraw/", parties.party_withdraw, name="party_withdraw"),
    path("cases/<int:pk>/contract/", contract.contract, name="contract"),
    path("cases/<int:pk>/checks/", verifications.verification_list, name="verification_list"),
    path("cases/<int:pk>/intrusion/", intrusions.intrusion, name="intrusion"),
    path("intrusions/<int:pk>/hand-over/", intrusions.intrusion_hand_over, name="intrusion_hand_over"),
    path("intrusions/<int:pk>/decide/", intrusions.intrusion_decide, name="intrusion_decide"),
]
