"""A language model as judge: what its answers mean, and what is done where they mean nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.errors import BylineError, EndpointBusyError, EndpointKeyError, JudgeUnreadableError
from rag.evaluation.judges.judged_runs import KeptOpinions, judged_run
from rag.evaluation.judges.judging import Asked, Opinion, ask_all, read_verdict
from rag.evaluation.labels.sentences import RunSentence


class SayingJudge:
    """Says of each sentence what it is told to, or raises it."""

    name = "judge"

    def __init__(self, **said: bool | BylineError) -> None:
        self.said = said
        self.asked: list[str] = []

    async def supports(self, sentence: str, texts: Sequence[str]) -> bool:
        self.asked.append(sentence)
        await asyncio.sleep(0)
        said = self.said[sentence]
        if isinstance(said, BylineError):
            raise said
        return said


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("YES", True),
        ("no.", False),
        ("**Yes**, the context says so.", True),
        ("No, though yes would be tempting.", False),
        ('{"answer": "NO"}', False),
        ("<think>Surely yes, yes.</think>\nNO", False),
        ("The context says nothing of eyes. Answer: NO", False),
        ("Let me see. The passage tells it.\nYES", True),
        ("Therefore the final answer is yes", True),
        ("I would go with NO here, I think", False),
    ],
)
def test_yes_and_no_are_read_however_they_are_wrapped(text: str, verdict: bool) -> None:
    assert read_verdict(text) is verdict


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It depends.",
        "YES or NO",
        "YES/NO",
        "Eyes are mentioned.",
        "No mention is made, but it follows.",
        "<think>yes",
    ],
)
def test_neither_and_both_are_no_verdict(text: str) -> None:
    assert read_verdict(text) is None


def asked(*sentences: str) -> list[Asked]:
    return [Asked(sentence, ("text",)) for sentence in sentences]


def test_opinions_come_in_order_and_a_failure_has_its_name() -> None:
    judge = SayingJudge(a=True, b=JudgeUnreadableError("?"), c=EndpointBusyError("busy"), d=False)
    found = asyncio.run(ask_all(judge, asked("a", "b", "c", "d"), at_once=2))
    assert found == [
        Opinion(True),
        Opinion(None, "judge_unreadable"),
        Opinion(None, "endpoint_busy"),
        Opinion(False),
    ]


def test_what_would_meet_every_sentence_ends_it_at_once() -> None:
    judge = SayingJudge(**{str(n): EndpointKeyError("no") for n in range(50)})
    with pytest.raises(EndpointKeyError):
        asyncio.run(ask_all(judge, asked(*judge.said), at_once=2))
    assert len(judge.asked) <= 2


def test_what_was_said_is_kept_and_a_failure_or_a_broken_line_is_not(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kept.jsonl"
    one, two = asked("a", "b")
    kept = KeptOpinions(path)
    kept.add("judge", one, Opinion(False))
    kept.add("judge", two, Opinion(None, "endpoint_busy"))
    path.write_text(path.read_text("utf-8") + '{"key": "x', "utf-8")
    again = KeptOpinions(path)
    assert again.get("judge", one) == Opinion(False)
    assert again.get("judge", two) is None
    assert again.get("another", one) is None


def test_a_judges_agreement_is_counted_beside_its_figure() -> None:
    sentences = [
        RunSentence(str(n), f"q{n // 2}", "", "", "supported" if n < 5 else "partial", 0.5, ())
        for n in range(10)
    ]
    said = [*[Opinion(n < 6) for n in range(9)], Opinion(None, "judge_unreadable")]
    found = judged_run("judge", sentences, said, {"0": ("supported",), "8": ("no claim",)}, counted=8)
    assert found.sentences == 8
    assert found.failed == {"judge_unreadable": 1}
    assert found.with_verifier.observed == pytest.approx(7 / 8)
    assert found.faithfulness is not None
    assert found.faithfulness.value == pytest.approx(6 / 8)
    assert found.with_labels is not None
    assert found.with_labels.n == 1
    assert judged_run("judge", sentences, said, {}, counted=10).with_labels is None
