"""The days off of Viet Nam: public holidays with lunar Tết, substitute days, swapped working days.

The rule is Article 112 of the Labour Code 45/2019/QH14; the package ``holidays`` computes it, with
the moved weekends of Article 111.3 and the swaps its keepers know. What it does not know stands in
``SWAPS`` with its document. Each autumn the government settles next year's Tết and National Day:
until then next year is a forecast, see docs/calendar.md.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

from toso.ground.shared.calendar import OFFICE_HOURS, Band, Override, WorkingCalendar
from toso.ground.shared.text import nfc

FIRST_YEAR, LAST_YEAR = 2019, 2040

SWAPS = (
    Override(date(2026, 1, 2), False, "nghỉ, làm bù ngày 10/01/2026 (12729/VPCP-KGVX, 25/12/2025)"),
    Override(date(2026, 1, 10), True, "làm bù ngày 02/01/2026 (12729/VPCP-KGVX, 25/12/2025)"),
)


def vietnam_holidays(years: Iterable[int]) -> dict[date, str]:
    """The public holidays and their substitute days, with their Vietnamese names."""
    found = holidays.country_holidays("VN", years=list(years), language="vi")
    return {on: nfc(name) for on, name in sorted(found.items())}


def swapped_days(years: Iterable[int], extra: Iterable[Override] = ()) -> dict[date, Override]:
    """Weekend days worked in exchange, and days given free, by document; ``extra`` comes last and wins."""
    wanted = set(years)
    worked = holidays.country_holidays("VN", years=sorted(wanted | {y + 1 for y in wanted})).weekend_workdays
    known = [Override(on, True, "làm bù ngày nghỉ hoán đổi") for on in sorted(worked)]
    return {override.on: override for override in (*known, *SWAPS, *extra) if override.on.year in wanted}


@lru_cache(maxsize=8)
def vietnam_calendar(bands: tuple[Band, ...] = OFFICE_HOURS, extra: tuple[Override, ...] = ()) -> WorkingCalendar:
    """The working calendar of public offices from 2019 to 2040. Made once, then kept."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return WorkingCalendar(
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        holidays=vietnam_holidays(years),
        overrides=swapped_days(years, extra),
        bands=bands,
    )
