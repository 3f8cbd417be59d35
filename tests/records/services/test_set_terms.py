"""Recording the terms of a source."""

import pytest

from campaign_world import make_survey, make_world
from noroshi.records.models import Event
from noroshi.records.services.refusals import Refused
from noroshi.records.services.set_terms import set_terms

pytestmark = pytest.mark.django_db


def test_old_and_new_terms_are_in_the_audit() -> None:
    """The change is kept with both values; the same terms again are no change."""
    world = make_world()
    survey = make_survey(world)
    scope = world.scope("supervisor", "campaign.open")
    given = {"shodan": {"licence": "契約 第2号", "may_hand_over": "no"}}
    assert set_terms(scope, survey, given).sources[0]["may_hand_over"] == "no"
    set_terms(scope, survey, given)
    entry = Event.objects.within(world.system).get(action="survey.terms_set")
    assert "synthetic example" in entry.payload.body
    assert "契約 第2号" in entry.payload.body


@pytest.mark.parametrize(
    ("source", "given", "key"),
    [
        ("nobody", {"may_print": "no"}, "terms_source"),
        ("shodan", {"may_print": "perhaps"}, "terms_value"),
        ("shodan", {"input": "other.jsonl"}, "terms_value"),
        ("shodan", {"licence": "unknown", "may_print": "yes"}, "terms_licence"),
        ("shodan", {"licence": " ", "may_publish": "yes"}, "terms_licence"),
    ],
)
def test_a_permission_needs_the_licence_that_gives_it(source: str, given: dict[str, str], key: str) -> None:
    """Unknown sources, other answers and permissions out of nowhere are refused."""
    world = make_world()
    survey = make_survey(world)
    with pytest.raises(Refused, match=key):
        set_terms(world.scope("supervisor", "campaign.open"), survey, {source: given})
    survey.refresh_from_db(from_queryset=type(survey).objects.within(world.system))
    assert survey.sources[0]["may_print"] == "yes"
