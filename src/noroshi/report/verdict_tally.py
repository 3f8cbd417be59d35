"""Count verdict rows by device, reason and CVE in one pass."""

from collections import Counter
from typing import Final

from noroshi.model.verdict import Answer, Urgency
from noroshi.report.device_view import DeviceView, Row
from noroshi.report.survey_figures import NOT_JUDGED, CveRow, ReasonRow

WORST_FIRST: Final = (Answer.AFFECTED, Answer.LIKELY, Answer.UNDETERMINED, Answer.NOT_AFFECTED)
IN_RANGE: Final = frozenset({Answer.AFFECTED.value, Answer.LIKELY.value})

_RANK: Final = {answer.value: rank for rank, answer in enumerate(WORST_FIRST)}
_HASTE: Final = {urgency.value: rank for rank, urgency in enumerate(Urgency)}


class VerdictTally:
    """Takes verdict rows; rows of decoys are counted apart and enter no figure."""

    def __init__(self, views: dict[str, DeviceView]) -> None:
        self.pairs = 0
        self.decoy_pairs = 0
        self._views = views
        self._worst: dict[str, str] = {}
        self._urgency: dict[str, str] = {}
        self._reasons: Counter[tuple[str, str]] = Counter()
        self._cves: dict[str, _CveTally] = {}

    def add(self, row: Row) -> None:
        """Count one verdict; ValueError for a device or an answer that the survey does not know."""
        device, answer = row["device"], row["verdict"]
        view = self._views.get(device)
        if view is None:
            raise ValueError(f"verdict about device {device!r}, which is not in the devices table")
        if answer not in _RANK:
            raise ValueError(f"unknown verdict {answer!r} about device {device!r}")
        if _RANK[answer] < _RANK.get(self._worst.get(device, ""), len(_RANK)):
            self._worst[device] = answer
        if answer in IN_RANGE:
            self._urgency[device] = most_urgent(row.get("urgency") or "none", self._urgency.get(device, "none"))
        if view.decoy:
            self.decoy_pairs += 1
            return
        self.pairs += 1
        self._reasons[answer, row["reason"]] += 1
        self._cves.setdefault(row["cve"], _CveTally()).add(row, view.product)

    def worst(self, device: str) -> str:
        """Return the device's worst verdict, or ``not_judged`` where no CVE was judged."""
        return self._worst.get(device, NOT_JUDGED)

    def in_range(self, device: str) -> bool:
        """Whether the device runs a version in the affected range of one CVE or more (affected or likely)."""
        return self.worst(device) in IN_RANGE

    def urgency(self, device: str) -> str:
        """Return the most urgent time to act over the CVEs in whose affected range the device is."""
        return self._urgency.get(device, "none")

    def reasons(self) -> tuple[ReasonRow, ...]:
        """Return the reasons by verdict, commonest first."""
        ordered = sorted(self._reasons.items(), key=lambda item: (_RANK[item[0][0]], -item[1], item[0][1]))
        return tuple(ReasonRow(answer, reason, count, self.pairs) for (answer, reason), count in ordered)

    def cves(self) -> tuple[CveRow, ...]:
        """Return the CVEs, those with most devices in the affected range first."""
        rows = [tally.row(cve) for cve, tally in self._cves.items()]
        return tuple(sorted(rows, key=lambda row: (-(row.affected + row.likely), not row.in_kev, row.cve)))


class _CveTally:
    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.products: set[str] = set()
        self.in_kev = False
        self.ransomware = False
        self.urgency = "none"

    def add(self, row: Row, product: str) -> None:
        self.answers[row["verdict"]] += 1
        self.products.add(product)
        self.in_kev = self.in_kev or bool(row.get("in_kev"))
        self.ransomware = self.ransomware or bool(row.get("ransomware"))
        if row["verdict"] in IN_RANGE:
            self.urgency = most_urgent(self.urgency, row.get("urgency") or "none")

    def row(self, cve: str) -> CveRow:
        return CveRow(
            cve=cve,
            products=tuple(sorted(self.products)),
            in_kev=self.in_kev,
            ransomware=self.ransomware,
            urgency=self.urgency,
            devices=self.answers.total(),
            affected=self.answers[Answer.AFFECTED.value],
            likely=self.answers[Answer.LIKELY.value],
            undetermined=self.answers[Answer.UNDETERMINED.value],
            not_affected=self.answers[Answer.NOT_AFFECTED.value],
        )


def most_urgent(one: str, other: str) -> str:
    """Return the more urgent of two urgencies; an unknown one never beats a known one."""
    return min(one, other, key=lambda urgency: _HASTE.get(urgency, len(_HASTE)))
