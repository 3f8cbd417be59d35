"""The engine's own sentences and caveats, in English and Japanese; rules may bring better ones."""

import re
from collections.abc import Mapping
from typing import Final

from noroshi.model.version import EvidenceKind, VersionSet

ENGLISH: Final = "en"
JAPANESE: Final = "ja"
MAX_EXCERPT: Final = 120
MAX_NAMED: Final = 6
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")

_SIGNAL: Final = {
    ENGLISH: "{field} shows {text!r}, a mark of {product}.",
    JAPANESE: "{field} に「{text}」があり、{product} の特徴と一致する。",
}
_REJECT: Final = {
    ENGLISH: "{field} shows {text!r}, which {product} does not.",
    JAPANESE: "{field} に「{text}」があり、{product} ではないと分かる。",
}
_TRAP: Final = {ENGLISH: "Not a version of the device: {reason}", JAPANESE: "機器のバージョンではない: {reason}"}
_EVIDENCE: Final[dict[EvidenceKind, dict[str, str]]] = {
    EvidenceKind.EXACT: {ENGLISH: "States version {versions}.", JAPANESE: "バージョン {versions} を表示している。"},
    EvidenceKind.TABLE: {
        ENGLISH: "This trace is known from version {versions}.",
        JAPANESE: "この手掛かりはバージョン {versions} のものとして知られている。",
    },
    EvidenceKind.BUILD_TIME: {
        ENGLISH: "The running build was made on {built}.",
        JAPANESE: "稼働中のビルドは {built} に作られた。",
    },
    EvidenceKind.RELEASE_WINDOW: {
        ENGLISH: "The running build was made on {built}; released soon after: {versions}.",
        JAPANESE: "稼働中のビルドは {built} に作られた。その直後に公開されたバージョン: {versions}。",
    },
    EvidenceKind.RANGE: {
        ENGLISH: "Seen only with versions {range}.",
        JAPANESE: "バージョン {range} でのみ見られる。",
    },
    EvidenceKind.TRAIN: {ENGLISH: "States branch {train}.", JAPANESE: "系列 {train} と表示している。"},
    EvidenceKind.FORMAT: {
        ENGLISH: "The form of this trace is that of versions {range}.",
        JAPANESE: "この手掛かりの形式はバージョン {range} のものである。",
    },
    EvidenceKind.UNMAPPED: {
        ENGLISH: "This trace tells builds apart, but no version is known for it yet.",
        JAPANESE: "ビルドを区別できる手掛かりだが、対応するバージョンはまだ分かっていない。",
    },
    EvidenceKind.NONE: {ENGLISH: "Tells nothing about the version.", JAPANESE: "バージョンは分からない。"},
}

