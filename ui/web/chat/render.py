"""Views of answers as HTML: pure functions, everything escaped, one line without line breaks."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Answer, Citation, Disagreement, Nearest, Sentence
from rag.events import DisagreementFound, Failed, SentenceReleased
from rag.interfaces import Span
from ui.contract import article_path
from ui.web import texts
from ui.web.chat.blocks import Block, blocks, is_lead
from ui.web.chat.view import Part, View
from ui.web.markup import element, escaped, joined


def answer_html(view: View) -> str:
    """One answer as far as it has come."""
    body = joined(
        [
            _understood(view),
            _limited(view),
            _thinking(view.thinking),
            _note(texts.fell_back(view.fallback)) if view.fallback else "",
            _prose(view),
            _progress(view),
            _failure(view.failure) if view.failure else "",
            _note(texts.STOPPED) if view.is_stopped else "",
            _closing(view.answer) if view.answer else "",
        ]
    )
    return element("div", body, "answer" if view.is_settled else "answer writing")


def question_html(question: str) -> str:
    """What was asked, as it was typed."""
    return element("div", escaped(question), "asked")


def masthead_html(span: Span, receiving_host: str | None) -> str:
    """The page's head: its name, what the library holds, and who receives passages."""
    name = element("h1", escaped(texts.TITLE)) + element("p", escaped(texts.MOTTO), "motto")
    facts = element("span", escaped(texts.library_in_words(span)))
    host = element("span", escaped(texts.receiving(receiving_host)), "host")
    return element("header", element("div", name, "name") + element("p", facts + host, "facts"), "masthead")


def welcome_html(*, is_empty: bool) -> str:
    """What stands in the conversation before the first question."""
    note = texts.EMPTY_LIBRARY if is_empty else texts.WELCOME_NOTE
    return element("div", element("h2", escaped(texts.WELCOME)) + element("p", escaped(note)), "welcome")


def _understood(view: View) -> str:
    if not (view.answer and view.understood_as) or view.understood_as == view.answer.question:
        return ""
    return element("p", f"{escaped(texts.UNDERSTOOD_AS)}: {escaped(view.understood_as)}", "understood")


def _limited(view: View) -> str:
    """What the search was limited to, quietly."""
    limits = texts.limits_in_words(view.constraints, view.collections) if view.constraints else []
    if not limits:
        return ""
    said = joined(element("span", escaped(limit)) for limit in limits)
    return element("p", f"{escaped(texts.ONLY_ARTICLES)} {said}", "limited")


def _thinking(thinking: str) -> str:
    if not thinking:
        return ""
    return element("details", element("summary", escaped(texts.THINKING)) + escaped(thinking), "thinking")


def _note(text: str) -> str:
    return element("p", escaped(text), "note")


def _progress(view: View) -> str:
    if view.is_settled or view.parts:
        return ""
    if view.passages is None:
        return element("p", escaped(texts.SEARCHING), "progress")
    articles = len({hit.article.id for hit in view.passages})
    return element("p", escaped(texts.reading(len(view.passages), articles)), "progress")


def _failure(failure: Failed) -> str:
    said = element("p", escaped(failure.message))
    hint = element("p", escaped(failure.hint), "hint") if failure.hint else ""
    return element("div", said + hint, "failure", role="alert")


def _prose(view: View) -> str:
    cited = {citation.n: citation for citation in view.citations}
    shown, has_claimed = [], False
    for part in blocks(_shown(view)):
        if isinstance(part, Disagreement):
            shown.append(_disagreement(part, view))
            continue
        is_note = has_claimed and not part.lead and all(one.verdict is None for one in part.sentences)
        shown.append(element("p", _sentences(part, cited), "note") if is_note else _block(part, cited))
        has_claimed = has_claimed or any(one.verdict for one in part.sentences)
    return joined(shown)


def _shown(view: View) -> Sequence[Part]:
    """The parts as they are set: tables take the place of the remark that announces them."""
    tables = [part for part in view.parts if isinstance(part, DisagreementFound)]
    remarks = [part for part in view.parts if _is_remark(part)]
    shown: list[Part] = []
    for part in _without_nearest(view):
        if tables and remarks and part in (remarks[0], *tables):
            shown += tables if part is remarks[0] else []
        else:
            shown.append(part)
    return shown


def _without_nearest(view: View) -> Sequence[Part]:
    """A refusal's list of nearest articles goes once links stand in its place."""
    titles = tuple(near.title for near in view.answer.nearest) if view.answer else ()
    parts = list(view.parts)
    while titles and parts and isinstance(last := parts[-1], SentenceReleased):
        if not (last.sentence.text.startswith(titles) or is_lead(last.sentence)):
            break
        parts.pop()
    return parts


def _is_remark(part: Part) -> bool:
    """A paragraph's opening that claims nothing and introduces nobody: "Sources differ on this."."""
    if not isinstance(part, SentenceReleased):
        return False
    sentence = part.sentence
    return sentence.verdict is None and sentence.text.endswith(".") and not part.before.strip()


