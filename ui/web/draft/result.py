"""What has come of a check: counts, the draft with its marks, what needs a look, and the sources."""

from __future__ import annotations

from base64 import b64encode
from itertools import groupby

from rag.checking import CheckedClaim
from rag.reading.candidates import Candidate
from ui.contract import article_path
from ui.web import texts
from ui.web.draft.documents import Document, documents
from ui.web.draft.draft import Draft, numbered
from ui.web.draft.frame import failure_html
from ui.web.draft.sheet import (
    Numbered,
    about,
    instead_html,
    number_html,
    numbers_html,
    reason_html,
    sheet_html,
)
from ui.web.markup import element, escaped, joined
from ui.web.texts import draft as draft_texts


def result_html(draft: Draft, server: str) -> str:
    """A draft as far as it has been checked.

    Args:
        draft: The draft and its verdicts.
        server: The address at which readers reach this server, for links in the saved documents.
    """
    state = "running" if draft.is_running else "settled"
    if not draft.claims and draft.failure:
        return element("div", failure_html(draft.failure), "draft-result failed")
    sources = numbered(draft.claims)
    body = joined(
        [
            _head(draft),
            failure_html(draft.failure) if draft.failure else "",
            "" if draft.is_running else _tools(draft, server),
            sheet_html(draft, sources),
            "" if draft.is_running else _looks(draft, sources) + _sources(sources),
        ]
    )
    return element("div", body, f"draft-result {state}", data_sources="")


def _head(draft: Draft) -> str:
    if draft.is_running:
        done = len(draft.claims)
        said = draft_texts.progress(done, done + draft.unchecked)
        bar = element("progress", "", max=str(done + draft.unchecked), value=str(done), aria_label=said)
        return element("div", element("p", escaped(said), "counts") + bar, "draft-head")
    counts = draft_texts.counts(draft.counts)
    notes = [escaped(draft_texts.MEANING)]
    if draft.unchecked:
        why = draft_texts.STOPPED if draft.is_stopped else draft_texts.AT_ONCE
        rest = escaped(f"{draft_texts.rest(draft.unchecked)} {why}")
        notes.insert(0, f"{rest} {_button('draft-on', draft_texts.CHECK_ON)}")
    shown = element("p", escaped(counts), "counts", data_said=counts)
    return element("div", shown + joined(element("p", note, "note") for note in notes), "draft-head")


def _tools(draft: Draft, server: str) -> str:
    saved = documents(draft, server)
    notes = next(one for one in saved if one.kind == "markdown")
    copy = _button(
        "draft-copy",
        draft_texts.COPY,
        data_content=_packed(notes),
        data_done=draft_texts.COPIED,
        data_failed=draft_texts.NOT_COPIED,
    )
    save = element("span", escaped(draft_texts.SAVE_AS), "lead", id="draft-save")
    formats = joined(_save(one) for one in saved)
    group = element("span", save + formats, "formats", role="group", aria_labelledby="draft-save")
    edit = _button("draft-edit", draft_texts.EDIT)
    return element("div", edit + _button("draft-new", draft_texts.NEW) + copy + group, "draft-tools")


def _save(document: Document) -> str:
    return _button(
        "draft-save",
        draft_texts.FORMATS[document.kind],
        data_name=document.name,
        data_type=document.media_type,
        data_content=_packed(document),
    )


def _packed(document: Document) -> str:
    """Bytes as an attribute can carry them without losing a line break."""
    return b64encode(document.text.encode("utf-8", "replace")).decode()


def _button(act: str, name: str, **attributes: str) -> str:
    return element("button", escaped(name), "quiet", type="button", data_act=act, **attributes)


def _looks(draft: Draft, sources: Numbered) -> str:
    if not draft.doubtful:
        is_well = draft.claims and not draft.unchecked and draft.counts["supported"]
        return element("p", escaped(draft_texts.ALL_WELL), "well") if is_well else ""
    items = joined(_look(number, claim, sources) for number, claim in draft.doubtful)
    heading = element("h3", escaped(draft_texts.looks(len(draft.doubtful))))
    return element("section", heading + element("ol", items), "looks")


def _look(number: int, claim: CheckedClaim, sources: Numbered) -> str:
    """A sentence that is not borne out, why, and what the source says; the sentence leads to its place."""
    jump = element(
        "button",
        escaped(claim.text),
        "jump",
        type="button",
        data_act="draft-jump",
        data_claim=str(number),
        data_text=claim.text,
    )
    reason = element("p", reason_html(claim) + numbers_html(claim.evidence, sources), "reason")
    edited = element("p", escaped(draft_texts.EDITED), "edited")
    return element("li", jump + reason + instead_html(claim, "p") + edited, claim.verdict or "")


def _sources(sources: Numbered) -> str:
    if not sources:
        return ""
    ordered = sorted(sources.values(), key=lambda one: (_first(one, sources), one[0]))
    items = joined(
        _source(list(group)) for _, group in groupby(ordered, key=lambda one: one[1].hit.article.id)
    )
    heading = element("h3", escaped(texts.SOURCES))
    return element("section", heading + element("ol", items), "draft-sources")


def _first(source: tuple[int, Candidate], sources: Numbered) -> int:
    """The lowest number that the source's article has."""
    article = source[1].hit.article.id
    return next(number for (key, *_), (number, _) in sources.items() if key == article)


def _source(cited: list[tuple[int, Candidate]]) -> str:
    """An article with all its numbers."""
    _, first = cited[0]
    article = first.hit.article
    numbers = element("span", " ".join(number_html(*one) for one in cited), "numbers")
    link = article_path(article.id, first.start, first.end)
    name = element("a", escaped(article.title), "source-link", href=link)
    return element("li", numbers + element("span", name + element("small", escaped(about(first)))))
