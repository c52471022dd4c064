"""An answer as text to be taken along: Markdown and plain HTML, with its sources as footnotes."""

from __future__ import annotations

from collections.abc import Iterable

from rag.domain import Citation, Disagreement, Sentence
from rag.events import DisagreementFound
from ui.api.footnotes import footnotes, inert, readable
from ui.web import texts
from ui.web.chat.blocks import Block, blocks
from ui.web.chat.closing import about_source
from ui.web.chat.differing import newest_of
from ui.web.chat.view import View
from ui.web.markup import element, escaped, joined


def markdown_of(view: View) -> str:
    """What was released, in Markdown that loads nothing: markers, doubts in words, sources below."""
    cited = {citation.n: citation for citation in view.citations}
    pieces = [
        _differing_markdown(part.disagreement, cited)
        if isinstance(part, DisagreementFound)
        else part.before + readable(part.sentence)
        for part in view.parts
    ]
    return "".join(pieces).strip() + footnotes(view.citations) + ("" if view.answer else _unfinished())


def html_of(view: View) -> str:
    """The same as HTML without scripts, styles and pictures; links lead to the articles' public addresses."""
    cited = {citation.n: citation for citation in view.citations}
    prose = joined(
        _differing(part, cited) if isinstance(part, Disagreement) else _block(part, cited)
        for part in blocks(view.parts)
    )
    unfinished = "" if view.answer else element("p", element("em", escaped(texts.NOT_FINISHED)))
    return prose + unfinished + _sources(view)


def _unfinished() -> str:
    return f"\n\n*{texts.NOT_FINISHED}*"


def _differing_markdown(found: Disagreement, cited: dict[int, Citation]) -> str:
    lines = [
        f"- {inert(claim.value)}: {inert(claim.by)}, {newest_of(claim, cited)} "
        + "".join(f"[{n}]" for n in claim.citations)
        for claim in found.claims
    ]
    return f"\n\n{texts.DIFFER}: {inert(found.about)}\n\n" + "\n".join(lines) + "\n\n"


def _differing(found: Disagreement, cited: dict[int, Citation]) -> str:
    items = joined(
        element(
            "li",
            element("b", escaped(claim.value))
            + escaped(f": {claim.by}, {newest_of(claim, cited)} ")
            + _numbers(claim.citations, cited),
        )
        for claim in found.claims
    )
    return element("p", element("b", escaped(f"{texts.DIFFER}: {found.about}"))) + element("ul", items)


def _block(block: Block, cited: dict[int, Citation]) -> str:
    lead = element("p", escaped(block.lead.text)) if block.lead else ""
    content = " ".join(_sentence(sentence, cited) for sentence in block.sentences)
    if not content:
        return lead
    match block.kind:
        case "quotation":
            return lead + element("blockquote", element("p", content))
        case "heading":
            return lead + element("h3", content)
        case "item":
            return lead + element("ul", element("li", content))
        case "paragraph":
            return lead + element("p", content)


def _sentence(sentence: Sentence, cited: dict[int, Citation]) -> str:
    doubt = texts.VERDICTS.get(sentence.verdict or "")
    why = element("em", escaped(f" ({texts.reason_of_doubt(doubt, sentence.issues)})")) if doubt else ""
    return escaped(sentence.text) + _numbers(sentence.citations, cited) + why


def _numbers(numbers: Iterable[int], cited: dict[int, Citation]) -> str:
    return joined(element("sup", _link(f"[{n}]", cited[n].link)) for n in numbers if n in cited)


def _sources(view: View) -> str:
    if not view.citations:
        return ""
    marks = dict(view.marks)
    items = joined(
        element(
            "li",
            _link(citation.title, citation.link)
            + escaped(f", {about_source(citation, marks)}")
            + element("blockquote", escaped(citation.quote)),
            value=str(citation.n),
        )
        for citation in view.citations
    )
    return element("h3", escaped(texts.SOURCES)) + element("ol", items)


def _link(words: str, address: str) -> str:
    if not address.startswith(("http://", "https://")):
        return escaped(words)
    return element("a", escaped(words), href=address)
