"""Build days: on which day each version of the build tables was made."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final, TypeAlias

from noroshi.judge.schemes import Key
from noroshi.knowledge.builds import BuildTable, read_builds
from noroshi.knowledge.load import build_files, read_pack

BuildDays: TypeAlias = Mapping[str, Mapping[str, date]]
"""Per product id and version, as the tables write it, the day (UTC) on which it was made."""

DaysByKey: TypeAlias = Mapping[Key, date]
"""The same of one product by the version's key in its scheme."""

NO_DAYS: Final[DaysByKey] = MappingProxyType({})


def build_days(tables: Iterable[BuildTable]) -> dict[str, dict[str, date]]:
    """Return the days of all versions; where a version was made more than once (FIPS and NDcPP images), the last.

    The last one is the careful choice: only a build of which every known image is older than a fix is called older.
    Release days are left out.
    """
    days: dict[str, dict[str, date]] = {}
    for table in tables:
        for moment, row in table.built:
            if row.version:
                known = days.setdefault(row.product, {})
                day = moment.start.date()
                known[row.version] = max(day, known.get(row.version, day))
    return days


@cache
def bundled_build_days() -> BuildDays:
    """Return the days of the bundled build tables."""
    return build_days(read_builds(name, file.name, file.data) for name, file in build_files(read_pack()))
