"""The roster to fill in: one row a person, roles by drop-down; empty but for its headings."""

import io
from typing import Final

from xlsxwriter import Workbook

from noroshi.exchange.csv_text import csv_bytes
from noroshi.knowledge.roles import load_roles
from noroshi.knowledge.words import Language, load_words

COLUMNS: Final = ("name_ja", "name_en", "username", "unit", "role", "desk", "hours", "starts", "ends", "rehearsed")
ROWS: Final = 60
_A4: Final = 9
_WIDTHS: Final = {"name_ja": 18, "name_en": 18, "role": 26, "desk": 18, "rehearsed": 12}
_FONT: Final = {"font_name": "BIZ UDPGothic", "font_size": 10, "border": 1, "border_color": "#999999"}


def roster_csv() -> bytes:
    """Return the headings in both languages as a table without rows."""
    words = load_words()
    headings = [
        f"{words.text(f'campaign_kit_roster.{name}', 'ja')} / {words.text(f'campaign_kit_roster.{name}', 'en')}"
        for name in COLUMNS
    ]
    return csv_bytes(headings, ())


def roster_xlsx(language: Language) -> bytes:
    """Return the roster as XLSX with a second sheet that says what each role may do."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _people(book, language)
        _roles(book, language)
    return target.getvalue()


def _people(book: Workbook, language: Language) -> None:
    words, roles = load_words(), load_roles()
    sheet = book.add_worksheet(words.text("campaign_kit_roster.sheet", language))
    heading = book.add_format({**_FONT, "bold": True, "text_wrap": True, "bg_color": "#E6E6E6"})
    free = book.add_format({**_FONT, "num_format": "@"})
    for number, name in enumerate(COLUMNS):
        sheet.set_column(number, number, _WIDTHS.get(name, 14))
        sheet.write_string(0, number, words.text(f"campaign_kit_roster.{name}", language), heading)
        for row in range(1, ROWS + 1):
            sheet.write_blank(row, number, None, free)
    labels = [roles.label(code, language) for code in roles.roles]
    at = COLUMNS.index("role")
    sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": labels})
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)


def _roles(book: Workbook, language: Language) -> None:
    words, roles = load_words(), load_roles()
    sheet = book.add_worksheet(words.text("campaign_kit_roster.roles_sheet", language))
    wrapped = book.add_format({**_FONT, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    comma = words.text("campaign_kit.comma", language)
    for row, code in enumerate(roles.roles):
        may = [name for name in roles.all_capabilities if name in roles.capabilities(code)]
        sheet.write_string(row, 0, roles.label(code, language), wrapped)
        sheet.write_string(row, 1, comma.join(roles.capability_label(name, language) for name in may), wrapped)
