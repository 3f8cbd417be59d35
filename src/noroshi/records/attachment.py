"""A later survey that was attached to a campaign: what it showed of the campaign's devices, and where its own went."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Attachment(CompartmentRow):
    """One later survey of one campaign.

    ``states`` counts the campaign's live findings by observed state. ``balance`` holds one row for each place to which
    the survey's devices went (``outcome``, ``detail``, ``devices``); their sum is the survey's number of devices.
    ``todos`` counts what people have to look at, by kind.
    """

    campaign = models.ForeignKey("records.Campaign", on_delete=models.PROTECT, related_name="attachments")
    survey = models.ForeignKey("records.Survey", on_delete=models.PROTECT, related_name="attachments")
    states = models.JSONField(default=dict)
    balance = models.JSONField(default=list)
    todos = models.JSONField(default=dict)
    attached_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    attached_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-attached_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "survey"], name="attached_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.survey_id}"
