"""One A4 of headings and short lines as a self-contained HTML file, black on white."""

from collections.abc import Iterable
from typing import Final

from noroshi.render.neutral import html

_STYLE: Final = (
    "@page{size:A4;margin:15mm}body{font:10pt/1.45 'Noto Sans CJK JP','Noto Sans JP',sans-serif;max-width:180mm;"
    "margin:0 auto}h1{font-size:13pt;margin:0 0 3mm}h2{font-size:10.5pt;margin:3mm 0 1mm;border-bottom:1px solid #000}"
    "ul{margin:0;padding-left:5mm}li{overflow-wrap:anywhere}"
)


def plain_page(title: str, parts: Iterable[tuple[str, Iterable[str]]], language: str) -> str:
    """Return the page; every text is shown as text, whatever it holds."""
    body = "\n".join(
        f"<h2>{html(heading)}</h2>\n<ul>\n" + "\n".join(f"<li>{html(line)}</li>" for line in lines) + "\n</ul>"
        for heading, lines in parts
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{html(language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{html(title)}</h1>\n{body}\n</body>\n</html>\n"
    )
