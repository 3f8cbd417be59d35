"""A recall: everyone who was told because of a rule, a source or a case that turned out wrong, and who was told so."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Recall(CompartmentRow):
    """One recall. ``target_kind``: rule, source or case; ``target``: its id as it was given."""

    target_kind = models.CharField(max_length=10)
    target = models.CharField(max_length=300)
    reason = models.TextField()
    started_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.target_kind} {self.target}"


class RecallItem(CompartmentRow):
    """One case of a recall. ``told`` says whether anybody outside was told; only those need a correction.

    ``state_before`` is the case's state when the recall began: closed cases are recalled too.
    """

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="recall_items")
    told = models.BooleanField()
    state_before = models.CharField(max_length=20)
    draft = models.ForeignKey("records.Document", on_delete=models.PROTECT, null=True, related_name="+")
    informed_at = models.DateTimeField(null=True)
    informed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recall", "case"], name="recalled_once")]

    def __str__(self) -> str:
        return f"{self.recall_id} {self.case_id}"
