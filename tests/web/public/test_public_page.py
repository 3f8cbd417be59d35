"""The public page as a visitor meets it: nothing before both parts match, sealed answers, no cookie, bounded input."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from noroshi.exchange.public_page import answers_file
from noroshi.exchange.public_page.messages import LARGEST_SEALED, Message, opened, receipt_of
from noroshi.notify import confirmation_code, reference_number
from public_world import PHONE, PublicPage, run, settings_of

UNKNOWN = "照会番号と確認番号の組合せが確認できませんでした"
SLIP = "番号をもう一度お読みになり"
EXPIRED = "この番号での受付は"
MATCHED = "当方からの連絡です"
OWN = {
    "ownership": "own",
    "awareness": "unaware",
    "response": "not_started",
    "manager": "vendor",
    "reasons": ["R1_contract_scope", "X4_no_staff"],
    "main_reason": "R1_contract_scope",
    "respondent_role": "general_affairs",
    "free_text": "内緒の補足 secret remark",
}


def enter(page: PublicPage, code: tuple[str, str], client: str, path: str = "/answer/") -> str:
    """Type a code; return the page that follows."""
    answer = page.ask(path, {"reference": code[0], "confirmation": code[1]}, client=client)
    assert answer.status == 200
    return answer.text


def token(text: str) -> str:
    """Return the token of a page."""
    found = re.search(r'name="token" value="([^"]+)"', text)
    assert found is not None, text
    return found[1]


def send(page: PublicPage, key: str, fields: dict[str, object], client: str, **more: str) -> str:
    """Send an answer; return the page that follows."""
    shown = page.ask("/answer/form/", {"token": key, "who": "own", "step": "send", **fields, **more}, client=client)
    assert shown.status == 200
    return shown.text


def messages(page: PublicPage, out: Path) -> list[tuple[str, Message]]:
    """Collect and open everything in the box."""
    run(page.environment, "public", "collect", "--out", out)
    found = answers_file.decode(out.read_bytes())
    return [(each.identifier, opened(each.sealed, (page.codes.keys.secret,))) for each in found.messages]


def of(found: list[tuple[str, Message]], code: tuple[str, str]) -> list[Message]:
    """Return the messages of one code."""
    return [message for _, message in found if message.reference == code[0]]


def test_nothing_is_told_before_both_parts_match(page: PublicPage) -> None:
    """A wrong second part, an unknown number and an expired number with a wrong second part get the same page."""
    code, other = page.codes.next(), page.codes.next()
    unknown = reference_number.from_random(5)
    answers = {
        re.sub(r'value="[^"]*"', "", enter(page, pair, "192.0.2.1"))
        for pair in [(code[0], other[1]), (unknown, code[1]), (page.codes.expired[0], code[1])]
    }
    assert len(answers) == 1
    [text] = answers
    assert UNKNOWN in text
    assert MATCHED not in text


def test_an_expired_code_says_so_only_with_both_parts(page: PublicPage) -> None:
    """The holder of a letter learns that the time is over; nobody else does."""
    text = enter(page, page.codes.expired, "192.0.2.1")
    assert EXPIRED in text
    assert UNKNOWN not in text


@pytest.mark.parametrize("field", [0, 1])
def test_a_slip_asks_to_read_the_number_again(page: PublicPage, field: int) -> None:
    """What the check digit shows is said beside the field, without looking anything up."""
    code = list(page.codes.next())
    code[field] = code[field][1] + code[field][0] + code[field][2:]
    if reference_number.is_valid(code[0]) and confirmation_code.is_valid(code[1]):  # both characters were the same
        code[field] = code[field][:-1]
    text = enter(page, (code[0], code[1]), "192.0.2.1")
    assert SLIP in text
    assert UNKNOWN not in text


def test_a_code_is_read_as_people_write_it(page: PublicPage) -> None:
    """Groups, small letters and full-width digits match."""
    reference, confirmation = page.codes.next()
    wide = reference_number.format(reference).translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    assert MATCHED in enter(page, (wide, confirmation_code.format(confirmation).lower()), "192.0.3.1")


def test_an_answer_is_checked_and_sent_and_only_the_office_can_read_it(page: PublicPage, tmp_path: Path) -> None:
    """The page to confirm shows all of it; the receipt is the office's; no file here holds a plain word of it."""
    code, client = page.codes.next(), "192.0.4.1"
    key = token(enter(page, code, client))
    check = page.ask("/answer/form/", {"token": key, "who": "own", "step": "check", **OWN}, client=client).text
    assert "まだ送信されていません" in check
    assert "保守契約に含まれると認識していたが、バージョンアップは契約対象外だった、担当者・技術者がいない" in check
    thanks = send(page, key, OWN, client)
    assert "ご回答を受け付けました" in thanks
    found = messages(page, tmp_path / "out.json")
    checked, answer = of(found, code)
    assert (checked.kind, answer.kind, answer.own is not None) == ("checked", "own", True)
    assert answer.own is not None
    assert answer.own.reasons == ("R1_contract_scope", "X4_no_staff")
    assert answer.own.free_text == OWN["free_text"]
    [name] = [name for name, message in found if message == answer]
    assert receipt_of(name) in thanks
    stored = page.database_bytes() + (page.folder / "page.log").read_bytes()
    for plain in (
        *code,
        "R1_contract_scope",
        "secret remark",
        "内緒の補足",
        "192.0.4",
        "general_affairs",
        "not_started",
    ):
        assert plain.encode() not in stored


