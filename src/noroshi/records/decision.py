"""What analysts and approvers decided about a finding: append-only, and the labels for calibration."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Decision(CompartmentRow):
    """One decision: confirm, refute, merge, split, ask, answer, release, return, reopen or found (research).

    ``label`` is what calibration learns from it: ``{"organization": number,
    "right": true, "probability": p}`` or empty.
    """

    finding = models.ForeignKey("records.Finding", on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, blank=True)
    comment = models.TextField(blank=True)
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    label = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
