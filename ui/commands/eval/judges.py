"""The language model that judges: its flags, its settings, and what is said before it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import EndpointError, SettingsError
from ui.terminal import messages, tell_receivers
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.evaluation.judges.judging import Asked, Opinion
    from rag.settings import Settings

JudgeBaseUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Endpoint of the judge; its key is BYLINE_JUDGE_API_KEY."),
]
JudgeModel = Annotated[str | None, typer.Option(metavar="NAME", help="The model that judges.")]


def judge_settings(wiring: Wiring, base_url: str | None, model: str | None) -> Settings:
    """The settings with the judge's flags; says who is sent what, and where the judge judges itself."""
    from rag.settings import judging_hosts

    settings = wiring.settings({"judge.base_url": base_url, "judge.model": model})
    tell_receivers(judging_hosts(settings), "Sentences and passages")
    if same_as_writer(settings):
        messages().print("The judge is the model that writes the answers: it judges itself.", style="yellow")
    return settings


def same_as_writer(settings: Settings) -> bool:
    """Whether the judge is the model that the settings have for writing."""
    llm, judge = settings.llm, settings.judge
    is_any = bool(judge.base_url or judge.model)
    return is_any and (llm.base_url, llm.model) == (judge.base_url, judge.model)


@contextmanager
def _hints_name_the_judge() -> Iterator[None]:
    """An endpoint's errors name the writer's settings; here they are the judge's."""
    try:
        yield
    except (EndpointError, SettingsError) as error:
        error.hint = error.hint.replace("BYLINE_LLM_", "BYLINE_JUDGE_")
        raise


def opinions(settings: Settings, asked: Sequence[Asked]) -> tuple[str, list[Opinion]]:
    """The judge's name, and its opinions in order; what it said once is kept and not asked for again.

    Raises:
        SettingsError: if no judge is set.
        EndpointError: if it cannot be asked.
    """
    import anyio

    from rag.assembly import opened_judge
    from rag.evaluation.judges.judged_runs import FILE, KeptOpinions
    from rag.evaluation.judges.judging import ask_all
    from ui.commands.eval.counting import counted

    kept = KeptOpinions(settings.data_dir / "evaluations" / FILE)
    with _hints_name_the_judge(), opened_judge(settings) as judge:
        name = f"{settings.judge.base_url or 'local'} {judge.name}"
        found = {n: opinion for n, one in enumerate(asked) if (opinion := kept.get(name, one))}
        open_ = [n for n in range(len(asked)) if n not in found]
        with counted("Judging", len(open_)) as done:

            def keep(place: int, opinion: Opinion) -> None:
                found[open_[place]] = opinion
                kept.add(name, asked[open_[place]], opinion)
                done()

            async def ask() -> None:
                await ask_all(judge, [asked[n] for n in open_], done=keep)

            anyio.run(ask)
        return judge.name, [found[n] for n in range(len(asked))]
