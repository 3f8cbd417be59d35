"""CSV for a spreadsheet."""

from noroshi.exchange.csv_text import csv_bytes


def test_a_table_opens_as_text() -> None:
    """Byte order mark, CR and LF, and no cell or heading that a spreadsheet would evaluate."""
    assert (
        csv_bytes(["a", "=b"], [["=1+1", "x,y"], ["行", "\n"]])
        == "\ufeffa,'=b\r\n'=1+1,\"x,y\"\r\n行,'\\n\r\n".encode()
    )
