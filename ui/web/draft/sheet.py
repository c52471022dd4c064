"""The draft as the reader wrote it, with a number behind what is borne out and a mark behind what is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.checking import CheckedClaim
from rag.domain import Verdict
from rag.reading.candidates import Candidate
from ui.contract import article_path
from ui.web import texts
from ui.web.draft.draft import Draft, Place, place_of
from ui.web.draft.paragraphs import Paragraph, Piece, paragraphs
from ui.web.markup import element, escaped, joined
from ui.web.texts import draft as draft_texts

Numbered = Mapping[Place, tuple[int, Candidate]]

_SIGNS: dict[Verdict, str] = {"partial": "≈", "unsupported": "?", "contradicted": "≠"}


def sheet_html(draft: Draft, sources: Numbered) -> str:
    """The whole draft; what has no verdict yet is fainter, and reasons come when the check has ended."""
    cut = paragraphs(draft.text, draft.claims, has_rest=draft.unchecked > 0)
    shown = joined(_paragraph(one, sources, has_reasons=not draft.is_running) for one in cut)
    return element("div", shown, "sheet", role="region", aria_label=draft_texts.WORKING)


def _paragraph(pieces: Paragraph, sources: Numbered, *, has_reasons: bool) -> str:
    return element("p", joined(_piece(piece, sources, has_reasons=has_reasons) for piece in pieces))


def _piece(piece: Piece, sources: Numbered, *, has_reasons: bool) -> str:
    words = _lines(piece.text)
    if piece.is_unchecked:
        return element("span", words, "unchecked")
    claim = piece.claim
    if claim is None or claim.verdict is None:
        return words
    numbers = numbers_html(claim.evidence, sources)
    if claim.verdict == "supported":
        return element("span", words, "claim supported") + numbers
    if not has_reasons:
        return element("span", element("span", words, "said"), f"claim {claim.verdict}") + numbers
    return _doubtful(piece, claim, words) + numbers


def _doubtful(piece: Piece, claim: CheckedClaim, words: str) -> str:
    """A sentence with its mark, behind which the reason is folded."""
    verdict: Verdict = claim.verdict or "unsupported"
    why = f"draft-why-{piece.number}"
    mark = element(
        "button",
        escaped(_SIGNS[verdict]),
        "flag",
        type="button",
        data_act="draft-why",
        aria_expanded="false",
        aria_controls=why,
        aria_describedby=why,
        aria_label=f"{draft_texts.VERDICTS[verdict]}. {draft_texts.WHY}",
    )
    reason = element("span", reason_html(claim) + instead_html(claim, "span"), "why", id=why, role="note")
    said = element("span", words, "said")
    return element("span", said + mark + reason, f"claim {verdict}", data_claim=str(piece.number))


def reason_html(claim: CheckedClaim) -> str:
    """The verdict in words, and what the verifier has to object."""
    verdict = element("b", escaped(draft_texts.VERDICTS[claim.verdict or "unsupported"]), "verdict")
    issues = escaped("; ".join(claim.issues))
    return verdict + (f": {issues}" if issues else "")


def instead_html(claim: CheckedClaim, tag: str) -> str:
    """The words of the source that decided; empty where there are none."""
    if not claim.evidence:
        return ""
    lead = draft_texts.INSTEAD if claim.verdict == "contradicted" else draft_texts.NEAREST
    deciding = claim.evidence[0]
    words = element("q", escaped(quote_of(deciding)))
    by = element("small", escaped(about(deciding)))
    return element(tag, f"{escaped(lead)}: {words} {by}", "instead")


def numbers_html(evidence: Sequence[Candidate], sources: Numbered) -> str:
    """The numbers of these sources, each a link to the article with the span marked."""
    return joined(element("sup", number_html(*sources[place_of(one)])) for one in evidence)


def number_html(number: int, source: Candidate) -> str:
    """One source's number."""
    article = source.hit.article
    label = f"{texts.SOURCE_PANEL} {number}: {article.title}"
    link = article_path(article.id, source.start, source.end)
    return element("a", str(number), "cite", href=link, aria_label=label, title=article.title)


def quote_of(source: Candidate) -> str:
    """The words of a source, in one line."""
    return " ".join(source.hit.article.text[source.start : source.end].split())


def about(source: Candidate) -> str:
    """Who published a source, and when; and that it was corrected or retracted since."""
    article = source.hit.article
    by = texts.byline_of(article.publisher, str(article.published) if article.published else None)
    return f"{by}; {article.status}" if article.status else by


def _lines(text: str) -> str:
    return "<br>".join(escaped(line) for line in text.split("\n"))
