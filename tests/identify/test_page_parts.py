"""The parts of a page: what its tags and scripts use is kept, what it says to readers is not."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.identify.page_parts import page_parts


@pytest.mark.parametrize(
    "body",
    [
        '<link rel=stylesheet href="/gate/x.css?v=1#top">',
        "<script src='/gate/x.css'></script>",
        "<IMG SRC=/gate/x.css>",
        '<form method="post"\n action = "/gate/x.css">',
        '<meta http-equiv="refresh" content="0;URL=/gate/x.css">',
        "<meta http-equiv=refresh content=\"5; url='/gate/x.css'\">",
        '<script>document.location.replace("/gate/x.css")</script>',
        "<script type='text/javascript'>window.location.href = '/gate/x.css';</script>",
        '<script type="module">fetch("/gate/x.css")</script>',
        '<script>location="https://"+location.host+"/gate/x.css"</script>',
        "<body onload=\"location='/gate/x.css'\">",
        "<a href=\"javascript:open('/gate/x.css')\">x</a>",
        "<script>$.ajax({url: '/gate/x.css'})</script>",
        'top.location="/gate/x.css";',
        "/gate/x.css",
    ],
)
def test_own_paths_are_references(body: str) -> None:
    """Attributes, refreshes and scripts that load or lead to a path give it, without query and fragment."""
    assert "/gate/x.css" in page_parts(body).reference.splitlines()


@pytest.mark.parametrize(
    "body",
    [
        '<p>see "/gate/x.css"</p>',
        "<code>href='/gate/x.css'</code>",
        '<pre>&lt;script src="/gate/x.css"&gt;</pre>',
        '<a href="https://example.com/gate/x.css">x</a>',
        "<a href=//example.com/gate/x.css>x</a>",
        '<a href="/search?q=/gate/x.css">x</a>',
        '<a href="/notes#/gate/x.css">x</a>',
        '<img alt="/gate/x.css" title="/gate/x.css">',
        '<div data-path="/gate/x.css" aria-label="(&quot;/gate/x.css">',
        '<meta name="description" content="/gate/x.css">',
        '<meta property="og:url" content="https://example.com/gate/x.css">',
        '<script type="application/ld+json">{"url":"/gate/x.css"}</script>',
        '<script>push([1,"[\\"code\\",{\\"children\\":\\"/gate/x.css\\"}] and more"])</script>',
        '<script>var text = "see the path /gate/x.css there"</script>',
        "<style>/gate/x.css</style>",
        "<!-- /gate/x.css -->",
        "see /gate/x.css there",
        '{"text":"see /gate/x.css there"}',
    ],
)
def test_mentioned_paths_are_no_references(body: str) -> None:
    """A path in text, in attributes for readers, in data, in a query or on another server is no reference."""
    assert "/gate/x.css" not in page_parts(body).reference


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("<p class=gate>gate</p>", "<p class=gate>\n</p>"),
        ("a<!-- gate -->b", "<!-- gate -->"),
        ('<script>gate("x")</script>gate', '<script>\ngate("x")\n</script>'),
        ("<noscript>No gate</noscript> gate", "<noscript>\nNo gate\n</noscript>"),
        ('<img alt="gate" id="g">', '<img alt= id="g">'),
        ('<meta name="keywords" content="gate">', '<meta name="keywords" content=>'),
        ('<meta name="author" content="gate">', '<meta name="author" content="gate">'),
        ('<a href="https://example.com/gate" class=x>', '<a href="" class=x>'),
        ("<a href=/x?q=gate>", '<a href="/x">'),
        ('<script>t("about the gate");gate()</script>', '<script>\nt("");gate()\n</script>'),
        ('<script type="application/json">gate</script>', '<script type="application/json">\n</script>'),
        ("gate('x y')", 'gate("")'),
        ("", ""),
    ],
)
def test_markup_is_the_page_without_what_it_says(body: str, markup: str) -> None:
    """Tags, comments, scripts and the text for browsers without scripts are kept; texts for readers are not."""
    assert page_parts(body).markup == markup


@given(st.text(max_size=400))
def test_visible_text_is_never_kept(text: str) -> None:
    """Whatever is written in a paragraph, nothing of it is markup or a reference."""
    assert page_parts(f"<p>{escape(text, quote=False)}</p>") == ("<p>\n</p>", "")


@given(st.text(alphabet="<>/!-\"'`\\=(+: abcdhrefscipt\n", max_size=400))
def test_any_page_is_taken_apart(body: str) -> None:
    """Any text gives parts; every reference stands in the body."""
    parts = page_parts(body)
    assert all(line in body for line in parts.reference.splitlines())


@pytest.mark.parametrize(
    "piece",
    ["<a ", '<a "', "<script>", "<!--", "<a x='", "'", '"\\', "`\\", "<a b= ", "<meta content=';url=", '("', "<"],
)
def test_broken_pages_stay_bounded(piece: str) -> None:
    """A page of open tags, quotes or escapes is taken apart without growing."""
    body = (piece * 65_536)[:65_536]
    assert len(page_parts(body).markup) <= 2 * len(body)
