"""The auditor's desk: entries, verification, head, one case on a day; disposal by two people; tokens."""

import ast
import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign_world import World, make_case, make_world
from noroshi.knowledge.words import load_words
from noroshi.records.models import ApiToken, Case, Disposal, DisposalProposal, Event
from noroshi.records.services import audit, retention, transitions, verification_task
from noroshi.records.services.audit_head import head
from noroshi.web.audit_words import action_text
from tests_support import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def client_of(world: World, role: str) -> Client:
    client = Client()
    client.force_login(world.people[role])
    return client


def worked(world: World) -> Case:
    """Return a case that was approved and read, by the services."""
    case = make_case(world, state="draft")
    met = frozenset({"has_confirmed_finding", "second_person", "fresh"})
    transitions.apply(world.scope("approver", "finding.release"), case, "approve", met=met)
    audit.read(world.scope("officer", "case.read"), case)
    return case


def test_the_desk_shows_entries_of_the_own_compartment(world: World) -> None:
    """Entries of another unit are not in the list and not under their number; those of no unit are."""
    case = worked(world)
    other = make_world("B")
    foreign = worked(other)
    nowhere = audit.append("account.sign_in_failed", "user:unknown", values={"name": "x"})
    client = client_of(world, "auditor")
    page = client.get(reverse("audit")).content.decode()
    assert f"case:{case.pk}<" in page
    assert f"case:{foreign.pk}<" not in page
    assert "user:unknown" in page
    hidden = Event.chain.filter(subject=f"case:{foreign.pk}").first()
    assert hidden is not None
    assert client.get(reverse("audit_entry", kwargs={"pk": hidden.seq})).status_code == 404
    assert client.get(reverse("audit_entry", kwargs={"pk": nowhere.seq})).status_code == 200


def test_filters_and_pages(world: World) -> None:
    """Person, action, subject and day narrow the list; older entries follow by number."""
    case = worked(world)
    for _ in range(60):
        audit.read(world.scope("officer", "case.read"), case)
    client = client_of(world, "auditor")
    first = client.get(reverse("audit"), {"action": "case.read", "actor": "officer-a"})
    rows = [row for row, _ in first.context["rows"]]
    assert len(rows) == 50
    assert {row.action for row in rows} == {"case.read"}
    older = client.get(reverse("audit"), {"action": "case.read", "before": first.context["following"]})
    assert [row.seq for row, _ in older.context["rows"]] == sorted(
        (row.seq for row, _ in older.context["rows"]), reverse=True
    )
    assert len(older.context["rows"]) == 11
    assert (
        client.get(reverse("audit"), {"since": str(timezone.localdate() + dt.timedelta(days=1))}).context["rows"] == []
    )
    assert client.get(reverse("audit"), {"before": "x" * 30, "since": "no day"}).status_code == 200


def test_the_list_costs_the_same_however_long(world: World, django_assert_max_num_queries: Any) -> None:
    """Fifty entries cost no more queries than one."""
    case = worked(world)
    for _ in range(50):
        audit.read(world.scope("officer", "case.read"), case)
    client = client_of(world, "auditor")
    with django_assert_max_num_queries(26):
        client.get(reverse("audit"))


def test_verification_names_what_was_tampered_with(world: World) -> None:
    """The page says that all is sound; after a change past the program it names the entry; a head is compared."""
    worked(world)
    client = client_of(world, "auditor")
    anchor = head().text()
    client.post(reverse("audit_verify"), {"anchor": anchor})
    page = client.get(reverse("audit")).content.decode()
    assert "改ざんは見つかりませんでした" in page
    assert "一致しました" in page
    entry = Event.chain.get(action="case.approve")
    with connection.cursor() as cursor:
        body = "UPDATE records_eventpayload SET body = replace(body, 'draft', 'x') WHERE event_id = %s"
        cursor.execute(body, [entry.seq])
    client.post(reverse("audit_verify"), {"anchor": ""})
    page = client.get(reverse("audit")).content.decode()
    assert f"記録{entry.seq}番に付随する内容が書き換えられています" in page
    refused = client.post(reverse("audit_verify"), {"anchor": "hello"})
    assert refused.status_code == 422
    assert "NOROSHI-HEAD" in refused.content.decode()


