"""A print run: every document once, on the sheets that the list in front names, with a sheet before each envelope."""

import msgspec
import pytest

from document_world import CREATED, IDENTITY, RECIPIENT, UNSIGNED, call_facts, device, frame
from noroshi.notify.documents import call_script, device_annex, first_letter
from noroshi.notify.documents.digest import digest
from noroshi.notify.reference_number import from_random
from noroshi.render.merge_pdf import merge_pdf
from noroshi.render.print_run import Envelope, PrintRun, print_run
from noroshi.render.typst_pdf import RenderError
from pdf_text import page_texts


def _envelope(number: int, organization: str = "", *, script: bool = False) -> Envelope:
    reference = from_random(number * 7_919_777 + 1)
    recipient = msgspec.structs.replace(RECIPIENT, organization=organization or f"見本第{number}工業株式会社")
    letter = first_letter.build(frame(UNSIGNED, id=f"L{number:03d}", reference=reference), recipient, "ja")
    at = frame(UNSIGNED, id=f"A{number:03d}", reference=reference)
    annex = device_annex.build(at, recipient, (device(),), IDENTITY, "ja")
    more = (call_script.build(frame(UNSIGNED, id=f"C{number:03d}"), call_facts(), "ja"),) if script else ()
    return Envelope(address=recipient.lines("ja"), documents=(letter, annex, *more), reference=letter.reference)


def _run(*envelopes: Envelope) -> PrintRun:
    return print_run(envelopes, name="R-0001", created=CREATED, language="ja")


def test_every_document_is_where_the_list_says() -> None:
    """Each entry's pages hold that document and no other, with its running numbers; the list in front names it."""
    envelopes = [_envelope(number) for number in range(1, 13)]
    run = _run(*envelopes)
    texts = page_texts(run.pdf)
    assert len(texts) == run.pages == run.contents_pages + 12 * 4
    listed = "".join(texts[: run.contents_pages])
    covered = set()
    for entry in run.entries:
        pages = range(entry.first_page, entry.last_page + 1)
        covered |= set(pages)
        for sheet, page in zip(range(entry.first_sheet, entry.last_sheet + 1), pages, strict=True):
            assert entry.document in texts[page - 1]
            assert f"通し{sheet}" in texts[page - 1]
        assert entry.sha256 in listed
        assert entry.document in listed
    separators = set(range(run.contents_pages + 1, run.pages + 1)) - covered
    assert len(separators) == 12
    for page in separators:
        assert "この紙は封入しません" in texts[page - 1]


def test_the_entries_carry_the_digests_of_their_documents() -> None:
    """What the list states is the digest of the content, in the order of the envelopes."""
    envelope = _envelope(1)
    run = _run(envelope)
    assert [entry.sha256 for entry in run.entries] == [digest(document) for document in envelope.documents]
    assert [(entry.serial, entry.kind) for entry in run.entries] == [(1, "first_letter"), (1, "device_annex")]


def test_documents_of_unforeseen_length_are_counted_rightly() -> None:
    """A call script that flows over, and a letter whose long names need smaller type, keep all numbers right."""
    run = _run(_envelope(1, script=True), _envelope(2, "極" * 9_000), _envelope(3))
    texts = page_texts(run.pdf)
    script = next(entry for entry in run.entries if entry.kind == "call_script")
    assert script.last_sheet - script.first_sheet == 1
    last = run.entries[-1]
    assert last.last_page == run.pages == len(texts)
    assert "A003" in texts[last.first_page - 1]


def test_on_both_sides_no_document_shares_a_sheet_of_paper() -> None:
    """Printed on both sides, every document, separator and the list begin on a front page; nothing is lost."""
    envelopes = (_envelope(1, script=True), _envelope(2))
    run = print_run(envelopes, name="R-0001", created=CREATED, language="ja", duplex=True)
    texts = page_texts(run.pdf)
    assert len(texts) == run.pages
    assert run.contents_pages % 2 == run.pages % 2 == 0
    assert all(entry.first_page % 2 == 1 for entry in run.entries)
    for entry in run.entries:
        assert entry.document in texts[entry.first_page - 1]
    assert all("見本" in text for text in texts)


def test_a_sample_is_marked_on_every_page_of_the_run() -> None:
    """List, separators and documents all carry the mark."""
    assert all("見本" in text for text in page_texts(_run(_envelope(1)).pdf))


def test_the_same_run_gives_the_same_bytes() -> None:
    """Printed again, the file is the same."""
    assert _run(_envelope(1), _envelope(2)) == _run(_envelope(1), _envelope(2))


@pytest.mark.parametrize(
    ("envelopes", "message"),
    [
        ((), "needs envelopes"),
        ((Envelope(address=("x",), documents=()),), "needs envelopes"),
        ((_envelope(1), _envelope(1)), "document L001 is twice"),
    ],
)
def test_a_run_that_cannot_be_right_is_refused(envelopes: tuple[Envelope, ...], message: str) -> None:
    """An empty run, an empty envelope, or the same document twice is refused by name."""
    with pytest.raises(RenderError, match=message):
        _run(*envelopes)


def test_nothing_joins_to_nothing() -> None:
    """There is no empty file."""
    with pytest.raises(ValueError, match="nothing to join"):
        merge_pdf([])
