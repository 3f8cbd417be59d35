"""Everything that the public page stores: campaigns, keyed digests of codes, sealed messages, counts of requests."""

from typing import ClassVar, Self

from django.db import models


class CampaignPage(models.Model):
    """One campaign, as its newest file of codes describes it. ``key``: under which its digests are made."""

    page = models.CharField(max_length=32, unique=True)
    key = models.CharField(max_length=64)
    recipient = models.CharField(max_length=70)
    sample = models.BooleanField(default=True)
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    agency_ja = models.CharField(max_length=200)
    agency_en = models.CharField(max_length=200)
    desk_ja = models.CharField(max_length=200)
    desk_en = models.CharField(max_length=200)
    phone = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    # spelled out: the type checker knows the managers of the office's applications only
    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "public_page"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.page


class IssuedCode(models.Model):
    """One code. ``digest`` is keyed twice: with the file's key, and with this machine's secret (``matching.stored``).

    ``checked``: both parts were typed at least once. ``answers``: how many messages with an answer came with it.
    """

    page = models.ForeignKey(CampaignPage, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    last_day = models.DateField()
    checked = models.BooleanField(default=False)
    answers = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "public_page"

    def __str__(self) -> str:
        return str(self.pk)


class SealedMessage(models.Model):
    """One message that only the office can read; it names no code. Deleted once the office says it has it."""

    identifier = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    received_at = models.DateTimeField()
    collected_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "public_page"
        ordering = ["received_at", "identifier"]

    def __str__(self) -> str:
        return self.identifier


class RequestCount(models.Model):
    """How often a network (as a keyed digest that changes with every window) sent a form in a window of time."""

    network = models.CharField(max_length=32)
    window = models.PositiveBigIntegerField()
    hits = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "public_page"
        constraints = [models.UniqueConstraint(fields=["network", "window"], name="one_count_per_window")]

    def __str__(self) -> str:
        return f"{self.window} {self.hits}"
