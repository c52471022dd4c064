"""Facts of a sentence that the evidence does not have, or has otherwise.

Deterministic: figures, dates, names, speakers and negations are compared, normalised, with one
sentence of the evidence. Every finding names what is said and, where it can be told, what the source says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rag.reading.candidates import Candidate
from rag.reading.matching import own_stems
from rag.text.dates import DateMention, dates_agree, find_dates
from rag.text.figures import Figure, agree
from rag.text.places import place_stems
from rag.text.words import STOP_WORDS, Token, content_stems, tokens
from rag.trust.attribution import speaker_of
from rag.trust.claims import LONGEST_REFERENCE, REFERENCE, ClaimReading
from rag.trust.polarity import denied_stems, is_negated
from rag.trust.slots import Slot, exchanged

FactKind = Literal["number", "date", "name", "speaker", "negation"]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b")
_AGO = re.compile(
    r"\b(?P<count>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several) "
    r"(?P<unit>day|week|month|year|decade)s? (?:ago|earlier|later|before)\b",
    re.IGNORECASE,
)
# Where a capital is no sign of a name: at the head of the text, a sentence, a point or a quotation.
_OPENING = re.compile(r"(?:\A|[.:;!?)*•\n\u201c\"(–—-])\W*\Z")
_CLOSING_QUOTES = ("\u201d", '"', "\u00bb")  # of a quotation that is but a name
_LONGEST_OPENING = 5
_LEAST, _MOST = {"over", "at_least"}, {"under", "at_most"}  # bounds on the same side
_AUXILIARIES = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
    ]
)
_PLURAL_CODE = re.compile(r"(?<=\d)s\Z")
_MOST_VALUES = 40  # of a sentence that are compared; more are a table


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact that the claim states and the evidence does not."""

    kind: FactKind
    stated: str  # as the claim writes it
    found: str = ""  # what the evidence has in its place; "" where it has nothing

    @property
    def issue(self) -> str:
        """In words for a reader, both sides where there are two."""
        if self.kind == "negation":
            return self.stated
        verb = "names" if self.kind in {"name", "speaker"} else "says"
        if not self.found:
            return f"{verb} {self.stated}; not said of this"
        return f"{verb} {self.stated}; the source {verb} {self.found}"


@dataclass(frozen=True, slots=True)
class FactCounts:
    """How many facts of each kind differ; features for a weighing of the whole."""

    numbers: int
    dates: int
    names: int
    speakers: int
    negations: int
    answered: int  # of all these, those that the evidence gives otherwise


def counts_of(findings: Sequence[Finding]) -> FactCounts:
    """The findings as counts."""
    kinds = [finding.kind for finding in findings]
    return FactCounts(
        numbers=kinds.count("number"),
        dates=kinds.count("date"),
        names=kinds.count("name"),
        speakers=kinds.count("speaker"),
        negations=kinds.count("negation"),
        answered=sum(bool(finding.found) for finding in findings),
    )


def differing_values(claim: ClaimReading, candidate: Candidate) -> tuple[Finding, ...]:
    """Figures and dates of the claim that agree with none of the evidence's.

    What stands in the evidence in their place is a figure of the same unit, or a date as precise,
    that the claim does not state.
    """
    stated, known = claim.figures[:_MOST_VALUES], dates_known(candidate)
    figures = [f for f in stated if not any(_agree(f, g) for g in candidate.reading.figures)]
    dates = [
        d for d in claim.dates[:_MOST_VALUES] if not any(dates_agree(d, e) for e in _comparable(d, known))
    ]
    found = [
        Finding("number", claim.text[f.start : f.end], _other_figure(f, claim, candidate)) for f in figures
    ]
    found += [Finding("date", claim.text[d.start : d.end], _other_date(d, claim, candidate)) for d in dates]
    return (*found, *_loose_numbers(claim, candidate))


def differing_words(claim: ClaimReading, candidate: Candidate, names: frozenset[str]) -> tuple[Finding, ...]:
    """Days, names, speakers and negations of the claim that the evidence has otherwise.

    Args:
        claim: What is checked.
        candidate: The sentence of the evidence that says most of it.
        names: Stems that the evidence writes with a capital only.
    """
    slots = exchanged(claim.text, candidate.text)
    return (
        *_relative_days(claim, candidate),
        *_names(claim, candidate, slots, names),
        *_negation(claim, candidate, slots),
    )


