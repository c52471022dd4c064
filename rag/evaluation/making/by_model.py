"""Questions that a language model writes, each checked in code before a person sees it."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from itertools import islice
from typing import Any

from rag.answering.prompts import load_prompt
from rag.answering.reasoning import ReasoningSplitter, continued, opens_in_reasoning
from rag.domain import Article
from rag.errors import EmptyAnswerError
from rag.evaluation.making.making import MOST_ARTICLES, Made, chosen_from, require_some, shuffled_articles
from rag.interfaces import ArticleFilter, ChatModel, Library, ModelDone
from rag.phrasing.question import MadeQuestion
from rag.phrasing.screening import screened
from rag.phrasing.standing_alone import points_outside
from rag.phrasing.statements import prose_of
from rag.text.fences import harmless
from rag.text.words import tokens

PROMPT = "make_questions"
_SENTENCES = 12  # shown at once
_EACH = 3  # questions asked for at once
SPARE = 1.5  # times as many as wanted: some fall to the checks
_LONGEST_ANSWER = 12  # words
_LONGEST_REPLY = 8000  # characters
_OBJECT = re.compile(r"\{[^{}\n]*\}")


async def make_with_model(
    library: Library,
    model: ChatModel,
    count: int,
    collections: Sequence[str] = (),
    seed: int = 1,
    kept: Callable[[], None] = lambda: None,
) -> Made:
    """Have a model write questions of passages chosen by chance; keep those that stand up to the checks.

    Args:
        library: Whose articles are read.
        model: Who writes.
        count: How many questions are wanted.
        collections: Only these; empty for all.
        seed: Of the choice of passages; what the model writes may differ nevertheless.
        kept: Called for each question that stands up to the checks.

    Raises:
        EndpointError: if the model cannot be asked.
        SourceError: if not one question was kept.
    """
    chance = random.Random(seed)  # noqa: S311 - a choice, no secret
    dropped: Counter[str] = Counter()
    found: list[MadeQuestion] = []
    where = ArticleFilter(tuple(collections))
    articles = {one.id: one for one in islice(shuffled_articles(library, where, chance), MOST_ARTICLES)}
    blocks = [(article, block) for article in articles.values() for block in _blocks(article)]
    chance.shuffle(blocks)
    for article, sentences in blocks:
        if len(found) >= SPARE * count:
            break
        read = read_reply(await _reply(model, _prompt(article, sentences)), article, sentences, dropped)
        found += read
        for _ in read:
            kept()
    chosen = chosen_from(screened(found, articles, dropped), count, chance)
    require_some(chosen)
    return Made(tuple(chosen), {reason: number for reason, number in dropped.items() if number})


def read_reply(
    reply: str, article: Article, sentences: Sequence[str], dropped: Counter[str]
) -> list[MadeQuestion]:
    """The questions of a reply that can be read and that their sentences answer.

    Args:
        reply: A JSON object a line, or what a model makes of that wish.
        article: Of which the sentences are.
        sentences: As they were numbered, from 1.
        dropped: Counts, by reason, what is left out.
    """
    found = []
    objects = _OBJECT.findall(reply)
    if not objects:
        dropped["the model wrote nothing that can be read"] += 1
    for written in objects:
        row = _row(written)
        reason = "the model's line cannot be read" if row is None else _reason_against(row, sentences)
        if row is None or reason:
            dropped[reason] += 1
            continue
        question, answer = row["question"].strip(), row["answer"].strip().rstrip(".")
        sentence = sentences[row["sentence"] - 1]
        found.append(MadeQuestion(question, "model", sentence, ((answer,),), (article.id,)))
    return found


def _row(written: str) -> dict[str, Any] | None:
    try:
        row = json.loads(written)
    except ValueError:
        return None
    is_whole = isinstance(row.get("question"), str) and isinstance(row.get("answer"), str)
    return row if is_whole and type(row.get("sentence")) is int else None


def _reason_against(row: dict[str, Any], sentences: Sequence[str]) -> str:
    """Why the question is not kept; "" where nothing speaks against it."""
    question, answer = _words(row["question"]), _words(row["answer"])
    if not 1 <= row["sentence"] <= len(sentences):
        return "the model named a sentence that is not there"
    if not answer.strip() or answer not in _words(sentences[row["sentence"] - 1]):
        return "the answer is not in the sentence"
    if len(answer.split()) > _LONGEST_ANSWER:
        return "the answer is too long"
    if answer in question:
        return "the question holds its answer"
    if not row["question"].strip().endswith("?") or points_outside(row["question"]):
        return "the question cannot be understood alone"
    return ""


def _blocks(article: Article) -> Iterator[list[str]]:
    sentences = prose_of(article)
    for start in range(0, len(sentences), _SENTENCES):
        yield [" ".join(text.split()) for text in sentences[start : start + _SENTENCES]]


def _prompt(article: Article, sentences: Sequence[str]) -> str:
    numbered = "\n".join(f"{n}. {harmless(text)}" for n, text in enumerate(sentences, 1))
    return load_prompt(PROMPT).render(title=harmless(article.title), sentences=numbered, count=str(_EACH))


async def _reply(model: ChatModel, prompt: str) -> str:
    """What the model answers, without reasoning; "" where it answers nothing."""
    splitter = ReasoningSplitter(opens_in_reasoning=opens_in_reasoning(model.name))
    text = ""
    try:
        async with aclosing(model.stream(prompt, is_thinking_off=True)) as stream:
            async for part in stream:
                pieces = splitter.finish() if isinstance(part, ModelDone) else splitter.feed(part)
                text = continued(text, pieces)
                if len(text) > _LONGEST_REPLY:
                    break
    except EmptyAnswerError:
        return ""
    return text


def _words(text: str) -> str:
    return f" {' '.join(token.folded for token in tokens(text))} "
