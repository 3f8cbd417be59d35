"""The round trip in a real browser: taken along, filled in, handed in, confirmed; on a narrow screen as well."""

from pathlib import Path
from typing import Any

from browser import Site
from call_list_desk import filled, handed_in, today
from campaign_world import make_case, make_world
from noroshi.records.models import ContactAttempt
from page_checks import faults


def _overflows(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


def test_a_list_goes_out_and_comes_back(site: Site, tmp_path: Path) -> None:
    """By buttons alone; no page is wider than the window at 390 and 1,366 px, in either language."""
    world = make_world()
    case, other = make_case(world), make_case(world)
    page = site.open("/cases/", world.people["officer"])
    with page.expect_download() as download:
        page.get_by_role("link", name="Excelで書き出す").click()
    data = Path(download.value.path()).read_bytes()
    file = tmp_path / "架電表.xlsx"
    entered = {"on": today(), "outcome": "reached_responsible", "response": "not_started", "note": "長い" * 60}
    file.write_bytes(filled(data, (case, entered), (other, {"on": today(), "outcome": "不明な結果"})))
    page.get_by_role("link", name="取り込む").click()
    page.get_by_label("ファイル").set_input_files(str(file))
    page.get_by_role("button", name="読み取って確認する").click()
    page.get_by_text("まだ何も記録していません").wait_for()
    page.get_by_role("button", name="取り込む(残り1行)").click()
    page.get_by_text("取込みが終わりました").wait_for()
    assert ContactAttempt.objects.within(world.system).count() == 1
    second = handed_in(world, file.read_bytes())
    for path in ("/cases/", "/cases/import/", f"/cases/call-lists/{second.pk}/"):
        for width in (1366, 390):
            for language in ("ja", "en"):
                shown = site.open(path, world.people["officer"], width=width, language=language)
                assert not _overflows(shown), (path, width, language)
                assert faults(shown) == [], (path, width, language)
