"""The survey report's page: accessible, self-contained, neutral, and with the wording the project promises."""

import os
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from noroshi.render.survey_html import render_survey
from noroshi.report.survey_figures import PrefectureRow, SurveyFigures
from noroshi.report.survey_tally import tally

GOLDEN = Path(__file__).with_name("survey_outline.txt")
VOID = {"meta", "br", "img", "link", "input", "hr", "circle", "rect", "path"}


class Page(HTMLParser):
    """Collects elements with attributes, the text of each, and checks that tags close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        element = (tag, dict(attrs), [""])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element without content."""
        self.elements.append((tag, dict(attrs), [""]))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be of this tag."""
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1][0] == tag
        self.open.pop()

    def handle_data(self, data: str) -> None:
        """Add text to every open element."""
        for element in self.open:
            element[2][0] += data

    def all(self, *tags: str) -> list[tuple[str, dict[str, str | None], str]]:
        """Return the elements of these tags with their text."""
        return [(tag, attrs, " ".join(text[0].split())) for tag, attrs, text in self.elements if tag in tags]


@pytest.fixture(scope="module")
def html(figures: SurveyFigures) -> str:
    """Render the page of the synthetic survey."""
    return render_survey(figures, synthetic=True)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    """Parse the same page."""
    return Page(html)


def test_outline_is_the_golden_one(page: Page) -> None:
    """Headings, captions and figure titles stand in the agreed order; NOROSHI_REGEN=1 writes them anew."""
    outline = "".join(f"{tag:10} {text}\n" for tag, _, text in page.all("h1", "h2", "h3", "caption", "figcaption"))
    if os.environ.get("NOROSHI_REGEN"):
        GOLDEN.write_text(outline, encoding="utf-8")
    assert outline == GOLDEN.read_text(encoding="utf-8")


def test_tables_are_accessible(page: Page) -> None:
    """Every table has a caption that names its scroll region, every heading cell a scope, every row a heading."""
    tables = page.all("table")
    assert len(tables) == len(page.all("caption")) > 20
    assert all(attrs.get("scope") in {"row", "col"} for _, attrs, _ in page.all("th"))
    captions = {attrs["id"] for _, attrs, _ in page.all("caption")}
    regions = [attrs for _, attrs, _ in page.all("div") if attrs.get("role") == "region"]
    assert {attrs["aria-labelledby"] for attrs in regions if "aria-labelledby" in attrs} == captions
    assert all(attrs.get("tabindex") == "0" for attrs in regions)


def test_images_are_named(page: Page) -> None:
    """Every SVG has the role of an image and is named by a title that exists."""
    titles = {attrs["id"]: text for _, attrs, text in page.all("title") if "id" in attrs}
    images = page.all("svg")
    assert len(images) > 10
    for _, attrs, _ in images:
        assert attrs["role"] == "img"
        assert titles[str(attrs["aria-labelledby"])]


def test_ids_are_unique_and_links_lead_somewhere(page: Page) -> None:
    """No id appears twice, and every link and every pattern refers to an id of the page."""
    ids = Counter(attrs["id"] for _, attrs, _ in page.elements if attrs.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    for _, attrs, _ in page.all("a"):
        assert str(attrs["href"]).removeprefix("#") in ids
    fills = [attrs["fill"] for _, attrs, _ in page.elements if str(attrs.get("fill")).startswith("url(")]
    assert fills
    assert {str(fill)[5:-1] for fill in fills} <= set(ids)


def test_headings_descend_by_one(page: Page) -> None:
    """Each language has one h1, and no level of heading is skipped."""
    levels = [int(tag[1]) for tag, _, _ in page.all("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 2
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_languages_are_marked(page: Page) -> None:
    """The page is Japanese, holds both languages with marks, and each switch leads to the other."""
    assert page.all("html")[0][1]["lang"] == "ja"
    reports = [(attrs["id"], attrs["lang"]) for _, attrs, _ in page.all("div") if attrs.get("class") == "report"]
    assert reports == [("ja", "ja"), ("en", "en")]
    assert {(attrs["href"], text) for _, attrs, text in page.all("a") if "hreflang" in attrs} == {
        ("#en", "English"),
        ("#ja", "日本語"),
    }
    skips = [attrs["href"] for _, attrs, _ in page.all("a") if attrs.get("class") == "skip"]
    assert skips == ["#ja-main", "#en-main"]


def test_page_is_self_contained(html: str, page: Page) -> None:
    """No script, no form, no outside address; the policy in the page forbids them as well."""
    assert not page.all("script", "iframe", "object", "embed", "form", "img", "link", "base", "image", "use")
    policy = [attrs["content"] for _, attrs, _ in page.all("meta") if attrs.get("http-equiv")]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    outside = set(re.findall(r"""(?:https?:)?//[^\s"'<>)]+""", html)) - {"http://www.w3.org/2000/svg"}
    assert outside == set()
    assert "@import" not in html
    assert all(not name.startswith("on") for _, attrs, _ in page.elements for name in attrs)


