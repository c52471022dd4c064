from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.drafts import DraftSentence
from rag.answering.judging import LeftOut, Written
from rag.answering.release import NO_CLAIM, Judgement
from rag.answering.withholding import Withholding
from rag.domain import Verdict

VERDICTS: list[Verdict | None] = ["supported", "partial", "unsupported", "contradicted", None]


def written(text: str, verdict: Verdict | None, before: str = " ") -> Written:
    judgement = Judgement(verdict, 0.5, "verified") if verdict else NO_CLAIM
    return Written(DraftSentence(text, before), judgement)


def text_of(*sentences: Written) -> str:
    withholding = Withholding()
    settled = [one for sentence in sentences for one in withholding.take(sentence)]
    settled += withholding.finish()
    return "".join(one.draft.before + one.draft.text for one in settled if isinstance(one, Written))


def test_a_heading_is_left_out_with_all_that_stands_below_it() -> None:
    text = text_of(
        written("Cost", None, "## "),
        written("It cost nothing.", "unsupported", "\n\n"),
        written("Founder", None, "\n\n## "),
        written("Liang founded it.", "supported", "\n\n"),
    )
    assert text == "## Founder\n\nLiang founded it."


def test_a_heading_stays_while_something_stands_below_it() -> None:
    text = text_of(
        written("Cost:", None, ""),
        written("It cost nothing.", "contradicted", "\n- "),
        written("It cost $6 million.", "partial", "\n- "),
    )
    assert text == "Cost:\n- It cost $6 million."


def test_a_claim_that_announces_what_is_left_out_is_left_out_with_it() -> None:
    announced = written("The article names three founders:", "partial", "")
    liars = [written("Microsoft.", "unsupported", "\n- "), written("Tesla.", "unsupported", "\n- ")]
    true = written("Liang Wenfeng.", "supported", "\n- ")
    assert text_of(announced, *liars) == ""
    assert text_of(announced, *liars, true) == "The article names three founders:\n- Liang Wenfeng."
    assert text_of(announced) == "The article names three founders:"


def test_what_follows_takes_over_the_item_or_the_paragraph() -> None:
    one, other = written("A.", "supported", ""), written("C.", "supported")
    assert text_of(one, written("B.", "unsupported", "\n- "), other) == "A.\n- C."
    assert text_of(one, written("B.", "unsupported", "\n\n"), other) == "A.\n\nC."
    assert text_of(one, written("B.", "unsupported"), other) == "A. C."


def test_the_first_that_is_shown_begins_the_text() -> None:
    assert text_of(written("B.", "unsupported", ""), written("C.", "supported", "\n\n")) == "C."


def test_with_nothing_left_out_all_stays_as_it_was() -> None:
    sentences = [
        written("Cost:", None, ""),
        written("$6 million.", "supported", "\n\n"),
        written("That is all:", None, "\n\n"),
    ]
    assert text_of(*sentences) == "Cost:\n\n$6 million.\n\nThat is all:"


def test_with_everything_left_out_nothing_is_announced() -> None:
    assert text_of(written("$9.", "unsupported", ""), written("That is all:", None, "\n\n")) == ""


@given(st.lists(st.sampled_from(VERDICTS)))
def test_no_withheld_sentence_is_released_and_the_order_stays(verdicts: list[Verdict | None]) -> None:
    withholding = Withholding()
    sentences = [written(f"Sentence {n} of these.", verdict) for n, verdict in enumerate(verdicts)]
    settled = [one for sentence in sentences for one in withholding.take(sentence)]
    settled += withholding.finish()
    withheld = [s.draft.text for s in sentences if s.judgement.verdict in {"unsupported", "contradicted"}]
    released = [one.draft.text for one in settled if isinstance(one, Written)]
    claims = [s.draft.text for s in sentences if s.judgement.verdict in {"supported", "partial"}]
    assert not set(withheld) & set(released)
    assert sum(isinstance(one, LeftOut) for one in settled) == len(withheld)
    assert released == sorted(released, key=lambda text: int(text.split()[1]))
    assert set(claims) <= set(released)