def test_the_same_form_sent_twice_is_one_answer_and_a_changed_one_another(page: PublicPage, tmp_path: Path) -> None:
    """Reloading the last page adds nothing; going back and changing it is not lost."""
    code, client = page.codes.next(), "192.0.5.1"
    key = token(enter(page, code, client))
    first = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", send(page, key, OWN, client))
    again = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", send(page, key, OWN, client))
    changed = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", send(page, key, OWN | {"awareness": "aware"}, client))
    assert first == again != changed
    assert [message.kind for message in of(messages(page, tmp_path / "out"), code)] == ["checked", "own", "own"]


def test_a_second_answer_shows_nothing_of_the_first(page: PublicPage, tmp_path: Path) -> None:
    """Whoever comes back may correct or report anew, and sees an empty form."""
    code, client = page.codes.next(), "192.0.6.1"
    send(page, token(enter(page, code, client)), OWN, client)
    text = enter(page, code, client)
    assert "すでにご回答を受け付けています" in text
    form = page.ask("/answer/form/", {"token": token(text), "who": "own"}, client=client).text
    assert "secret remark" not in form
    assert re.findall(r'value="([^"]*)"[^>]*checked', form) == ["status", "", "", "", "", "", "", ""]
    send(page, token(text), OWN | {"change": "fact", "awareness": "aware"}, client)
    last = of(messages(page, tmp_path / "out"), code)[-1]
    assert last.correction
    assert last.own is not None
    assert last.own.awareness == "aware"


def test_a_vendor_answers_on_a_form_of_its_own(page: PublicPage, tmp_path: Path) -> None:
    """The vendor's word is sealed as a third party's."""
    code, client = page.codes.next(), "192.0.7.1"
    key = token(enter(page, code, client))
    form = page.ask("/answer/form/", {"token": key, "who": "vendor"}, client=client).text
    assert "保守ベンダーの方のご回答" in form
    assert "認識" not in form.partition("<main")[2]
    send(page, key, {"coverage": "separate", "cost": "10万円(見本)", "disabled": "no"}, client, who="vendor")
    answer = of(messages(page, tmp_path / "out"), code)[-1]
    assert answer.vendor is not None
    assert (answer.kind, answer.vendor.coverage, answer.vendor.cost) == ("vendor", "separate", "10万円(見本)")


