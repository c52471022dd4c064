"""The page on an assistant that follows a script: `python -m tests.scripted_page PORT`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import uvicorn

from rag.answering.drafts import DraftSentence, Source
from rag.answering.release import Judgement
from rag.domain import Question
from rag.errors import EndpointUnreachableError
from rag.events import AnswerEvent, Started, Thinking
from rag.settings import Settings
from tests.fakes_ui import (
    FakeByline,
    ListLibrary,
    ScriptedAssistant,
    builtin_articles,
    cost_script,
    make_article,
    quotation,
    script_of,
)
from ui.api.app import create_app

HOSTILE = (
    '<img src=x onerror="document.title=1"><script>document.title=2</script> '
    "![x](http://evil.example/x.png) [y](javascript:alert(1)) **bold** $a$"
)
FURTHER_SECONDS = 0.4
ENDLESS = 200  # sentences
Steps = Iterable[AnswerEvent | BaseException | float]


def steps(question: Question) -> Steps:
    """Thinks, is slow, fails, is hostile or answers plainly, as the question says."""
    article = make_article("It cost $6 million. It was cheap.")
    source = quotation(article, "It cost $6 million.").sources
    long = [DraftSentence(f"Sentence number {n}.", " ", source) for n in range(60)]
    match question.text.split()[0], question.model:
        case "Think", _:
            started, *rest = cost_script()(question)
            thoughts = [Thinking("One two three.\n"), 0.6, Thinking("Four five."), 1.0]
            return [started, *thoughts, *rest]
        case "Slow", _:
            return script_of(long, pause_seconds=FURTHER_SECONDS)(question)
        case "Endless", _:
            return script_of(endless(source), pause_seconds=0.05)(question)
        case "Fail", None | "byline/scripted":
            return [EndpointUnreachableError("Nothing answers at http://127.0.0.1:9.")]
        case "Doubt", _:
            judgement = Judgement("partial", 0.5, "verified", ("the source has another year",))
            return script_of(long[:1], judgement=judgement)(question)
        case "Hostile", _:
            told = [DraftSentence(HOSTILE, "", source), DraftSentence(HOSTILE, "\n\n# ", source)]
            started, *rest = script_of(told)(question)
            return [Started(started.answer_id, HOSTILE, started.constraints), Thinking(HOSTILE), *rest]
        case _:
            return cost_script(0.02)(question)


def endless(source: tuple[Source, ...]) -> list[DraftSentence]:
    """More sentences than anybody reads, in paragraphs of five, each with its number."""
    said = "It cost {} million dollars to build, and those who paid for it were never asked."
    return [DraftSentence(said.format(n), " " if n % 5 else "\n\n", source) for n in range(ENDLESS)]


def scripted_byline(folder: Path) -> FakeByline:
    return FakeByline(
        ListLibrary([*builtin_articles(), make_article("It cost $6 million. It was cheap.")]),
        ScriptedAssistant(steps),
        settings=Settings(data_dir=folder, llm={"base_url": "https://api.example/v1", "model": "scripted"}),
        receiving_host="api.example",
        models=("byline", "byline/extractive", "byline/scripted"),
    )


if __name__ == "__main__":
    app = create_app(scripted_byline(Path.cwd()))
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
