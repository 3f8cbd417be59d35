"""The audit chain: who read or changed what, each entry bound to the one before it.

The chain holds salted digests only. Names and values live in ``EventPayload`` rows, which can lawfully be disposed of
without breaking the chain; a disposal is itself an entry that names the entries it emptied.
"""

from typing import ClassVar, Self

from django.db import models

from noroshi.records.compartment import CompartmentManager


class Event(models.Model):
    """One entry. ``hash`` covers every other column and the entry before; see ``services.audit.entry_hash``."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("records.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects: ClassVar[CompartmentManager[Self]] = CompartmentManager()
    chain: ClassVar[models.Manager[Self]] = models.Manager()
    """All entries without a compartment, for writing and verifying the chain only."""

    class Meta:
        indexes = [
            models.Index(fields=["subject", "seq"]),
            models.Index(fields=["unit", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"


class EventPayload(models.Model):
    """The values of an entry and the salt of their digest."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=32)
    body = models.TextField()

    def __str__(self) -> str:
        return f"payload of {self.event_id}"


class ChainHead(models.Model):
    """The last entry, in one row that serialises the writers."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


class Disposal(models.Model):
    """One lawful disposal: what was emptied, on whose approval. ``event`` is its own entry in the chain."""

    number = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey("records.Unit", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    proposed_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    cases = models.JSONField(default=list)
    events = models.JSONField(default=list)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.number
