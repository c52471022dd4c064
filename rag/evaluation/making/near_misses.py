"""Questions that the library does not answer, made by putting another name into one that it does.

The name is another of the library's, of the same sort, so that the question is near; and no article says
anything of it in the same words, so that it is a miss.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from rag.interfaces import ArticleFilter, Library
from rag.phrasing.question import MadeQuestion, Statement
from rag.phrasing.verbs import is_base_form
from rag.reading.matching import WordWeights, coverage
from rag.text.names import find_names
from rag.text.places import place_stems
from rag.text.sentences import split_sentences
from rag.text.words import content_stems

_TRIED = 6  # names for each question
_SEARCHED = 40  # passages in which the new name could be said to have done it
_SAID_ALREADY = 0.5  # share of what is asked that stands beside the name
_ACTOR = re.compile(
    r"(?<!\w\s)(?P<name>[A-Z][A-Za-z&]+(?:\s[A-Z][A-Za-z&]+){0,2})\s(?:announced|says|said|launched|released|developed|"
    r"acquired|invested|paid|reported|reports|sued|claimed|claims|published|raised|argued|unveiled|hired|earned|"
    r"spent|sells|relies|leans|invests|plans|sold|bought)\b"
)
_STANDS_ALONE = r"(?=[,?]|\s[a-z])"
_STANDS = re.compile(
    r"\s(?:in|on|for|to|at|of|by|with|from|between|and|has|had|was|is|were|will|would|that|against|during|a|the)\b"
)
_TITLED = re.compile(r"(?:President|Mr|Mrs|Ms|Dr|Senator|Minister|Professor|Judge|Governor|Congress)\b")
_NEEDS_ARTICLE = re.compile(r"\band\b|^(?:United|European|Czech|Dominican|Central|Soviet)\b")
_OF_A_PLACE = re.compile(
    r"(?:ese|[^r]an|ish|ans|ian|ic|ch|[a-z]s)\Z(?<!Pakistan)(?<!Japan)(?<!Iran)(?<!Sudan)(?<!Taiwan)"
)


@dataclass(frozen=True, slots=True)
class Names:
    """The library's names by sort, each in the order in which it was found."""

    persons: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]  # companies and the like: what announces, launches, pays

    def like(self, name: str) -> tuple[str, ...]:
        """The names of its sort; none where its sort is not known."""
        for names in (self.persons, self.places, self.actors):
            if name in names:
                return names
        return ()


def names_in(statements: Sequence[Statement]) -> Names:
    """The persons, places and actors of whom the sentences speak."""
    persons = {full: None for one in statements for full in one.persons.values()}
    places: dict[str, None] = {}
    actors: dict[str, None] = {}
    for statement in statements:
        places.update(dict.fromkeys(name for name in find_names(statement.text) if _is_place(name)))
        for found in _ACTOR.finditer(statement.text):
            is_free = found["name"] not in statement.persons and not _TITLED.match(found["name"])
            if is_free and set(content_stems(found["name"])) <= statement.names:
                actors[found["name"]] = None
    taken = set(persons) | set(places)
    return Names(tuple(persons), tuple(places), tuple(name for name in actors if name not in taken))


def near_miss(
    question: MadeQuestion, names: Names, library: Library, where: ArticleFilter, chance: random.Random
) -> MadeQuestion | None:
    """The question with one name exchanged; None where every exchange might be answered.

    Args:
        question: An answerable one.
        names: The library's.
        library: Searched for articles that answer the new question after all.
        where: Which articles are searched.
        chance: Chooses among the names.
    """
    known = (*names.persons, *names.actors, *names.places)
    present = [name for name in known if _place_of(name, question.question)]
    for old in present:
        others = [name for name in names.like(old) if not _shares_words(name, old, question)]
        for new in chance.sample(others, min(_TRIED, len(others))):
            found = _place_of(old, question.question)
            asked = (
                question.question[: found.start()] + new + question.question[found.end() :] if found else ""
            )
            if asked and not _is_said(asked, new, library, where):
                note = f"Made from {question.question!r}: {new} in the place of {old}."
                return MadeQuestion(asked, "near_miss", "", (), (), answerable=False, note=note)
    return None


def _place_of(name: str, question: str) -> re.Match[str] | None:
    """Where the question speaks of the name, once, and not as part of another or before a noun."""
    whole = rf"(?<![\w’'-])(?<!, )(?<![A-Z]\w\s)(?<!According to ){re.escape(name)}"
    found = list(re.finditer(rf"{whole}(?:{_STANDS_ALONE})", question))
    if len(found) != 1 or len(re.findall(re.escape(name), question)) > 1:
        return None
    following = re.match(r"\s([a-z]+)", question[found[0].end() :])
    is_asked = re.search(r"\b(?:did|does)\s\Z", question[: found[0].start()])
    if following and not _STANDS.match(following.group()) and not (is_asked and is_base_form(following[1])):
        return None
    return found[0]


def _shares_words(name: str, old: str, question: MadeQuestion) -> bool:
    """Whether the name is the old one in other words, or the question or its answer speaks of it."""
    said = f"{old} {question.question} {question.answer}"
    return not set(content_stems(name)).isdisjoint(content_stems(said)) or bool(
        place_stems(name) & place_stems(said)
    )


def _is_said(asked: str, name: str, library: Library, where: ArticleFilter) -> bool:
    """Whether some article says much of what is asked beside the name."""
    own = set(content_stems(name))
    wanted = set(content_stems(asked)) - own
    weights = WordWeights({})
    found = library.lexical_search(sorted(set(content_stems(asked))), _SEARCHED, where)
    for passage in library.passages([passage_id for passage_id, _ in found]):
        for near in _neighbourhoods(passage.text):
            if own <= near and coverage(wanted, near, weights) >= _SAID_ALREADY:
                return True
    return False


def _neighbourhoods(text: str) -> Iterator[Set[str]]:
    """The stems of each sentence together with those of the sentences beside it."""
    stems = [frozenset(content_stems(text[span.start : span.end])) for span in split_sentences(text)]
    for at in range(len(stems)):
        yield frozenset[str]().union(*stems[max(0, at - 1) : at + 2])


def _is_place(name: str) -> bool:
    """Whether it is the name of a place and nothing else: "China", not "Chinese" or "Bank of China"."""
    stems = content_stems(name)
    is_whole = bool(stems) and set(stems) <= place_stems(name) and not _NEEDS_ARTICLE.search(name)
    return is_whole and not _OF_A_PLACE.search(name)