def dates_known(candidate: Candidate) -> tuple[DateMention, ...]:
    """The dates that the evidence states, and when its article was published."""
    published = candidate.hit.article.published
    if published is None:
        return tuple(date for date in candidate.reading.dates if not date.relative)
    stated = candidate.reading.dates
    if published.precision == "day":
        stated = tuple(find_dates(candidate.text, reference=published.first))
    resolved = [date for date in stated if not date.relative or date.first]
    return (*resolved, *find_dates(published.in_words()))


def _agree(stated: Figure, known: Figure) -> bool:
    """Whether the figures agree, whatever they count: what was counted is compared as words are.

    "Two firms" are "two companies", and "$2.2 per million tokens" is what "a million tokens cost". Two
    bounds on the same side must be one: "over 50" is not "over 100".
    """
    ours, theirs = _bare(stated), _bare(known)
    if {ours.bound, theirs.bound} <= _LEAST or {ours.bound, theirs.bound} <= _MOST:
        ours, theirs = replace(ours, bound="exact"), replace(theirs, bound="exact")
    return agree(ours, theirs)


def _bare(figure: Figure) -> Figure:
    return replace(figure, of="", unit=figure.unit.partition(" per ")[0])


def _comparable(date: DateMention, known: Sequence[DateMention]) -> Sequence[DateMention]:
    """A year is compared with stated years where there are any: "August" alone would agree with each."""
    dated = [other for other in known if other.year or other.relative] if date.precision == "year" else []
    return dated or known


def _other_figure(figure: Figure, claim: ClaimReading, candidate: Candidate) -> str:
    others = [
        other
        for other in candidate.reading.figures[:_MOST_VALUES]
        if other.unit == figure.unit
        and (not figure.of or not other.of or figure.of == other.of)
        and not any(_agree(other, said) for said in claim.figures[:_MOST_VALUES])
    ]
    return candidate.text[others[0].start : others[0].end] if len(others) == 1 else ""


def _other_date(date: DateMention, claim: ClaimReading, candidate: Candidate) -> str:
    others = [
        other
        for other in candidate.reading.dates[:_MOST_VALUES]
        if not other.relative
        and other.precision == date.precision
        and not any(dates_agree(other, said) for said in claim.dates[:_MOST_VALUES])
    ]
    return candidate.text[others[0].start : others[0].end] if len(others) == 1 else ""


def _loose_numbers(claim: ClaimReading, candidate: Candidate) -> list[Finding]:
    """Numbers that are neither figures nor dates, as in "Nikkei 225"; they must be there as written."""
    spans = [*((figure.start, figure.end) for figure in claim.figures), *claim.date_spans]
    read = {place for start, end in spans for place in range(start, end)}
    loose = [
        token
        for token in tokens(claim.text)
        if token.text.isdecimal()
        and token.start
        and token.start not in read
        and not REFERENCE.search(claim.text[max(0, token.start - LONGEST_REFERENCE) : token.start])
    ]
    known = (
        {word for token in tokens(candidate.text) for word in re.findall(r"\d+", token.folded)}
        if loose
        else ()
    )
    return [Finding("number", token.text) for token in loose if token.folded not in known]


def _relative_days(claim: ClaimReading, candidate: Candidate) -> list[Finding]:
    """Weekdays and spans back ("35 years ago") that the evidence gives otherwise."""
    said, known = _WEEKDAY.findall(claim.text), _WEEKDAY.findall(candidate.text)
    others = [day for day in known if day not in said]
    found = [Finding("date", day, others[0]) for day in said if day not in known and others]
    spans = {match["unit"].lower(): match for match in _AGO.finditer(candidate.text)}
    for match in _AGO.finditer(claim.text):
        other = spans.get(match["unit"].lower())
        if (
            other
            and other["count"].isdecimal()
            and match["count"].isdecimal()
            and other["count"] != match["count"]
        ):
            found.append(Finding("number", match.group(), other.group()))
    return found


def _names(
    claim: ClaimReading, candidate: Candidate, slots: Sequence[Slot], names: frozenset[str]
) -> list[Finding]:
    """Names that fill the slot of another name of the evidence."""
    speaker = frozenset(content_stems(speaker_of(claim.text) or ""))
    ours = set(content_stems(claim.text)) | place_stems(claim.text)
    theirs = own_stems(candidate) | _other_names(candidate.text)
    found = []
    for slot in slots:
        stated = [
            token for token in slot.claim if _is_name(token, claim.text, names) and not _stems(token) & theirs
        ]
        instead = [
            token
            for token in slot.source
            if _is_name(token, candidate.text, names) and not _stems(token) & ours
        ]
        if stated and instead and not _abbreviates(stated[0], instead[0]):
            is_speaker = bool(speaker & _stems(stated[0]))
            kind: FactKind = "speaker" if is_speaker else "name"
            found.append(Finding(kind, _whole(slot.claim, stated), _whole(slot.source, instead)))
    return found or _strangers(claim, candidate, names)


