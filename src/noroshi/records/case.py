"""A case: one organisation in one campaign."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Case(CompartmentRow):
    """A case (個別対応票). ``state`` changes only through ``services.transitions``.

    ``reference`` is the ten-digit reference number. ``version`` is the optimistic lock: it grows with every edit of the
    fields that people change on the case's page (``EDITABLE``). ``next_time`` is Japan's time on ``next_on``.
    ``last_affected_at`` is the newest of its standing findings'. ``freshness_override_on`` is the day of the
    observation that the supervisor looked at: the override holds for no other.
    """

    EDITABLE = ("assignee_id", "priority", "due_on", "next_on", "next_time", "next_action", "promised_on", "note")

    campaign = models.ForeignKey("records.Campaign", on_delete=models.PROTECT, related_name="cases")
    organization = models.ForeignKey("records.Organization", on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(max_length=10, unique=True)
    state = models.CharField(max_length=20, default="draft")
    assignee = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="assigned_cases")
    priority = models.PositiveSmallIntegerField(default=3)
    urgency = models.CharField(max_length=16, default="none")
    due_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    next_time = models.TimeField(null=True)
    next_action = models.CharField(max_length=200, blank=True)
    promised_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    contract_items = models.JSONField(default=dict)
    last_affected_at = models.DateTimeField()
    freshness_override = models.TextField(blank=True)
    freshness_override_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    freshness_override_on = models.DateField(null=True)
    intrusion_suspected = models.BooleanField(default=False)
    claimed_fixed = models.BooleanField(default=False)
    hold = models.BooleanField(default=False)
    disposed = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(null=True)
    first_attempt_at = models.DateTimeField(null=True)
    first_reached_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    observed_fixed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organization"], name="one_case_per_organization_and_campaign")
        ]
        indexes = [
            models.Index(fields=["unit", "campaign", "state"]),
            models.Index(fields=["unit", "assignee", "next_on"]),
            models.Index(fields=["unit", "next_on"]),
        ]

    def __str__(self) -> str:
        return self.reference


class StateChange(CompartmentRow):
    """One change of a case's state: append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="state_changes")
    transition = models.CharField(max_length=30)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
