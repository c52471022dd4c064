"""How questions are understood: languages, publishers and dates, follow-ups; no model and no index involved.

python -m benchmarks.questions
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.conversations import conversations, is_understood
from benchmarks.data import data_folder, read_lines
from benchmarks.retrieval_cases import multihop_news
from benchmarks.tuning_cases import tuning_questions
from rag.adapters.sqlite import SqliteLibrary
from rag.constraints import understand
from rag.conversation import standalone_question
from rag.domain import Article, Question, Turn
from rag.interfaces import ArticleFilter
from rag.text.languages import foreign_language

_ELSEWHERE = (  # a conversation that no question of SQuAD continues
    Turn("Who painted the harbour at Port Alder?", "Alma Brandt painted it in 1962 [1]."),
)


def main() -> None:
    languages()
    places_and_times()
    follow_ups()


def languages() -> None:
    """English texts that are taken for another language."""
    texts = {
        "SQuAD 2 questions": _column("squad2/questions.jsonl", "question"),
        "news questions": _column("multihop_news/queries.jsonl", "query"),
        "news headlines": _column("multihop_news/articles.jsonl", "title"),
        "scientific claims": _column("scifact/claims.jsonl", "claim"),
        "titles of scientific articles": _column("scifact/corpus.jsonl", "title"),
        "tuning questions": [question.question.text for question in tuning_questions()],
    }
    print("called foreign, of English texts")
    for name, rows in texts.items():
        print(f"  {name:32s} {sum(bool(foreign_language(text)) for text in rows)} of {len(rows)}")
    everything = [text for rows in texts.values() for text in rows]
    foreign = [text for text in everything if foreign_language(text.lower())]
    print(f"  {'all in small letters':32s} {len(foreign)} of {len(everything)}")


def places_and_times() -> None:
    """Publishers and dates of news questions: what is recognised, and what that shuts out wrongly."""
    data = multihop_news()
    articles = {article.id: article for article, _ in data.articles}
    by_passage = {passage.id: articles[passage.article_id] for _, passage in data.passages}
    last = max(article.published.last for article in articles.values() if article.published)
    recognised = only_relevant = shut_out = 0
    with tempfile.TemporaryDirectory() as folder, SqliteLibrary.open(Path(folder) / "library.db") as library:
        for article, passages in data.articles:
            library.replace_article(article, passages)
        for query in data.queries:
            where = understand(Question(query.text), query.text, library, last + timedelta(days=1)).where
            evidence = [by_passage[passage] for passage in query.relevant]
            publishers = {article.publisher for article in evidence}
            recognised += bool(where.publishers)
            only_relevant += bool(where.publishers) and set(where.publishers) <= publishers
            shut_out += not all(_passes(article, where) for article in evidence)
    print(f"news questions with evidence: {len(data.queries)}")
    print(f"  a publisher recognised           {recognised}")
    print(f"  only publishers of evidence      {only_relevant}")
    print(f"  an article of evidence shut out  {shut_out}")


def follow_ups() -> None:
    """Follow-ups understood, and questions that stand alone rewritten though nothing was to be taken."""
    for name in ("tuning", "held_out"):
        rows = conversations(name)
        print(f"follow-ups understood, {name}: {sum(map(is_understood, rows))} of {len(rows)}")
    questions = _column("squad2/questions.jsonl", "question")
    changed = sum(standalone_question(text, _ELSEWHERE) != text for text in questions)
    print(f"questions that stand alone rewritten: {changed} of {len(questions)}")


def _column(path: str, name: str) -> Sequence[str]:
    folder, _, file = path.partition("/")
    return [row[name] for row in read_lines(data_folder(folder) / file)]


def _passes(article: Article, where: ArticleFilter) -> bool:
    published = article.published
    if where.publishers and article.publisher not in where.publishers:
        return False
    if published is None:
        return where.since is None and where.until is None
    is_early = where.since is not None and published.last < where.since
    return not is_early and (where.until is None or published.first <= where.until)


if __name__ == "__main__":
    main()
