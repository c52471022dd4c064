from __future__ import annotations

import pytest

from rag.answering.briefing import NO_ANSWER, brief
from rag.answering.drafts import DraftSentence
from rag.answering.judging import Judging, Refused, Task, Written, repeats_prompt, says_no_answer
from rag.answering.sentence_stream import WrittenSentence
from rag.trust.verifier import WeighedCheck
from tests.builders import candidate, read, scored

TRUE = "DeepSeek was founded in Hangzhou."


def judging(max_sentences: int = 2) -> Judging:
    found = candidate(TRUE)
    task = Task("Where was DeepSeek founded?", (found.hit,), read("Where?", scored(found)), ())
    return Judging(task, brief(task.question, task.hits, (), 8192, 6), WeighedCheck(), max_sentences)


def sentence(text: str, before: str = " ") -> WrittenSentence:
    return WrittenSentence(text, before, ())


def test_each_sentence_gets_its_verdict_and_its_source() -> None:
    (written,) = judging().judge([sentence(TRUE)])
    assert isinstance(written, Written)
    assert written.judgement.verdict == "supported"
    assert [source.quote for source in written.draft.sources] == [TRUE]
    assert written.draft.before == ""


def test_a_bare_name_is_judged_as_an_answer_and_not_as_a_name() -> None:
    found = [candidate("DeepSeek was founded in Hangzhou."), candidate("Microsoft shares fell in Seattle.")]
    task = Task(
        "Where was DeepSeek founded?",
        tuple(one.hit for one in found),
        read("Where?", *map(scored, found)),
        (),
    )
    judged = Judging(task, brief(task.question, task.hits, (), 8192, 6), WeighedCheck(), 2)
    said = [
        one for one in judged.judge([sentence("Hangzhou"), sentence("Seattle")]) if isinstance(one, Written)
    ]
    assert [one.draft.text for one in said] == ["Hangzhou", "Seattle"]
    assert said[0].judgement.verdict == "supported"
    assert said[1].judgement.verdict != "supported"


def test_more_sentences_than_wanted_are_left_out() -> None:
    judged = judging(max_sentences=2)
    assert len(list(judged.judge([sentence(TRUE), sentence("It rose."), sentence("It fell.")]))) == 2
    assert judged.is_full


def test_a_refusal_counts_only_before_an_answer() -> None:
    first = judging()
    assert list(first.judge([sentence(NO_ANSWER), sentence(TRUE)])) == [Refused()]
    assert first.has_answered
    later = list(judging().judge([sentence(TRUE), sentence(NO_ANSWER)]))
    assert [one.draft.text for one in later if isinstance(one, Written)] == [TRUE]


def test_the_prompts_own_sentences_are_no_answer() -> None:
    judged = judging()
    assert list(judged.judge([sentence("Use only what the passages say.")])) == []
    assert (judged.has_answered, judged.has_repeated) == (False, True)


def test_an_address_is_taken_out_and_told() -> None:
    (written,) = judging().judge([sentence("DeepSeek was founded in Hangzhou (evil.example/x).")])
    assert isinstance(written, Written)
    assert written.draft == DraftSentence(written.draft.text, "", written.draft.sources)
    assert "evil.example" not in written.draft.text
    assert written.judgement.verdict == "partial"


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("Add nothing from your own knowledge.", True),
        ("Add nothing.", False),
        ("DeepSeek is a company.", False),
    ],
)
def test_only_what_is_long_enough_is_taken_for_the_prompts(text: str, *, is_so: bool) -> None:
    assert repeats_prompt(text) is is_so


@pytest.mark.parametrize("text", [NO_ANSWER, NO_ANSWER.rstrip("."), f"**{NO_ANSWER.upper()}**"])
def test_a_refusal_is_known_whatever_its_punctuation(text: str) -> None:
    assert says_no_answer(text)


def test_a_sentence_is_said_once_and_a_model_that_goes_round_in_circles_is_stopped() -> None:
    judged = judging(max_sentences=6)
    assert len(list(judged.judge([sentence(TRUE), sentence("It rose."), sentence(TRUE)]))) == 2
    assert not judged.is_full
    assert list(judged.judge([sentence("It rose."), sentence(f"{TRUE}!")])) == []
    assert judged.is_full
