"""A question set put to configurations: what is there already, what the rest will cost, asking it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from rag.errors import UsageError
from rag.evaluation.runs.answer_cache import FOLDER, AnswerCache
from rag.evaluation.runs.asking import Wish
from rag.evaluation.runs.configurations import (
    EXTRACTIVE,
    Configuration,
    answer_key,
    named,
    parse_configurations,
    public_settings,
)
from rag.evaluation.runs.question_set import GoldenQuestion, read_questions
from rag.evaluation.runs.records import Record
from rag.evaluation.runs.running import Keeping, Keyed, ask_all
from rag.trust.verifier import WeighedCheck
from ui.commands.eval.run_cost import Expense, confirm_cost
from ui.commands.eval.run_folders import EVALUATIONS, folder_of_run
from ui.commands.eval.run_kept import Finished, Request, about_run, finish, running
from ui.commands.eval.run_library import questions_of, require_articles, settings_for
from ui.commands.eval.run_progress import shown_asking
from ui.log import keep_log
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.settings import Settings

_AT_A_TIME = 4  # questions that an endpoint is asked


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A configuration before it is asked."""

    configuration: Configuration
    settings: Settings
    generation: int
    questions: tuple[Keyed, ...]
    cache: AnswerCache
    kept: tuple[Record, ...]  # from the cache

    @property
    def name(self) -> str:
        """The configuration's name."""
        return self.configuration.name

    @property
    def missing(self) -> tuple[Keyed, ...]:
        """What is still to be asked."""
        there = {record.id for record in self.kept}
        return tuple(one for one in self.questions if one.golden.id not in there)

    @property
    def asks_model(self) -> bool:
        """Whether a language model writes."""
        llm = self.settings.llm
        return not self.configuration.is_extractive and bool(llm.base_url or llm.model)

    @property
    def has_draft(self) -> bool:
        """Whether what the writer wrote may differ from what is shown."""
        return self.asks_model and self.settings.on_unsupported != "mark"

    def told(self, verifier: str) -> dict[str, Any]:
        """What ``run.json`` says of it."""
        writer = "endpoint" if self.asks_model else EXTRACTIVE
        return {
            "name": self.name,
            "settings": public_settings(self.settings),
            "writer": writer,
            "model": self.settings.llm.model if self.asks_model else EXTRACTIVE,
            "verifier": verifier,
            "library_generation": self.generation,
        }


def run_asked(wiring: Wiring, request: Request) -> Finished:
    """Put a question set to each configuration.

    Raises:
        UsageError: for what cannot be asked, or a paid endpoint that nobody has confirmed.
        BylineError: where the parts cannot be built, or the questions cannot be read.
    """
    verifier = WeighedCheck()
    chosen = parse_configurations(request.configurations, request.settings)
    settings = [settings_for(wiring, one.given, request.library) for one in chosen]
    keep_log(settings[0].data_dir)
    path = questions_of(wiring, settings[0], request.questions, request.library)
    questions = read_questions(path)
    if not questions:
        raise UsageError(f"There is no question in {path.name}.", "One JSON object a line.")
    prepare = partial(_prepare, wiring, questions, verifier.name, is_fresh=request.is_fresh)
    prepared = [prepare(named(one, own), own) for one, own in zip(chosen, settings, strict=True)]
    confirm_cost([_expense(one) for one in prepared], is_confirmed=request.is_confirmed)
    about = about_run(path, len(questions), [one.told(verifier.name) for one in prepared])
    home = wiring.settings({}).data_dir / EVALUATIONS
    folder = folder_of_run(home, request.out, request.name, about)
    with running(folder, about):
        keeping = Keeping(folder, verifier)
        for one in prepared:
            _gather(wiring, one, request.concurrency, keeping)
        return finish(folder, keeping, [one.name for one in prepared], [one.id for one in questions])


def _prepare(
    wiring: Wiring,
    questions: Sequence[GoldenQuestion],
    verifier: str,
    configuration: Configuration,
    settings: Settings,
    *,
    is_fresh: bool,
) -> _Prepared:
    stores = wiring.stores(settings)
    try:
        require_articles(stores.library.collections())
        generation = stores.library.generation()
    finally:
        stores.close()
    public = public_settings(settings)
    keyed = tuple(
        Keyed(one, answer_key(one, configuration, public, generation, verifier)) for one in questions
    )
    cache = AnswerCache(settings.data_dir / EVALUATIONS / FOLDER)
    found = () if is_fresh else (cache.find(configuration.name, one.golden.row, one.key) for one in keyed)
    kept = tuple(record for record in found if record)
    return _Prepared(configuration, settings, generation, keyed, cache, kept)


def _expense(one: _Prepared) -> Expense:
    questions = [each.golden for each in one.missing]
    return Expense(one.name, questions, one.settings, writes=one.asks_model, has_draft=one.has_draft)


def _gather(wiring: Wiring, one: _Prepared, concurrency: int | None, keeping: Keeping) -> None:
    """The records of one configuration: from the cache, and by asking."""
    for record in one.kept:
        keeping.add(record)
    if not one.missing:
        return
    wish = Wish(f"byline/{EXTRACTIVE}" if one.configuration.is_extractive else None, one.has_draft)
    at_a_time = concurrency or (_AT_A_TIME if one.asks_model else 1)
    byline = wiring.build(one.settings)
    try:
        with shown_asking(one.name, len(one.missing)) as advance:

            def take(record: Record) -> None:
                one.cache.keep(record)
                keeping.add(record)
                advance()

            asyncio.run(ask_all(byline.assistant, one.missing, wish, one.name, at_a_time, take))
    finally:
        byline.close()
