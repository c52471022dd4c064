"""The names that a sentence gives to a question such as "Who founded X?".

A name is one where the sentence's grammar puts it into the role that is asked for: before the verb
("Liang founded"), after "by" ("founded by Liang"), or beside the noun ("its founder, Liang"). Whose
role it is must be what the question names: the founder of OpenAI is no answer about DeepSeek.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.reading.candidates import Candidate
from rag.reading.matching import uncovered_words
from rag.reading.question import QuestionProfile
from rag.text.names import find_names
from rag.text.synonyms import groups_of
from rag.text.words import content_stems, tokens
from rag.trust.belonging import clause_of, is_about
from rag.trust.polarity import is_negated
from rag.trust.values import Value, stems_of_name

_AND = re.compile(r"\s+and\s+")
_JOINED = re.compile(r"\s*(?:,|,? and|&|,? along with|,? together with)\s*")
_ADVERBS = r"(?:(?:had|has|have|was|first|originally|later|then|now|currently|also|who|once|co)\s+|co-)*"
_ORIGIN = r"[A-Z]\w*(?:ian|ean|rican|xican|ish|ese)"
_DESCRIBED = rf"(?:(?!and\b|or\b)(?:[a-z][\w-]*|{_ORIGIN}|French|German|Dutch)\s+){{0,5}}"
_DESCRIBES = re.compile(
    rf"(?:{_ORIGIN}|French|German|Dutch|Greek|Swiss)$"
)  # "American" in "American guitarist"
_BEFORE_VERB = re.compile(rf"(?:,[^,;.]{{2,60}},)?\s+{_ADVERBS}|,\s+who\s+{_ADVERBS}")
_BEFORE_NOUN = re.compile(
    r"(?:,| is| was| became| becomes| remains| served as| serves as| has been| as|, who is)\s*"
    r"(?:the |its |their |an? |one of the )?(?:[a-z][\w-]*\s+){0,2}"
)
_AFTER_BY = re.compile(rf"[^;.]{{0,60}}\bby\s+{_DESCRIBED}", re.DOTALL)
_AFTER_NOUN = re.compile(r"(?: and [a-z ]{3,25})?,?(?:\s+(?:is|was|remains|became|as|being))?\s*:?\s*")
_AFTER_NOUN_OF = re.compile(
    r"\s+(?:of|at|for)\s+(?:the\s+)?(?P<of>[^,;.]{2,60}?),?\s*(?:\s(?:is|was|remains|became)\s)?\s*"
)
_PASSIVE = re.compile(r"[^,;.]{0,40}\bby\b")
_NOUN = re.compile(
    r"(?:er|or|ive|ent|ant|ist|head|chief|boss|ceo|mayor|chair|man|king|queen|wife|husband)s?$", re.I
)
_NO_LONGER = re.compile(
    r"\b(?:former|formerly|then|ex|previous|outgoing|deputy|vice|interim|acting|future|next|would-be)[\s-]+$",
    re.I,
)
_UNSURE = re.compile(r"\b(?:whether|if|may have|might have|could have|rumou?red)\b", re.I)
_MISSING = 0.35  # share of the question's words that may be missing
_WHO_IS = re.compile(r"\bwho(?:m|se)?\s+(?:is|was|are|were)\b", re.I)
_LONGEST = 1000  # characters of a sentence; what is longer is a list or no prose
_LOOK_BACK = 14  # characters from a role to "former"


@dataclass(frozen=True, slots=True)
class _Named:
    """A name at ``text[start:end]``."""

    start: int
    end: int
    stems: frozenset[str]


def names_given(question: QuestionProfile, candidate: Candidate) -> list[Value]:
    """The names that the sentence puts into the role asked for; names given together are one value."""
    text = candidate.text
    if (
        len(text) > _LONGEST
        or _UNSURE.search(text)
        or not question.names
        or not _says_the_rest(question, candidate)
    ):
        return []
    names = _names_of(text)
    holders = [name for name in names if not name.stems & frozenset(question.stems)]
    values: dict[tuple[int, int], Value] = {}
    for start, end in _roles(question, text):
        if _NO_LONGER.search(text[max(0, start - _LOOK_BACK) : start]) or is_negated(
            _clause(text, start, end)
        ):
            continue
        for holder in holders:
            if not _holds(text, holder, start, end) or not _is_role_of_asked(
                question, text, names, holder, start, end
            ):
                continue
            group = _with_partners(text, names, holder)
            span = group[0].start, group[-1].end
            if is_about(question, candidate, max(start, span[0])):
                values[span] = Value(text[slice(*span)], candidate, names=tuple(name.stems for name in group))
    return list(values.values())


def _names_of(text: str) -> list[_Named]:
    """The names, partners joined by "and" each on their own."""
    found = []
    reached = 0
    for run in find_names(text):
        for name in _AND.split(run):
            start = text.find(name, reached)
            stems = stems_of_name(name)
            if start < 0:
                continue
            reached = start + len(name)
            describes = _DESCRIBES.match(name) and re.match(r" [a-z]", text[reached : reached + 2])
            if stems and not describes and not any(c.isdigit() for c in name):
                found.append(_Named(start, reached, stems))
    return found


def _roles(question: QuestionProfile, text: str) -> Iterator[tuple[int, int]]:
    """Where the sentence has the question's own verb or noun, or a synonym of it."""
    wanted = {_root(word) for word in _role_words(question)}
    groups = frozenset(group for word in _role_words(question) for group in groups_of(word))
    start = end = -1
    for token in tokens(text):
        is_role = any(_root(s) in wanted or groups_of(s) & groups for s in content_stems(token.text))
        if is_role and end >= 0 and text[end : token.start].isspace():
            end = token.end
        elif is_role:
            if end >= 0:
                yield start, end
            start, end = token.start, token.end
    if end >= 0:
        yield start, end


