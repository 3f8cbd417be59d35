"""HTTP heads: raw text and header mappings become page fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.model.fields import is_field, is_many
from noroshi.observe.http_message import response_fields, url_path


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_head_is_read_with_either_line_end(end: str) -> None:
    """Status, headers and cookies are found, and the body after the empty line is not read as headers."""
    text = end.join(
        ["HTTP/1.1 302 Found", "Set-Cookie: a", "SET-COOKIE: b", "X:", "Bad line", "Via: 1", "", "Body: no"]
    )
    assert response_fields(text) == {"http.status": "302", "http.header.set-cookie": ("a", "b"), "http.header.via": "1"}


@pytest.mark.parametrize("text", ["", "SSH-2.0-x", "HTTP", " HTTP/1.1 200 OK"])
def test_other_text_is_no_head(text: str) -> None:
    """Text without a status line gives nothing."""
    assert response_fields(text) == {}


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=20))
def test_any_head_gives_known_fields(start: str, lines: list[str]) -> None:
    """Whatever stands in the head, the fields are of the vocabulary and non-empty."""
    for name, value in response_fields("HTTP/" + start + "\n" + "\r\n".join(lines)).items():
        assert is_field(name)
        assert value
        assert isinstance(value, tuple) == is_many(name)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://192.0.2.1:443/a?b=c", "/a?b=c"),
        ("https://192.0.2.1", "/"),
        ("/login", "/login"),
        ("", ""),
        ("odd", "odd"),
    ],
)
def test_the_path_of_a_url(url: str, path: str) -> None:
    """Scheme and host are dropped, path and query stay."""
    assert url_path(url) == path
