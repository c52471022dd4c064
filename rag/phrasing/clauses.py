"""A sentence read as subject, verb and the rest; only sentences that are surely built like that.

There is no parser here: a sentence whose subject is a plain noun phrase, whose verb is known and whose rest
holds nothing that points outside the sentence is read, any other is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.phrasing.standing_alone import inside, leans_on_others, points_outside
from rag.phrasing.verbs import AUXILIARIES, BE, HAVE, finite_form, past_participle
from rag.text.dates import find_dates
from rag.text.word_lists import words_of
from rag.text.words import STOP_WORDS

_LONGEST_SUBJECT = 9  # words
_FEWEST_WORDS, _MOST_WORDS = 4, 40
_UNSUITABLE = re.compile(r"[;:?!«»()\[\]{}|*_…—–]|\.\.|‘|\s-\s|(?<!\w)'")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_FILLERS = re.compile(
    r"\s(?:also|now|currently|already|still|recently|thus|therefore)(?=\s(?!than\b|known\b))"
)
# When it was, told from the day of writing: of no use to who asks later.
_WEEKDAY = re.compile(
    r"(?<! of)(?<! by)(?<! last)(?<! next)(?<! this)(?<! since)(?<! until)(?<! every)(?: on)? "
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:earlier |late |later )?(?:this|last) (?:week|month|year))"
    r"(?: (?:morning|afternoon|evening|night))?(?=\s(?:that|in|to|by|for|at|with|after|the)\b|,|\Z)"
)
# What can be cut off without harm to the sentence: relative and participle clauses, contrasts.
_TAIL = re.compile(
    r", (?:partly |mainly |largely |in part )?(?:which|who|whom|whose|where|while|whereas|but|"
    r"although|though|because|since|when|after|before|as|so|with|including|thereby|thus|[a-z]+ing|"
    r"and (?:it|he|she|they|its|his|her|their|this|has|had|was|were|is|are|that))\b"
)
_CONNECTIVE = re.compile(
    r"(?:Meanwhile|However|Additionally|In addition|Moreover|Furthermore|Also|Recently|Overall|Indeed|"
    r"Notably|On (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)), (?=\w)"
)
_OPENING_DATE = re.compile(r"(?:In|On|By|Since|During|From)\s(?P<when>[^,]{3,40}?(?:, \d{4})?),\s(?!\d)")
_ATTRIBUTION = re.compile(
    r",?\s+(?:according to (?P<to>[^,]+)|(?P<who>[^,]{2,60}) (?:said|says|reported|reports|wrote|writes|"
    r"added|adds|argued|argues))\Z"
)
_REPORTED = re.compile(
    r"(?P<who>(?:The\s)?[A-Z][\w’'.-]*(?:\s[\w’'.-]+){0,4}?)\s(?:says|said|reports|reported|"
    r"claims|claimed|estimates|estimated|calculates|calculated|writes|wrote|announced|"
    r"confirmed|told\s[A-Z][\w’'.\s-]{1,30}?|told reporters)"
    r"\sthat\s(?P<said>.+)"
)
_BY_SOURCE = re.compile(r"According to (?P<who>[^,]{3,60}), (?P<said>.+)")
_ADVERB = re.compile(r"[a-z]+ly\Z")
_SUBJECT_WORD = re.compile(r"[\w][\w.’'&/%$,-]*\Z")
_PREPOSITIONS = frozenset({"of", "in", "for", "at", "from", "and", "on", "the", "a", "an", "with", "to"})
_NO_SUBJECT = frozenset(
    words_of(
        """
    after although as at because before but by despite during even for from if in like many most
    much no none not on once one only or several since some that these this those though through to
    under unlike until what when where which while who why with without yet his her its their our my
    your he she it they we i you there here both each every all any another such nor and so
    """
    )
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, read.

    Attributes:
        source: Who says it, from "according to …" at its end; "" where nobody is named.
        opening: The date with which it began, with its preposition: "In 2023".
        subject: As it would stand inside a sentence: "the union", "Liang Wenfeng".
        auxiliary: "was", "had", "will"; "" where the verb alone is finite.
        adverb: Between subject or auxiliary and verb; "" where none is.
        verb: The finite verb, or what follows the auxiliary; "" after a form of "be" that stands alone.
        rest: What follows, without the full stop.
    """

    source: str
    opening: str
    subject: str
    auxiliary: str
    adverb: str
    verb: str
    rest: str

    @property
    def predicate(self) -> str:
        """Verb and rest, as they follow the subject."""
        return _joined(self.auxiliary, self.adverb, self.verb, self.rest)


