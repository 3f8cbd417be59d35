"""Documents as PDF/A: on the stated pages, to the same bytes, marked as samples, hostile text printed as it is."""

import io
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from document_world import (
    CREATED,
    RECIPIENT,
    UNSIGNED,
    call_facts,
    day_facts,
    device,
    every_kind,
    finding,
    frame,
    medium,
)
from document_world import IDENTITY as RECORDED
from noroshi.knowledge.words import LANGUAGES, Language
from noroshi.notify.documents import (
    address_sheet,
    call_script,
    correction,
    daily_report,
    device_annex,
    first_letter,
    handover_receipt,
    owner_page,
    return_sheet,
    vendor_sheet,
)
from noroshi.notify.documents.facts import Office, Recipient
from noroshi.notify.documents.kinds import KINDS
from noroshi.notify.documents.model import Document, Page, Space
from noroshi.render.typst_pdf import RenderError, preview, render_pdf
from pdf_text import page_texts

MARKUP = '#sys.version $x^2$ *b* _i_ `r` = H <l> @ref #[x] \\ // /* "q" {{7*7}} ｜漢字《かんじ》 #import "/etc/passwd"'


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_fits_its_pages(kind: str, language: Language) -> None:
    """Every kind, in both languages, fills at most the pages that its rule states, in its full type size."""
    document = every_kind(language=language)[kind]
    drawn = render_pdf(document, created=CREATED)
    texts = page_texts(drawn.pdf)
    assert len(texts) == drawn.pages <= document.most_pages
    assert drawn.points == (12.0 if document.letter else 10.5)
    for number, text in enumerate(texts, 1):
        edge = f"{number}/{len(texts)}ページ" if language == "ja" else f"Page{number}of{len(texts)}"
        assert edge in text
        assert document.id in text
        assert document.wording[:12] in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_looks_like_one_on_every_page(kind: str, language: Language) -> None:
    """Without a signed profile 見本 stands on every page, with the invented sender; with one it stands on none."""
    texts = page_texts(render_pdf(every_kind(UNSIGNED, language)[kind], created=CREATED).pdf)
    for text in texts:
        assert "見本SAMPLE" in text or "SAMPLE見本" in text
        assert "未署名県警察" not in text
    for text in page_texts(render_pdf(every_kind(language=language)[kind], created=CREATED).pdf):
        assert "SAMPLE" not in text


def test_every_text_of_a_document_is_printed() -> None:
    """Nothing of the model is lost on the way to paper."""
    for document in every_kind().values():
        printed = "".join(page_texts(render_pdf(document, created=CREATED).pdf))
        for one in document.said():
            assert "".join(one.text.split()) in printed or one.ruby, (document.kind, one.id)
        for field in document.fields():
            assert "".join(field.value.split()) in printed, (document.kind, field.label)


def test_the_same_document_gives_the_same_bytes() -> None:
    """A document drawn again at the same stated time is the same file; another time changes it."""
    document = every_kind()["device_annex"]
    first = render_pdf(document, created=CREATED)
    assert render_pdf(document, created=CREATED) == first
    assert render_pdf(document, created=datetime(2027, 1, 1, tzinfo=UTC)).sha256 != first.sha256


def test_the_file_says_that_it_is_pdf_a() -> None:
    """The file carries the marks of PDF/A-2b, its profile of colours, and all of its fonts."""
    reader = PdfReader(io.BytesIO(render_pdf(every_kind()["first_letter"], created=CREATED).pdf))
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[attr-defined]
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert "/OutputIntents" in reader.root_object
    assert "/JavaScript" not in str(reader.root_object)


