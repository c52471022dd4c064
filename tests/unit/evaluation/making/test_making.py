"""A set made from a library: mixed, repeatable, with near misses and disagreements, nothing trivial."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from rag.domain import Article, ArticleId
from rag.errors import SourceError
from rag.evaluation.making.making import make
from rag.phrasing.question import MadeKind, MadeQuestion
from rag.phrasing.screening import screened
from tests.builders import article, passage
from tests.fakes import DictLibrary

ROE = (
    "Jane Roe said that Acme will grow. Jane Roe founded Acme in Lyon in 1998. "
    "Acme paid $78 million for Harbour Bank in Lyon. Acme announced a sale to Harbour Bank."
)
SMITH = (
    "John Smith told reporters that Harbour Bank is sound. John Smith joined Harbour Bank in 2004. "
    "Harbour Bank launched a service in Paris on March 3. Reports about Acme came in from Lyon and Paris."
)
OTHER = "According to records seen in Lyon, Acme paid $95 million for Harbour Bank in Lyon."


def library_of(*texts: str) -> DictLibrary:
    library = DictLibrary()
    for number, text in enumerate(texts):
        source = article(text, key=f"a{number}", title=f"Notes {number}")
        library.replace_article(source, [passage(source)])
    return library


def question(
    asked: str, fact: str, *, kind: MadeKind = "name", source: str = "a0", answer: str = ""
) -> MadeQuestion:
    return MadeQuestion(asked, kind, answer or f"{fact} did it.", ((fact,),), (ArticleId(source),))


def kept(*questions: MadeQuestion, articles: dict[ArticleId, Article] | None = None) -> list[str]:
    return [one.question for one in screened(questions, articles or {}, Counter())]


def test_the_same_seed_makes_the_same_questions_and_another_another_order() -> None:
    library = library_of(ROE, SMITH)
    first = make(library, 20, seed=1)
    assert first == make(library, 20, seed=1)
    assert first != make(library, 20, seed=2)


def test_the_ids_of_articles_which_differ_between_machines_choose_nothing() -> None:
    def asked(keys: tuple[str, str]) -> list[str]:
        library = DictLibrary()
        for key, text in zip(keys, (ROE, SMITH), strict=True):
            source = replace(article(text, key=key, title=text[:9]), hash=text[:9])
            library.replace_article(source, [passage(source)])
        return [one.question for one in make(library, 20).questions]

    assert asked(("a", "b")) == asked(("b", "a"))


def test_a_near_miss_puts_another_name_into_a_question_and_no_article_says_it() -> None:
    made = make(library_of(ROE, SMITH), 20)
    misses = [one for one in made.questions if one.kind == "near_miss"]
    assert misses
    answered = {one.question for one in made.questions if one.answerable}
    assert all(not one.answerable and not one.facts and one.question not in answered for one in misses)
    assert all(one.note.startswith("Made from") for one in misses)


def test_no_near_miss_is_made_that_an_article_answers() -> None:
    twin = ROE.replace("Jane Roe", "Mary Major").replace("1998", "1997")
    made = make(library_of(ROE, twin), 30)
    misses = [one.question for one in made.questions if one.kind == "near_miss"]
    assert not any("Mary Major found" in one or "Jane Roe found" in one for one in misses)


def test_articles_that_contradict_each_other_make_a_question_with_a_fact_for_each_side() -> None:
    made = make(library_of(ROE, OTHER), 20)
    [found] = [one for one in made.questions if one.kind == "disagreement"]
    assert found.question == "How much did Acme pay for Harbour Bank in Lyon?"
    assert {fact[0] for fact in found.facts} == {"$78 million", "$95 million"}
    assert set(found.articles) == {"a0", "a1"}


def test_a_library_that_states_nothing_is_refused_with_a_hint() -> None:
    with pytest.raises(SourceError) as raised:
        make(library_of("It rained. They went home."), 10)
    assert "English sentences" in raised.value.hint


def test_a_question_that_holds_its_answer_is_dropped() -> None:
    assert kept(question("Who founded the Jane Roe archive?", "Jane Roe")) == []


def test_a_question_whose_answer_is_the_title_is_dropped() -> None:
    titled = article("Jane Roe did it.", key="a0", title="Jane Roe")
    assert kept(question("Who did it?", "Jane Roe"), articles={titled.id: titled}) == []


def test_reprints_make_one_question_that_names_both_articles() -> None:
    asked = "Who founded Acme in Lyon?"
    rows = [question(asked, "Jane Roe", source="a0"), question(asked, "Jane Roe", source="a1")]
    [one] = screened(rows, {}, Counter())
    assert one.articles == ("a0", "a1")


def test_one_question_with_two_answers_is_dropped_with_both() -> None:
    dropped: Counter[str] = Counter()
    rows = [question("Who runs Acme in Lyon?", name) for name in ("Jane Roe", "John Smith")]
    assert screened(rows, {}, dropped) == []
    assert dropped.total() == 2


def test_a_question_that_names_its_source_has_one_side() -> None:
    told = ROE.replace("Acme paid $78 million", "According to Acme, Acme paid $78 million")
    made = make(library_of(told, OTHER.removeprefix("According to records seen in Lyon, ")), 20)
    asked = {one.question: one.kind for one in made.questions}
    assert asked["According to Acme, how much did Acme pay for Harbour Bank in Lyon?"] == "figure"