def read_clauses(sentence: str, names: frozenset[str]) -> tuple[Clause, ...]:
    """The sentence as a clause, and what somebody says in it as another whose source he is.

    Args:
        sentence: One sentence with its full stop.
        names: Stems that the article writes with a capital wherever they stand.
    """
    found = [read_clause(sentence, names)]
    reported = _REPORTED.match(sentence) or _BY_SOURCE.match(sentence)
    if reported and not points_outside(reported["who"]):
        source = inside(reported["who"], names)
        # "Acme says that it sold …": the speaker himself.
        said = re.sub(r"^(?:it|he|she)\s", f"{reported['who']} ", reported["said"])
        inner = read_clause(said, names)
        found.append(replace(inner, source=source) if inner and source and not inner.source else None)
    return tuple(clause for clause in found if clause)


def read_clause(sentence: str, names: frozenset[str]) -> Clause | None:
    """The sentence's parts; None unless it is built simply and understood alone.

    Args:
        sentence: One sentence with its full stop.
        names: Stems that the article writes with a capital wherever they stand.
    """
    words = sentence.split()
    if not (_FEWEST_WORDS <= len(words) <= _MOST_WORDS) or not sentence.endswith("."):
        return None
    plain = _WEEKDAY.sub("", _FILLERS.sub("", _ASIDE.sub("", _without_connective(sentence[:-1]))))
    source, text = _without_attribution(plain)
    opening, text = _without_opening(text)
    text = _without_tail(text)
    if _UNSUITABLE.search(text) or not _quotes_whole(text) or leans_on_others(text):
        return None
    return _split(source, opening, text, names)


def _quotes_whole(text: str) -> bool:
    """Whether quotations that were begun are ended, and none stands at the beginning."""
    return text[:1].isalnum() and text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _without_connective(text: str) -> str:
    found = _CONNECTIVE.match(text)
    return f"{text[found.end()].upper()}{text[found.end() + 1 :]}" if found else text


def _without_attribution(text: str) -> tuple[str, str]:
    found = _ATTRIBUTION.search(text)
    if found is None:
        return "", text
    said = (found["to"] or found["who"]).strip()
    is_named = any(word[0].isupper() for word in said.split())
    is_usable = is_named and not points_outside(said)
    return (said if is_usable else ""), text[: found.start()]


def _without_opening(text: str) -> tuple[str, str]:
    found = _OPENING_DATE.match(text)
    if found is None:
        return "", text
    dates = find_dates(found["when"])
    is_date = len(dates) == 1 and dates[0].end - dates[0].start == len(found["when"])
    return (found.group().rstrip(", "), text[found.end() :]) if is_date else ("", text)


def _without_tail(text: str) -> str:
    """The text up to the first clause that hangs on it by a comma, where enough is left."""
    found = _TAIL.search(text)
    if found is None or len(text[: found.start()].split()) < _FEWEST_WORDS - 2:
        return text
    after_commas = [piece.split() for piece in text[found.end() :].split(", ")[1:]]
    goes_on = any(words and (words[0] in AUXILIARIES or finite_form(words[0])) for words in after_commas)
    return text if goes_on else text[: found.start()]


def _split(source: str, opening: str, text: str, names: frozenset[str]) -> Clause | None:
    words = text.split()
    if words[0].lower() in _NO_SUBJECT or _ADVERB.match(words[0].lower()):
        return None
    for at in range(1, min(_LONGEST_SUBJECT + 1, len(words) - 1)):
        if _begins_predicate(words, at):
            return _clause(source, opening, words, at, names)
        if not _may_be_in_subject(words[at]):
            return None
    return None


