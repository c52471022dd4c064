"""What the page shows of an answer, and that no text in it can do anything."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.drafts import DraftSentence
from rag.answering.release import Judgement
from rag.domain import Question, Reprints, Verdict
from rag.events import Failed, FellBack, Finished, Started, Thinking
from tests.fakes_ui import (
    cost_script,
    lead,
    make_article,
    quotation,
    refusal_script,
    script_of,
    whole_passage,
)
from ui.web import texts
from ui.web.chat.render import answer_html, masthead_html, question_html, turn_html
from ui.web.chat.view import Conversation, View
from ui.web.markup import element, escaped

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(1)"> ![x](http://evil.example/x.png)'
    " [y](javascript:z) $a$ `code` **bold** \n\n# heading\n\n</div>"
)


class Elements(HTMLParser):
    """Which elements a piece of HTML has, with their attributes, and which words it shows."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def named(self, tag: str, css_class: str = "") -> list[dict[str, str | None]]:
        return [
            given for name, given in self.found if name == tag and css_class in (given.get("class") or "")
        ]


def view_of(script, question: str = "What did it cost?") -> View:
    view = View()
    for event in script(Question(question)):
        if not isinstance(event, float):
            view = view.heard(event)
    return view


@given(st.text())
def test_escaped_text_shows_the_same_words_and_holds_no_markup(text: str) -> None:
    html = escaped(text)
    assert not set(html) & set("<>\"'`*_[]!$|~\\\n\r")
    shown = Elements(html).words
    assert shown.split() == text.replace("\x00", " ").split() or not text.isprintable()


def test_hostile_text_in_every_place_stays_text() -> None:
    article = make_article(f"Before. {HOSTILE} After.", title=HOSTILE, publisher=HOSTILE)
    drafts = [lead(article, ""), quotation(article, HOSTILE), DraftSentence(HOSTILE, "\n\n")]
    view = view_of(script_of(drafts), question=HOSTILE).heard(Thinking(HOSTILE)).heard(FellBack(HOSTILE))
    view = view.heard(Failed("endpoint", HOSTILE, HOSTILE))
    for html in (answer_html(view), question_html(HOSTILE)):
        elements = Elements(html)
        assert not elements.named("script")
        assert not elements.named("img")
        assert "\n" not in html  # a blank line would hand the rest to the Markdown renderer
        assert not any(name.startswith("on") for _, given in elements.found for name in given)
        addresses = [given["href"] for _, given in elements.found if "href" in given]
        assert all(address and address.startswith("/articles/") for address in addresses)
        assert "<script>alert(1)</script>" in elements.words


def test_attributes_cannot_be_broken_out_of() -> None:
    html = element("a", "x", title='" onmouseover="alert(1)')
    assert Elements(html).found == [("a", {"title": '" onmouseover="alert(1)'})]


def test_a_citation_leads_to_its_span() -> None:
    article = make_article("One. It cost $6 million. Three.")
    view = view_of(script_of([lead(article, ""), quotation(article, "It cost $6 million.")]))
    marker = Elements(answer_html(view)).named("a", "cite")[0]
    assert marker["href"] == "/articles/a1?start=5&end=24#span"
    assert marker["aria-label"] == "Source 1: A title"


def test_a_quotation_stands_under_the_name_of_who_says_it() -> None:
    article = make_article("It cost $6 million.")
    html = answer_html(view_of(script_of([lead(article, ""), quotation(article, "It cost $6 million.")])))
    elements = Elements(html)
    assert elements.named("p", "lead")
    assert elements.named("blockquote")
    assert "The Paper, 28 January 2025" in elements.words


def test_a_disagreement_takes_the_place_of_the_remark_that_announces_it() -> None:
    view = view_of(cost_script())
    html = answer_html(view)
    assert html.index("<table>") < html.index("<blockquote>")
    assert "Sources differ on this" not in Elements(html).words
    assert "$1.3 billion" in Elements(html).words


