"""What a sentence claims, read for checking: its words, figures, dates and quotations."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.reading.candidates import read_sentence
from rag.text.dates import DateMention
from rag.text.figures import Figure
from rag.text.lines import is_markdown_heading
from rag.text.sentences import is_prose
from rag.text.words import content_stems, stem, tokens
from rag.trust.polarity import is_negated

# Words that tell where something stands, not what is so.
_FRAMING_WORDS = """
    accord according article articles passage passages source sources report reports reported reporting say
    says said state states stated mention mentions mentioned note notes noted describe describes described
    claim claims claimed also however additionally moreover furthermore overall summary short answer
    following example here well information provided available question
"""
_FRAMING = frozenset(stem(word) for word in _FRAMING_WORDS.split())
_QUOTATION = re.compile(r"“([^“”]{8,})”|\"([^\"]{8,})\"|«([^«»]{8,})»")
_CLAUSES = re.compile(
    r";\s+|[,—–]\s+(?:and|but|while|whereas|although|though)\s+|\s+(?:while|whereas)\s+", re.IGNORECASE
)
# "Passage 3", "passages 1 and 2": where it is said, not what.
REFERENCE = re.compile(
    r"\b(?:passage|source|article|document|step|question|point|note)s?\W{0,2}(?:\d+(?:,| and|, and|-) ?)*\Z",
    re.IGNORECASE,
)
LONGEST_REFERENCE = 24  # characters
# What is said to the reader, not of the world: it begins so, and has no other words than these.
_COURTESY = re.compile(
    r"(?:sure\W+)?(?:i (?:can|will) (?:help|answer)|i hope (?:this|that|it) (?:helps|answers)"
    r"|(?:please )?(?:let me know|feel free to ask|do(?: not|n.t) hesitate to ask))\b",
    re.IGNORECASE,
)
_COURTEOUS = """
    about and answer answers any anything ask assist assistance based can do don don't don’t else feel
    for free further given have help helps hesitate hope i if is it know let me more need not of on or other
    passages please provided question questions sources sure that the there there's there’s this to will
    with you your
"""
_COURTEOUS_WORDS = frozenset(_COURTEOUS.split())
_WORDS_OF_A_CLAUSE = 3
_WORDS_OF_A_QUOTATION = 3
_LONGEST_HEADING = 8


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """A sentence, or a clause of one, as it is checked."""

    text: str
    stems: tuple[str, ...]  # of content words, each once; without figures, dates and framing
    figures: tuple[Figure, ...]
    dates: tuple[DateMention, ...]  # without relative ones
    date_spans: tuple[tuple[int, int], ...]  # of all dates, relative ones included
    quotations: tuple[str, ...]
    is_negated: bool


def read_claim(text: str) -> ClaimReading:
    """Read a sentence for checking."""
    reading = read_sentence(text)
    spans = [*((f.start, f.end) for f in reading.figures), *((d.start, d.end) for d in reading.dates)]
    stated = {place for start, end in spans for place in range(start, end)}
    words = [token.text for token in tokens(text) if token.start not in stated and not token.text.isdigit()]
    stems = dict.fromkeys(stem for word in words for stem in content_stems(word))
    return ClaimReading(
        text=text,
        stems=tuple(stem for stem in stems if stem not in _FRAMING),
        figures=tuple(figure for figure in reading.figures if not _tells_where(text, figure)),
        dates=tuple(date for date in reading.dates if not date.relative),
        quotations=tuple(
            quoted for quoted in _quotations(text) if len(quoted.split()) >= _WORDS_OF_A_QUOTATION
        ),
        date_spans=tuple((date.start, date.end) for date in reading.dates),
        is_negated=is_negated(text),
    )


def _tells_where(text: str, figure: Figure) -> bool:
    """Whether a figure states nothing by itself: it counts passages, or converts the one before it.

    "(passages 1 and 2)" tells where it is said; "400°F (205°C)" says the same twice.
    """
    before = text[max(0, figure.start - LONGEST_REFERENCE) : figure.start]
    is_gloss = before.endswith("(") and text[figure.end : figure.end + 1] == ")"
    return bool(REFERENCE.search(before)) or (is_gloss and before[-4:-1].strip()[-1:].isalnum())


def clauses(text: str) -> list[str]:
    """The parts of a sentence that state something each; the sentence itself where it has but one."""
    borders = [0]
    for found in _CLAUSES.finditer(text):
        if len(content_stems(text[borders[-1] : found.start()])) >= _WORDS_OF_A_CLAUSE:
            borders.append(found.end())
    if len(borders) > 1 and len(content_stems(text[borders[-1] :])) < _WORDS_OF_A_CLAUSE:
        borders.pop()
    ends = [*borders[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(borders, ends, strict=True)]


def claims_something(text: str, question: str) -> bool:
    """Whether a sentence of an answer states anything that can be true or false of the world.

    Headings, labels, announcements ("Here is what the sources say:") and courtesies do not. A figure always
    does, and so does every other sentence, even one in the question's own words: "DeepSeek did not
    copy" answers "Did DeepSeek copy?".
    """
    claim = read_claim(text)
    if claim.figures or claim.dates:
        return True
    if not claim.stems:
        return not _only_frames(text)
    if _is_courtesy(text):
        return False
    if claim.is_negated:
        return True
    is_label = text.rstrip("*_ ").endswith(":")
    if is_label and set(claim.stems) <= set(content_stems(question)):
        return False
    is_heading = is_label or is_markdown_heading(text) or text.startswith("**")
    return not (is_heading and not is_prose(text) and len(text.split()) <= _LONGEST_HEADING)


def _is_courtesy(text: str) -> bool:
    words = {token.text.casefold() for token in tokens(text)}
    return bool(_COURTESY.match(text.lstrip(" *_"))) and words <= _COURTEOUS_WORDS


def _only_frames(text: str) -> bool:
    """Whether all words frame ("passage 1") or are function words; "Yes." is an answer."""
    words = [word for word in content_stems(text) if not word.isdigit()]
    return bool(words) and set(words) <= _FRAMING


def _quotations(text: str) -> list[str]:
    return [next(group for group in found.groups() if group) for found in _QUOTATION.finditer(text)]