def _role_words(question: QuestionProfile) -> list[str]:
    """The verb or noun that is asked for: "designed" of "who designed the bridge?".

    After "who is", a noun and what it is of: the artist of an album is whom the album is by.
    """
    words = [word for word in question.stems if word not in question.names]
    if _WHO_IS.search(question.text):
        return words[:2]
    return words[1:2] if question.asked == "name" and len(words) > 1 else words[:1]


def _root(word: str) -> str:
    """What the doer and the deed have in common: "direct" of "director" and "directed"."""
    return re.sub(r"(?<=[a-z]{4})(?:or|er)$", "", word)


def _says_the_rest(question: QuestionProfile, candidate: Candidate) -> bool:
    """Whether the sentence, with those before it, speaks of most of what is asked."""
    present = candidate.reading.stems.union(*(reading.stems for reading in candidate.earlier))
    roots = {_root(word) for word in present}
    missing = [word for word in uncovered_words(question.stems, present) if _root(word) not in roots]
    return len(missing) <= _MISSING * len(question.stems)


def _clause(text: str, start: int, end: int) -> str:
    return text[slice(*clause_of(text, start, end))]


def _holds(text: str, name: _Named, start: int, end: int) -> bool:
    """Whether the grammar puts the name into the role at ``text[start:end]``."""
    role = text[start:end]
    is_noun = bool(_NOUN.search(role))
    if name.end <= start:
        between = text[name.end : start]
        if _PASSIVE.match(text, end):
            return False
        return bool((_BEFORE_NOUN if is_noun else _BEFORE_VERB).fullmatch(between))
    between = text[end : name.start]
    if _AFTER_BY.fullmatch(between):
        return True
    return is_noun and bool(_AFTER_NOUN.fullmatch(between) or _AFTER_NOUN_OF.fullmatch(between))


def _is_role_of_asked(
    question: QuestionProfile, text: str, names: Sequence[_Named], holder: _Named, start: int, end: int
) -> bool:
    """Whether the nearest other name around the role, whose role it seems, is one that was asked about."""
    first, last = clause_of(text, start, end)
    partners = _with_partners(text, names, holder)
    near = [
        n for n in names if n not in partners and n.start < last and n.end > first and n.end - n.start > 2
    ]
    after = [n for n in near if n.start >= end]
    before = [n for n in near if n.end <= start]
    owners = [*after[:1], *before[-1:]] if holder.end <= start else [*before[-1:], *after[:1]]
    return not owners or any(owner.stems & question.names for owner in owners)


def _with_partners(text: str, names: Sequence[_Named], holder: _Named) -> list[_Named]:
    """The name and those that it is joined with: "Ada Holt, Jon Bell and Mia Roth"."""
    place = names.index(holder)
    first = last = place
    while first and _JOINED.fullmatch(text[names[first - 1].end : names[first].start]):
        first -= 1
    while last + 1 < len(names) and _JOINED.fullmatch(text[names[last].end : names[last + 1].start]):
        last += 1
    return list(names[first : last + 1])
