"""The upper third of a letter, and the lines of the sender."""

from noroshi.knowledge.words import Language, load_words
from noroshi.notify.documents.facts import Frame, Office, Recipient
from noroshi.notify.documents.model import Masthead, Paragraph, Said
from noroshi.notify.documents.voice import Voice
from noroshi.notify.japanese_dates import english_date, japanese_date


def masthead(frame: Frame, recipient: Recipient, language: Language, *, personal: bool = False) -> Masthead:
    """Return number and date, the address for the window, and the sender. ``personal``: 親展 above the address."""
    day = japanese_date(frame.on, weekday=False) if language == "ja" else english_date(frame.on, weekday=False)
    return Masthead(
        number=frame.shown_number(),
        date=day,
        address=recipient.lines(language),
        marks=(load_words().text("document_label.personal", language),) if personal else (),
        sender=sender_lines(frame.office.shown(language), language),
    )


def sender_lines(office: Office, language: Language) -> tuple[str, ...]:
    """Return the sender: code and address, agency, unit, contact person."""
    words = load_words()
    code = words.text("document_label.postal_code", language, code=office.postal_code) if office.postal_code else ""
    person = words.text("document_label.contact_person", language, officer=office.officer) if office.officer else ""
    place = " ".join(part for part in (code, office.address) if part)
    return tuple(line for line in (office.agency, office.unit, person, place) if line)


def closing(voice: Voice) -> tuple[Paragraph, ...]:
    """Return 以上, with which a Japanese letter ends; a letter in English has none."""
    if voice.language != "ja":
        return ()
    return (Paragraph(said=(Said(id="", text=voice.word("document_edge.end")),), style="closing"),)
