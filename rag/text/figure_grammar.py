"""What stands around a number in news prose: hedges, currencies, scales, units, names."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.text.number_words import SCALES

_CURRENCIES = {
    "USD": (
        "US$",
        "$",
        "USD",
        "dollars",
        "dollar",
        "US dollars",
        "U.S. dollars",
        "American dollars",
        "bucks",
    ),
    "EUR": ("€", "EUR", "euros", "euro"),
    "GBP": ("£", "GBP", "pounds", "pounds sterling", "British pounds"),
    "CNY": ("RMB", "CNY", "CN¥", "yuan", "renminbi", "Chinese yuan"),
    "JPY": ("JPY", "¥", "JP¥", "yen", "Japanese yen"),
    "KRW": ("KRW", "₩", "Korean won", "South Korean won"),
    "INR": ("INR", "₹", "Rs.", "rupees", "Indian rupees"),
    "RUB": ("RUB", "₽", "rubles", "roubles"),
    "CHF": ("CHF", "Swiss francs"),
    "AUD": ("A$", "AU$", "AUD", "Australian dollars"),
    "CAD": ("C$", "CA$", "CAD", "Canadian dollars"),
    "SGD": ("S$", "SGD", "Singapore dollars"),
    "BRL": ("R$", "BRL", "Brazilian reais"),
    "HKD": ("HK$", "HKD", "Hong Kong dollars"),
    "TWD": ("NT$", "TWD", "Taiwan dollars", "New Taiwan dollars"),
    "USD cents": ("cents", "¢"),  # read as hundredths of USD
}
_UNITS = {
    "percentage points": ("percentage points", "percentage point", "percentage-point", "pp"),
    "basis points": ("basis points", "basis point", "basis-point"),
    "%": ("%", "percent", "per cent", "pct"),
    "GPU hours": ("GPU hours", "GPU-hours", "GPU hour", "GPU-hour"),
    "seconds": ("seconds", "second"),
    "minutes": ("minutes", "minute"),
    "hours": ("hours", "hour", "hrs"),
    "days": ("days", "day"),
    "weeks": ("weeks", "week"),
    "months": ("months", "month"),
    "quarters": ("quarters",),
    "years": ("years", "year", "years old", "year old", "year-old", "years-old"),
    "decades": ("decades",),
    "times": ("times", "fold", "x"),
    "nm": ("nm", "nanometers", "nanometer", "nanometres", "nanometre"),
    "mm": ("mm", "millimeters", "millimetres"),
    "cm": ("cm", "centimeters", "centimetres"),
    "m": ("meters", "metres", "meter", "metre"),
    "km": ("km", "kilometers", "kilometres", "kilometer", "kilometre"),
    "km/h": ("km/h", "kilometers per hour", "kilometres per hour", "kph"),
    "miles": ("miles", "mile"),
    "mph": ("mph", "miles per hour"),
    "feet": ("feet", "foot", "ft"),
    "inches": ("inches", "inch"),
    "km²": ("square kilometers", "square kilometres", "km²", "sq km"),
    "square miles": ("square miles", "square mile"),
    "square feet": ("square feet", "square foot", "sq ft"),
    "acres": ("acres", "acre"),
    "hectares": ("hectares", "hectare"),
    "kg": ("kg", "kilograms", "kilogram", "kilos"),
    "tonnes": ("tonnes", "tonne", "metric tons", "metric ton"),
    "tons": ("tons", "ton"),
    "lb": ("lb", "lbs"),
    "°C": ("°C", "° C", "ºC", "º C", "degrees Celsius", "degrees C"),
    "°F": ("°F", "° F", "ºF", "º F", "degrees Fahrenheit", "degrees F"),
    "degrees": ("degrees", "degree", "°"),
    "kW": ("kW", "kilowatts", "kilowatt"),
    "MW": ("MW", "megawatts", "megawatt"),
    "GW": ("GW", "gigawatts", "gigawatt"),
    "kWh": ("kWh", "kilowatt-hours", "kilowatt hours"),
    "MWh": ("MWh", "megawatt-hours", "megawatt hours"),
    "TWh": ("TWh", "terawatt-hours", "terawatt hours"),
    "MB": ("MB", "megabytes", "megabyte"),
    "GB": ("GB", "gigabytes", "gigabyte"),
    "TB": ("TB", "terabytes", "terabyte"),
    "MHz": ("MHz", "megahertz"),
    "GHz": ("GHz", "gigahertz"),
    "barrels": ("barrels", "barrel"),
}
_BOUNDS = {
    "about": (
        *("about", "around", "roughly", "approximately", "approx.", "some", "circa", "ca.", "~", "≈"),
        *(
            "an estimated",
            "estimated",
            "nearly",
            "almost",
            "close to",
            "nearing",
            "approaching",
            "just about",
        ),
    ),
    "under": ("under", "less than", "fewer than", "lower than", "below", "just under", "just below", "<"),
    "over": (
        *("over", "more than", "above", "greater than", "exceeding", "upwards of", "just over", "just above"),
        *("well over", ">", "in excess of", "higher than"),
    ),
    "at_least": (
        *("at least", "no less than", "no fewer than", "not less than", "a minimum of", "≥", "as few as"),
    ),
    "at_most": (
        *(
            "at most",
            "up to",
            "no more than",
            "not more than",
            "as many as",
            "as much as",
            "a maximum of",
            "≤",
        ),
    ),
}
_BOUNDS_AFTER = {
    "at_least": (
        "or more",
        "or higher",
        "or above",
        "and above",
        "and over",
        "at least",
        "+",
        "-plus",
        "plus",
    ),
    "at_most": ("or less", "or fewer", "or lower", "or below", "at most"),
    "about": ("or so",),
}


# "dollars 5" and "won 5" are no amounts: before a number only signs and codes count.
_CURRENCY_SIGNS = tuple(
    surface
    for surfaces in _CURRENCIES.values()
    for surface in surfaces
    if surface.isupper() or not surface.isalpha()
    if " " not in surface
)


def _surfaces(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {surface.lower(): canonical for canonical, surfaces in table.items() for surface in surfaces}


def _alternatives(surfaces: dict[str, str]) -> str:
    longest_first = sorted(surfaces, key=len, reverse=True)
    return "|".join(re.escape(surface).replace(r"\ ", r"\s") for surface in longest_first)


CURRENCY_OF = _surfaces(_CURRENCIES)
UNIT_OF = CURRENCY_OF | _surfaces(_UNITS)
BOUND_OF = _surfaces(_BOUNDS)
BOUND_AFTER_OF = _surfaces(_BOUNDS_AFTER)
SCALE_OF = {
    **SCALES,
    "k": SCALES["thousand"],
    "m": SCALES["million"],
    "mn": SCALES["million"],
    "mln": SCALES["million"],
    "b": SCALES["billion"],
    "bn": SCALES["billion"],
    "bln": SCALES["billion"],
    "t": SCALES["trillion"],
    "tn": SCALES["trillion"],
    "trn": SCALES["trillion"],
    "hundred": Decimal(100),
}

NUMBER = re.compile(r"\d{1,3}(?:[,\xa0]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+")
_SIGN = "|".join(re.escape(sign) for sign in sorted(_CURRENCY_SIGNS, key=len, reverse=True))
CURRENCY_BEFORE = re.compile(rf"(?<![A-Za-z])({_SIGN})\s?\Z")
# "$5-billion", "6 million", "671B"; single letters only where they touch the number.
SCALE = re.compile(
    r"(?:[-\s]?(hundred|thousand|million|billion|trillion|mn|mln|bn|bln|tn|trn)\b\.?(?!-?\w)"
    r"|[-\s]?(thousand|million|billion|trillion)(?=-)|([kmbt])(?![\w.]\w|\w))",
    re.IGNORECASE,
)
UNIT = re.compile(
    rf"(?:(?:\s[A-Z]+\d+)?(?=\sGPU[-\s]hour))?[-\s]?({_alternatives(UNIT_OF)})(?![\w²])", re.IGNORECASE
)
BOUND_BEFORE = re.compile(rf"(?<!\w)({_alternatives(BOUND_OF)})\s?\Z", re.IGNORECASE)
BOUND_AFTER = re.compile(rf"\s?({_alternatives(BOUND_AFTER_OF)})(?!\w)", re.IGNORECASE)
PER = re.compile(
    r"\s?(?:/\s?|per\s|(?=an?\s(?:share|barrel|gallon|tonne?|hour|day|week|month|year|person|piece)\b)an?\s)"
    r"((?:1\s?)?(?:thousand|million|billion|[mk](?=\s))\s)?([a-z]+(?:[-\s]hours?)?)\b",
    re.IGNORECASE,
)
RANGE = re.compile(r"\s?(?:-|–|—|to|or)\s?|\sand\s", re.IGNORECASE)
FROM_BEFORE = re.compile(r"\bfrom\s\Z", re.IGNORECASE)
BETWEEN_BEFORE = re.compile(r"\bbetween\s\Z", re.IGNORECASE)
# Numbers after these are labels: "page 5", "Section 230", "No. 1".
LABEL_BEFORE = re.compile(
    r"(?:\b(?:page|pages|chapter|section|sec\.|article|figure|fig\.|table|version|number|no\.|nos\.|level|phase|"
    r"step|item|question|part|episode|season|round|game|room|route|highway|flight|channel|line|model|vol\.|"
    r"volume|issue|act|title|rule|bill|class|type|group|lot|gate|act|apartment|suite|top)\s?|[#@§])\Z",
    re.IGNORECASE,
)
# Numbers inside these are not figures.
NOT_FIGURES = re.compile(
    r"\[\[?\d{1,3}(?:\s?[,;-]\s?\d{1,3})*\]\]?"  # citation markers
    r"|(?:^|(?<=\n))[^\S\n]*\(?\d{1,3}[.)](?=\s)"  # list numbers
    r"|\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?"  # times of day
    r"|\b\d{1,2}\s?(?:a\.m|p\.m|am|pm|o'clock)\b\.?"
    r"|\b\d+/\d+(?:/\d+)?(?:th|rd|nd|s)?\b|\b\d+:\d+\b"  # "24/7", "9/11", scores
    r"|\+\d[\d\s().-]{6,20}\d|\(\d{3}\)\s?\d{3}[-\s]\d{4}"  # phone numbers
    r"|\b0\d{2,3}-\d{4,9}\b|\b\d{3}-\d{4}\b|\b\d{3}[-.]\d{3}[-.]\d{4}\b"
    r"|\b\d+(?:\.\d+){2,}\b"  # versions, network addresses
    r"|https?://[^\s<>]+|\bwww\.[^\s<>]+",
    re.IGNORECASE,
)
NAME_BEFORE = re.compile(r"(?:^|[\s(“\"'‘/—–])([^\W\d_][\w&'.+-]*)\s\Z")
