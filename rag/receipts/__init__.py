"""A saved answer checked again, offline: do its quotations still stand in the articles, word for word?

Nothing is judged anew and no model is asked. What is compared is the answer with itself (numbers, offsets,
verbatim sentences), with the library's own copy of it, and its quotations with the articles as they are now.
"""

from __future__ import annotations

from rag.receipts.receipt import CheckedCitation, CheckedSentence, Receipt, check_answer
from rag.receipts.saved import SavedAnswer, SavedCitation, SavedSentence, SavedSpan
from rag.receipts.spans import CheckedSpan, Find, Held, SpanStatus, Status, worst

__all__ = [
    "CheckedCitation",
    "CheckedSentence",
    "CheckedSpan",
    "Find",
    "Held",
    "Receipt",
    "SavedAnswer",
    "SavedCitation",
    "SavedSentence",
    "SavedSpan",
    "SpanStatus",
    "Status",
    "check_answer",
    "worst",
]
