"""A document that left or may leave the office, and the print runs in which many are printed at once."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class PrintRun(CompartmentRow):
    """Many envelopes in one file, with running numbers. ``entries``: where each document is in it, as produced."""

    campaign = models.ForeignKey("records.Campaign", on_delete=models.PROTECT, related_name="print_runs")
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=2, default="ja")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    pages = models.PositiveIntegerField()
    entries = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    created_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    posted_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="print_run_once")]

    def __str__(self) -> str:
        return self.name


class Document(CompartmentRow):
    """One document as produced, with its hash. ``number`` is the external 文書番号: entered, never generated.

    ``code`` is the identifier at the foot of its pages; ``to`` is whom it was addressed to.
    """

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, null=True, related_name="documents")
    campaign = models.ForeignKey("records.Campaign", on_delete=models.PROTECT, null=True, related_name="documents")
    print_run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, null=True, related_name="documents")
    kind = models.CharField(max_length=30)
    code = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="ja")
    to = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=60, blank=True)
    wording_version = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    media_type = models.CharField(max_length=60)
    created_by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"
