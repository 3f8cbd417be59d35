"""Opening a campaign: every device of the survey ends in one place, one case per organisation, all or nothing."""

import datetime as dt
import itertools
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from campaign_world import World, make_world
from noroshi.archive.query import open_tables, rows_of
from noroshi.archive.survey import SurveyError
from noroshi.knowledge.ethics import load_ethics
from noroshi.notify.reference_number import is_valid
from noroshi.records.models import Campaign, Case, Event, Evidence, Exclusion, Finding, Organization, Survey
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import campaign_rows
from noroshi.records.services import open_campaign as opening
from noroshi.records.services.campaign_preview import preview
from noroshi.records.services.refusals import Refused
from opening import SURVEY_DAY, wishes

pytestmark = pytest.mark.django_db


def scope_of(world: World) -> Scope:
    """Return the scope of the person who opens campaigns."""
    return world.scope("supervisor", "campaign.open")


def open_one(world: World, survey: Path, **values: object) -> Campaign:
    """Open a campaign on the example survey, on a day on which it is fresh."""
    return opening.open_campaign(scope_of(world), world.unit, survey, wishes(**values), today=SURVEY_DAY)


def counted(campaign: Campaign, outcome: str) -> int:
    """Return how many devices the balance shows in one place."""
    return sum(each["devices"] for each in campaign.balance["bins"] if each["outcome"] == outcome)


def test_every_device_of_the_survey_is_in_exactly_one_place(example_survey: Path) -> None:
    """The bins of the balance add up to the survey's devices, and those of cases and research are in the records."""
    world = make_world()
    campaign = open_one(world, example_survey)
    devices = rows_of(open_tables(example_survey), "SELECT count(*) AS n FROM devices")[1][0]["n"]
    assert sum(each["devices"] for each in campaign.balance["bins"]) == campaign.balance["devices"] == devices
    findings = Finding.objects.within(world.system)
    assert findings.filter(case__isnull=False).count() == counted(campaign, "case") > 50
    assert findings.filter(research_state="open", case=None).count() == counted(campaign, "research") > 5
    assert findings.count() == counted(campaign, "case") + counted(campaign, "research")
    products = campaign.balance["products"]
    assert sum(each["devices"] for each in products) == devices
    assert sum(each["taken"] for each in products) == findings.count()


def test_one_case_per_organisation_with_all_its_devices(example_survey: Path) -> None:
    """No organisation has two cases, and a case holds the devices that the survey attributes to its number."""
    world = make_world()
    campaign = open_one(world, example_survey)
    cases = list(Case.objects.within(world.system).select_related("organization").prefetch_related("findings"))
    assert len(cases) == len({case.organization_id for case in cases}) == campaign.balance["cases"]
    assert any(len(case.findings.all()) > 1 for case in cases)
    for case in cases:
        findings = case.findings.all()
        assert {row.attribution["corporate_number"] for row in findings} == {case.organization.corporate_number}
        assert case.last_affected_at == max(row.last_affected_at for row in findings)
        assert case.state == "draft"
        assert is_valid(case.reference)
    references = sorted(int(case.reference) for case in cases)
    assert min(b - a for a, b in itertools.pairwise(references)) > 1


def test_a_finding_carries_what_the_survey_concluded_and_why(example_survey: Path) -> None:
    """Verdicts, reasons in both languages, and the place of the raw record come along."""
    world = make_world()
    open_one(world, example_survey)
    finding = Finding.objects.within(world.system).filter(verdict="affected").order_by("device")[0]
    survey = open_tables(example_survey)
    verdicts = rows_of(survey, "SELECT * FROM verdicts WHERE device = ?", [finding.device])[1]
    assert {(each["cve"], each["verdict"]) for each in finding.cves} == {(v["cve"], v["verdict"]) for v in verdicts}
    evidence = list(Evidence.objects.within(world.system).filter(finding=finding))
    records = rows_of(survey, "SELECT count(*) AS n FROM evidence WHERE device = ?", [finding.device])[1][0]["n"]
    assert sum(each.records for each in evidence) == records > 0
    for each in evidence:
        place = [each.input, each.line, each.item]
        sql = "SELECT digest, source FROM observations WHERE input = ? AND line = ? AND item = ?"
        row = rows_of(survey, sql, place)[1][0]
        assert row["digest"] == each.digest
        assert row["source"] in each.source.split(",")
        assert each.text
        assert each.text_ja
        assert each.text_ja != each.text
        assert each.input in finding.source_inputs


