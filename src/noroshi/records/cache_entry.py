"""Short-lived values that the processes of one installation share: counters of attempts, codes that were used."""

from django.db import models


class CacheEntry(models.Model):
    """One value as JSON text, with the second (since 1970) at which it is forgotten; none: it stays."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.TextField()
    expires = models.FloatField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.key
