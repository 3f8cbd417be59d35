"""The officer's desk in a real browser: what is typed survives, and a call is logged without a mouse."""

import pytest

from browser import Site
from campaign_world import make_case, make_world
from noroshi.records.models import AnswerDraft, Case, ContactAttempt

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_typed_survives_a_killed_tab(site: Site) -> None:
    """Outcome, answer, and half a sentence are there again in a new tab; saving clears them."""
    world = make_world()
    case = make_case(world)
    window = site.window(world.people["officer"])
    page = window.new_page()
    page.goto(f"{site.url}/cases/{case.pk}/call/")
    page.get_by_label("担当者と接触", exact=True).check()
    page.get_by_role("group", name="連絡の前から認識していたか").get_by_label("認識していなかった", exact=True).check()
    page.get_by_label("メモ").press_sequentially("担当の方は午後に")
    page.locator(".autosave.is-saved").wait_for()
    page.close()

    page = window.new_page()
    page.goto(f"{site.url}/cases/{case.pk}/call/")
    assert page.get_by_text("途中まで入力した内容を復元しました").is_visible()
    assert page.get_by_label("メモ").input_value() == "担当の方は午後に"
    assert page.get_by_label("担当者と接触", exact=True).is_checked()
    assert page.get_by_label("認識していなかった", exact=True).is_checked()
    page.get_by_role("button", name="記録を保存する").first.click()
    page.get_by_text("連絡の記録を保存しました").wait_for()
    assert not AnswerDraft.objects.within(world.system).exists()
    attempt = ContactAttempt.objects.within(world.system).get()
    assert (attempt.note, attempt.answers.get().awareness) == ("担当の方は午後に", "unaware")


def test_the_questions_open_only_for_the_responsible_person(site: Site) -> None:
    """Nobody answered: no questions on the page, and the next business day stands in its field."""
    world = make_world()
    case = make_case(world)
    page = site.open(f"/cases/{case.pk}/call/", world.people["officer"])
    question = page.get_by_text("この機器は、貴社のものでしょうか。")
    page.get_by_label("不在", exact=True).check()
    page.locator(".proposal").wait_for()
    assert page.get_by_label("次の予定日").input_value() != ""
    assert page.get_by_label("次に行うこと").input_value() == "再度の連絡"
    assert not question.is_visible()
    page.get_by_label("担当者と接触", exact=True).check()
    page.get_by_text("その後の状況の確認の目安").wait_for()
    assert page.get_by_label("次に行うこと").input_value() == "その後の状況の確認"
    assert question.is_visible()


def test_a_call_is_logged_with_the_keyboard_alone(site: Site) -> None:
    """From today's list: j, Enter, c, r, Tab, arrow, Enter: the attempt is saved."""
    world = make_world()
    case = make_case(world)
    page = site.open("/today/", world.people["officer"])
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    page.keyboard.press("c")
    page.wait_for_url("**/call/")
    page.keyboard.press("r")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "no_answer"
    page.locator(".proposal").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("連絡の記録を保存しました").wait_for()
    assert ContactAttempt.objects.within(world.system).get().outcome == "no_answer"
    assert Case.objects.within(world.system).get(pk=case.pk).state == "contacting"


def test_the_technical_part_opens_after_the_identity_is_recorded(site: Site) -> None:
    """Before, the page does not even hold product or version; what was typed in the log stays."""
    world = make_world()
    case = make_case(world)
    page = site.open(f"/cases/{case.pk}/call/", world.people["officer"])
    assert "FortiGate" not in page.content()
    assert "7.2.5" not in page.content()
    page.get_by_label("メモ").fill("取次ぎ中")
    page.get_by_label("確認した相手の氏名・部署").fill("情報システム課 見本様")
    page.get_by_label("確認できた", exact=True).check()
    page.get_by_label("自分たちのものである").check()
    page.get_by_role("button", name="相手の確認を記録して").click()
    page.get_by_text("ななてんにてんご").first.wait_for()
    assert page.get_by_label("メモ").input_value() == "取次ぎ中"


def test_the_outcomes_follow_the_channel_and_the_draft_keeps_both(site: Site) -> None:
    """After a change to a letter its outcomes stand open; one of them is kept with the channel when the page closes."""
    world = make_world()
    case = make_case(world)
    page = site.open(f"/cases/{case.pk}/call/", world.people["officer"])
    returned = page.get_by_label("宛先不明・返送", exact=True)
    assert not returned.is_visible()
    page.locator(".call-details > summary").click()
    page.get_by_label("連絡の手段").select_option("letter")
    returned.check()
    page.locator(".proposal").wait_for()
    page.locator(".autosave.is-saved").wait_for()
    page = site.open(f"/cases/{case.pk}/call/", world.people["officer"])
    assert page.get_by_label("宛先不明・返送", exact=True).is_checked()
    assert page.locator("[name=channel]").input_value() == "letter"
