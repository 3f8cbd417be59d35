"""The pages on which a call list is written as a spreadsheet and read back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from call_list_desk import PLACE, edited, exported, filled, handed_in, today
from campaign_world import World, make_case, make_person, make_world
from noroshi.notify import reference_number
from noroshi.records.models import Answer, CallListImport, ContactAttempt, RoleGrant

pytestmark = pytest.mark.django_db


def uploaded(client: Client, data: bytes, world: World, name: str = "架電表.xlsx") -> str:
    """Hand a file in and return the page that follows."""
    fields = {"file": SimpleUploadedFile(name, data), "unit": world.unit.pk}
    return client.post(reverse("call_list_import"), fields, follow=True).content.decode()


def test_the_list_is_exported_as_it_is_filtered(client: Client) -> None:
    """Both buttons carry the filter of the page; the file holds these cases and no others."""
    world = make_world()
    case, other = make_case(world), make_case(world)
    client.force_login(world.people["officer"])
    query = f"?q={reference_number.format(case.reference)}"
    page = client.get(reverse("case_list") + query).content.decode()
    assert "Excelで書き出す" in page
    assert "CSVで書き出す" in page
    assert f"{reverse('call_list_csv')}?q=" in page
    file = client.get(reverse("call_list_csv") + query)
    assert file["Content-Disposition"] == f'attachment; filename="call-list-{timezone.localdate():%Y%m%d}.csv"'
    assert reference_number.format(case.reference) in file.content.decode("utf-8-sig")
    assert reference_number.format(other.reference) not in file.content.decode("utf-8-sig")
    assert client.get(reverse("call_list_xlsx")).content[:2] == b"PK"
    nothing = client.get(reverse("call_list_xlsx") + "?q=無い名前", follow=True).content.decode()
    assert "書き出せる個別対応票がありません" in nothing


def test_who_contacts_nobody_gets_no_buttons(client: Client) -> None:
    """A supervisor sees the list, and neither exports nor imports."""
    world = make_world()
    make_case(world)
    client.force_login(world.people["supervisor"])
    assert "書き出す" not in client.get(reverse("case_list")).content.decode()
    assert client.get(reverse("call_list_xlsx")).status_code == 403


def test_a_list_is_read_looked_at_and_confirmed(client: Client) -> None:
    """The plan shows what is on record and what the file says, in words; only the second click records it."""
    world = make_world()
    case = make_case(world)
    client.force_login(world.people["officer"])
    data = filled(exported(world), (case, {"on": today(), "outcome": "reached_responsible", "response": "not_started"}))
    page = uploaded(client, data, world)
    assert "まだ何も記録していません" in page
    for words in ("対応状況", "未対応(着手前)", "確認待ち", case.organization.name):
        assert words in page
    row = CallListImport.objects.within(world.system).get()
    assert not ContactAttempt.objects.within(world.system).exists()
    address = reverse("call_list_plan", args=[row.pk])
    done = client.post(address, {"apply": "1"}, follow=True).content.decode()
    assert "取込みが終わりました" in done
    assert Answer.objects.within(world.system).get().response == "not_started"
    client.post(address, {"withdraw": "1"})
    assert client.get(address).status_code == 404
    assert ContactAttempt.objects.within(world.system).count() == 1


def test_a_conflict_and_a_rejected_row_say_why(client: Client) -> None:
    """Both sides of a conflict are shown with its reason, a rejected row with what is wrong in it."""
    world = make_world()
    case, other = make_case(world, state="reached"), make_case(world)
    entered = {"on": today(), "outcome": "reached_responsible", "response": "stalled"}
    data = filled(exported(world), (case, entered), (other, entered | {"outcome": "どこにもない"}))
    Answer.objects.create(unit=world.unit, case=case, key="1", at=timezone.now(), response="not_started")
    client.force_login(world.people["officer"])
    page = uploaded(client, data, world)
    assert "書き出した後に、この項目は別に更新されています" in page
    assert "現在の記録は未対応(着手前) → ファイルは滞っている(理由あり)" in page
    assert "どこにもない" in page
    assert "このファイルから新たに記録する行はありません" in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_unusable_file_is_refused_beside_the_field(client: Client, language: str) -> None:
    """Macros, a renamed column, nothing at all, too much: a sentence in the page's language, and no plan."""
    world = make_world()
    make_case(world)
    person = world.people["officer"]
    person.language = language
    person.save()
    client.force_login(person)
    data = exported(world)

    def rename(sheet: object) -> None:
        sheet.cell(1, PLACE["outcome"] + 1).value = "結果"  # type: ignore[attr-defined]

    said = "何も記録していません" if language == "ja" else "Nothing was recorded"
    for content, name in ((data, "x.xlsm"), (edited(data, rename), "x.xlsx"), (b"a,b\r\n1,2\r\n", "x.csv")):
        assert said in uploaded(client, content, world, name)
    assert ("ファイルが空です" if language == "ja" else "The file is empty") in uploaded(client, b"", world)
    large = uploaded(client, b"x" * 3_990_000, world, "x.csv")
    assert ("ファイルが大きすぎます" if language == "ja" else "The file is too large") in large
    body = SimpleUploadedFile("x.csv", b"x" * 4_100_000)
    assert client.post(reverse("call_list_import"), {"file": body, "unit": world.unit.pk}).status_code == 413
    assert not CallListImport.objects.within(world.system).exists()


def test_a_file_that_goes_through_the_disk_is_read(client: Client) -> None:
    """A file above 2 MB is read as well as a small one; the empty lines at its end are no rows."""
    world = make_world()
    make_case(world)
    client.force_login(world.people["officer"])
    uploaded(client, exported(world, "csv") + b"\r\n" * 1_200_000, world, "x.csv")
    assert CallListImport.objects.within(world.system).get().plan["seen"] == 1


def test_a_plan_belongs_to_who_read_it(client: Client) -> None:
    """Another officer of the unit can neither see nor confirm it."""
    world = make_world()
    case = make_case(world)
    row = handed_in(world, filled(exported(world), (case, {"on": today(), "outcome": "no_answer"})))
    client.force_login(make_person("second", world.unit, "officer"))
    address = reverse("call_list_plan", args=[row.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"apply": "1"}).status_code == 404
    assert not ContactAttempt.objects.within(world.system).exists()


def test_a_person_of_two_units_chooses_one(client: Client) -> None:
    """The unit is asked for where there are several, and a unit of others is no choice."""
    world, other, third = make_world(), make_world("B"), make_world("C")
    case = make_case(other)
    person = world.people["officer"]
    RoleGrant.objects.create(user=person, unit=other.unit, role="officer")
    client.force_login(person)
    assert "サイバーB係" in client.get(reverse("call_list_import")).content.decode()
    data = filled(exported(other), (case, {"on": today(), "outcome": "no_answer"}))
    assert "まだ何も記録していません" in uploaded(client, data, other)
    uploaded(client, data, third)
    assert not CallListImport.objects.within(third.system).exists()


def test_a_note_is_shown_as_text(client: Client) -> None:
    """Markup that somebody typed into a cell stays text on the page."""
    world = make_world()
    case = make_case(world)
    client.force_login(world.people["officer"])
    entered = {"on": today(), "outcome": "no_answer", "note": "<script>alert(1)</script>"}
    page = uploaded(client, filled(exported(world), (case, entered)), world, "<b>.xlsx")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert io.BytesIO(page.encode()).read().count(b"<b>") == 0
