"""What a person of an organisation answered; the codes are those of the campaign's lists."""

from datetime import date

import msgspec


class OwnerAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One statement. '' and None: the question was not answered or not asked yet.

    ``answered_on``: day of the statement, in Japan. ``ownership`` is question 1, ``awareness`` 2, ``response`` and
    ``planned_on`` 3, ``manager`` and ``contract_covers_update`` 4, ``reasons`` and ``main_reason`` 5,
    ``other_devices`` and ``other_devices_found`` 6, ``compromise_check`` the optional seventh.
    """

    answered_on: date
    ownership: str = ""
    awareness: str = ""
    response: str = ""
    planned_on: date | None = None
    manager: str = ""
    contract_covers_update: str = ""
    reasons: tuple[str, ...] = ()
    main_reason: str = ""
    other_devices: str = ""
    other_devices_found: int | None = None
    compromise_check: str = ""
    respondent_role: str = ""
    certainty: str = ""
    free_text: str = ""
