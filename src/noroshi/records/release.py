"""A release: the approval of what leaves the analyst's desk, with the cases that were opened before."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Release(CompartmentRow):
    """One release (二名確認) by one person.

    ``cases`` and ``late`` are the keys of the cases and of the further findings of earlier released cases that leave.
    ``sample`` are the keys of the cases chosen at random to be opened in full; ``opened`` maps each opened one to its
    time. ``result`` holds what was released and what was refused, once ``done_at`` is set.
    """

    campaign = models.ForeignKey("records.Campaign", on_delete=models.PROTECT, related_name="releases")
    cases = models.JSONField(default=list)
    late = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    opened = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    started_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.started_at}"
