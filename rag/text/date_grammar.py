"""The patterns in which news prose writes dates; `rag.text.dates` gives them their meaning."""

from __future__ import annotations

import re

from rag.text.word_lists import words_of

MONTHS = words_of(
    """
    january february march april may june july august september october november december
    """
)
WEEKDAYS = words_of(
    """
    monday tuesday wednesday thursday friday saturday sunday
    """
)
ORDINAL_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept(?:ember)?"
    r"|sep|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_LAST_DAY = r"(?:\s?(?:-|–|—|to|and|&)\s?(?P<last_day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w%]|[.,]\d))?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_NOT_MORE = r"(?!\w|[.:]\d|\s?%|,\d{3}(?!\d))"  # "March 5,000", "May 5.5", "May 5:30", "May 5%"
_PART = r"(?:(?P<part>early|mid|late)[-\s](?:in\s)?)?"
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
# What makes a number of four digits a count rather than a year.
_COUNTED = (
    r"(?!\s?(?:%|percent|per\scent|k\b|km|kg|gb|tb|mw|gw|[bmt]n\b|million|billion|trillion|thousand|dollars"
    r"|euros|pounds|yuan|yen|people|persons|chips|gpus|tokens|parameters|employees|workers|jobs|users"
    r"|customers|articles|words|pages|miles|hours|minutes|seconds|days|months|years|tons|tonnes|troops"
    r"|soldiers|homes|deaths|degrees|times|gpu))"
)
_UNIT = r"(?P<unit>day|week|month|year)"
_COUNT = r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"

# Name of the kind and pattern. Where two match at one place, the one that is listed first wins.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("iso", r"(?<![\w-])(?P<year>\d{4})-(?P<month_number>\d{2})-(?P<day>\d{2})(?![\d-])"),
        ("iso", r"(?P<year>\d{4})年(?:(?P<month_number>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?)?"),
        ("numeric", r"(?<![\w./-])(?P<one>\d{1,2})([/.])(?P<two>\d{1,2})\2(?P<year>\d{4})(?![\w/]|\.\d)"),
        (
            "month",
            rf"\b(?:{_WEEKDAY},?\s)?{_MONTH}\s?{_DAY}{_NOT_MORE}{_LAST_DAY}"
            rf"(?:(?:,\s?|\s){_YEAR}(?!\w|[.,]\d))?",
        ),
        (
            "month",
            rf"(?<![\w.,$€£/-])(?:{_WEEKDAY},?\s)?{_DAY}{_LAST_DAY}(?:\sof)?\s{_MONTH}"
            rf"(?:,?\s{_YEAR}(?!\w|[.,]\d))?",
        ),
        ("month", rf"\b{_PART}{_MONTH}(?:,?\s(?:of\s)?{_YEAR}(?!\w|[.,]\d))?(?!\w)"),
        ("quarter", rf"\bQ(?P<quarter>[1-4])(?:\s(?:of\s)?{_YEAR}(?!\w))?(?!\w|[.,]\d)"),
        (
            "quarter",
            rf"\b(?P<ordinal>{'|'.join(ORDINAL_QUARTERS)})[-\s]quarter(?:\s(?:of\s)?{_YEAR}(?!\w))?\b",
        ),
        ("half", rf"\b(?P<ordinal>first|second)\shalf\sof\s{_YEAR}(?!\w)"),
        ("decade", rf"\b{_PART}(?P<year>(?:1[5-9]|20)\d0)'?s\b"),
        ("decade", rf"{_PART}(?<!\w)'(?P<short>[2-9]0)s\b"),
        (
            "years",
            rf"(?<![\w$€£¥.,:/#-]){_YEAR}[-–](?P<last_year>(?:1[5-9]|20)?\d\d)(?![\w-]|[.,]\d){_COUNTED}",
        ),
        (
            "year",
            rf"(?:(?<=\bin\s)|(?<=\bsince\s)|(?<=\bduring\s)|(?<=\buntil\s)){_YEAR}(?!\w|[.,:]\d|[-–/]\d)",
        ),
        (
            "year",
            rf"(?<![\w$€£¥.,:/#+])(?<![$€£¥\d][\s-])(?:(?:pre|post|since)-|FY\s?)?{_PART}{_YEAR}"
            rf"(?!\w|[.,:]\d|/\d|[-–]\d|-[a-z]\d){_COUNTED}",
        ),
        ("day_word", r"\b(?P<word>(?:the\sday\sbefore\s)?yesterday|today|tonight|tomorrow)\b"),
        ("weekday", rf"\b(?:(?P<side>last|next|this)\s)?(?P<weekday>{'|'.join(WEEKDAYS)})\b(?!\w)"),
        (
            "period",
            r"\b(?P<side>last|past|previous|this|current|next)\s(?P<unit>week|month|quarter|year)\b(?!')",
        ),
        ("ago", rf"\b{_COUNT}[-\s]{_UNIT}s?\s(?:ago|earlier)\b"),
    )
)