CAVEATS: Final[dict[str, dict[str, str]]] = {
    "path-not-known": {
        ENGLISH: "the page's path is not known, so the trace may belong to another page",
        JAPANESE: "ページのパスが不明なため、別のページの手掛かりかもしれない",
    },
    "content-length-not-seen": {
        ENGLISH: "the size in the trace could not be checked against Content-Length",
        JAPANESE: "手掛かり中のサイズを Content-Length と照合できなかった",
    },
    "last-modified-not-seen": {
        ENGLISH: "the time in the trace could not be checked against Last-Modified",
        JAPANESE: "手掛かり中の時刻を Last-Modified と照合できなかった",
    },
    "observation-time-not-known": {
        ENGLISH: "the time of the observation is not known",
        JAPANESE: "観測時刻が不明",
    },
    "several-versions": {
        ENGLISH: "several versions share this trace",
        JAPANESE: "複数のバージョンがこの手掛かりを共有する",
    },
    "not-in-table": {
        ENGLISH: "the build is not in the build table",
        JAPANESE: "ビルド表に載っていないビルド",
    },
    "inferred-row": {
        ENGLISH: "the table's row is inferred, not confirmed",
        JAPANESE: "表の該当行は推定であり、確認されていない",
    },
    "release-dates-only": {
        ENGLISH: "inferred from release dates only; the true version may be outside the list",
        JAPANESE: "公開日だけからの推定であり、実際のバージョンは一覧にないかもしれない",
    },
    "stated-by-source": {
        ENGLISH: "stated by the data source, not seen by us",
        JAPANESE: "データ提供元の記載であり、直接見たものではない",
    },
    "unverified-format": {
        ENGLISH: "no real example of this form was at hand to check the rule against",
        JAPANESE: "この書式の実例で規則を確かめられていない",
    },
    "hotfix-level-not-shown": {
        ENGLISH: "installed hotfixes do not show in this version",
        JAPANESE: "適用済みの修正(ホットフィックス)は、このバージョン表示に現れない",
    },
    "hotfix-build": {
        ENGLISH: "a hotfix build; what it repairs does not follow from its number",
        JAPANESE: "ホットフィックスのビルドであり、何が修正されているかは番号からは分からない",
    },
    "local-time-not-utc": {
        ENGLISH: "the time is in an unknown time zone, so the day may be off by one",
        JAPANESE: "時刻の時間帯が不明なため、日付が1日ずれているかもしれない",
    },
    "generation-only": {
        ENGLISH: "tells the generation of the product only, not the version",
        JAPANESE: "製品の世代が分かるだけで、バージョンまでは分からない",
    },
    "client-file-names-branch-only": {
        ENGLISH: "the name of a client file; it tells the branch of the device only",
        JAPANESE: "クライアント用ファイルの名前であり、機器については系列しか分からない",
    },
    "inferred-not-calibrated": {
        ENGLISH: "a conclusion from an advisory, not yet checked against devices of known version",
        JAPANESE: "公表情報からの推論であり、バージョンが分かっている機器ではまだ確かめられていない",
    },
    "decoys-copy-this-format": {
        ENGLISH: "some decoys (honeypots) copy this form",
        JAPANESE: "この形式をまねるおとり(ハニーポット)がある",
    },
    "within-one-hour": {
        ENGLISH: "the time fits the build to within one hour only, so a neighbouring build may fit as well",
        JAPANESE: "時刻とビルドの一致は1時間以内の精度であり、近い時刻に作られた別のビルドかもしれない",
    },
    "customised-page-has-other-date": {
        ENGLISH: "a page that was customised carries the date of that change instead",
        JAPANESE: "ページが独自に変更されている場合は、その変更の日時を示す",
    },
    "older-observation": {
        ENGLISH: "from an older observation; the device may have been updated since",
        JAPANESE: "古い観測によるものであり、その後更新されているかもしれない",
    },
}


def excerpt(text: str) -> str:
    """Return the text shortened to one line without control or direction characters."""
    line = _CONTROLS.sub(" ", text).strip()
    return line if len(line) <= MAX_EXCERPT else line[: MAX_EXCERPT - 1] + "…"


def pick(texts: Mapping[str, str], language: str) -> str:
    """Return the text in the language, else in English, else any, else ''."""
    return texts.get(language) or texts.get(ENGLISH) or next(iter(texts.values()), "")


def signal_sentence(field: str, text: str, product: str, language: str) -> str:
    """Say that a field shows a mark of the product."""
    return pick(_SIGNAL, language).format(field=field, text=excerpt(text), product=product)


def reject_sentence(field: str, text: str, product: str, language: str) -> str:
    """Say that a field shows what the product never shows."""
    return pick(_REJECT, language).format(field=field, text=excerpt(text), product=product)


def caveat_sentence(code: str, language: str) -> str:
    """Return the caveat as a sentence; a code that is not known, such as one of an older survey, stays as it is."""
    return pick(CAVEATS.get(code, {}), language) or code


def trap_sentence(reason: str, language: str) -> str:
    """Say that a value only looks like a version."""
    return pick(_TRAP, language).format(reason=reason)


def evidence_sentence(versions: VersionSet, language: str) -> str:
    """Say what a trace tells about the version."""
    names = (versions.exact,) if versions.exact else versions.candidates
    listed = ", ".join(names[:MAX_NAMED]) + (f" (+{len(names) - MAX_NAMED})" if len(names) > MAX_NAMED else "")
    built = versions.build_time.strftime("%Y-%m-%d %H:%M:%S UTC") if versions.build_time else ""
    return pick(_EVIDENCE[versions.kind], language).format(
        versions=listed, built=built, range=versions.range or "", train=versions.train or ""
    )