def test_a_long_chain_is_verified_in_the_background(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wish is queued with JSON arguments; the worker writes the result as an entry."""
    from django_tasks_db.models import DBTaskResult

    worked(world)
    monkeypatch.setattr(verification_task, "AT_ONCE", 0)
    client = client_of(world, "auditor")
    client.post(reverse("audit_verify"), {"anchor": ""})
    assert not Event.chain.filter(action="audit.verified").exists()
    waiting = DBTaskResult.objects.get()
    assert waiting.args_kwargs["args"] == ["", world.people["auditor"].pk, [world.unit.pk]]
    waiting.task.call(*waiting.args_kwargs["args"])
    assert "改ざんは見つかりませんでした" in client.get(reverse("audit")).content.decode()


def test_a_case_is_shown_as_it_stood_on_a_day(world: World) -> None:
    """What happened later is not on the page; the page names who decided, who read, and the head."""
    case = worked(world)
    Case.objects.within(world.system).filter(pk=case.pk).update(opened_at=timezone.now() - dt.timedelta(days=9))
    client = client_of(world, "auditor")
    found = client.get(reverse("audit_case_search"), {"code": case.reference, "on": str(timezone.localdate())})
    assert found.status_code == 302
    page = client.get(found["Location"]).content.decode()
    for shown in ("承認済み", "架空 approver-a", "架空 officer-a", "NOROSHI-HEAD", case.organization.name):
        assert shown in page
    earlier = client.get(
        reverse("audit_case", kwargs={"pk": case.pk}), {"on": str(timezone.localdate() - dt.timedelta(days=3))}
    )
    page = earlier.content.decode()
    assert "起票" in page
    assert "架空 approver-a" not in page
    before = client.get(reverse("audit_case", kwargs={"pk": case.pk}), {"on": "2020-01-01"})
    assert before.status_code == 404
    wrong = client.get(reverse("audit_case_search"), {"code": "1234567890"})
    assert wrong.status_code == 422
    assert "番号を確認してください" in wrong.content.decode()


def due_case(world: World) -> Case:
    case = worked(world)
    transitions.apply(world.system, case, "recall", met=frozenset({"reason_given"}))
    transitions.apply(world.system, case, "drop", reason="x", met=frozenset({"no_finding_left", "reason_given"}))
    Case.objects.within(world.system).filter(pk=case.pk).update(closed_at=timezone.now() - dt.timedelta(days=800))
    case.refresh_from_db()
    return case


def test_a_disposal_goes_through_two_people(world: World) -> None:
    """The supervisor sets the period and proposes, the approver approves; the record says who."""
    case = due_case(world)
    supervisor, approver = client_of(world, "supervisor"), client_of(world, "approver")
    empty = supervisor.get(reverse("disposal_list")).content.decode()
    assert "保存期間の満了した個別対応票はありません" in empty
    supervisor.post(reverse("retention_edit", kwargs={"pk": case.campaign_id}), {"months": "12"})
    refused = supervisor.post(reverse("disposal_list"), {"reason": "満了"})
    assert "error-summary" in refused.content.decode()
    done = supervisor.post(reverse("disposal_list"), {"cases": [case.pk], "reason": "満了"})
    assert done.status_code == 302
    proposal = DisposalProposal.objects.within(world.system).get()
    page = approver.get(reverse("disposal_decide", kwargs={"pk": proposal.pk}))
    assert case.organization.name in page.content.decode()
    approver.post(reverse("disposal_decide", kwargs={"pk": proposal.pk}), {"approve": "1"})
    disposal = Disposal.objects.get()
    assert (disposal.proposed_by, disposal.approved_by) == (world.people["supervisor"], world.people["approver"])
    assert disposal.number in approver.get(reverse("disposal_review")).content.decode()
    assert verification_task.verify().sound


def test_a_proposal_is_refused_or_withdrawn(world: World) -> None:
    """A refusal needs a reason; the proposer may take it back; a hold takes the case out, sent twice as well."""
    case = due_case(world)
    retention.set_retention(world.system, case.campaign, 12)
    supervisor, approver = client_of(world, "supervisor"), client_of(world, "approver")
    for number, decide in enumerate(("refuse", "withdraw")):
        supervisor.post(reverse("disposal_list"), {"cases": [case.pk], "reason": "満了"})
        proposal = DisposalProposal.objects.within(world.system).latest("pk")
        address = reverse("disposal_decide", kwargs={"pk": proposal.pk})
        if decide == "refuse":
            assert "理由" in approver.post(address, {"refuse": "1", "answer": ""}).content.decode()
            approver.post(address, {"refuse": "1", "answer": "再確認"})
        else:
            supervisor.post(reverse("disposal_withdraw", kwargs={"pk": proposal.pk}))
        proposal.refresh_from_db()
        assert proposal.state == ("refused", "withdrawn")[number]
    address = reverse("case_hold", kwargs={"pk": case.pk})
    assert '<input type="hidden" name="hold" value="1">' in supervisor.get(address).content.decode()
    for _ in range(2):  # sent twice, it still stands
        supervisor.post(address, {"reason": "係争中", "hold": "1"})
        assert Case.objects.within(world.system).get(pk=case.pk).hold
    assert '<input type="hidden" name="hold" value="0">' in supervisor.get(address).content.decode()
    supervisor.post(address, {"reason": "終結", "hold": "0"})
    assert not Case.objects.within(world.system).get(pk=case.pk).hold
    assert not Disposal.objects.exists()


def test_a_token_is_shown_once(world: World) -> None:
    """The answer to the POST holds it, no page after it does; revoking ends it at once."""
    client = client_of(world, "administrator")
    made = client.post(
        reverse("token_new"), {"name": "連携", "unit": world.unit.pk, "capabilities": ["case.read"], "days": "30"}
    )
    found = re.search(r"nrs_[A-Za-z0-9_-]+", made.content.decode())
    assert found is not None
    assert made["Cache-Control"] == "no-store"
    page = client.get(reverse("token_list")).content.decode()
    assert "連携" in page
    assert found[0] not in page
    answer = Client().get("/api/v1/cases/1", HTTP_AUTHORIZATION=f"Bearer {found[0]}")
    assert answer.status_code == 404
    client.post(reverse("token_revoke", kwargs={"pk": ApiToken.objects.within(world.system).get().pk}))
    assert Client().get("/api/v1/cases/1", HTTP_AUTHORIZATION=f"Bearer {found[0]}").status_code == 401


def _actions() -> set[str]:
    """Return every action that the program writes to the chain as a constant."""
    found: set[str] = set()
    for path in (ROOT / "src" / "noroshi").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                if name in {"changed", "append", "note", "_note", "_note_in", "_close"}:
                    texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                    found |= {t for t in texts if isinstance(t, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", t)}
    return found


def test_every_action_has_words() -> None:
    """An auditor reads what was done in Japanese: noun and verb of every action are in ``words/desk_audit.yaml``."""
    words = load_words()
    actions = _actions() - {action for action in _actions() if action.startswith("test.")}
    assert len(actions) > 50
    nouns, verbs = set(words.section("audit_noun")), set(words.section("audit_verb"))
    missing = sorted(a for a in actions if a.partition(".")[0] not in nouns or a.partition(".")[2] not in verbs)
    assert not missing, f"add to audit_noun and audit_verb of words/desk_audit.yaml: {missing}"
    assert action_text("case.read") == "個別対応票:閲覧"
