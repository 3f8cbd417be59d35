"""What comes next after a contact: the date to propose, and the next contact when one fails."""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.office_days import ClosedPeriod
from noroshi.knowledge.words import Language, load_words
from noroshi.model.campaign_contact import ContactPoint
from noroshi.notify.business_days import add_business_days
from noroshi.notify.japanese_dates import day_text


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """The next step after an outcome. ``step``: a code of ``suggestion``, '' where the supervisor decides.

    ``on``: the day proposed, a business day, None where there is none. ``next_contact``: the present contact is of no
    use any more and takes the state ``contact_state``. ``supervisor``: the supervisor is told. ``intrusion``: the
    questionnaire stops and the investigating desk takes over.
    """

    outcome: str
    step: str
    on: date | None
    days: int | None
    next_contact: bool
    contact_state: str
    supervisor: bool
    intrusion: bool

    def text(self, language: Language) -> str:
        """Return the proposal as a sentence."""
        words = load_words()
        if self.on is None:
            return words.text("next_date.none", language)
        step = load_enumerations().label("suggestion", self.step, language)
        return words.text("next_date.proposal", language, step=step, date=day_text(self.on, language), days=self.days)


def propose(outcome: str, contacted_on: date, *, closed: tuple[ClosedPeriod, ...] | None = None) -> Proposal:
    """Return what to do after a contact with this outcome on this day; KeyError for an outcome that does not exist."""
    entry = load_enumerations().entry("contact_outcome", outcome)
    days = entry.suggest_days
    return Proposal(
        outcome=outcome,
        step=entry.suggest,
        on=None if days is None else add_business_days(contacted_on, days, closed=closed),
        days=days,
        next_contact=entry.next_contact,
        contact_state=entry.marks_contact,
        supervisor=entry.escalate,
        intrusion=entry.intrusion,
    )


def usable(contact: ContactPoint, today: date) -> bool:
    """Whether a contact may be used: its state allows it, it has not run out, and a third party only with consent."""
    state = load_enumerations().entry("contact_state", contact.state)
    running = contact.valid_until is None or today <= contact.valid_until
    return state.usable and running and (contact.consented or not contact.third_party)


def choose_next(contacts: Iterable[ContactPoint], today: date, *, tried: Collection[str] = ()) -> ContactPoint | None:
    """Return the contact to use next, None where no usable one is left.

    The organisation's own contacts come before those of third parties; then what a second person confirmed, then the
    main contact, then the fewest failures, then telephone before letter before mail before form. ``tried``: ids that
    have just failed and are left out.
    """
    kinds = load_enumerations().codes("contact_kind")
    left = [contact for contact in contacts if contact.id not in tried and usable(contact, today)]
    return min(
        left,
        key=lambda contact: (
            contact.third_party,
            not contact.confirmed,
            not contact.main,
            contact.failures,
            kinds.index(contact.kind),
            contact.id,
        ),
        default=None,
    )


def because(contact: ContactPoint | None, language: Language) -> str:
    """Return why this contact was chosen, as a sentence."""
    if contact is None:
        reason = "none"
    elif contact.confirmed:
        reason = "confirmed"
    else:
        reason = "main" if contact.main else "other"
    return load_words().text(f"next_contact.{reason}", language)