def names_missing(claim: ClaimReading, candidate: Candidate, names: frozenset[str]) -> int:
    """How many words of the claim that are written as names the sentence itself does not have."""
    known = own_stems(candidate) | _other_names(candidate.text)
    return sum(
        _is_name(token, claim.text, names) and not _stems(token) & known for token in tokens(claim.text)
    )


def _strangers(claim: ClaimReading, candidate: Candidate, names: frozenset[str]) -> list[Finding]:
    """Names that neither the sentence nor what stands before it or above it has."""
    article = candidate.hit.article
    beside = (candidate.reading, *candidate.earlier[:1])
    near = frozenset[str]().union(*(reading.stems for reading in beside))
    above = f"{article.title} {article.publisher or ''} {article.author or ''}"
    near |= set(content_stems(above)) | _other_names(above)
    near = near.union(*(_other_names(reading.text) for reading in beside))
    strange = [
        t for t in tokens(claim.text) if _is_name(t, claim.text, names) and _stems(t) and not _stems(t) & near
    ]
    return [Finding("name", _written(strange))] if strange else []


def _is_name(token: Token, text: str, names: frozenset[str]) -> bool:
    """Whether a word is written as a name; one that opens a sentence or point must be known as a name."""
    opens = _OPENING.search(text[max(0, token.start - _LONGEST_OPENING) : token.start])
    if not token.text[0].isupper() or token.folded in STOP_WORDS or token.text in _WEEKDAYS:
        return False
    is_quoted = text[token.end : token.end + 1] in _CLOSING_QUOTES and token.end < len(text)
    return not opens or is_quoted or not names.isdisjoint(_stems(token))


def _whole(slot: Sequence[Token], known: Sequence[Token]) -> str:
    """The names of a slot with the capitalised words right before them: a first name may open the text."""
    first = start = slot.index(known[0])
    while start and slot[start - 1].text[0].isupper() and slot[start - 1].folded not in STOP_WORDS:
        start -= 1
    return _written([*slot[start:first], *known])


def _stems(token: Token) -> frozenset[str]:
    """Of a word; the plural of a code ("H800s") counts as the code."""
    return frozenset(content_stems(_PLURAL_CODE.sub("", token.text)))


@lru_cache(maxsize=2048)
def _other_names(text: str) -> frozenset[str]:
    """Stems of what a text's places and longer names are also called: "Chinese", "AI"."""
    words = [token.folded for token in tokens(text)]
    initials = {"".join(word[0] for word in words[i : i + n]) for n in (2, 3, 4) for i in range(len(words))}
    return place_stems(text) | frozenset(initials)


def _abbreviates(one: Token, other: Token) -> bool:
    """Whether one is how the other begins: "F" and "Fahrenheit"."""
    return one.folded.startswith(other.folded) or other.folded.startswith(one.folded)


def _only_negates(words: Sequence[Token]) -> bool:
    """Whether the words are a negation, with an auxiliary perhaps: "has not"."""
    bare = [word.folded for word in words if word.folded not in _AUXILIARIES]
    return len(bare) == 1 and bare[0] in {"not", "never", "no"}


def _is_auxiliary(words: Sequence[Token]) -> bool:
    return all(word.folded in _AUXILIARIES for word in words)


def _written(words: Sequence[Token]) -> str:
    return re.sub(r"[’']s$", "", " ".join(token.text for token in words))


def _negation(claim: ClaimReading, candidate: Candidate, slots: Sequence[Slot]) -> list[Finding]:
    """Whether one denies what the other states.

    Where they say the same but for the negation the finding has the source's words; else it is a sign
    that the two may say the same in other words ("did not reopen", "stayed closed").
    """
    source = candidate.text
    for slot in slots:
        ours_only, theirs_only = _only_negates(slot.claim), _only_negates(slot.source)
        if ours_only and _is_auxiliary(slot.source):
            return [Finding("negation", "denies what the source does not deny", source)]
        if theirs_only and _is_auxiliary(slot.claim):
            return [Finding("negation", "states what the source denies", source)]
    ours, theirs = denied_stems(claim.text), denied_stems(source)
    is_turned = bool(ours & candidate.reading.stems - theirs)
    if claim.is_negated and (is_turned or not is_negated(source)):
        return [Finding("negation", "denies what the source does not deny")]
    if (theirs & set(claim.stems)) - ours and not claim.is_negated:
        return [Finding("negation", "states what the source denies")]
    return []
