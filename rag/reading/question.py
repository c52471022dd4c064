"""What a question asks for: the kind of thing, the words that matter, the names it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rag.text.dates import DateMention, find_dates
from rag.text.figures import Figure, find_figures
from rag.text.synonyms import groups_of
from rag.text.words import STOP_WORDS, content_stems, stem, tokens

Asked = Literal[
    "person",
    "name",
    "date",
    "duration",
    "money",
    "percent",
    "count",
    "place",
    "reason",
    "manner",
    "yes_no",
    "thing",
]

VALUE_KINDS = frozenset({"money", "percent", "count", "date", "duration"})

# The first pattern that is found decides; they are tried in this order.
_KINDS: tuple[tuple[Asked, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("reason", r"\bwhy\b|\b(what|which)\b.{0,30}\b(reasons?|causes?|caused|grounds)\b|\bhow come\b|^reasons?\b"),
        ("percent", r"\b(what|which) (percentage|per ?cent|share|proportion|fraction)\b|\bhow (much|many) per ?cent\b"),
        ("duration", r"\bhow (long|old)\b|\bhow many (years|months|weeks|days|minutes)\b"),
        (
            "date",
            r"^(\W*\w+\W+){0,2}when\b|\bwhen (did|do|does|was|were|is|are|will|has|had)\b|\b(until|since|by) when\b"
            r"|\b(what|which) (exact )?(year|date|day|month|quarter|time)\b|\bhow (long ago|recently)\b"
            r"|\bsince what\b|\bdate of\b",
        ),
        ("count", r"\bhow (many|often)\b|\bnumber of\b|\bwhat number\b|\bby how many\b"),
        (
            "money",
            r"\bhow (much|expensive|costly|cheap)\b.{0,60}\b(cost|costs|price|priced|pay|paid|spen[dt]|money|worth|"
            r"valu\w+|invest\w*|rais\w+|charge\w*|bill|budget|fund\w*|dollars|market|wip\w+|los[te]\w*|train\w*|"
            r"expens\w*|cheap\w*|revenue|sales|profit|fine[sd]?|earn\w*)\b"
            r"|\b(what|which)\b.{0,40}\b(price|cost|budget|sum|amount|fee|bill|valuation|market value)\b"
            r"|\bwhat (did|does|do|will|has|have)\b.{0,40}\b(spen[dt]|pay|paid|cost|costs|charge|earn)\b|\bhow (expensive|costly|cheap)\b|\bprice of\b|\bcosts? of\b|\bcosts?\??$|\bprice\??$",
        ),
        ("place", r"\bwhere\b|\b(what|which) (city|country|place|town|state|region|location|nation)\b"),
        (
            "name",
            r"\b(what|which) (is |was )?(the )?names?\b|\b(what|which) (app|company|firm|startup|organi[sz]ation|"
            r"institut\w+|university|outlet|newspaper|agency|bank|party|team|product|service|site|platform|lab\w*|"
            r"planet|river|book|film|song|currency|language)\b|\bcalled\?*$",
        ),
        ("person", r"^(\W*\w+\W+){0,3}who(m|se)?\b|(,|;| and| to| by| with| from) who(m|se)?\b|\b(what|which) (person|man|woman|founder|expert|executive|official|ceo)\b"),
        ("yes_no", r"^(and |so |but )?(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
        ("manner", r"\bhow\b"),
    )
)
# Words that ask or are polite, and say nothing about what is asked for.
_ASKING_WORDS = frozenset(
    """please kindly tell know explain describe give list name exactly precisely actually really roughly vs versus
    sort kind type piece article report story many much yes no question answer according say mean think opinion view mr mrs ms dr prof professor sir""".split()
)
_MOST_ANSWERS = 12
_HOW_MUCH = re.compile(r"\bhow (much|far)\b|\bby what (amount|margin)\b", re.IGNORECASE)
_LIST = re.compile(
    r"\b(list|name|enumerate|all|both|several)\b|\b(which|what) (are|were)\b"
    r"|\b(which|what) (?!is\b|was\b|does\b|has\b)\w*[^s\W]s\b|\b(main|key|three|four|five) \w+s\b|\b(which|what) (other )?(companies|countries|people|parties|cities)\b",
    re.IGNORECASE,
)
_OVERVIEW = re.compile(
    r"\btell (me|us) (more )?about\b|\bwhat do (we|you) know about\b"
    r"|\bsummar\w+\b|\boverview\b",
    re.IGNORECASE,
)
_IS_WHAT = re.compile(r"\W*(who|what)\W?s?\s+(is|are|was|were)\b", re.IGNORECASE)
_WHAT_IT_FOLLOWS = re.compile(r"\s*\([^()]*\)\s*$")  # a follow-up that carries the question before it
_ANSWERING_NOUN = re.compile(r"\bhow many ([\w-]+(?: [\w-]+)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QuestionProfile:
    """What a question asks for, as far as its wording tells."""

    text: str
    asked: Asked
    stems: tuple[str, ...]  # content words, each once, in order
    names: frozenset[str]  # stems of words that are written like names
    figures: tuple[Figure, ...]  # that the question itself states
    dates: tuple[DateMention, ...]
    wants_list: bool
    wants_overview: bool  # "tell me about", "who is": everything about one thing
    counted: str  # the noun after "how many", as a stem; "" otherwise


def profile_question(text: str, known_names: frozenset[str] = frozenset()) -> QuestionProfile:
    """Read a question.

    Args:
        text: The question, in English or close to it.
        known_names: Stems that the corpus writes only with a capital; people who ask often don't.
    """
    stems = tuple(word for word in dict.fromkeys(content_stems(text)) if word not in _asking_stems())
    counted = _ANSWERING_NOUN.search(text)
    names = frozenset(_names(text)) | {word for word in known_names & set(stems) if not groups_of(word)}
    return QuestionProfile(
        text=text,
        asked=asked_kind(_WHAT_IT_FOLLOWS.sub("", text)),
        stems=stems,
        names=names,
        figures=tuple(figure for figure in find_figures(text) if not _counts_answers(figure)),
        dates=tuple(find_dates(text)),
        wants_overview=bool(_OVERVIEW.search(text) or (_IS_WHAT.match(text) and names >= set(stems))),
        wants_list=bool(_LIST.search(text)),
        counted=stem(counted.group(1).split()[-1].casefold()) if counted else "",
    )


def _counts_answers(figure: Figure) -> bool:
    """ "Which two obstacles" says how many answers are wanted; no article needs to say "two"."""
    return bool(figure.of) and figure.value <= _MOST_ANSWERS


@cache
def _asking_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _ASKING_WORDS)


def asked_kind(text: str) -> Asked:
    """The kind of thing that an answer must hold."""
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return "money" if kind == "manner" and _HOW_MUCH.search(text) else kind
    return "thing"


def _names(text: str) -> list[str]:
    """Stems of the tokens that look like names: a capital inside the question, or digits and letters."""
    found = []
    dates = find_dates(text)
    for position, token in enumerate(tokens(text)):
        word = token.text
        if any(day.start <= token.start < day.end for day in dates):
            continue
        has_capital = word[0].isupper() if position else any(c.isupper() for c in word[1:])
        has_digit = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
        stems = content_stems(word)
        # "CEO", "AI", "U.S.": capitals that news prose also puts in plain words are no names.
        is_plain = word.isupper() and any(groups_of(stemmed) for stemmed in stems)
        if (has_capital or has_digit) and not is_plain and word.casefold() not in STOP_WORDS:
            found.extend(stems)
    return found
