"""Fills a database for the killing test, or tells what is in it: run as a program with the product's settings."""

import json
import sys
from collections import Counter

import django


def fill() -> None:
    """Make two officers and one case that was reached, by the services."""
    from django.contrib.auth.hashers import make_password

    from campaign_world import make_case, make_person, make_world
    from noroshi.records.models import User
    from noroshi.records.services import transitions

    world = make_world()
    make_person("second", world.unit, "officer")
    User.objects.update(password=make_password("a password of the killing test"))
    case = make_case(world, state="draft")
    met = frozenset({"has_confirmed_finding", "second_person", "fresh", "terms_allow", "has_contact", "not_excluded"})
    for step in ("approve", "hand_over", "start_contact"):
        transitions.apply(world.system, case, step, met=met)
    transitions.apply(world.system, case, "reach", met=frozenset({"responsible_reached"}))
    sys.stdout.write(str(case.pk))


def tell() -> None:
    """Print how often each answer is there, and how many entries tell of one."""
    from noroshi.records.models import Answer, Event
    from noroshi.records.services.audit_rows import everything

    rows = Answer.objects.within(everything())
    told = {
        "keys": Counter(rows.values_list("key", flat=True)),
        "entries": Event.chain.filter(action="answer.recorded").count(),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    django.setup()
    {"fill": fill, "tell": tell}[sys.argv[1]]()
