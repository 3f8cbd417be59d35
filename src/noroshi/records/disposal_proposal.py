"""A proposal to dispose of closed cases, which a second person approves or refuses."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class DisposalProposal(CompartmentRow):
    """One proposal. ``cases`` are keys of cases; ``state``: proposed, approved, refused or withdrawn.

    ``answer`` is the reason of a refusal; ``disposal`` is the record of what an approval emptied.
    """

    cases = models.JSONField(default=list)
    reason = models.TextField()
    state = models.CharField(max_length=12, default="proposed")
    proposed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    disposal = models.OneToOneField("records.Disposal", on_delete=models.PROTECT, null=True, related_name="proposal")

    class Meta:
        ordering = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