def test_says_what_it_must(html: str) -> None:
    """The page says that nothing was sent, what the range means, and shows blind spots, handling and sample mark."""
    for sentence in (
        "調査対象の機器への接続や脆弱性スキャンを行っていません",
        "No packet was sent to any surveyed host",
        "影響を受ける範囲に含まれるバージョン",
        "A missing trace, a missing observation or a newer date is never evidence of safety",
        "取扱注意(関係者限り)",
        "見本",
        "FortiOS shows no version string",
        "この調査の入力には IKE の観測が含まれていません。",
        "四捨五入のため、合計が100%とならない場合があります",
    ):
        assert sentence in html, sentence


def test_never_calls_a_device_vulnerable(html: str) -> None:
    """Neither language uses the words that would claim more than a range."""
    assert not re.search(r"脆弱な(機器|装置|端末)|\bvulnerable\b", html, re.IGNORECASE)


def test_sample_mark_only_on_samples(figures: SurveyFigures) -> None:
    """Only a synthetic survey carries the sample mark, and it does so in every language and on every page."""
    real = render_survey(figures)
    assert "SAMPLE" not in real
    assert "見本 ―" not in real
    both = render_survey(figures, synthetic=True)
    assert both.count('@top-right { content: "見本" }') == 1
    assert both.count('@top-right { content: "SAMPLE" }') == 1
    assert "<title>[見本]" in both


def test_no_organisation_is_named(figures: SurveyFigures, html: str) -> None:
    """Neither the figures nor the page hold the name of an attributed organisation."""
    assert "製作所" not in msgspec.json.encode(figures).decode()
    assert "製作所" not in html


def test_hostile_texts_are_neutral(hostile_figures: SurveyFigures) -> None:
    """Markup from an input is text; escapes and overrides are visible; the structure is that of any page."""
    html = render_survey(hostile_figures)
    page = Page(html)
    assert not page.all("script", "img")
    assert "&lt;script&gt;" in html
    assert "\\x1b[31m\\u{202e}" in html
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    assert all(not name.startswith("on") for _, attrs, _ in page.elements for name in attrs)
    test_tables_are_accessible(page)
    test_images_are_named(page)
    test_ids_are_unique_and_links_lead_somewhere(page)


@pytest.mark.parametrize(("language", "other"), [("ja", "en"), ("en", "ja")])
def test_one_language_alone(figures: SurveyFigures, language: str, other: str) -> None:
    """A page of one language holds that language only and offers no switch."""
    page = Page(render_survey(figures, language))  # type: ignore[arg-type] # parametrised
    assert page.all("html")[0][1]["lang"] == language
    assert not [attrs for _, attrs, _ in page.all("div") if attrs.get("id") == other]
    assert not [attrs for _, attrs, _ in page.all("a") if "hreflang" in attrs]


def test_survey_without_prefectures_has_no_map(figures: SurveyFigures) -> None:
    """Outside Japan the map is left out and a sentence says so; unknown places still count in the table."""
    row = PrefectureRow(prefecture="", site=3, site_in_range=1, registered=3, registered_in_range=1)
    html = render_survey(msgspec.structs.replace(figures, prefectures=(row,)), "ja")
    assert "都道府県別の地図は掲載していません" in html
    assert "ja-map" not in html
    assert "都道府県不明" in html


def test_empty_survey_is_a_page_too() -> None:
    """A survey without a single record renders, with dashes for shares that have no denominator."""
    html = render_survey(tally([], [], [], {"seen": 0, "kept": 0}, {}))
    Page(html)
    assert "該当するものはありません。" in html
    assert "–" in html


def test_unbalanced_counts_warn_first() -> None:
    """Counts that do not balance are said before anything else."""
    html = render_survey(tally([], [], [], {"seen": 3, "kept": 1}, {}), "ja")
    assert html.index("件数の合計が一致していません") < html.index("この報告書は、")


def test_product_names_are_shown(figures: SurveyFigures) -> None:
    """A given product name replaces the id, by language."""
    html = render_survey(figures, "ja", product_names={"array-ag": {"ja": "アレイAG", "en": "Array AG"}})
    assert "アレイAG" in html
    assert ">array-ag<" not in html


def test_many_inputs_are_cut_with_a_word(figures: SurveyFigures) -> None:
    """Of very many inputs the first are listed and a sentence says so; the totals are of all."""
    one = figures.surveyed.inputs[0]
    surveyed = msgspec.structs.replace(figures.surveyed, inputs=(one,) * 300)
    html = render_survey(msgspec.structs.replace(figures, surveyed=surveyed), "en")
    assert "The first 40 of 300 inputs are listed; totals are of all." in html
    assert f">{300 * one.seen:,}<" in html


def test_blind_spots_by_language_replace_the_manifest(figures: SurveyFigures) -> None:
    """Sentences given by language appear in that language in place of the manifest's."""
    html = render_survey(figures, blind_spots={"ja": ["製品固有の事項です。"], "en": ["A matter of this product."]})
    assert html.count("製品固有の事項です。") == 1
    assert html.count("A matter of this product.") == 1
    assert "FortiOS shows no version string" not in html
