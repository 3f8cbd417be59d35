"""One attempt to reach an organisation, in either direction."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class ContactAttempt(CompartmentRow):
    """A call, letter, mail, visit or form (連絡記録). ``key`` makes a repeated submission of one form one attempt."""

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="attempts")
    contact = models.ForeignKey("records.Contact", on_delete=models.PROTECT, null=True, related_name="attempts")
    key = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    incoming = models.BooleanField(default=False)
    officer = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(max_length=24)
    respondent = models.CharField(max_length=120, blank=True)
    respondent_role = models.CharField(max_length=30, blank=True)
    note = models.TextField(blank=True)
    next_on = models.DateField(null=True)
    next_time = models.TimeField(null=True)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="attempt_once")]
        indexes = [models.Index(fields=["unit", "at"]), models.Index(fields=["case", "at"])]

    def __str__(self) -> str:
        return f"{self.channel} {self.at}"
