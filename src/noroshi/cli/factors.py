"""`noroshi user protect-factors`: put the secrets of second factors under the key in use."""

import sys

from noroshi.cli import django_setup
from noroshi.cli.failure import FAILED, fail


def protect() -> None:
    """Encrypt what lies in the clear or under an earlier key; exit code 1 where none of the keys opens a secret."""
    with django_setup.records():
        from django.db import transaction

        from noroshi.records.services import audit
        from noroshi.web.configuration import ConfigurationError
        from noroshi.web.factor_secrets import protect_all

        try:
            with transaction.atomic():
                counts = protect_all()
                audit.append("account.factors_protected", "list:factors", values=counts)
        except ConfigurationError as error:
            fail(str(error))
    done = counts["plain"] + counts["earlier"]
    sys.stdout.write(f"{done} secrets encrypted with the key in use, {counts['current']} were already\n")
    if counts["unreadable"]:
        sys.stdout.write(f"{counts['unreadable']} open with none of the keys and stay as they are\n")
        raise SystemExit(FAILED)
