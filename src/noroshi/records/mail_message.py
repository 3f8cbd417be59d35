"""Mails to organisations, and what became of each: one fact after the other, none of them ever changed."""

from django.db import models

from noroshi.records.compartment import CompartmentRow


class MailMessage(CompartmentRow):
    """One mail as it was drafted. ``state`` alone changes, by the facts of ``mail_states.yaml``.

    ``identifier`` is in the message id and in ``envelope``, the envelope sender to which a bounce comes. ``key`` makes
    a repeated submission of one form one mail. ``sample``: drafted without a signed agency profile, never sent.
    """

    case = models.ForeignKey("records.Case", on_delete=models.PROTECT, related_name="mails")
    contact = models.ForeignKey("records.Contact", on_delete=models.PROTECT, related_name="mails")
    attachment = models.ForeignKey("records.Document", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, default="first")
    language = models.CharField(max_length=2, default="ja")
    identifier = models.CharField(max_length=20, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    envelope = models.CharField(max_length=254)
    sender = models.CharField(max_length=254)
    sender_name = models.CharField(max_length=120)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    wording = models.CharField(max_length=64)
    sample = models.BooleanField()
    state = models.CharField(max_length=12, default="drafted")
    drafted_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="mail_once")]
        indexes = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return self.message_id


class MailFact(CompartmentRow):
    """One fact about a mail: append-only. ``kind`` is a fact of ``mail_states.yaml``.

    ``document`` holds the bytes that were handed over or written, ``status`` the code that a relay or bounce gave.
    ``source`` is the digest of the returned mail that says so: the same one is taken in once.
    """

    mail = models.ForeignKey(MailMessage, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=64, blank=True)
    document = models.ForeignKey("records.Document", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mail", "source"], condition=~models.Q(source=""), name="returned_mail_once"
            )
        ]
        indexes = [models.Index(fields=["unit", "kind", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