def test_each_article_is_listed_once_with_all_its_numbers() -> None:
    html = answer_html(view_of(cost_script()))
    sources = html[html.index('class="sources"') :]
    assert len(Elements(sources).named("a", "source-link")) == 2
    assert len(Elements(sources).named("a", "cite")) == 3


def test_a_refusal_links_the_nearest_articles_and_names_them_once() -> None:
    elements = Elements(answer_html(view_of(refusal_script())))
    assert len(elements.named("a", "source-link")) == 2
    title = "CGTN carries three explanations for American unease over DeepSeek"
    assert elements.words.count(title) == 1
    assert "The articles do not answer this." in elements.words


@pytest.mark.parametrize(
    ("verdict", "words"), [("unsupported", "not supported"), ("contradicted", "contradicted by")]
)
def test_a_sentence_without_support_says_so(verdict: Verdict, words: str) -> None:
    assert words in Elements(doubted(verdict)).words


@pytest.mark.parametrize("verdict", ["partial", "unsupported", "contradicted"])
def test_a_doubtful_sentence_has_a_button_that_tells_why(verdict: Verdict) -> None:
    elements = Elements(doubted(verdict))
    assert elements.named("button", f"verdict {verdict}")
    assert ": names the wrong year." in elements.words
    assert elements.named("span", "mark")[0]["aria-hidden"] == "true"


def test_a_disagreement_says_who_gives_which_value_and_when() -> None:
    html = answer_html(view_of(cost_script()))
    table = Elements(html[html.index("<table>") : html.index("</table>")])
    assert len(table.named("th")) == 4
    assert len(table.named("a", "cite")) == 3
    assert "undated" in table.words


def test_a_correction_or_retraction_stands_beside_the_source() -> None:
    article = make_article("It cost $6 million.")
    view = view_of(script_of([quotation(article, "It cost $6 million.")]))
    marked = replace(view, marks={"a1": texts.mark_of("retracted", "There was none.")})
    assert "retracted: There was none." in Elements(answer_html(marked)).words


def test_reasoning_is_folded_and_its_length_and_time_are_said() -> None:
    view = replace(View().heard(Thinking("One two. ")).heard(Thinking("Three.")), thought_seconds=8.2)
    assert "Reasoning for 8 s, 3 words" in Elements(answer_html(view)).words
    assert not any("open" in given for given in Elements(answer_html(view)).named("details"))
    stopped = replace(view, is_stopped=True)
    assert "Reasoned for 8 s, 3 words" in Elements(answer_html(stopped)).words


def test_while_others_are_answered_first_it_says_so() -> None:
    assert "Waiting for its turn; 3 questions wait" in Elements(answer_html(View(waiting=3))).words


@pytest.mark.parametrize(
    ("code", "acts"),
    [
        ("internal", ["again"]),
        ("endpoint_unreachable", ["again", "quotations"]),
        ("question", ["edit"]),
    ],
)
def test_every_failure_offers_a_way_on(code: str, acts: list[str]) -> None:
    elements = Elements(answer_html(View().heard(Failed(code, "It failed.", "")), 4))
    assert [given["data-act"] for given in elements.named("button")] == acts
    assert {given["data-place"] for given in elements.named("button")} == {"4"}


def test_only_the_newest_turn_can_be_asked_again() -> None:
    entry = Conversation().asking("Who?").showing(view_of(cost_script())).entries[0]
    newest, earlier = (Elements(turn_html(entry, 0, is_newest=newest)) for newest in (True, False))
    acts = [given.get("data-act") for given in newest.named("button")]
    assert acts == ["copy", "again", "edit", "export", "export", "export"]
    assert "again" not in [given.get("data-act") for given in earlier.named("button")]


