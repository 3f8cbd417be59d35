"""Tokens of the programming interface, each limited to one compartment."""

from typing import ClassVar, Self

from django.db import models

from noroshi.records.compartment import CompartmentManager, CompartmentRow


class ApiToken(CompartmentRow):
    """One token: only its digest is kept. ``capabilities`` are those of ``roles.yaml``; the unit is its compartment."""

    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    capabilities = models.JSONField(default=list)
    created_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[CompartmentManager[Self]] = CompartmentManager()
    by_digest: ClassVar[models.Manager[Self]] = models.Manager()
    """Tokens without a compartment, for ``services.api_tokens.open_token`` only."""

    def __str__(self) -> str:
        return self.name
