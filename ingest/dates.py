"""Dates as mails and feeds write them, in the form that articles are dated in."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser

_MONTH_NAME = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)

# What a date leaves open is taken from these; a date that is whole comes out the same with both.
_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # noqa: DTZ001 - no moment, only missing parts


def iso_date(written: str | None) -> str | None:
    """``Fri, 3 May 2024 10:00:00 GMT`` and ``May 3, 2024`` as 2024-05-03; ISO dates as they are.

    So is what cannot be read, or leaves day, month or year open: whether a date can be is checked
    where the article is made.
    """
    text = " ".join((written or "").split())
    if not text:
        return None
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return _by_words(text[:100]) or text


def _by_words(text: str) -> str | None:
    if not _MONTH_NAME.search(text):  # 03/05/2024 is in March or in May
        return None
    try:
        dates = {dateutil_parser.parse(text, default=default).date() for default in _DEFAULTS}
    except (ValueError, OverflowError, TypeError):
        return None
    return dates.pop().isoformat() if len(dates) == 1 else None
