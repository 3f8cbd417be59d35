"""Ways to reach an organisation: sources, second person, state."""

import datetime as dt

import pytest
from django.utils import timezone

from campaign_world import make_case, make_world
from noroshi.records.models import Contact
from noroshi.records.services import contacts, merge_edits
from noroshi.records.services.contacts import ContactEntry
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


def entry(**values: object) -> ContactEntry:
    """Return a telephone number from the organisation's own page, changed by ``values``."""
    columns: dict[str, object] = {
        "kind": "phone",
        "value": "045−000−0001",
        "source": "https://company.example/contact",
        "looked_up_on": timezone.localdate(),
    }
    return ContactEntry(**{**columns, **values})  # type: ignore[arg-type]


def test_a_contact_keeps_its_source_its_day_and_who_looked_it_up() -> None:
    """Full-width digits are narrowed; the person is the one of the scope."""
    world = make_world()
    case = make_case(world)
    scope = world.scope("officer", "contact.edit")
    contact = contacts.add_contact(scope, case.organization, entry(value="045−000ー0002", main=True))
    assert (contact.value, contact.looked_up_by) == ("045-000-0002", world.people["officer"])
    assert contact.source_url == "https://company.example/contact"
    assert not contacts.dialable(contact, timezone.localdate())


@pytest.mark.parametrize(
    "source",
    [
        "https://vpn.company.example/",
        "HTTPS://VPN.Company.Example.:10443/remote/login",
        "vpn.company.example",
        "http://198.51.100.77/contact",
        "https://[2001:db8::1]/",
        "https://person@vpn.company.example/contact",
    ],
)
def test_the_device_itself_is_no_source(source: str) -> None:
    """A page on the surveyed device, by any of its names or addresses, is refused and nothing is saved."""
    world = make_world()
    case = make_case(world)
    case.findings.update(ips=["198.51.100.77", "2001:db8::1"], hostnames=["vpn.company.example"])
    scope = world.scope("officer", "contact.edit")
    with pytest.raises(Refused, match="source_is_the_device") as refusal:
        contacts.add_contact(scope, case.organization, entry(source=source))
    assert refusal.value.field == "source"
    assert Contact.objects.within(scope).filter(organization=case.organization).count() == 1


@pytest.mark.parametrize("source", ["https://company.example/", "電話帳(令和8年版)", "先方の総務から電話で案内"])
def test_other_pages_and_sources_in_words_are_accepted(source: str) -> None:
    """The organisation's own site and a printed directory are sources."""
    world = make_world()
    case = make_case(world)
    case.findings.update(hostnames=["vpn.company.example"])
    assert contacts.add_contact(world.scope("officer", "contact.edit"), case.organization, entry(source=source)).pk


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"value": "110"}, "contact_value_phone"),
        ({"kind": "email", "value": "架空"}, "contact_value_email"),
        ({"kind": "webform", "value": "架空"}, "contact_value_webform"),
        ({"kind": "postal", "value": " "}, "contact_value_postal"),
        ({"looked_up_on": dt.date(2999, 1, 1)}, "looked_up_in_future"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(changes: dict[str, object], key: str) -> None:
    """Each kind of contact has a form that it must have."""
    world = make_world()
    case = make_case(world)
    with pytest.raises(Refused, match=key):
        contacts.add_contact(world.scope("officer", "contact.edit"), case.organization, entry(**changes))


def test_the_main_number_is_confirmed_by_another_person_than_the_one_who_entered_it() -> None:
    """The same person is refused; another one confirms; a new number has to be confirmed anew."""
    world = make_world()
    case = make_case(world)
    officer, supervisor = world.scope("officer", "contact.edit"), world.scope("supervisor", "contact.edit")
    contact = contacts.add_contact(officer, case.organization, entry(main=True))
    with pytest.raises(Refused, match="same_person"):
        contacts.confirm_contact(officer, contact)
    confirmed = contacts.confirm_contact(supervisor, contact)
    assert confirmed.confirmed_by == world.people["supervisor"]
    assert contacts.dialable(confirmed, timezone.localdate())
    base = merge_edits.read_base(confirmed, merge_edits.sign_base(confirmed))
    edited = contacts.edit_contact(supervisor, confirmed, base, entry(main=True, value="045-000-0009"))
    assert (edited.confirmed_by, edited.looked_up_by) == (None, world.people["supervisor"])
    with pytest.raises(Refused, match="same_person"):
        contacts.confirm_contact(supervisor, edited)


def test_a_note_on_a_contact_keeps_its_confirmation() -> None:
    """Changing the desk alone asks nobody to confirm the number again."""
    world = make_world()
    contact = make_case(world).organization.contacts.get()
    base = merge_edits.read_base(contact, merge_edits.sign_base(contact))
    same = entry(value=contact.value, main=True, desk="総務課", source=contact.source_url or "電話帳")
    assert contacts.edit_contact(world.scope("officer", "contact.edit"), contact, base, same).confirmed_at is not None


def test_a_contact_marked_wrong_is_no_longer_dialable() -> None:
    """Wrong, bounced and expired contacts are not used."""
    world = make_world()
    contact = make_case(world).organization.contacts.get()
    scope = world.scope("officer", "contact.edit")
    today = timezone.localdate()
    assert contacts.dialable(contact, today)
    assert not contacts.dialable(contacts.mark_contact(scope, contact, "wrong", "現在使われていない"), today)
    back = contacts.mark_contact(scope, contact, "ok", "")
    back.valid_until = today - dt.timedelta(days=1)
    assert not contacts.dialable(back, today)
