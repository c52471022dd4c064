"""In which way a model's reasoning arrives, told from one answer."""

from __future__ import annotations

from rag.adapters.endpoint_probe import Observed
from rag.adapters.endpoint_profile import ReasoningStyle

_OPEN, _CLOSE = "<think>", "</think>"
_BEFORE_A_WORD = " \n\t\"'*`."
IN_WORDS: dict[ReasoningStyle, str] = {
    "none": "It answers without reasoning first.",
    "reasoning_content": "It reasons first, in the field `reasoning_content`.",
    "reasoning": "It reasons first, in the field `reasoning`.",
    "tags": "It reasons first, between <think> tags.",
    "lone_close": "It reasons first and sends only the closing </think>: nothing is shown before that tag.",
    "hidden": "It reasons first and does not show it; the tokens are counted.",
}


def style_of(observed: Observed, answer: str) -> ReasoningStyle | None:
    """The style; None where the answer was cut before that could be told.

    Args:
        observed: An answer to a question for one word.
        answer: That word, in lower case.
    """
    text = observed.text.lower()
    if observed.thought.strip():
        return "reasoning" if observed.field == "reasoning" else "reasoning_content"
    if _OPEN in text:
        # With reasoning turned off, some templates leave an empty pair of tags.
        thought = text.partition(_OPEN)[2].partition(_CLOSE)[0]
        return "tags" if thought.strip() else "none"
    if _CLOSE in text:
        return "lone_close" if text.partition(_CLOSE)[0].strip() else "none"
    if _counted_reasoning(observed):
        return "hidden"
    is_cut = observed.finish == "length" and not begins_with(observed.text, answer)
    return None if is_cut else "none"


def begins_with(text: str, word: str) -> bool:
    """Whether a text begins with this word, whatever stands around it."""
    return text.lstrip(_BEFORE_A_WORD).lower().startswith(word)


def _counted_reasoning(observed: Observed) -> bool:
    details = (observed.usage or {}).get("completion_tokens_details")
    counted = details.get("reasoning_tokens") if isinstance(details, dict) else None
    return isinstance(counted, int) and counted > 0
