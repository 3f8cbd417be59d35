"""The call list that an officer takes along."""

import io
import json

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from call_list_desk import PLACE, exported, scope_of
from campaign_world import make_case, make_world
from noroshi.notify import reference_number
from noroshi.records.models import Answer, Case, Event, EventPayload, Exclusion
from noroshi.records.services.call_list import call_list_rows, export_call_list, listable
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


def test_the_list_names_no_device() -> None:
    """Neither product nor address, version or CVE of a case's devices is in the file, in either format and language."""
    world = make_world()
    case = make_case(world, findings=2)
    hidden = ["fortinet", "fortios", "7.2.5", "CVE-", "198.51.100.", "Fortinet"]
    for language in ("ja", "en"):
        book = load_workbook(io.BytesIO(exported(world, "xlsx", language)))
        cells = [str(cell.value) for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
        text = " ".join(cells) + exported(world, "csv", language).decode("utf-8-sig")
        assert reference_number.format(case.reference) in text
        assert case.organization.name in text
        assert not [word for word in hidden if word.lower() in text.lower()]


def test_the_answers_that_stand_are_shown_and_the_next_contact_is_blank() -> None:
    """The newest own answer fills its cells, the main reason first; day, outcome and note wait for the next contact."""
    world = make_world()
    case = make_case(world, state="answered")
    columns = {"unit": world.unit, "case": case, "at": timezone.now(), "response": "stalled"}
    Answer.objects.create(key="1", awareness="unaware", **columns)
    Answer.objects.create(
        key="2", awareness="aware", reasons=["R7_cost", "R3_forgotten"], main_reason="R3_forgotten", **columns
    )
    Answer.objects.create(key="3", source="vendor", awareness="unaware", **columns)
    (row,) = call_list_rows(scope_of(world), list(listable(Case.objects.within(scope_of(world)))), "ja")
    assert (row.entry.awareness, row.entry.response) == ("aware", "stalled")
    assert row.entry.reasons == ("R3_forgotten", "R7_cost")
    assert (row.entry.on, row.entry.outcome, row.entry.note) == (None, "", "")
    assert (row.phone, row.desk, row.version) == ("045-000-0000", "代表", case.version)


def test_what_must_not_be_called_says_so() -> None:
    """An exclusion stands beside the state, so that nobody calls from an old list by mistake."""
    world = make_world()
    case = make_case(world)
    number, until = case.organization.corporate_number, timezone.localdate()
    Exclusion.objects.create(unit=world.unit, corporate_number=number, name="x", reason="other", until=until)
    (row,) = call_list_rows(scope_of(world), list(listable(Case.objects.within(scope_of(world)))), "ja")
    assert row.state.endswith("/ 連絡除外")


def test_only_released_cases_of_the_unit_leave() -> None:
    """A draft, a disposed case and another unit's case are not in the file."""
    world, other = make_world(), make_world("B")
    case = make_case(world)
    draft, gone = make_case(world), make_case(world)
    Case.objects.within(world.system).filter(pk=draft.pk).update(approved_at=None)
    Case.objects.within(world.system).filter(pk=gone.pk).update(disposed=True)
    foreign = make_case(other)
    text = exported(world, "csv").decode("utf-8-sig")
    found = [each for each in (case, draft, gone, foreign) if reference_number.format(each.reference) in text]
    assert found == [case]


def test_an_export_is_on_record() -> None:
    """The entry names the cases, the format, the handling class and that it is a sample; an empty list is refused."""
    world = make_world()
    case, second = make_case(world), make_case(world)
    data = exported(world)
    entry = Event.chain.get(action="call_list.exported")
    values = json.loads(EventPayload.objects.get(event=entry).body)
    assert (entry.actor_id, entry.unit_id) == (world.people["officer"].pk, world.unit.pk)
    assert values["cases"] == [case.pk, second.pk]
    assert (values["format"], values["handling_class"], values["sample"]) == ("xlsx", ["restricted"], True)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.title == "架電表(見本)"
    head = sheet.oddHeader
    assert head is not None
    assert (sheet.max_row, head.left.text, head.right.text) == (3, "restricted", "見本")
    assert sheet.cell(1, PLACE["reference"] + 1).value == "照会番号"
    nothing = Case.objects.within(scope_of(world)).filter(pk=0)
    with pytest.raises(Refused, match="call_list_empty"):
        export_call_list(scope_of(world), nothing, world.people["officer"], "csv", "ja")
    assert Event.chain.filter(action="call_list.exported").count() == 1