def _hostile(text: str) -> list[Document]:
    """Return every kind with the text wherever somebody else's text can stand, in all fields at once."""
    who = Recipient(organization=text, department=text, person=text, postal_code=text, address=(text, text, text, text))
    office = Office(
        agency=text, unit=text, officer=text, postal_code=text, address=text, callback=text, fax=text, hours=text,
        page=text, signed=True,
    )  # fmt: skip
    at = frame(office, number=text)
    fact = finding(product=text, version=text, fix=text)
    identity = msgspec.structs.replace(RECORDED, person=text)
    source = device_annex.Source(name=text, address=text)
    one = device(finding=fact, observer=text, address=text, host=text, sources=(source,) * 4)
    told = tuple(correction.Told(on=frame().on, how=text, document=text) for _ in range(9))
    consent = vendor_sheet.Consent(given_by=text, on=frame().on, scope=text)
    facts = msgspec.structs.replace(call_facts(fact), organization=text, kana=text, callback=text, use_of_answers=text)
    names: dict[str, Any] = dict.fromkeys(("number", "kind", "file", "contents", "giver", "receiver"), text)
    return [
        first_letter.build(at, who, "ja"),
        device_annex.build(at, who, (one,), identity, "ja"),
        owner_page.build(at, who, identity, "ja"),
        owner_page.build_easy(at, who, identity, "ja"),
        vendor_sheet.build(at, text, (one,), identity, "ja", consent=consent),
        return_sheet.build(at, who, identity, "ja", use_of_answers=text),
        call_script.build(at, facts, "ja"),
        daily_report.build(at, day_facts(campaign=text, remarks=text, seals=(text,) * 9, chain_head=text), "ja"),
        handover_receipt.build(at, medium(**names), "ja"),
        correction.build(at, who, told, ("rule", "source", "owner", "case"), "ja"),
        address_sheet.build(at, who, "ja"),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (MARKUP, "#sysQversion"),
        ("株" * 10_000, "株" * 10 + ""),
        ("W" * 10_000, "W" * 12),
        ("あ\u202e\u0007\x00\ue000い", "あ[U+202E][U+0007][U+0000][U+E000]い"),
        ("שלום 😀 각하", "[U+1F600]"),
        ("髙﨑𠮷葛\U000e0100邉①㈱鷗", "髙﨑𠮷"),
    ],
    ids=["markup", "long", "wide", "invisible", "no glyph", "rare"],
)
def test_hostile_text_is_printed_as_it_is_and_within_the_pages(text: str, shown: str) -> None:
    """Markup, 10,000 signs, control and direction signs, signs without a glyph and rare characters fit and print."""
    safe = text.replace("sys.version", "sysQversion")
    for document in _hostile(safe):
        drawn = render_pdf(document, created=CREATED)
        printed = "".join(page_texts(drawn.pdf))
        assert drawn.pages <= document.most_pages
        if document.kind not in {"owner_page", "owner_page_easy"}:
            assert "".join(shown.split()) in printed, document.kind


def test_rare_characters_keep_their_shape() -> None:
    """A name with 髙, 﨑, 𠮷, a variant selector and ㈱ comes out of the file as it went in."""
    name = "髙﨑𠮷葛\U000e0100邉㈱"
    recipient = msgspec.structs.replace(RECIPIENT, organization=name)
    (text,) = page_texts(render_pdf(first_letter.build(frame(), recipient, "ja"), created=CREATED).pdf)
    for sign in "髙﨑𠮷葛邉㈱":
        assert sign in text
    assert "U+" not in text


def test_a_document_that_does_not_fit_is_refused() -> None:
    """Too much for its pages is an error that names the document, never a page more than stated."""
    document = every_kind()["owner_page"]
    pages = (*document.pages, Page(blocks=(Space(height=200),)))
    with pytest.raises(RenderError, match="owner_page D-2026-000123 fills 2 pages; it may fill 1"):
        render_pdf(msgspec.structs.replace(document, pages=pages), created=CREATED)


def test_a_preview_is_a_picture_of_each_page() -> None:
    """One PNG a page, of A4 at the asked resolution; an unreasonable one is refused."""
    pictures = preview(every_kind()["device_annex"], created=CREATED, ppi=72)
    assert len(pictures) == 2
    for picture in pictures:
        assert picture.startswith(b"\x89PNG")
        width, height = int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])
        assert width in {595, 596}
        assert height == 842
    with pytest.raises(RenderError, match="30 to 300"):
        preview(every_kind()["device_annex"], created=CREATED, ppi=3000)


def test_a_time_without_zone_is_refused() -> None:
    """The stated time has to mean one moment."""
    with pytest.raises(RenderError, match="time zone"):
        render_pdf(every_kind()["first_letter"], created=datetime(2026, 11, 24))  # noqa: DTZ001 - what is refused
