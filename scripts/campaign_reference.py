"""Writes docs/reference/campaign-data.md and campaign-data.ja.md from the campaign's data; `make regen` runs it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from noroshi.knowledge.case_states import CaseStates, Transition, load_case_states
from noroshi.knowledge.enumerations import Entry, load_enumerations
from noroshi.knowledge.office_days import load_office_days
from noroshi.knowledge.roles import load_roles
from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.words import Language
from noroshi.model.attribution import State
from noroshi.model.campaign import Decision
from noroshi.model.verdict import Answer
from noroshi.notify.contradictions import RULES, Complaint
from noroshi.notify.evidence_level import evidence_level, level_code
from noroshi.notify.freshness import Status
from noroshi.notify.questions import QUESTIONS

FOLDER: Final = Path(__file__).parents[1] / "docs" / "reference"
FILES: Final[dict[Language, str]] = {"en": "campaign-data.md", "ja": "campaign-data.ja.md"}
FEW: Final = 3
"""Ways that start at more states than this are drawn apart, so that the picture can be read."""
SIGNS: Final[dict[Language, tuple[str, str]]] = {"en": ("yes", ""), "ja": ("○", "")}
TEXTS: Final[dict[str, dict[Language, str]]] = {
    "title": {"en": "Data of the campaign", "ja": "取組のデータ一覧"},
    "other": {"en": "[日本語](campaign-data.ja.md)", "ja": "[English](campaign-data.md)"},
    "intro": {
        "en": "Lists, roles, states, questions and sentences of the campaign, generated from the data files under "
        "`src/noroshi/knowledge/data/` by `scripts/campaign_reference.py`. Edit the data and run `make regen`.",
        "ja": "取組で使う選択肢、役割、状態、質問及び文面の一覧です。`src/noroshi/knowledge/data/` のデータから "
        "`scripts/campaign_reference.py` が生成します。変更するときはデータを編集し、`make regen` を実行してください。",
    },
    "states": {"en": "States of a case", "ja": "個別対応票の状態"},
    "states_intro": {
        "en": "`states.yaml`. A case is closed as fixed by an observation only, never by an answer.",
        "ja": "`states.yaml`。修正されたとして終了するのは観測によるときだけで、回答によることはありません。",
    },
    "main_path": {"en": "Ways from a few states", "ja": "主な流れ"},
    "wide_path": {"en": "Ways from many states", "ja": "多くの状態から取れる流れ"},
    "any_of": {"en": "any of", "ja": "いずれか"},
    "state": {"en": "State", "ja": "状態"},
    "code": {"en": "Code", "ja": "コード"},
    "open": {"en": "Open", "ja": "継続中"},
    "stage": {"en": "Stage of the funnel", "ja": "進み具合の段階"},
    "transitions": {"en": "Transitions", "ja": "状態の移り変わり"},
    "what": {"en": "What", "ja": "内容"},
    "from": {"en": "From", "ja": "元の状態"},
    "to": {"en": "To", "ja": "次の状態"},
    "who": {"en": "Roles", "ja": "行える役割"},
    "needs": {"en": "Conditions, all of them", "ja": "条件(すべて)"},
    "roles": {"en": "Roles and capabilities", "ja": "役割とできること"},
    "roles_intro": {
        "en": "`roles.yaml`. A role holds what its work needs and nothing else.",
        "ja": "`roles.yaml`。役割ごとに、その仕事に必要なことだけができます。",
    },
    "capability": {"en": "Capability", "ja": "できること"},
    "lists": {"en": "Lists", "ja": "選択肢"},
    "lists_intro": {
        "en": "`enums.yaml`. A code never changes and is never reused. What an attribute means is stated in "
        "`knowledge/enumerations.py`.",
        "ja": "`enums.yaml`。コードは変更せず、使い回しません。属性の意味は `knowledge/enumerations.py` にあります。",
    },
    "label": {"en": "Label", "ja": "表示"},
    "other_label": {"en": "In Japanese", "ja": "英語表示"},
    "attributes": {"en": "Attributes", "ja": "属性"},
    "questions": {"en": "Questions", "ja": "質問"},
    "question": {"en": "Question", "ja": "質問"},
    "answered": {"en": "Answered from", "ja": "回答の選択肢"},
    "asked": {"en": "Asked", "ja": "聞く場合"},
    "contradictions": {"en": "What does not fit together", "ja": "合わない回答"},
    "rule": {"en": "Rule", "ja": "規則"},
    "effect": {"en": "Effect", "ja": "扱い"},
    "refuse": {"en": "refused", "ja": "登録しない"},
    "ask_again": {"en": "asked again", "ja": "聞き直す"},
    "levels": {"en": "How much may be said", "ja": "どこまで述べてよいか"},
    "levels_intro": {
        "en": "The level follows from the verdict, the person's decision and the age of the observation. Without a "
        "person's confirmation, and for a stale observation, no document speaks of a device.",
        "ja": "判定、職員による確認及び観測の新しさから決まります。職員の確認がないもの及び"
        "期間を超過したものについては、機器に触れる文書を作ることができません。",
    },
    "verdict": {"en": "Verdict", "ja": "判定"},
    "decision": {"en": "Decision", "ja": "調査結果の確認"},
    "sentences": {"en": "Sentences", "ja": "文面"},
    "sentences_intro": {
        "en": "Every sentence of the call sheet with the evidence that it needs. A sentence of the first stage may be "
        "said to anybody.",
        "ja": "電話用の文面と、それぞれに必要な根拠です。第一段階の文は、どなたにお伝えしてもよいものです。",
    },
    "first": {"en": "first", "ja": "第一段階"},
    "second": {"en": "second", "ja": "第二段階"},
    "when": {"en": "Stage", "ja": "段階"},
    "evidence": {"en": "Evidence (device, owner, time)", "ja": "必要な根拠(機器・利用組織・時点)"},
    "closed": {"en": "Closing days of offices", "ja": "官公署の休日"},
    "period": {"en": "Period", "ja": "期間"},
    "source": {"en": "Source", "ja": "出典"},
}  # fmt: skip


def document(language: Language) -> str:
    """Return the whole reference in one language."""
    parts = (
        [f"# {_t('title', language)}", _t("other", language), _t("intro", language)],
        _states(language),
        _roles(language),
        _questions(language),
        _levels(language),
        _sentences(language),
        _closing_days(language),
        _lists(language),
    )
    return "\n\n".join(block for part in parts for block in part) + "\n"


def main() -> None:
    """Write both documents."""
    for language, name in FILES.items():
        (FOLDER / name).write_text(document(language), encoding="utf-8")


def _t(key: str, language: Language) -> str:
    return TEXTS[key][language]


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(headings), *map(list, rows)]
    texts = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines]
    return "\n".join([texts[0], "|" + "---|" * len(lines[0]), *texts[1:]])


def _states(language: Language) -> Iterator[str]:
    machine = load_case_states()
    yield f"## {_t('states', language)}"
    yield _t("states_intro", language)
    few = [one for one in machine.transitions if len(one.sources) <= FEW]
    many = [one for one in machine.transitions if len(one.sources) > FEW]
    yield f"### {_t('main_path', language)}"
    yield _diagram(machine, few, language)
    yield f"### {_t('wide_path', language)}"
    yield _wide_diagram(machine, many, language)
    yes, no = SIGNS[language]
    yield _table(
        [_t(key, language) for key in ("code", "state", "open", "stage")],
        (
            (
                f"`{state.code}`",
                machine.label(state.code, language),
                yes if state.open else no,
                machine.stage_label(state.stage, language) if state.stage else "",
            )
            for state in machine.states
        ),
    )
    yield f"### {_t('transitions', language)}"
    yield _transitions(machine, language)


def _diagram(machine: CaseStates, transitions: Iterable[Transition], language: Language) -> str:
    lines = [f"  [*] --> {machine.initial}"]
    used = {machine.initial}
    for one in transitions:
        used |= {*one.sources, one.target}
        lines += [f"  {source} --> {one.target}: {_way(one, language)}" for source in one.sources]
    names = [f'  state "{machine.label(code, language)}" as {code}' for code in machine.by_code if code in used]
    return "\n".join(["```mermaid", "stateDiagram-v2", *names, *lines, "```"])


def _wide_diagram(machine: CaseStates, transitions: Iterable[Transition], language: Language) -> str:
    names, lines = [], []
    for one in transitions:
        sources = "<br/>".join(machine.label(source, language) for source in one.sources)
        names.append(f'  from_{one.id}["{_t("any_of", language)}:<br/>{sources}"]')
        names.append(f'  to_{one.id}(["{machine.label(one.target, language)}"])')
        lines.append(f'  from_{one.id} -- "{_way(one, language)}" --> to_{one.id}')
    return "\n".join(["```mermaid", "flowchart LR", *names, *lines, "```"])


def _way(transition: Transition, language: Language) -> str:
    return transition.ja if language == "ja" else transition.en


def _holders(capability: str, language: Language) -> str:
    roles = load_roles()
    return ", ".join(roles.label(role, language) for role in roles.holders(capability))


def _transitions(machine: CaseStates, language: Language) -> str:
    return _table(
        [_t(key, language) for key in ("code", "what", "from", "to", "who", "needs")],
        (
            (
                f"`{one.id}`",
                _way(one, language),
                ", ".join(f"`{source}`" for source in one.sources),
                f"`{one.target}`",
                f"{_holders(one.capability, language)} (`{one.capability}`)",
                "; ".join(machine.condition_label(condition, language) for condition in one.conditions),
            )
            for one in machine.transitions
        ),
    )


def _roles(language: Language) -> Iterator[str]:
    roles = load_roles()
    yes, no = SIGNS[language]
    yield f"## {_t('roles', language)}"
    yield _t("roles_intro", language)
    yield _table(
        [_t("code", language), _t("capability", language), *(roles.label(role, language) for role in roles.roles)],
        (
            (
                f"`{capability}`",
                roles.capability_label(capability, language),
                *(yes if capability in roles.capabilities(role) else no for role in roles.roles),
            )
            for capability in roles.all_capabilities
        ),
    )


def _questions(language: Language) -> Iterator[str]:
    yield f"## {_t('questions', language)}"
    yield _table(
        [_t(key, language) for key in ("code", "question", "answered", "asked")],
        (
            (
                question.id,
                question.text(language, "company"),
                ", ".join(f"`{field.list_name or field.name}`" for field in question.fields),
                question.condition(language),
            )
            for question in QUESTIONS
        ),
    )
    yield f"### {_t('contradictions', language)}"
    yield _table(
        [_t(key, language) for key in ("rule", "effect", "what")],
        (
            (
                f"`{rule.id}`",
                _t(rule.kind, language),
                Complaint(id=rule.id, kind=rule.kind, fields=rule.fields).text(language),
            )
            for rule in RULES
        ),
    )


def _levels(language: Language) -> Iterator[str]:
    lists = load_enumerations()
    yield f"## {_t('levels', language)}"
    yield _t("levels_intro", language)
    states: tuple[Status, ...] = ("fresh", "overridden", "stale")
    rows = []
    for answer in Answer:
        for decision in (Decision.CONFIRMED, Decision.PENDING, Decision.REFUTED):
            codes = [level_code(evidence_level(answer, State.ATTRIBUTED, decision, status)) for status in states]
            labels = [lists.label("evidence_level", code, language) for code in codes]
            verdict = lists.label("verdict_level", answer, language)
            rows.append((verdict, lists.label("finding_decision", decision, language), *labels))
    heads = [_t("verdict", language), _t("decision", language)]
    yield _table([*heads, *(lists.label("freshness", status, language) for status in states)], rows)


def _sentences(language: Language) -> Iterator[str]:
    yield f"## {_t('sentences', language)}"
    yield _t("sentences_intro", language)
    yield _table(
        [_t(key, language) for key in ("code", "when", "evidence", "what")],
        (
            (
                f"`{one.id}`",
                _t(one.stage.name.lower(), language),
                ", ".join(claim.name.lower() for claim in (one.needs.device, one.needs.owner, one.needs.time)),
                one.ja if language == "ja" else one.en,
            )
            for one in load_sentences().by_id.values()
        ),
    )


def _closing_days(language: Language) -> Iterator[str]:
    yield f"## {_t('closed', language)}"
    yield _table(
        [_t(key, language) for key in ("what", "period", "source")],
        (
            (
                one.ja if language == "ja" else one.en,
                f"{one.first.month:02d}-{one.first.day:02d} – {one.last.month:02d}-{one.last.day:02d}",
                f"[{one.source.title}]({one.source.ref})",
            )
            for one in load_office_days()
        ),
    )


def _lists(language: Language) -> Iterator[str]:
    lists = load_enumerations()
    other: Language = "ja" if language == "en" else "en"
    yield f"## {_t('lists', language)}"
    yield _t("lists_intro", language)
    for name in lists.names():
        yield f"### `{name}` – {lists.name(name, language)}"
        yield _table(
            [_t(key, language) for key in ("code", "label", "other_label", "attributes")],
            ((f"`{one.code}`", one.text(language), one.text(other), _attributes(one)) for one in lists.entries(name)),
        )


def _attributes(entry: Entry) -> str:
    given = []
    for name in entry.__struct_fields__:
        value = getattr(entry, name)
        if (
            name in {"ja", "en", "code", "order"}
            or value in ("", None, False, ())
            or (name != "suggest_days" and value == 0)
        ):
            continue
        shown = " ".join(value) if isinstance(value, tuple) else value
        given.append(name if value is True else f"{name}: {shown}")
    return ", ".join(f"`{one}`" for one in given)


if __name__ == "__main__":
    main()
