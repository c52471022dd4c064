"""The tools: what each is for, what it takes and gives, and how it is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import anyio.to_thread
from pydantic import BaseModel

from rag.domain import ArticleId
from rag.errors import UnknownNameError, UsageError
from rag.events import AnswerEvent, Failed, Finished, Retrieved, SentenceReleased, Started
from ui.api.search_schemas import Search
from ui.api.verify import verified
from ui.api.verify_schemas import Verify
from ui.contract import article_json
from ui.failures import AnswerFailedError
from ui.mcp import results
from ui.mcp.arguments import ArticleArguments, AskArguments, FindAllArguments
from ui.mcp.wording import (
    answer_in_words,
    article_in_words,
    holdings_in_words,
    passages_in_words,
    verified_in_words,
)
from ui.parts import Parts, following
from ui.searching import find_everywhere, found_json, search_passages, searched_json

Tell = Callable[[str], Awaitable[None]]  # says how far a call has come
_A = TypeVar("_A", bound=BaseModel)
_NOT_TOLD = ("source", "pages")  # of an article: where on this machine it was read, and its page breaks


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gives, in words and as the object of its output schema."""

    words: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tool(Generic[_A]):
    """A tool that reads; `run` may raise `BylineError`, and stops when it is cancelled."""

    name: str
    title: str
    description: str  # for a model that has to choose
    arguments: type[_A]
    output_schema: dict[str, Any]
    run: Callable[[Parts, _A, Tell], Awaitable[Result]]


async def _ask(byline: Parts, asked: AskArguments, tell: Tell) -> Result:
    async with following(byline.assistant, asked.as_question()) as events:
        async for event in events:
            if words := _progress(event):
                await tell(words)
            match event:
                case Finished(answer):
                    return Result(answer_in_words(answer), asdict(answer))
                case Failed():
                    raise AnswerFailedError(event)
    raise AnswerFailedError(Failed("internal", "The answer ended early.", "Ask again."))


def _progress(event: AnswerEvent) -> str:
    """An event in words; empty for those that tell a waiting reader nothing."""
    match event:
        case Started():
            return f"Searching: {event.standalone_question}"
        case Retrieved():
            return f"Reading {len(event.passages)} passages"
        case SentenceReleased():
            return event.sentence.text
    return ""


async def _search(byline: Parts, asked: Search, _: Tell) -> Result:
    found = await _in_thread(lambda: searched_json(search_passages(byline, asked.as_question())))
    return Result(passages_in_words(found), found)


async def _find_all(byline: Parts, asked: FindAllArguments, _: Tell) -> Result:
    def find() -> dict[str, Any]:
        return found_json(find_everywhere(byline.library, asked.as_question()), asked.offset, asked.limit)

    found = await _in_thread(find)
    return Result(holdings_in_words(found), found)


async def _get_article(byline: Parts, asked: ArticleArguments, _: Tell) -> Result:
    piece = await _in_thread(partial(_piece, byline, asked))
    return Result(article_in_words(piece), piece)


def _piece(byline: Parts, asked: ArticleArguments) -> dict[str, Any]:
    found = byline.library.article(ArticleId(asked.article_id))
    if found is None:
        raise UnknownNameError(
            f"There is no article {asked.article_id!r}.", "`search` and `ask` name articles by `article_id`."
        )
    if asked.start > len(found.text):
        raise UsageError(f"The text has only {len(found.text)} characters.", "Give a smaller `start`.")
    end = min(asked.start + asked.length, len(found.text))
    told = {name: value for name, value in article_json(found).items() if name not in _NOT_TOLD}
    piece = {"text": found.text[asked.start : end], "start": asked.start, "end": end}
    return told | piece | {"characters": len(found.text)}


async def _verify(byline: Parts, asked: Verify, _: Tell) -> Result:
    checked = await _in_thread(partial(verified, byline, asked))
    return Result(verified_in_words(checked), checked)


async def _in_thread(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Blocking work leaves the event loop free; who cancels does not wait for its end."""
    return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "ask",
        "Ask the library",
        "Answer a question from the library's articles. Use it when you need a fact with its source: every "
        "sentence cites the article it rests on and bears a verdict, sources that differ are shown side by "
        "side, and what the articles do not answer is refused rather than guessed. Keep its [n] markers "
        "when you pass the answer on.",
        AskArguments,
        results.ANSWER,
        _ask,
    ),
    Tool(
        "search",
        "Search passages",
        "Find the passages nearest to a query, best first, as they stand in the articles, without an "
        "answer. Use it to read the material yourself, or to see what the library has on a topic.",
        Search,
        results.SEARCH,
        _search,
    ),
    Tool(
        "find_all",
        "Find every mention",
        "List every article that holds an exact name or phrase, oldest first, with the sentences that hold "
        "it and counts. Use it where completeness matters (who mentions X, how often, when first); use "
        "search where the words may differ.",
        FindAllArguments,
        results.FIND_ALL,
        _find_all,
    ),
    Tool(
        "get_article",
        "Read an article",
        "Read an article by its article_id: metadata and text, in pieces when it is long. Use it to see "
        "the context of a citation or passage; their start and end count into this text.",
        ArticleArguments,
        results.ARTICLE,
        _get_article,
    ),
    Tool(
        "verify",
        "Check a text or an answer",
        "Check whether the articles support what a text says, sentence by sentence, with the span that "
        "decides; or whether an answer of `ask` still agrees with the articles. Give exactly one of text, "
        "answer and answer_id. With text you may give sources of your own to check against, or limits on "
        "the articles, not both.",
        Verify,
        results.VERIFIED,
        _verify,
    ),
)