def _begins_predicate(words: list[str], at: int) -> bool:
    """Whether the finite verb, or an adverb before it, stands here."""
    word = words[at]
    if word in AUXILIARIES:
        return True
    if _ADVERB.match(word):
        return at + 1 < len(words) and (words[at + 1] in AUXILIARIES or bool(finite_form(words[at + 1])))
    form = finite_form(word)
    if form is None:
        return False
    # "Nvidia shares fell", "the company based in Paris said": the verb is the later one.
    ahead = words[at + 1 : at + 4]
    return form.tense == "past" or not any(w in AUXILIARIES or _is_past(w) for w in ahead)


def _is_past(word: str) -> bool:
    form = finite_form(word)
    return form is not None and form.tense == "past"


def _may_be_in_subject(word: str) -> bool:
    return bool(_SUBJECT_WORD.match(word)) and "," not in word and (
        word in _PREPOSITIONS or word.lower() not in STOP_WORDS
    )  # fmt: skip


def _clause(source: str, opening: str, words: list[str], at: int, names: frozenset[str]) -> Clause | None:
    subject, following = words[:at], words[at:]
    adverb = auxiliary = ""
    if _ADVERB.match(following[0]):
        adverb, following = following[0], following[1:]
    if following[0] in AUXILIARIES:
        auxiliary, following = following[0], following[1:]
        if following and _ADVERB.match(following[0]):
            adverb, following = _joined(adverb, following[0]), following[1:]
    if not following or not _ends_a_noun_phrase(subject):
        return None
    verb, rest = _verb_and_rest(auxiliary, following)
    written = inside(" ".join(subject), names)
    if verb is None or written is None or _is_vague(written) or not _is_one_predicate(rest):
        return None
    return Clause(source, opening, written, auxiliary, adverb, verb, " ".join(rest))


def _verb_and_rest(auxiliary: str, following: list[str]) -> tuple[str | None, list[str]]:
    """What follows the auxiliary, told apart; None where it is no verb that is known."""
    head, rest = following[0], following[1:]
    if auxiliary in {"not"} or head in {"not", "n't", "been", "being", "never"}:
        return None, rest
    if not auxiliary:
        return head, rest
    if auxiliary in HAVE:
        return (head if past_participle(head) else None), rest
    if auxiliary in BE:
        return (head, rest) if past_participle(head) else ("", following)
    return head, rest  # a modal, and the base form


def _ends_a_noun_phrase(subject: list[str]) -> bool:
    last = subject[-1]
    is_possessive = last.endswith(("'s", "’s", "'", "’"))
    return not is_possessive and last not in _PREPOSITIONS and last.lower() not in _NO_SUBJECT


def _is_vague(subject: str) -> bool:
    """Whether it is "the company" or the like: which one, other sentences tell."""
    return subject.startswith("the ") and subject.islower()


def _is_one_predicate(rest: list[str]) -> bool:
    """Whether no second finite verb hangs on the subject, and no other clause follows."""
    others = zip(rest, rest[2:], strict=False)  # "and many called", "and Acme sold"
    if any(link in {"and", "but", "or"} and _is_past(word) for link, word in others):
        return False
    for before, word in pairwise(rest):
        bare = word.strip(",")
        is_coordinated = before in {"and", "but", "or"} or before.endswith(",")
        if is_coordinated and (finite_form(bare) or bare in AUXILIARIES):
            return False
    joined = f" {' '.join(rest)} "
    if re.search(
        r", (?:and|but|while|which|who|where|whose|because|although|as|with|making|leading)\b", joined
    ):
        return False
    if re.search(r" (?:but|while|although|because|when|after|before|as|if|until|not) ", joined):
        return False
    return not rest or not (finite_form(rest[0]) or rest[0] in AUXILIARIES)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
