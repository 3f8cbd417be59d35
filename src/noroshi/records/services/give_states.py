"""What the latest attached survey shows for the findings that were handed over: device states without a name."""

from collections import Counter

from noroshi.exchange.bundle.contents import DeviceState, DeviceStates
from noroshi.exchange.bundle.terms import finding_key
from noroshi.model.verdict import Answer
from noroshi.records.attachment import Attachment
from noroshi.records.campaign import Campaign
from noroshi.records.reobservation import Reobservation
from noroshi.records.scope import Scope
from noroshi.records.services.give_finding import source_terms
from noroshi.records.services.hand_over_contents import Drafted, given_keys
from noroshi.records.services.refusals import Refused


def states_contents(scope: Scope, campaign: Campaign, receiver: str) -> Drafted:
    """Return the states of the latest attached survey; only findings that the receiver has are in it.

    Each state rests on every input of that survey, also the one that says that nothing was seen: all of them must
    allow the hand-over. Raises ``Refused`` where no later survey is attached or nothing was handed over.
    """
    attachment = (
        Attachment.objects.within(scope).filter(campaign=campaign).select_related("survey").order_by("-survey__as_of")
    ).first()
    if attachment is None:
        raise Refused("bundle_no_later_survey")
    survey, theirs = attachment.survey, given_keys(scope, campaign, receiver)
    inputs = tuple(sorted({each["input"] for each in survey.sources}))
    rows = Reobservation.objects.within(scope).filter(survey=survey, finding__campaign=campaign)
    states, bins = [], Counter[str]()
    for row in rows.select_related("finding").order_by("finding_id"):
        key = finding_key(campaign.code, row.finding.device)
        bins["handed_over" if key in theirs else "not_theirs"] += 1
        if key in theirs:
            states.append(_state(row, key, inputs))
    if not states:
        raise Refused("bundle_nothing")
    contents = DeviceStates(
        survey_as_of=survey.as_of.isoformat(),
        knowledge=survey.knowledge_digest,
        sources=source_terms([survey], inputs),
        states=tuple(states),
    )
    return Drafted(contents, tuple(state.key for state in states), dict(bins))


def _state(row: Reobservation, key: str, inputs: tuple[str, ...]) -> DeviceState:
    return DeviceState(
        key=key,
        state=row.state,
        observed_at=row.observed_at,
        product=row.finding.product if row.observed_at and row.state != "replaced" else "",
        version_text=row.version_text,
        verdict=Answer(row.verdict) if row.verdict else None,
        inputs=inputs,
    )
