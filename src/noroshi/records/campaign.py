"""A campaign: one unit contacts the organisations of one region about given products and CVEs."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Campaign(CompartmentRow):
    """A campaign (情報提供・注意喚起の取組) with its criteria, as they were when it was opened.

    ``prefecture_basis`` is site, registered or both. ``criteria`` lists are empty where nothing is restricted.
    ``ethics`` maps each item of the checklist to who confirmed it and when. ``retention_months`` is how long a case is
    kept after it was closed; until the office sets it, nothing may be disposed of.
    """

    code = models.CharField(max_length=20)
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, default="open")
    prefectures = models.JSONField(default=list)
    prefecture_basis = models.CharField(max_length=12, default="both")
    products = models.JSONField(default=list)
    cves = models.JSONField(default=list)
    verdicts = models.JSONField(default=list)
    urgencies = models.JSONField(default=list)
    freshness_days = models.PositiveSmallIntegerField(default=14)
    research_days = models.PositiveSmallIntegerField(default=30)
    retention_months = models.PositiveSmallIntegerField(null=True)
    legal_basis = models.TextField()
    handling_class = models.CharField(max_length=30)
    ethics = models.JSONField(default=dict)
    balance = models.JSONField(default=dict)
    sample = models.BooleanField(default=True)
    rehearsal = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    survey = models.ForeignKey("records.Survey", on_delete=models.PROTECT, related_name="campaigns")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="campaign_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title_ja}"
