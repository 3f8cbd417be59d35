"""What is said in the demonstration: outcomes and answers as offices hear them. Everything is invented."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.business_days import add_business_days

_OWN: Final = {"ownership": "own", "respondent_role": "it_staff", "certainty": "from_memory"}


@dataclass(frozen=True, slots=True)
class Talk:
    """One contact. ``statement``: fields of an answer; ``planned_in``: business days until the promised day.

    ``next_in``: business days until the next contact where the usual proposal is not taken, ``next_time`` with it.
    """

    outcome: str
    minutes: int = 6
    respondent: str = ""
    note: str = ""
    statement: Mapping[str, Any] = field(default_factory=dict)
    planned_in: int | None = None
    next_time: dt.time | None = None
    manager: str = ""

    def answer(self, on: dt.date) -> OwnerAnswer | None:
        """Return the answer given on a day, None where nobody answered the questions."""
        if not self.statement:
            return None
        planned = None if self.planned_in is None else add_business_days(on, self.planned_in)
        return OwnerAnswer(answered_on=on, planned_on=planned, **self.statement)


def _answered(respondent: str, note: str, planned_in: int | None = None, minutes: int = 9, **said: Any) -> Talk:  # noqa: ANN401
    return Talk("reached_responsible", minutes, respondent, note, {**_OWN, **said}, planned_in)


FIRST: Final = (
    _answered(
        "情報システム課 見本様", "保守会社が先月更新したとのこと。作業報告書を確認いただいた。",
        awareness="aware", response="done", manager="vendor", contract_covers_update="yes",
        other_devices="none_found", compromise_check="checked_nothing", certainty="documents",
    ),
    _answered(
        "総務課 例示様", "見積りを依頼済み。作業日は保守会社と調整中。", 21,
        awareness="aware", response="in_progress", manager="vendor", contract_covers_update="no",
        reasons=("R1_contract_scope",), main_reason="R1_contract_scope",
        other_devices="will_check", compromise_check="planned", respondent_role="general_affairs",
    ),
    Talk("no_answer", 2, note="呼出しのみ。"),
    _answered(
        "システム担当 架空様", "連絡を受けて初めて知ったとのこと。来月の休業日に作業する。", 25,
        awareness="unaware", response="planned", manager="own",
        other_devices="none_found", compromise_check="not_checked",
    ),
    Talk("callback", 3, "代表電話の受付", "担当の方から折り返し。", next_time=dt.time(14, 0)),
    _answered(
        "管理部 見本様", "契約に含まれると思っていたが、対象外と言われて止まっている。",
        awareness="partly", response="stalled", manager="vendor", contract_covers_update="no",
        reasons=("R1_contract_scope", "X4_no_staff"), main_reason="R1_contract_scope",
        other_devices="will_check", compromise_check="not_checked", respondent_role="general_affairs",
    ),
    Talk("verifying", 4, "総務課の方", "代表番号に掛け直して確認するとのこと。照会番号をお伝えした。"),
    _answered(
        "情報システム課 例示様", "更新作業中。残り1台。", 5,
        awareness="aware", response="in_progress", manager="own", other_devices="found", other_devices_found=2,
        compromise_check="checked_nothing", certainty="documents",
    ),
    Talk("reached_other", 3, "営業所の方", "本社の担当に伝えるとのこと。"),
    _answered(
        "代表取締役 架空様", "費用がかかるため、次の入替えまでそのまま使うとのこと。",
        awareness="aware", response="risk_accepted", manager="lease_or_dealer", contract_covers_update="unknown",
        reasons=("R7_cost",), main_reason="R7_cost", other_devices="no_plan", compromise_check="not_checked",
        respondent_role="management",
    ),
    _answered(
        "情報システム室 見本様", "当面、接続元を制限した。更新は次の保守日に行う。", 30,
        awareness="aware", response="workaround", manager="shared", contract_covers_update="yes",
        other_devices="none_found", compromise_check="checked_nothing",
    ),
    Talk("suspected_scam", 4, "受付の方", "不審な電話と思われたため、確認の方法をご案内して終了。"),
    _answered(
        "総務部 例示様", "機器があることを知らなかったとのこと。事務機の販売店に確認する。",
        awareness="unaware", response="not_started", manager="lease_or_dealer", contract_covers_update="unknown",
        reasons=("X1_not_known",), main_reason="X1_not_known", other_devices="will_check",
        compromise_check="not_confirmed", respondent_role="general_affairs",
    ),
    Talk("no_answer", 1, note="営業時間外の案内。"),
    _answered(
        "システム係 架空様", "保守会社が遠方で、日程が決まっていない。", 40,
        awareness="aware", response="planned", manager="vendor", contract_covers_update="yes",
        other_devices="none_found", compromise_check="planned",
    ),
    Talk("refused", 3, "受付の方", "電話では受けないとのこと。書面を希望。"),
)  # fmt: skip
"""First contacts, dealt out in turn."""

WRONG_OWNER: Final = _answered(
    "総務課 見本様", "その機器は自社のものではないとのこと。資料で確認いただいた。",
    ownership="other", certainty="documents", respondent_role="general_affairs",
)  # fmt: skip
DAMAGE: Final = Talk(
    "incident_reported",
    5,
    "情報システム課 例示様",
    "見覚えのない管理者の記録があるとのこと。質問を止め、保全の説明をした。",
)
WRONG_NUMBER: Final = Talk("wrong_contact", 2, note="別の会社につながった。")
AGAIN: Final = (
    _answered(
        "情報システム課 見本様", "先週の作業で更新済みとのこと。",
        awareness="aware", response="done", manager="vendor", contract_covers_update="yes",
        other_devices="none_found", compromise_check="checked_nothing",
    ),
    Talk("no_answer", 2, note="呼出しのみ。"),
    _answered(
        "総務課 例示様", "見積りが届いた。年内に作業する。", 15,
        awareness="aware", response="planned", manager="vendor", contract_covers_update="no",
        reasons=("R1_contract_scope",), main_reason="R1_contract_scope",
        other_devices="none_found", compromise_check="planned", respondent_role="general_affairs",
    ),
    Talk("callback", 3, "受付の方", "午後に折り返し。", next_time=dt.time(15, 30)),
)  # fmt: skip
"""Contacts of the last days."""
