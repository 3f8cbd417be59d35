"""The address sheet: the address where the window of the envelope is, for papers that carry none themselves."""

from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.facts import DocumentError, Frame, Recipient
from noroshi.notify.documents.masthead import masthead
from noroshi.notify.documents.model import Document, Fields
from noroshi.notify.documents.voice import Voice
from noroshi.notify.reference_number import format as format_reference


def build(frame: Frame, recipient: Recipient, language: Language, *, personal: bool = True) -> Document:
    """Return the sheet: address, sender, and below the fold the reference number. DocumentError without an address."""
    if not recipient.organization.strip() or not recipient.address:
        raise DocumentError(f"{frame.id}: an address sheet needs the organisation's name and postal address")
    voice = Voice(language=language, stage=Stage.FIRST)
    blocks = [masthead(frame, recipient, language, personal=personal)]
    below = (Fields(rows=(voice.field("reference", format_reference(frame.reference)),)),) if frame.reference else ()
    return assemble(frame, "address_sheet", voice, ((*blocks, *below),), window=frame.window, letter=True)
