"""The route of a decision: 起案 → 決裁, through the steps that the office's data name."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Approval(CompartmentRow):
    """One draft on its route. ``kind`` says what is decided (release, closing, recall, disposal, override …).

    ``subject`` names the object as ``campaign:12``. ``state``: drafted, returned (差戻し), approved or withdrawn.
    """

    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, default="drafted")
    drafted_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class ApprovalStep(CompartmentRow):
    """One step of the route: 係, 補佐, 課長 … ``action``: empty, approved, returned or approved_for (代決)."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    action = models.CharField(max_length=16, blank=True)
    comment = models.TextField(blank=True)
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["approval", "order"], name="step_once")]

    def __str__(self) -> str:
        return f"{self.order} {self.title}"
