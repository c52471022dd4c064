"""The text of a reply: markers, stops, a limit in tokens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.drafts import DraftSentence
from rag.answering.release import Judgement
from rag.domain import Answer, Question
from rag.events import Finished, SentenceReleased
from tests.fakes_ui import Script, cost_script, make_article, quotation, released, script_of
from ui.api.openai.text import Limits, ReplyText, pieces

NO_LIMITS = Limits()


def events_of(script: Script) -> tuple[list[SentenceReleased], Answer]:
    events = [event for event in script(Question("Who?")) if not isinstance(event, float | BaseException)]
    assert isinstance(events[-1], Finished)
    return released(events), events[-1].answer


def written(script: Script, limits: Limits) -> tuple[list[str], ReplyText, Answer]:
    sentences, answer = events_of(script)
    text = ReplyText(limits)
    sent = [text.add(event.before, event.sentence) for event in sentences]
    return [*sent, text.close(answer.citations)], text, answer


def three_facts() -> Script:
    article = make_article("It rose. It fell. It stayed.")
    return script_of([quotation(article, words) for words in ("It rose.", "It fell.", "It stayed.")])


def test_the_pieces_are_the_answers_text_and_its_footnotes() -> None:
    sent, text, answer = written(cost_script(), NO_LIMITS)
    assert "".join(sent[:-1]) == answer.text
    assert sent[-1].startswith("\n\nSources:\n- [1] ")
    assert text.finish_reason == "stop"


def test_a_whole_answer_falls_into_the_pieces_that_were_streamed() -> None:
    sentences, answer = events_of(cost_script())
    assert list(pieces(answer)) == [(event.before, event.sentence) for event in sentences]


def test_annotations_point_at_the_markers_whatever_stands_before_them() -> None:
    article = make_article("He said [1] is enough 😀. It rose ![x](y).")
    drafts = [quotation(article, "He said [1] is enough 😀."), quotation(article, "It rose ![x](y).")]
    for judgement in (Judgement("supported", 1.0, "verbatim"), Judgement("contradicted", 0.1, "verified")):
        sent, text, answer = written(script_of(drafts, judgement=judgement), NO_LIMITS)
        spans = [found["url_citation"] for found in text.annotations(answer.citations)]
        content = "".join(sent)
        assert [content[span["start_index"] : span["end_index"]] for span in spans] == ["[1]", "[2]"]
        assert content[: spans[0]["start_index"]].endswith("😀.” ")


def test_the_text_ends_before_a_stop() -> None:
    sent, text, answer = written(three_facts(), Limits(("fell",)))
    assert "".join(sent) == " “It rose.” [1] “It "
    assert text.finish_reason == "stop"
    assert len(text.annotations(answer.citations)) == 1


def test_a_stop_over_the_border_of_two_pieces_is_seen_and_nothing_is_taken_back() -> None:
    sent, _, _ = written(three_facts(), Limits(("[1] “It fell", "never")))
    assert "".join(sent) == sent[0] == " “It rose.” "


def test_what_only_begins_like_a_stop_comes_with_the_next_piece() -> None:
    sent, _, answer = written(three_facts(), Limits(("[1] and so on",)))
    assert sent[:2] == [" “It rose.” ", "[1] “It fell.” [2]"]
    assert "".join(sent).startswith(answer.text)


def test_sources_that_would_hold_a_stop_end_before_it() -> None:
    sent, _, answer = written(three_facts(), Limits(("Sources:",)))
    assert "".join(sent) == answer.text + "\n\n"


def test_sentences_are_whole_or_left_out_and_only_what_is_cited_has_a_source() -> None:
    sent, text, answer = written(three_facts(), Limits(tokens=16))
    content = "".join(sent)
    assert content.startswith(" “It rose.” [1]\n\nSources:\n- [1] ")
    assert "[2]" not in content
    assert text.finish_reason == "length"
    assert len(text.annotations(answer.citations)) == 1


def test_a_limit_below_the_first_sentence_leaves_nothing() -> None:
    sent, text, answer = written(three_facts(), Limits(tokens=1))
    assert "".join(sent) == ""
    assert (text.finish_reason, text.annotations(answer.citations)) == ("length", [])


def test_text_without_sources_has_no_footnotes() -> None:
    sent, _, _ = written(script_of([DraftSentence("Nothing answers.")]), NO_LIMITS)
    assert sent == ["Nothing answers.", ""]


@given(
    words=st.lists(st.text("ab. \n", min_size=1, max_size=8), min_size=1, max_size=6),
    stops=st.lists(st.text("ab. \n", min_size=1, max_size=4), max_size=4),
)
def test_stops_cut_as_they_would_cut_the_whole_text(words: list[str], stops: list[str]) -> None:
    sent, _, answer = written(script_of([DraftSentence(word) for word in words]), Limits(tuple(stops)))
    places = [answer.text.find(stop) for stop in stops if stop in answer.text]
    assert "".join(sent) == answer.text[: min(places, default=len(answer.text))]
