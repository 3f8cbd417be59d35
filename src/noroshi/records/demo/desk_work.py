"""The analyst's side of the demonstration: opening, confirming, releasing, assigning, and the later survey."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils import timezone

from noroshi.knowledge.ethics import load_ethics
from noroshi.model.attribution import State
from noroshi.notify.criteria import match
from noroshi.notify.japanese_dates import day_text
from noroshi.records.agency import Unit
from noroshi.records.attachment import Attachment
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.demo.stage import PREFECTURE, REAL_FRESHNESS, NotPlayable, Stage
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services import decide_finding, exclusions, hand_over, release_findings, research, resurvey
from noroshi.records.services.campaign_wishes import Wishes
from noroshi.records.services.load_survey import SurveyDevice, prefecture_codes, read_devices
from noroshi.records.services.open_campaign import open_campaign
from noroshi.records.services.release_gate import readiness
from noroshi.records.services.set_terms import set_terms
from noroshi.records.survey import Survey

SECOND: Final = 18
PENDING: Final = 6
WAITING: Final = 4
RESEARCH_DAYS: Final = 60
_ALLOWED: Final = {
    "licence": "synthetic example",
    "may_hand_over": "yes",
    "may_print": "yes",
    "may_publish": "yes",
}


def open_main(stage: Stage) -> None:
    """Exclude one organisation at its own request, and open the campaign for the main unit."""
    unit, today = stage.cast.unit, timezone.localdate()
    wishes = _wishes(stage, "KNG-26", PREFECTURE, "either")
    fitting = [each for each in read_devices(stage.path) if match(each.finding, wishes.criteria).fits]
    owners = sorted({each.finding.number: each for each in fitting if _known(each)}.items())
    if len(owners) > 1:
        number, device = owners[-1]
        exclusions.add(
            stage.scope("demo-supervisor", "exclusion.edit"),
            unit,
            number=number,
            name=device.finding.organization,
            reason="requested",
            until=stage.clock.real_day() + dt.timedelta(days=180),
            note="見本:先方の申出による。",
            today=today,
        )
    stage.clock.pass_minutes(20)
    stage.campaign = _open(stage, stage.cast.unit, "demo-supervisor", wishes)
    if not stage.campaign.balance["cases"]:
        raise NotPlayable(f"{stage.path}: the survey gives no case in {PREFECTURE}; give the example's survey")


def open_other(stage: Stage) -> Campaign | None:
    """Open a small campaign of the other unit for another prefecture, confirm and release it; None without devices."""
    devices = read_devices(stage.path)
    places = Counter(each.finding.site for each in devices if _wholly_elsewhere(each))
    if not places:
        return None
    code = max(sorted(places), key=lambda place: places[place])
    prefecture = next(name for name, each in prefecture_codes().items() if each == code)
    wishes = _wishes(stage, "EAST-26", prefecture, "both")
    campaign = _open(stage, stage.cast.other, "demo-east-supervisor", wishes)
    analyst = stage.scope("demo-east-analyst", "finding.decide")
    _confirm(stage, analyst, _pending(analyst, campaign))
    release(stage, campaign, "demo-east-approver")
    return campaign


def confirm_first(stage: Stage) -> None:
    """Let the analyst decide about most devices: one refuted, one asked about, the others confirmed."""
    scope = stage.scope("demo-analyst", "finding.decide")
    refuted, asked, *others = _pending(scope, stage.main)
    stage.clock.pass_minutes(6)
    decide_finding.refute(
        scope, refuted, refuted.row_version, "wrong_organization", "共用の証明書のため、別の組織の可能性。"
    )
    stage.clock.pass_minutes(5)
    decide_finding.ask(scope, asked, asked.row_version, "所在地の手掛かりが二つあります。確認をお願いします。")
    _confirm(stage, scope, others[:-SECOND])


def confirm_second(stage: Stage) -> None:
    """Let the analyst confirm more, with what the later survey brought; the last few are left for the visitor."""
    scope = stage.scope("demo-analyst", "finding.decide")
    _confirm(stage, scope, list(_pending(scope, stage.main))[: -PENDING - WAITING])


def confirm_waiting(stage: Stage) -> None:
    """Let the analyst confirm a few more, which wait for the second person."""
    scope = stage.scope("demo-analyst", "finding.decide")
    _confirm(stage, scope, list(_pending(scope, stage.main))[:WAITING])


def look_into(stage: Stage) -> None:
    """Let the analyst note what was looked at for one device whose user is not known."""
    scope = stage.scope("demo-analyst", "research.work")
    rows = Finding.objects.within(scope).filter(campaign=stage.main, research_state="open").order_by("pk")
    finding = rows.first()
    if finding is not None:
        stage.clock.pass_minutes(15)
        research.note(scope, finding, finding.row_version, "同名の法人が二つある。所在地を確認中。")


def release(stage: Stage, campaign: Campaign, approver: str) -> None:
    """Let the approver open the cases drawn by lot, then release everything that is ready."""
    scope, today = stage.scope(approver, "finding.release"), timezone.localdate()
    if not any(each.ready for each in readiness(scope, campaign, today)):
        return
    begun = release_findings.start(scope, campaign, today)
    for case in Case.objects.within(scope).filter(pk__in=begun.sample).order_by("pk"):
        stage.clock.pass_minutes(4)
        release_findings.opened(scope, begun, case)
    stage.clock.pass_minutes(2)
    release_findings.complete(scope, begun, today)


def assign(stage: Stage, *, spare: int = 0) -> list[Case]:
    """Let the supervisor give the released cases to the two officers in turn, and return them; a few stay free."""
    scope = stage.scope("demo-supervisor", "case.assign")
    rows = Case.objects.within(scope).filter(campaign=stage.main, state="handed_over", assignee=None)
    given = list(rows.select_related("organization").order_by("organization__corporate_number"))
    given = given[: len(given) - spare] if len(given) > spare else given
    for number, officer in enumerate(("demo-officer", "demo-officer2")):
        stage.clock.pass_minutes(3)
        hand_over.assign(scope, given[number::2], stage.cast.people[officer])
    return given


def attach_later(stage: Stage) -> Attachment:
    """Let the analyst attach the second survey, whose terms allow everything, as those of the first."""
    scope = stage.scope("demo-analyst", "survey.attach")
    stage.clock.pass_minutes(30)
    attachment = resurvey.take_in(scope, stage.main, stage.surveys[1].path)
    _allow(stage, attachment.survey, "demo-supervisor")
    return attachment


def _open(stage: Stage, unit: Unit, opener: str, wishes: Wishes) -> Campaign:
    campaign = open_campaign(stage.scope(opener, "campaign.open"), unit, stage.path, wishes)
    _allow(stage, campaign.survey, opener)
    return campaign


def _allow(stage: Stage, survey: Survey, supervisor: str) -> None:
    """Record the terms of the made-up sources where the survey was made without them."""
    unread = {each["source"] for each in survey.sources if each["may_hand_over"] != "yes"}
    if unread:
        scope = stage.scope(supervisor, "campaign.open")
        set_terms(scope, survey, dict.fromkeys(sorted(unread), _ALLOWED))


def _wishes(stage: Stage, code: str, prefecture: str, basis: str) -> Wishes:
    seen = "及び".join(day_text(facts.as_of, "ja") for facts in stage.surveys)
    return Wishes(
        code=code,
        title_ja=f"{prefecture}のVPN機器に関する情報提供・注意喚起(見本)",
        title_en="Information on VPN devices (sample)",
        prefectures=(prefecture,),
        basis=basis,
        freshness_days=stage.freshness,
        research_days=RESEARCH_DAYS,
        legal_basis=(
            "見本(架空の取組)のため、法的根拠は記載しません。"
            f"例題の観測は{seen}までのものです。操作を試せるように、観測の有効日数を{stage.freshness}日としています"
            f"(実際の取組では{REAL_FRESHNESS}日)。"
        ),
        ethics=frozenset(load_ethics()),
        starts_on=timezone.localdate(),
    )


def _confirm(stage: Stage, scope: Scope, findings: Iterable[Finding]) -> None:
    for finding in findings:
        stage.clock.pass_minutes(0.5)
        decide_finding.confirm(scope, finding, finding.row_version)


def _pending(scope: Scope, campaign: Campaign) -> Iterator[Finding]:
    rows = Finding.objects.within(scope).filter(campaign=campaign, decision="pending", case__isnull=False)
    return iter(rows.order_by("organization__corporate_number", "pk"))


def _known(device: SurveyDevice) -> bool:
    return bool(device.finding.number) and device.finding.state is State.ATTRIBUTED


def _wholly_elsewhere(device: SurveyDevice) -> bool:
    finding = device.finding
    about = {str(each.answer) for each in finding.judgements} & {"affected", "likely"}
    elsewhere = finding.site == finding.head_office != prefecture_codes()[PREFECTURE]
    return bool(about) and elsewhere and bool(finding.site) and _known(device)