def test_an_edited_question_takes_the_place_of_itself_and_of_what_followed() -> None:
    conversation = Conversation().asking("Who?").asking("When?").asking("Why?")
    assert [entry.question for entry in conversation.asking("Where?", 1).entries] == ["Who?", "Where?"]


def doubted(verdict: Verdict) -> str:
    article = make_article("It cost $6 million.")
    judgement = Judgement(verdict, 0.3, "verified", ("names the wrong year",))
    drafts = [DraftSentence("It was cheap.", sources=quotation(article, "It cost $6 million.").sources)]
    return answer_html(view_of(script_of(drafts, judgement=judgement)))


def test_before_the_first_sentence_it_says_what_is_being_done() -> None:
    view = View()
    assert "Searching the library" in answer_html(view)
    article = make_article("One.")
    started, _, retrieved, *_ = script_of([], passages=(whole_passage(article),))(Question("Who?"))
    view = view.heard(started).heard(retrieved)  # type: ignore[arg-type]  # the script pauses between them
    assert "Reading 1 passage from 1 article" in answer_html(view)


def test_a_stopped_answer_keeps_what_had_come() -> None:
    conversation = Conversation().asking("Who?").stopped()
    assert "Stopped" in answer_html(conversation.entries[0].view)
    assert conversation.stopped() == conversation


def test_only_the_last_answer_can_still_be_written() -> None:
    conversation = Conversation().asking("Who?").asking("And then?")
    assert [entry.view.is_stopped for entry in conversation.entries] == [True, False]


def test_the_history_is_what_was_finished() -> None:
    conversation = Conversation().asking("Who?").showing(view_of(cost_script())).asking("And then?")
    assert [turn.question for turn in conversation.history()] == ["Who?"]


def test_a_rewritten_question_is_shown() -> None:
    events = list(cost_script()(Question("And DeepSeek?")))
    started = next(event for event in events if isinstance(event, Started))
    finished = next(event for event in events if isinstance(event, Finished))
    rewritten = Started(started.answer_id, "What did DeepSeek say it cost?", started.constraints)
    view = View().heard(rewritten).heard(finished)
    assert "Asked as: What did DeepSeek say it cost?" in Elements(answer_html(view)).words


@pytest.mark.parametrize(
    ("host", "words"),
    [
        (None, "Nothing leaves this machine."),
        ("api.deepseek.com", "Questions and passages are sent to api.deepseek.com."),
    ],
)
def test_the_page_says_who_receives_the_passages(host: str | None, words: str) -> None:
    from rag.interfaces import Span

    assert words in Elements(masthead_html(Span(5, None, None), host)).words


def test_what_an_answer_was_limited_to_stands_above_it() -> None:
    assert "Only articles" not in answer_html(view_of(cost_script()))
    view = View(collections=("demo",))
    asked = Question(
        "What did it cost?", publishers=("CGTN", "The Verge"), since="2025-01-20", as_of="2025-02-01"
    )
    for event in cost_script()(asked):
        if not isinstance(event, float):
            view = view.heard(event)
    shown = Elements(answer_html(view)).words
    assert "Only articles in demo" in shown
    assert "from CGTN or The Verge" in shown
    assert "since 20 January 2025" in shown
    assert "as of 1 February 2025" in shown


def test_a_source_that_was_printed_elsewhere_says_how_often() -> None:
    article = make_article("The bridge is closed.")
    draft = quotation(article, "The bridge is closed.")
    reprinted = replace(draft.sources[0], reprints=Reprints(article.id, 3))
    html = answer_html(view_of(script_of([replace(draft, sources=(reprinted,))])))
    assert "printed 2 times more" in html


def test_a_note_after_the_answer_is_set_apart_from_it() -> None:
    said = quotation(make_article("The bridge is closed."), "The bridge is closed.")
    note = DraftSentence("Newer articles were preferred.", "\n\n")
    html = answer_html(view_of(script_of([said, note])))
    assert '<p class="note">Newer articles were preferred' in html