def _block(block: Block, cited: dict[int, Citation]) -> str:
    lead = element("p", escaped(block.lead.text.rstrip(": \n")), "lead") if block.lead else ""
    content = _sentences(block, cited)
    if not content:
        return lead
    match block.kind:
        case "quotation":
            return element("figure", lead + element("blockquote", content))
        case "heading":
            return lead + element("h3", content)
        case "item":
            return lead + element("ul", element("li", content))
        case "paragraph":
            return lead + element("p", content)


def _sentences(block: Block, cited: dict[int, Citation]) -> str:
    return " ".join(_sentence(sentence, cited) for sentence in block.sentences)


def _sentence(sentence: Sentence, cited: dict[int, Citation]) -> str:
    """A sentence with its numbers; marked where nothing supports it, explained on hover where little does."""
    doubt = texts.VERDICTS.get(sentence.verdict or "")
    if not doubt:
        return joined([escaped(sentence.text), _markers(sentence.citations, cited)])
    why = "; ".join((doubt, *sentence.issues))
    text = element("span", escaped(sentence.text), f"sentence {sentence.verdict}", title=why)
    mark = "" if sentence.verdict == "partial" else element("small", escaped(doubt), "verdict", title=why)
    return joined([text, _markers(sentence.citations, cited), mark])


def _markers(numbers: Sequence[int], cited: dict[int, Citation]) -> str:
    return joined(element("sup", _number(cited[n])) for n in numbers if n in cited)


def _number(citation: Citation) -> str:
    """A citation's number; a plain click opens the panel, any other the article's own page."""
    label = f"{texts.SOURCE_PANEL} {citation.n}: {citation.title}"
    return element("a", str(citation.n), "cite", href=_link(citation), aria_label=label, title=citation.title)


def _link(citation: Citation) -> str:
    # Not citation.link: the page may be open under another host name than the public one.
    return article_path(citation.article_id, citation.start, citation.end)


def _disagreement(found: Disagreement, view: View) -> str:
    cited = {citation.n: citation for citation in view.citations}
    is_question = found.about.rstrip("?") == (view.understood_as or "").rstrip("?")  # stands above already
    about = "" if is_question else escaped(f": {found.about}")
    caption = element("caption", element("b", escaped(texts.DIFFER)) + about)
    head = element(
        "tr", joined(element("th", escaped(name), scope="col") for name in (texts.WHAT, texts.WHO))
    )
    rows = joined(
        element(
            "tr",
            element("td", escaped(claim.value), "value")
            + element("td", escaped(claim.by) + _markers(claim.citations, cited)),
        )
        for claim in found.claims
    )
    table = element("table", caption + element("thead", head) + element("tbody", rows))
    return element("div", table, "differ")


def _closing(answer: Answer) -> str:
    """What follows a finished answer: sources, or for a refusal the nearest articles."""
    if answer.abstained:  # its text says what was searched, and what is not covered
        return _nearest(answer.nearest)
    return joined([_uncovered(answer.uncovered), _sources(answer), _standing(answer)])


def _uncovered(parts: Sequence[str]) -> str:
    if not parts:
        return ""
    return _section(
        texts.UNCOVERED, joined(element("li", escaped(part)) for part in parts), "uncovered", "ul"
    )


def _nearest(nearest: Sequence[Nearest]) -> str:
    if not nearest:
        return ""
    items = joined(
        element(
            "li",
            _source(
                article_path(near.article_id), near.title, texts.byline_of(near.publisher, near.published)
            ),
        )
        for near in nearest
    )
    return _section(texts.NEAREST, items, "nearest", "ul")


def _sources(answer: Answer) -> str:
    """Each article once, with all its numbers."""
    if not answer.citations:
        return ""
    by_article: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_article.setdefault(citation.article_id, []).append(citation)
    items = joined(_source_item(citations) for citations in by_article.values())
    return _section(texts.SOURCES, items, "sources", "ol")


def _source_item(citations: Sequence[Citation]) -> str:
    first = citations[0]
    numbers = element("span", " ".join(_number(citation) for citation in citations), "numbers")
    about = [texts.byline_of(first.publisher, first.published), texts.reprinted(first.reprints)]
    return element("li", numbers + _source(_link(first), first.title, "; ".join(filter(None, about))))


def _source(link: str, title: str, about: str) -> str:
    name = element("a", escaped(title), "source-link", href=link)
    return element("span", name + element("small", escaped(about)))


def _section(heading: str, items: str, css_class: str, tag: str) -> str:
    return element("section", element("h3", escaped(heading)) + element(tag, items), css_class)


def _standing(answer: Answer) -> str:
    """On what the answer stands: newest source, independent sources, what the library covers."""
    coverage = answer.coverage
    facts = [texts.counted(coverage.independent_sources, "independent source", "independent sources")]
    if coverage.newest_source:
        facts.insert(0, f"Newest source {texts.date_in_words(coverage.newest_source)}")
    dates = texts.range_in_words(coverage.corpus_from, coverage.corpus_to)
    searched = texts.counted(coverage.articles, "article", "articles") + " searched"
    facts.append(f"{searched}, dated {dates}" if dates else searched)
    return element("p", joined(element("span", escaped(fact)) for fact in facts), "standing")