def test_the_last_time_affected_is_that_of_the_version_and_not_of_the_device(example_survey: Path) -> None:
    """A device seen later without a version counts as old as its last version trace."""
    world = make_world()
    open_one(world, example_survey)
    findings = list(Finding.objects.within(world.system))
    assert all(row.last_affected_at <= row.last_seen for row in findings)
    assert any(row.last_affected_at < row.last_seen for row in findings)


def test_the_prefecture_that_counts_decides_what_is_taken(example_survey: Path) -> None:
    """Site and head office narrow each other: both is at most either, and each of the two lies between."""
    world = make_world()
    taken = {}
    for basis in ("site", "head_office", "either", "both"):
        seen = preview(scope_of(world), world.unit, example_survey, wishes(basis=basis), SURVEY_DAY)
        counts = seen.opening.counts()
        taken[basis] = counts["case"] + counts["research"]
    assert 0 < taken["both"] <= min(taken["site"], taken["head_office"])
    assert max(taken["site"], taken["head_office"]) <= taken["either"]
    assert taken["both"] < taken["either"]


def test_products_cves_verdicts_and_urgency_restrict(example_survey: Path) -> None:
    """Each criterion takes fewer devices, and what it takes meets it."""
    world = make_world()
    everything = preview(scope_of(world), world.unit, example_survey, wishes(), SURVEY_DAY).opening.counts()
    for values in ({"products": ("fortinet-fortios",)}, {"cves": ("CVE-2024-21887",)}, {"verdicts": ("likely",)}):
        narrow = preview(scope_of(world), world.unit, example_survey, wishes(**values), SURVEY_DAY).opening.counts()
        assert narrow["not_in_criteria"] > everything["not_in_criteria"]
    campaign = open_one(world, example_survey, products=("ivanti-connect-secure",), least="3d")
    assert campaign.urgencies == ["3d_forensics", "3d"]
    for row in Finding.objects.within(world.system):
        assert row.product == "ivanti-connect-secure"
        assert row.urgency in {"3d_forensics", "3d"}


def test_the_preview_saves_nothing_and_says_what_opening_does(example_survey: Path) -> None:
    """Preview and campaign show the same balance; the preview leaves no row and no entry."""
    world = make_world()
    seen = preview(scope_of(world), world.unit, example_survey, wishes(), SURVEY_DAY)
    assert not Survey.objects.within(world.system).exists()
    assert not Event.objects.within(world.system).exists()
    assert open_one(world, example_survey).balance == seen.balance


def test_excluded_organisations_get_no_case_until_the_exclusion_ends(example_survey: Path) -> None:
    """A standing exclusion holds the organisation back with its reason; an ended or lifted one does not."""
    world = make_world()
    first = preview(scope_of(world), world.unit, example_survey, wishes(), SURVEY_DAY).opening.cases
    owners = [draft.owner.number for draft in first[:3]]
    ends = (SURVEY_DAY, SURVEY_DAY - dt.timedelta(days=1), SURVEY_DAY + dt.timedelta(days=9))
    for number, until in zip(owners, ends, strict=True):
        Exclusion.objects.create(unit=world.unit, corporate_number=number, name="架空", reason="requested", until=until)
    Exclusion.objects.within(world.system).filter(corporate_number=owners[2]).update(lifted_at=timezone.now())
    campaign = open_one(world, example_survey)
    held = [each for each in campaign.balance["held_back"] if each["outcome"] == "excluded"]
    assert [(each["number"], each["detail"], each["until"]) for each in held] == [
        (owners[0], "requested", SURVEY_DAY.isoformat())
    ]
    numbers = set(Organization.objects.within(world.system).values_list("corporate_number", flat=True))
    assert owners[0] not in numbers
    assert {owners[1], owners[2]} <= numbers


def test_an_organisation_in_an_open_campaign_is_not_contacted_twice(example_survey: Path) -> None:
    """A second campaign of the unit takes nothing that is open in the first, and takes a closed one again."""
    world = make_world()
    first = open_one(world, example_survey)
    closed = Case.objects.within(world.system).order_by("pk").first()
    assert closed is not None
    Case.objects.within(world.system).filter(pk=closed.pk).update(state="closed_unfixed")
    second = open_one(world, example_survey, code="KNG-27")
    cases = list(Case.objects.within(world.system).filter(campaign=second))
    assert [case.organization_id for case in cases] == [closed.organization_id]
    open_devices = counted(first, "case") - closed.findings.count()
    assert counted(second, "earlier_campaign") == open_devices + counted(first, "research")
    assert counted(second, "research") == 0
    assert Organization.objects.within(world.system).count() == first.balance["cases"]


