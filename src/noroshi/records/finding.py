"""A device of a survey that a campaign looks at, and the evidence it rests on."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class Finding(CompartmentRow):
    """One device in one campaign: what the survey concluded, and what people decided about it.

    ``verdict`` and ``urgency`` are the gravest of ``cves`` (objects with cve, verdict, reason, condition, urgency,
    in_kev, ransomware, fix, text_ja, text_en). ``decision`` is pending, confirmed, refuted, asked, merged or split;
    ``research_state`` and ``research_reason`` are codes of those lists, empty for a device that needed no research.
    ``attribution`` keeps the rest of the survey's row: organization, corporate_number, registered_city, site_basis,
    parent, address_holder.
    """

    campaign = models.ForeignKey("records.Campaign", on_delete=models.PROTECT, related_name="findings")
    survey = models.ForeignKey("records.Survey", on_delete=models.PROTECT, related_name="findings")
    organization = models.ForeignKey(
        "records.Organization", on_delete=models.PROTECT, null=True, related_name="findings"
    )
    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, null=True, related_name="findings")
    device = models.CharField(max_length=120)
    ips = models.JSONField(default=list)
    ports = models.JSONField(default=list)
    hostnames = models.JSONField(default=list)
    product = models.CharField(max_length=60)
    vendor = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=100, blank=True)
    roles = models.JSONField(default=list)
    version_kind = models.CharField(max_length=20)
    version_text = models.CharField(max_length=300, blank=True)
    version = models.JSONField(default=dict)
    verdict = models.CharField(max_length=16)
    urgency = models.CharField(max_length=16)
    cves = models.JSONField(default=list)
    attribution_state = models.CharField(max_length=16)
    probability = models.FloatField(null=True)
    candidates = models.JSONField(default=list)
    attribution_reasons = models.JSONField(default=list)
    attribution = models.JSONField(default=dict)
    registered_pref = models.CharField(max_length=10, blank=True)
    site_pref = models.CharField(max_length=10, blank=True)
    site_city = models.CharField(max_length=60, blank=True)
    conflicts = models.JSONField(default=list)
    decoy_score = models.PositiveSmallIntegerField(default=0)
    decoy_reasons = models.JSONField(default=list)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    last_affected_at = models.DateTimeField()
    source_inputs = models.JSONField(default=list)
    decision = models.CharField(max_length=12, default="pending")
    decided_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    research_state = models.CharField(max_length=12, blank=True)
    research_reason = models.CharField(max_length=20, blank=True)
    research_due_on = models.DateField(null=True)
    observed_state = models.CharField(max_length=20, blank=True)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "device"], name="device_once_per_campaign")]
        indexes = [
            models.Index(fields=["campaign", "decision", "urgency"]),
            models.Index(fields=["case"]),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.device}"


class Evidence(CompartmentRow):
    """One reason of the survey for the product or the version of a finding, with the place of the raw record.

    The place is that of the newest of the ``records`` that give the same reason; ``source`` names all their sources,
    separated by commas.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    about = models.CharField(max_length=12)
    rule = models.CharField(max_length=120)
    field = models.CharField(max_length=60, blank=True)
    trace = models.TextField(blank=True)
    text = models.TextField(blank=True)
    text_ja = models.TextField(blank=True)
    version_kind = models.CharField(max_length=20, blank=True)
    caveats = models.JSONField(default=list)
    source = models.CharField(max_length=80, blank=True)
    input = models.CharField(max_length=500, blank=True)
    line = models.BigIntegerField(null=True)
    item = models.IntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    observed_at = models.DateTimeField(null=True)
    records = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.about} {self.rule}"
