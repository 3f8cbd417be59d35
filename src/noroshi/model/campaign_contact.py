"""A way to reach an organisation, as far as the choice of the next one needs it."""

from datetime import date

import msgspec


class ContactPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One telephone number, postal address, mail address or form.

    ``kind`` and ``state`` are codes of ``contact_kind`` and ``contact_state``. ``main``: the organisation's main
    number or address. ``confirmed``: a second person confirmed it. ``failures``: attempts without success since the
    last success. ``third_party``: belongs to a vendor, affiliate or parent; ``consented``: the organisation's consent
    to contact them is recorded.
    """

    id: str
    kind: str
    state: str = "ok"
    main: bool = False
    confirmed: bool = False
    third_party: bool = False
    consented: bool = False
    failures: int = 0
    valid_until: date | None = None
