"""The sentences of an article that questions can be made of."""

from __future__ import annotations

from collections.abc import Iterator

from rag.domain import Article
from rag.phrasing.clauses import read_clauses
from rag.phrasing.from_dates import ask_for_dates
from rag.phrasing.from_figures import ask_for_figures
from rag.phrasing.from_names import ask_behind_an_apposition, ask_for_names
from rag.phrasing.from_quotations import ask_for_names_given, ask_for_speakers
from rag.phrasing.persons import persons_of
from rag.phrasing.question import MadeQuestion, Statement
from rag.text.languages import foreign_language
from rag.text.names import names_only_capitalised
from rag.text.sentences import Span, is_prose, split_sentences, without_marker

_LONGEST_SENTENCE = 400  # characters


def statements_of(article: Article, known_names: frozenset[str] = frozenset()) -> list[Statement]:
    """Its sentences in order; none of an article that is not in English.

    Args:
        article: Any article.
        known_names: Stems that other articles write with a capital wherever they stand.
    """
    texts = prose_of(article)
    names = names_only_capitalised(texts) | known_names
    persons = persons_of(article.text) if texts else {}
    kept = [" ".join(text.split()) for text in texts if len(text) <= _LONGEST_SENTENCE]
    return [Statement(text, article, read_clauses(text, names), names, persons) for text in kept]


def questions_of(statement: Statement) -> Iterator[MadeQuestion]:
    """Every question that the sentence answers and that could be asked without clumsiness."""
    yield from ask_for_speakers(statement)
    yield from ask_for_names_given(statement)
    yield from ask_behind_an_apposition(statement)
    for clause in statement.clauses:
        yield from ask_for_figures(statement, clause)
        yield from ask_for_dates(statement, clause)
        yield from ask_for_names(statement, clause)


def prose_of(article: Article) -> list[str]:
    """The sentences that state something; none of an article that is not in English."""
    if (article.language or "en").split("-")[0] != "en" or foreign_language(article.text):
        return []
    texts = [article.text[span.start : span.end] for span in _spans(article.text)]
    return [text for text in texts if is_prose(text)]


def _spans(text: str) -> list[Span]:
    return [without_marker(text, span) for span in split_sentences(text)]
