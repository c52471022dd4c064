"""Publication dates of the precision that is known: a day, a month, or only a year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Precision = Literal["day", "month", "year"]

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """A date known to the day, the month or the year.

    ``first`` and ``last`` are the days it may mean, inclusive, so that a range
    filter can tell "outside" from "perhaps inside".
    """

    first: date
    precision: Precision

    @property
    def last(self) -> date:
        """The last day that this date may mean."""
        match self.precision:
            case "day":
                return self.first
            case "month":
                days = calendar.monthrange(self.first.year, self.first.month)[1]
                return self.first.replace(day=days)
            case "year":
                return self.first.replace(month=12, day=31)

    def __str__(self) -> str:
        """ISO 8601, cut to the precision: ``2025``, ``2025-01`` or ``2025-01-28``."""
        lengths = {"day": 10, "month": 7, "year": 4}
        return self.first.isoformat()[: lengths[self.precision]]

    def in_words(self) -> str:
        """As a person writes it: ``28 January 2025``, ``January 2025``, ``2025``."""
        match self.precision:
            case "day":
                return f"{self.first.day} {self.first:%B %Y}"
            case "month":
                return f"{self.first:%B %Y}"
            case "year":
                return str(self.first.year)

    @classmethod
    def parse(cls, value: str | int | date) -> PublicationDate:
        """From front matter or JSON: an ISO string of any precision, a year, a date.

        Raises:
            ValueError: if it is none of these, or no day of the calendar.
        """
        if isinstance(value, datetime):
            return cls(value.date(), "day")
        if isinstance(value, date):
            return cls(value, "day")
        found = _ISO.fullmatch(str(value).strip())
        if not found:
            raise ValueError(f"{value!r} is no ISO date (YYYY, YYYY-MM or YYYY-MM-DD)")
        year, month, day = found.groups()
        precision: Precision = "day" if day else "month" if month else "year"
        return cls(date(int(year), int(month or 1), int(day or 1)), precision)