def test_what_cannot_be_recorded_is_refused_beside_its_field(page: PublicPage) -> None:
    """Contradictions and empty forms come back with a sentence, and nothing is sent."""
    key = token(enter(page, page.codes.next(), "192.0.8.1"))
    odd = {"ownership": "own", "response": "done", "reasons": ["R7_cost"], "planned_on": "2020-01-01"}
    text = send(page, key, odd, "192.0.8.1")
    assert "理由は不要です" in text
    assert "過去の日付です" in text
    assert "回答を一つ以上" in send(page, key, {}, "192.0.8.1")
    assert "選択肢からお選びください" in send(page, key, {"ownership": "<script>"}, "192.0.8.1")
    assert "1000文字以内" in send(page, key, {"free_text": "あ" * 1001}, "192.0.8.1")


def test_suspected_damage_is_told_to_call_at_once(page: PublicPage) -> None:
    """The page says to keep the logs and to call, before and after sending."""
    client = "192.0.9.1"
    key = token(enter(page, page.codes.next(), client))
    fields = {"token": key, "who": "own", "step": "check", "compromise_check": "suspicious"}
    for step in ("check", "send"):
        text = page.ask("/answer/form/", fields | {"step": step}, client=client).text
        assert "初期化や廃棄をせず" in text
        assert PHONE in text


@pytest.mark.parametrize("bad", ["", "x", "x" * 5_000, '["1234567890","A","b"]:x:y'])
def test_a_token_that_is_none_of_ours_starts_again(page: PublicPage, bad: str) -> None:
    """A forged or old token sends nothing and asks for the code."""
    text = send(page, bad, OWN, "192.0.10.1")
    assert "何も送信されていません" in text


def test_one_code_cannot_fill_the_box(page: PublicPage, tmp_path: Path) -> None:
    """Twenty answers come with one code at most; then the page says to call."""
    code = page.codes.next()
    key = token(enter(page, code, "192.0.11.1"))
    texts = [
        send(page, key, {"other_devices_found": n, "other_devices": "found"}, f"192.0.{30 + n}.1") for n in range(22)
    ]
    assert ["上限に達しました" in text for text in texts] == [False] * 20 + [True] * 2
    assert len(of(messages(page, tmp_path / "out"), code)) == 21
    assert LARGEST_SEALED > 16_000


def test_every_page_keeps_the_rules_of_a_public_page(page: PublicPage) -> None:
    """No cookie, no script, nothing from elsewhere, nothing kept; 見本 and the language on every page."""
    pages = [page.ask(path) for path in ("/", "/answer/", "/en/", "/en/answer/", "/nothing-here")]
    pages.append(page.ask("/answer/", {"reference": "", "confirmation": ""}, client="192.0.12.1"))
    for shown in pages:
        assert "set-cookie" not in shown.headers
        assert shown.headers["cache-control"] == "no-store"
        assert "script" not in shown.headers["content-security-policy"]
        assert "default-src 'none'" in shown.headers["content-security-policy"]
        assert shown.headers["referrer-policy"] == "no-referrer"
        assert shown.headers["x-frame-options"] == "DENY"
        assert not re.findall(r"<script|style=|https?://", shown.text)
        assert "sample-band" in shown.text
    assert pages[2].headers["content-language"] == "en"
    assert "How to check that the contact is ours" in pages[2].text


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ("x" * 70_000, {}, 413),
        ({str(n): "x" for n in range(200)}, {}, 413),
        ("x", {"Content-Length": "abc"}, 413),
        ("x", {"Content-Type": "multipart/form-data"}, 400),
        ("x", {"Host": "evil.example"}, 400),
    ],
    ids=["large", "many fields", "no length", "broken parts", "other host"],
)
def test_hostile_requests_get_a_page_in_words(
    page: PublicPage, fields: object, headers: dict[str, str], status: int
) -> None:
    """Whatever is sent, the answer is a page without a trace of the program's inside."""
    if isinstance(fields, str):
        fields = {"reference": fields}
    answer = page.ask("/answer/", fields, headers=headers, client="192.0.13.1")
    assert answer.status in {status, 400}
    assert "Traceback" not in answer.text
    assert "Traceback" not in (page.folder / "page.log").read_text()


