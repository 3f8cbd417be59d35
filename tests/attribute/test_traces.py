"""From observations and rows to the traces of a device."""

from time import perf_counter

from noroshi.attribute.traces import from_observations, from_row
from noroshi.model.observation import Observation, Origin

ORIGIN = Origin(input="x", line=1, item=1, source="s", report="r", digest="0")


def test_observations_of_a_device_are_united() -> None:
    """Lists of several observations are joined without duplicates; single values are the first that is not empty."""
    first = Observation(
        origin=ORIGIN,
        ip="192.0.2.1",
        fields={
            "tls.cert.subject": "CN=a",
            "tls.cert.san": ("a.example", "b.example"),
            "http.title": "甲",
            "net.asn": "64500",
        },
        pages=({"http.title": "乙", "http.body": "<p>株式会社架空</p><script>var x='株式会社偽'</script>"},),
    )
    second = Observation(
        origin=ORIGIN,
        ip="192.0.2.1",
        fields={"tls.cert.subject": "CN=a", "hostnames": ("gw.example",), "net.as_org": "AS", "geo.country": "jp"},
    )
    traces = from_observations([first, second])
    assert traces.subjects == ("CN=a",)
    assert traces.sans == ("a.example", "b.example")
    assert traces.titles == ("甲", "乙")
    assert traces.bodies == ("株式会社架空",)
    assert (traces.asn, traces.as_org, traces.country) == ("64500", "AS", "JP")
    assert traces.hostnames == ("gw.example",)


def test_row_is_read_by_its_columns() -> None:
    """Lists in a row are separated by bars; missing columns are empty; long values are cut."""
    traces = from_row({"cert_san": "a.example|b.example|a.example", "rdns": "g.example", "http_title": "あ" * 9999})
    assert traces.sans == ("a.example", "b.example")
    assert traces.hostnames == ("g.example",)
    assert [len(title) for title in traces.titles] == [500]
    assert from_row({}).subjects == ()


def test_hostile_body_is_read_in_linear_time() -> None:
    """A body of nothing but openings of tags, scripts and comments gives no text and takes no long."""
    for piece in ("<script", "<style>", "<!--", "<", "<a ", "</script"):
        row = {"http_body": piece * 100_000}
        started = perf_counter()
        traces = from_row(row)
        assert perf_counter() - started < 2
        assert all(len(text) <= 20_000 for text in traces.bodies)
