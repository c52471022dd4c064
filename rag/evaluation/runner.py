"""Run a question set against an assistant."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rag.assistant import Assistant
from rag.domain import Article, ArticleId
from rag.evaluation.metrics import Judged, judge
from rag.evaluation.question_set import GoldenQuestion


async def run(
    assistant: Assistant,
    questions: Iterable[GoldenQuestion],
    article: Callable[[ArticleId], Article | None],
) -> list[Judged]:
    """Ask each question once, in order."""
    return [judge(golden, await assistant.answer(golden.question), article) for golden in questions]
