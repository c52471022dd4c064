"""The sentences of an answer as HTML: each with its numbers, and with a mark where it is doubtful."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Citation, Disagreement, Sentence
from rag.events import DisagreementFound, SentenceReleased
from ui.contract import article_path
from ui.web import texts
from ui.web.chat.blocks import Block, blocks, is_lead
from ui.web.chat.differing import differing_html
from ui.web.chat.view import Part, View
from ui.web.markup import element, escaped, joined

_SMALL_MARKS = {"partial": "≈"}  # the others are said in words


def prose_html(view: View) -> str:
    """What was released so far: paragraphs, quotations, lists, and tables where sources differ."""
    cited = {citation.n: citation for citation in view.citations}
    shown, has_claimed = [], False
    for part in blocks(_shown(view)):
        if isinstance(part, Disagreement):
            shown.append(differing_html(part, view, markers))
            continue
        is_note = has_claimed and not part.lead and all(one.verdict is None for one in part.sentences)
        shown.append(element("p", _sentences(part, cited), "note") if is_note else _block(part, cited))
        has_claimed = has_claimed or any(one.verdict for one in part.sentences)
    return joined(shown)


def markers(numbers: Sequence[int], cited: dict[int, Citation]) -> str:
    """The numbers behind a sentence; those that cite nothing vanish."""
    return joined(element("sup", number(cited[n])) for n in numbers if n in cited)


def number(citation: Citation) -> str:
    """A citation's number; a plain click opens the panel, any other the article's own page."""
    label = f"{texts.SOURCE_PANEL} {citation.n}: {citation.title}"
    return element("a", str(citation.n), "cite", href=link(citation), aria_label=label, title=citation.title)


def link(citation: Citation) -> str:
    """Where a citation leads: not its permalink, as the page may be open under another host's name."""
    return article_path(citation.article_id, citation.start, citation.end)


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
    """A sentence with its numbers; where little or nothing supports it, with a mark that says why."""
    numbers = markers(sentence.citations, cited)
    doubt = texts.VERDICTS.get(sentence.verdict or "")
    if not doubt:
        return escaped(sentence.text) + numbers
    text = element("span", escaped(sentence.text), f"sentence {sentence.verdict}")
    return joined([text, numbers, _doubt(sentence, doubt)])


def _doubt(sentence: Sentence, doubt: str) -> str:
    """A mark whose reason is read by screen readers, and shown on hover, focus and touch."""
    mark = _SMALL_MARKS.get(sentence.verdict or "", doubt)
    why = element("span", escaped(texts.reason_of_doubt(doubt, sentence.issues)), "reason")
    shown = element("span", escaped(mark), "mark", aria_hidden="true")
    return element("button", shown + why, f"verdict {sentence.verdict}", type="button")
