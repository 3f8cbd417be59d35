"""One bundle that leaves for, or came from, another office: drafted, approved by a second person, written; or taken."""

from django.db import models

from noroshi.records.compartment import CompartmentRow

GIVEN = "given"
TAKEN = "taken"


class BundleHandOver(CompartmentRow):
    """A hand-over (情報の授受).

    ``direction`` is given or taken; ``state`` is draft, approved or written for what is given, taken for the rest.
    ``kind`` is the bundle's. ``sequence``, ``previous`` and ``digest`` are of its stream (giver, receiver, campaign
    code, kind) and empty before the file is written. ``recipient`` is the age key it is sealed for. ``content_digest``
    is SHA-256 of what the approver saw: nothing else is written. ``keys`` are the findings inside, ``bins`` says where
    every finding went, ``facts`` keeps the aggregates of a back-flow, ``slip`` the facts of the slip (授受票).
    """

    direction = models.CharField(max_length=8)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="draft")
    campaign = models.ForeignKey("records.Campaign", on_delete=models.PROTECT, null=True, related_name="hand_overs")
    code = models.CharField(max_length=20)
    giver = models.CharField(max_length=300)
    receiver = models.CharField(max_length=300)
    recipient = models.CharField(max_length=100, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    as_of = models.DateField()
    prefecture = models.CharField(max_length=10, blank=True)
    counts = models.JSONField(default=dict)
    bins = models.JSONField(default=dict)
    keys = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    sequence = models.PositiveIntegerField(null=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    slip = models.JSONField(default=dict)
    drafted_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "direction", "giver", "receiver", "code", "kind", "sequence"],
                condition=models.Q(sequence__isnull=False),
                name="hand_over_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.kind} {self.code} {self.sequence or ''}".strip()
