"""A set of questions from a library: made, screened, chosen so that kinds and articles are mixed."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from rag.domain import Article, ArticleId
from rag.errors import SourceError
from rag.evaluation.making.near_misses import names_in, near_miss
from rag.evaluation.making.sides import with_sides
from rag.interfaces import ArticleFilter, Library
from rag.phrasing.question import MadeQuestion, Statement
from rag.phrasing.screening import screened
from rag.phrasing.statements import prose_of, questions_of, statements_of
from rag.text.names import names_only_capitalised

NEAR_MISS_SHARE = 0.25
MOST_ARTICLES = 500  # read for one set, by chance
_A_SENTENCE = 2  # questions of one sentence, at most
_ENOUGH = 4  # times as many as wanted; then no further article is read
_HAVE_SIDES = frozenset({"figure", "date"})


@dataclass(frozen=True, slots=True)
class Made:
    """Questions for review, and how many were left out, by reason."""

    questions: tuple[MadeQuestion, ...]
    dropped: dict[str, int]

    def kinds(self) -> dict[str, int]:
        """How many there are of each kind."""
        return dict(Counter(question.kind for question in self.questions))


def make(library: Library, count: int, collections: Sequence[str] = (), seed: int = 1) -> Made:
    """Make questions of the library's sentences, by rules; the same seed makes the same questions.

    About a quarter are near misses, which the library does not answer.

    Args:
        library: Whose articles are read.
        count: How many are wanted; fewer come of a library that does not hold them.
        collections: Only these; empty for all.
        seed: Of the choice.

    Raises:
        SourceError: if not one question can be made.
    """
    chance = random.Random(seed)  # noqa: S311 - a choice, no secret
    where = ArticleFilter(collections=tuple(collections))
    found: list[MadeQuestion] = []
    statements: list[Statement] = []
    articles = {one.id: one for one in islice(shuffled_articles(library, where, chance), MOST_ARTICLES)}
    names = names_only_capitalised(chain.from_iterable(map(prose_of, articles.values())))
    for article in articles.values():
        read = statements_of(article, names)
        statements += read
        found += [question for statement in read for question in questions_of(statement)]
        if len(found) >= _ENOUGH * count:
            break
    dropped: Counter[str] = Counter()
    answerable = screened(
        (with_sides(one, library, where) if one.kind in _HAVE_SIDES else one for one in found),
        articles,
        dropped,
    )
    chosen = chosen_from(answerable, count, chance)
    sorts = names_in(statements)
    wanted = round(count * NEAR_MISS_SHARE)
    tries = (near_miss(one, sorts, library, where, chance) for one in chosen if one.kind != "quotation")
    misses = screened((one for one in tries if one), articles, dropped)[:wanted]
    questions = [*chosen[: count - len(misses)], *misses]
    require_some(questions)
    return Made(tuple(questions), {reason: number for reason, number in dropped.items() if number})


def shuffled_articles(library: Library, where: ArticleFilter, chance: random.Random) -> Iterator[Article]:
    """The articles in an order that only the seed decides; of reprints, the representative alone.

    They are shuffled by what they say: ids may come of a file's place, which differs between machines.
    """
    order = sorted(
        (content, article_id)
        for collection in where.collections or library.collections()
        for article_id, content in library.hashes(collection).items()
    )
    chance.shuffle(order)
    for _, article_id in order:
        article = library.article(article_id)
        if article is not None:
            yield article


def chosen_from(questions: Sequence[MadeQuestion], count: int, chance: random.Random) -> list[MadeQuestion]:
    """So many of them, the kinds in turn and, inside a kind, the articles in turn."""
    kinds: dict[str, list[MadeQuestion]] = defaultdict(list)
    for question in questions:
        kinds[question.kind].append(question)
    queues = [_by_turns(kinds[kind], chance) for kind in sorted(kinds)]
    mixed = [question for turn in _rounds(queues) for question in turn]
    asked: Counter[str] = Counter()
    chosen = []
    for question in mixed:
        asked[question.answer] += 1
        if asked[question.answer] <= _A_SENTENCE:
            chosen.append(question)
    return chosen[:count]


def require_some(questions: Sequence[MadeQuestion]) -> None:
    """Refuse to hand over nothing.

    Raises:
        SourceError: if there is no question.
    """
    if not questions:
        raise SourceError(
            "No question can be made of these articles.",
            "Questions are made of English sentences that name who, when or how much; ingest such articles.",
        )


def _by_turns(questions: Iterable[MadeQuestion], chance: random.Random) -> list[MadeQuestion]:
    by_article: dict[ArticleId, list[MadeQuestion]] = defaultdict(list)
    for question in questions:
        by_article[question.articles[0]].append(question)
    for listed in by_article.values():
        chance.shuffle(listed)
    return [question for turn in _rounds(list(by_article.values())) for question in turn]


def _rounds(queues: Sequence[Sequence[MadeQuestion]]) -> Iterator[list[MadeQuestion]]:
    """The first of each queue, then the second of each that has one, and so on."""
    for n in range(max(map(len, queues), default=0)):
        yield [queue[n] for queue in queues if n < len(queue)]