def test_another_units_campaigns_and_exclusions_do_not_matter(example_survey: Path) -> None:
    """Compartments do not see each other, and reference numbers still never collide."""
    world, other = make_world("A"), make_world("B")
    first, second = open_one(world, example_survey), open_one(other, example_survey)
    assert first.balance == second.balance
    assert Survey.objects.within(other.system).count() == 1
    numbers = [
        reference
        for each in (world, other)
        for reference in Case.objects.within(each.system).values_list("reference", flat=True)
    ]
    assert len(numbers) == len(set(numbers))


def test_a_person_without_the_unit_opens_nothing(example_survey: Path) -> None:
    """A scope that does not cover the unit is refused before anything is read."""
    world, other = make_world("A"), make_world("B")
    with pytest.raises(NotPermitted):
        opening.open_campaign(scope_of(other), world.unit, example_survey, wishes(), today=SURVEY_DAY)
    assert not Campaign.objects.within(world.system).exists()


def test_the_same_code_again_is_refused_and_changes_nothing(example_survey: Path) -> None:
    """Opening twice names the code and the survey, and leaves one campaign."""
    world = make_world()
    open_one(world, example_survey)
    before = Event.objects.within(world.system).count()
    with pytest.raises(Refused) as refused:
        open_one(world, example_survey)
    assert refused.value.key == "campaign_open_already"
    assert refused.value.values["code"] == "KNG-26"
    assert Campaign.objects.within(world.system).count() == 1
    assert Event.objects.within(world.system).count() == before


@pytest.mark.parametrize("item", sorted(load_ethics()))
def test_every_item_of_the_checklist_must_be_confirmed_by_name(example_survey: Path, item: str) -> None:
    """A checklist that lacks any single item is refused and names it; a full one is kept with who and when."""
    world = make_world()
    with pytest.raises(Refused) as refused:
        open_one(world, example_survey, ethics=frozenset(load_ethics()) - {item})
    assert (refused.value.key, refused.value.values["items"]) == ("campaign_ethics", item)
    assert not Campaign.objects.within(world.system).exists()


def test_the_campaign_keeps_who_confirmed_the_checklist(example_survey: Path) -> None:
    """Each item names the person and the time."""
    world = make_world()
    campaign = open_one(world, example_survey)
    assert {each["by"] for each in campaign.ethics.values()} == {world.people["supervisor"].pk}
    assert set(campaign.ethics) == set(load_ethics())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "kng 26"}, "code"),
        ({"code": ""}, "code"),
        ({"title_ja": " "}, "title_ja"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"handling_class": "secret"}, "handling_class"),
        ({"prefectures": ()}, "prefectures"),
        ({"prefectures": ("架空県",)}, "prefectures"),
        ({"basis": "somewhere"}, "basis"),
        ({"products": ("no-such-product",)}, "products"),
        ({"cves": ("CVE-1",)}, "cves"),
        ({"verdicts": ()}, "verdicts"),
        ({"verdicts": ("not_affected",)}, "verdicts"),
        ({"least": "soon"}, "least"),
        ({"freshness_days": 0}, "freshness_days"),
        ({"research_days": 5000}, "research_days"),
        ({"ends_on": SURVEY_DAY - dt.timedelta(days=1)}, "ends_on"),
    ],
)
def test_a_wish_that_cannot_be_met_names_its_field(example_survey: Path, values: dict[str, object], field: str) -> None:
    """Nothing is saved, and the message leads to the field."""
    world = make_world()
    with pytest.raises(Refused) as refused:
        open_one(world, example_survey, **values)
    assert refused.value.field == field
    assert not Survey.objects.within(world.system).exists()


def test_an_unfinished_survey_is_refused_with_what_to_do(tmp_path: Path, example_survey: Path) -> None:
    """A folder without manifest, or no folder at all, is named."""
    world = make_world()
    copy = tmp_path / "copy"
    shutil.copytree(example_survey, copy)
    (copy / "manifest.json").unlink()
    for path in (copy, tmp_path / "none"):
        with pytest.raises(SurveyError, match=path.name):
            open_one(world, path)


