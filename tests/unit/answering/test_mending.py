from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from rag.answering.drafts import DraftSentence
from rag.answering.judging import Refused, Task, Writing, Written
from rag.answering.mend_briefing import brief_mending, passages_on
from rag.answering.mending import Mender, better_of, mended
from rag.answering.release import NO_CLAIM, Judgement
from rag.answering.usage import summed_usage
from rag.domain import Verdict
from rag.errors import EndpointTooLongError
from rag.interfaces import ModelDone
from tests.builders import article, hit, read

FOUNDED = hit(article("DeepSeek was founded in Hangzhou.", key="founded"))
SANK = hit(article("Nvidia shares sank 17 percent.", key="sank"))
ROSE = hit(article("Siemens shares rose.", key="rose"))
CHEAP = hit(article("Training was cheap.", key="cheap"))
HITS = (FOUNDED, SANK, ROSE, CHEAP)


def written(text: str, verdict: Verdict | None = "unsupported", score: float = 0.2) -> Written:
    judgement = Judgement(verdict, score, "verified") if verdict else NO_CLAIM
    return Written(DraftSentence(text, " "), judgement)


FALSE = written("Nvidia sank by half.")


def test_a_supported_sentence_stands_in_the_place_of_the_other() -> None:
    better = better_of([written("Here it is:", None), written("Nvidia sank.", "supported")], FALSE, [])
    assert better
    assert (better.draft.text, better.draft.before, better.is_mended) == ("Nvidia sank.", " ", True)


@pytest.mark.parametrize(("score", "is_better"), [(0.5, True), (0.2, False)])
def test_a_partly_supported_one_needs_a_better_score(score: float, is_better: bool) -> None:
    assert bool(better_of([written("Nvidia sank.", "partial", score)], FALSE, [])) == is_better


@pytest.mark.parametrize(
    "reply",
    [
        [],
        [Refused()],
        [written("Here it is:", None)],
        [written("Nvidia rose.")],
        [written("Nvidia shares sank!", "supported")],
        [written("CGTN: Nvidia sank by half.", "supported")],
    ],
    ids=["nothing", "refusal", "no claim", "unsupported", "said already", "holds the withheld one"],
)
def test_nothing_else_does(reply: Sequence[Writing]) -> None:
    assert better_of(reply, FALSE, ["nvidia shares sank"]) is None


def test_the_passages_that_it_rests_on_go_first_then_those_with_its_words() -> None:
    assert passages_on("Nvidia shares sank by half.", HITS) == [SANK, ROSE, FOUNDED]
    assert passages_on("Nvidia shares sank by half.", HITS, [CHEAP.passage.id]) == [CHEAP, SANK, ROSE]


def test_as_many_passages_are_told_as_fit() -> None:
    whole = brief_mending("What sank?", "Nvidia sank by half.", ("says half",), HITS, 8192)
    assert whole.hits == HITS
    assert "says half" in whole.prompt
    long = hit(article("Nvidia sank. " * 200))
    assert brief_mending("What sank?", "Nvidia sank by half.", (), [SANK, long], 1024).hits == (SANK,)
    with pytest.raises(EndpointTooLongError):
        brief_mending("What sank?", "Nvidia sank by half.", (), HITS, 512)


def mended_by(reply: Sequence[Writing], *answer: Writing, ends_in: float = 60.0) -> list[Writing]:
    async def answering() -> AsyncGenerator[Writing, None]:
        for one in answer:
            yield one

    async def again(_: object) -> AsyncGenerator[Writing, None]:
        await asyncio.sleep(0)
        for one in reply:
            yield one

    async def run() -> list[Writing]:
        task = Task("What sank?", HITS, read("What sank?"), ())
        ends_at = asyncio.get_running_loop().time() + ends_in
        mender = Mender(task, again, lambda: 8192, ends_at)
        return [writing async for writing in mended(answering(), mender)]

    return asyncio.run(run())


BETTER: list[Writing] = [written("Nvidia sank.", "supported"), ModelDone("stop", {"total_tokens": 3})]


def test_order_stays_and_later_sentences_are_untouched() -> None:
    first, last = written("A rose.", "supported"), written("B fell.", "partial")
    told = mended_by(BETTER, first, FALSE, last, ModelDone("stop", {"total_tokens": 9}))
    texts = [one.draft.text for one in told if isinstance(one, Written)]
    assert texts == ["A rose.", "Nvidia sank.", "B fell."]
    assert [one.usage for one in told if isinstance(one, ModelDone)] == [
        {"total_tokens": 9},
        {"total_tokens": 3},
    ]


def test_usage_of_a_second_request_alone_is_not_told() -> None:
    assert not any(isinstance(one, ModelDone) and one.usage for one in mended_by(BETTER, FALSE))


def test_after_the_deadline_no_sentence_is_mended() -> None:
    assert mended_by(BETTER, FALSE, ends_in=-1.0) == [FALSE]


def test_usage_is_summed_with_its_details() -> None:
    one = {"total_tokens": 5, "details": {"cached": 1}, "tier": None}
    other = {"total_tokens": 7, "details": {"cached": 2, "audio": 1}, "tier": "fast"}
    total = {"total_tokens": 12, "details": {"cached": 3, "audio": 1}, "tier": "fast"}
    assert summed_usage(one, other) == total
    assert summed_usage(None, other) == other
    assert summed_usage(one, None) == one