def test_nulls_and_odd_characters_are_no_fault(page: PublicPage) -> None:
    """Control characters, unpaired surrogates and deep markup are answered, not stumbled over."""
    for text in ("\0", "\ud800".encode("utf-8", "surrogatepass"), "<b>&amp;", "１" * 59, "%", "\u202e1234567890"):
        answer = page.ask("/answer/", {"reference": text, "confirmation": text}, client="192.0.14.1")
        assert answer.status == 200
        assert SLIP in answer.text or "入力内容をご確認" in answer.text


def test_the_campaigns_database_is_refused(tmp_path: Path) -> None:
    """Neither by its name nor by its tables can the campaign's database be served to the public."""
    same = settings_of(tmp_path, NOROSHI_DATABASE=f"sqlite:///{tmp_path}/public.sqlite3")
    assert "one of its own" in run(same, "serve", "--role", "public", check=1).stderr
    office = settings_of(tmp_path, NOROSHI_DATABASE=f"sqlite:///{tmp_path}/office.sqlite3")
    run(office, "database", "migrate")
    other = settings_of(tmp_path, NOROSHI_PUBLIC_DATABASE=f"sqlite:///{tmp_path}/office.sqlite3")
    assert "holds other tables" in run(other, "serve", "--role", "public", check=1).stderr
    before = (tmp_path / "office.sqlite3").read_bytes()
    codes = tmp_path / "codes.json"
    codes.write_bytes(b"{}")
    assert "no file of codes" in run(other, "public", "load", codes, check=1).stderr
    assert (tmp_path / "office.sqlite3").read_bytes() == before


def test_what_is_not_fit_for_the_public_is_not_served(tmp_path: Path) -> None:
    """Without a demonstration, secret, HTTPS and host names are asked for, and the office's secret is not wanted."""
    real = settings_of(tmp_path, NOROSHI_DEMO="0")
    assert "NOROSHI_PUBLIC_SECRET_KEY" in run(real, "serve", "--role", "public", check=1).stderr
    weak = real | {
        "NOROSHI_PUBLIC_SECRET_KEY": "x" * 20,
        "NOROSHI_HTTPS": "0",
        "NOROSHI_PUBLIC_HOSTS": "*",
        "NOROSHI_CONFIRMATION_SECRET": "y" * 40,
    }
    found = run(weak, "serve", "--role", "public", check=1).stderr
    for name in ("NOROSHI_PUBLIC_SECRET_KEY", "NOROSHI_HTTPS", "NOROSHI_PUBLIC_HOSTS", "NOROSHI_CONFIRMATION_SECRET"):
        assert name in found


def test_the_process_knows_no_record_of_the_campaign(tmp_path: Path) -> None:
    """Everything that the public page imports leaves the records, their models and their database alone."""
    pages = ("campaign", "code", "matched", "answer", "check", "thanks", "stop")
    program = (
        "import django, json, sys; django.setup(); from django.urls import get_resolver;"
        "import noroshi.web.public.views, noroshi.web.public.exchange_files, noroshi.web.public.tables;"
        "get_resolver().url_patterns; from django.template import loader;"
        f"[loader.get_template('public/' + name + '.html') for name in {pages}];"
        "from django.apps import apps;"
        "print(json.dumps([[m for m in sys.modules if m.startswith('noroshi.records')],"
        "sorted(m._meta.label for m in apps.get_models())]))"
    )
    environment = settings_of(tmp_path, DJANGO_SETTINGS_MODULE="noroshi.web.public.settings")
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    modules, models = json.loads(done.stdout)
    assert modules == []
    names = ("CampaignPage", "IssuedCode", "RequestCount", "SealedMessage")
    assert models == [f"public_page.{name}" for name in names]