def test_a_failure_half_way_leaves_nothing(example_survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Campaign, cases, findings and audit entries stand or fall together."""
    world = make_world()

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(opening, "_audit", fail)
    with pytest.raises(RuntimeError):
        open_one(world, example_survey)
    for model in (Survey, Campaign, Organization, Case, Finding, Evidence):
        assert not model.objects.within(world.system).exists()


def test_a_reference_number_that_is_taken_is_drawn_again(example_survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another unit holds one of the numbers, the whole draw is repeated."""
    other, world = make_world("B"), make_world("A")
    open_one(other, example_survey)
    taken = list(Case.objects.within(other.system).values_list("reference", flat=True))
    draws: list[int] = []
    real = campaign_rows.new_references

    def draw(count: int) -> list[str]:
        draws.append(count)
        return taken[:count] if len(draws) == 1 else real(count)

    monkeypatch.setattr(campaign_rows, "new_references", draw)
    open_one(world, example_survey)
    assert len(draws) == 2
    assert not set(taken) & set(Case.objects.within(world.system).values_list("reference", flat=True))


def test_old_observations_and_unread_terms_are_counted(example_survey: Path) -> None:
    """On a later day every finding is stale, and each input whose terms nobody read is named."""
    world = make_world()
    fresh = open_one(world, example_survey)
    assert fresh.balance["stale"] < counted(fresh, "case")
    later = SURVEY_DAY + dt.timedelta(days=60)
    seen = preview(scope_of(world), world.unit, example_survey, wishes(code="KNG-28"), later)
    counts = seen.opening.counts()
    assert seen.balance["stale"] == counts["case"] + counts["research"]
    assert {answer for _, answer in fresh.balance["terms_refused"]} == {"unknown"}
    assert len(fresh.balance["terms_refused"]) == len(fresh.survey.sources)


def test_every_case_and_finding_has_its_entry_in_the_audit(example_survey: Path) -> None:
    """The campaign's entry holds the balance, and each case and finding can be traced to its opening."""
    world = make_world()
    campaign = open_one(world, example_survey)
    subjects = dict(Event.objects.within(world.system).values_list("subject", "action"))
    assert subjects[f"campaign:{campaign.pk}"] == "campaign.opened"
    for model, action in ((Case, "case.opened"), (Finding, "finding.opened")):
        for pk in model.objects.within(world.system).values_list("pk", flat=True):
            assert subjects[f"{model._meta.model_name}:{pk}"] == action


def test_made_up_data_makes_a_sample(example_survey: Path) -> None:
    """The example's survey is marked as synthetic, and so is the campaign."""
    campaign = open_one(make_world(), example_survey)
    assert campaign.survey.synthetic
    assert campaign.sample


def test_the_number_of_statements_does_not_grow_with_the_devices(
    example_survey: Path, django_assert_max_num_queries: object
) -> None:
    """A hundred findings cost a few dozen statements, not hundreds."""
    world = make_world()
    scope = scope_of(world)
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        opening.open_campaign(scope, world.unit, example_survey, wishes(), today=SURVEY_DAY)


def test_research_has_a_deadline_in_business_days(example_survey: Path) -> None:
    """The deadline follows the campaign's own number of days, and its reason is a code of the list."""
    world = make_world()
    open_one(world, example_survey, research_days=3)
    rows = list(Finding.objects.within(world.system).filter(research_state="open"))
    assert {row.research_due_on for row in rows} == {dt.date(2026, 10, 28)}
    assert {row.research_reason for row in rows} <= {"only_candidates", "no_number", "no_name"}


def test_a_survey_full_of_hostile_texts_opens(tmp_path: Path, example_survey: Path) -> None:
    """NULs, direction overrides, markup and texts without end are kept as they can be stored, and nothing fails."""
    hostile = "\0<script>alert(1)</script>\u202e=cmd|'x'!A0" + "長" * 9_000
    copy = tmp_path / "hostile"
    shutil.copytree(example_survey, copy)
    for name, columns in {
        "devices": ("hostnames", "conflicts", "decoy_reasons", "model", "vendor"),
        "evidence": ("trace", "text", "caveats"),
        "attributions": ("organization", "address_holder", "site_city", "registered_city"),
        "verdicts": ("text_ja", "fix"),
    }.items():
        table = pq.read_table(copy / f"{name}.parquet")
        for column in columns:
            kind = table.schema.field(column).type
            values = [[hostile] if pa.types.is_list(kind) else hostile] * len(table)
            place = table.schema.get_field_index(column)
            table = table.set_column(place, table.schema.field(column), pa.array(values, kind))
        pq.write_table(table, copy / f"{name}.parquet")
    world = make_world()
    campaign = open_one(world, copy)
    assert campaign.balance["cases"] > 50
    finding = Finding.objects.within(world.system).select_related("organization").filter(case__isnull=False)[0]
    assert finding.hostnames == [hostile.replace("\0", "␀")]
    assert finding.organization is not None
    assert len(finding.organization.name) == 200
    assert Evidence.objects.within(world.system).filter(trace__contains="\u202e").exists()
