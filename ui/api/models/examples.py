"""Examples in the document: short, whole, and of one made-up exchange over the built-in articles."""

from __future__ import annotations

from typing import Any

_ARTICLE_ID, _PASSAGE_ID, _ANSWER_ID = (
    "c5f65b4270232d8f",
    "c5f65b4270232d8f-8ff3174d6618",
    "5c5e428c9ee545bea3f91decc35a5ca1",
)
_LINK = f"http://127.0.0.1:7860/articles/{_ARTICLE_ID}?start=373&end=418#span"
_QUESTION = "How much did it cost to train R1?"
_QUOTE = "Its training reportedly cost just $6 million."
_SPAN = {"article_id": _ARTICLE_ID, "passage_id": _PASSAGE_ID, "start": 373, "end": 418, "quote": _QUOTE}
_SOURCE = {
    "article_id": _ARTICLE_ID,
    "collection": "demo",
    "kind": "digest",
    "url": None,
    "title": "R1 from DeepSeek rattles the technology industry with few chips and a small budget",
    "publisher": "Byline digest of an unnamed news brief",
    "published": None,
}
CONSTRAINTS: dict[str, Any] = {
    "as_of": None,
    "since": None,
    "until": None,
    "publishers": [],
    "collections": ["demo"],
}
PASSAGE: dict[str, Any] = {
    **_SOURCE,
    "passage_id": _PASSAGE_ID,
    "start": 316,
    "end": 418,
    "text": f"DeepSeek's AI model builds on the DeepSeek-V3 framework. {_QUOTE}",
    "score": 0.93,
    "parts": {"dense": 0.71, "lexical": 9.4},
}
SENTENCE: dict[str, Any] = {
    "text": _QUOTE,
    "start": 0,
    "end": 45,
    "verdict": "supported",
    "score": 1.0,
    "basis": "verbatim",
    "citations": [1],
    "evidence": [{**_SPAN, "relation": "supports"}],
    "issues": [],
}
CITATION: dict[str, Any] = {
    "n": 1,
    **_SPAN,
    **_SOURCE,
    "article_hash": "3c4ae8459c9d1a6e759e1c307dd5d4b0",
    "author": None,
    "published_precision": None,
    "link": _LINK,
    "page": None,
    "reprints": 0,
}
DISAGREEMENT: dict[str, Any] = {
    "about": "what training cost",
    "claims": [
        {"value": "$6 million", "by": "DeepSeek", "citations": [1, 3]},
        {"value": "$1.3 billion", "by": "SemiAnalysis", "citations": [2]},
    ],
}
ANSWER: dict[str, Any] = {
    "schema": 1,
    "id": _ANSWER_ID,
    "created_at": "2025-02-01T09:30:00+00:00",
    "question": _QUESTION,
    "standalone_question": _QUESTION,
    "constraints": CONSTRAINTS,
    "text": f"{_QUOTE} [1]",
    "abstained": False,
    "reason": None,
    "uncovered": [],
    "fallback": None,
    "stale": False,
    "sentences": [SENTENCE],
    "citations": [CITATION],
    "disagreements": [],
    "coverage": {
        "articles": 5,
        "corpus_from": "2025-01-01",
        "corpus_to": "2025-12-31",
        "newest_source": None,
        "independent_sources": 1,
        "outlets": 2,
    },
    "nearest": [],
    "thinking": None,
    "model": "extractive",
    "usage": None,
    "provenance": {
        "writer": "extractive",
        "prompt": None,
        "verifier": "weighed-1",
        "threshold": 0.5,
        "library_generation": 12,
    },
    "timings_ms": {"retrieve": 11, "verify": 6, "total": 25},
}
SEARCHED: dict[str, Any] = {
    "query": "training cost",
    "constraints": CONSTRAINTS,
    "notes": [],
    "passages": [PASSAGE],
}
FOUND: dict[str, Any] = {
    "query": "$6 million",
    "constraints": CONSTRAINTS,
    "notes": [],
    "total": 1,
    "occurrences": 1,
    "offset": 0,
    "articles": [
        {
            **_SOURCE,
            "status": None,
            "count": 1,
            "in_title": 0,
            "sentences": [
                {"text": _QUOTE, "start": 373, "end": 418, "occurrences": [{"start": 407, "end": 417}]}
            ],
        }
    ],
}
ARTICLE: dict[str, Any] = {
    "id": _ARTICLE_ID,
    "collection": "demo",
    "kind": "digest",
    "title": _SOURCE["title"],
    "text": "The whole text.",
    "hash": CITATION["article_hash"],
    "publisher": _SOURCE["publisher"],
    "author": None,
    "published": None,
    "published_precision": None,
    "language": "en",
    "url": None,
    "source": None,
    "provenance": "condensed from a news brief",
    "status": None,
    "status_note": None,
    "pages": [],
}
_CHECKED_SPAN = {
    "article_id": _ARTICLE_ID,
    "status": "kept",
    "words": "The article has changed since, and still has these words, now at 401 to 446.",
    "start": 401,
    "end": 446,
}
RECEIPT: dict[str, Any] = {
    "id": _ANSWER_ID,
    "question": _QUESTION,
    "status": "stale",
    "citations": [{**_CHECKED_SPAN, "n": 1}],
    "sentences": [{"text": _QUOTE, "status": "stale", "evidence": [_CHECKED_SPAN], "problems": []}],
    "problems": [],
}
CHECKED: dict[str, Any] = {
    "is_supported": False,
    "unchecked": 0,
    "verifier": "weighed-1",
    "sentences": [
        {
            "text": "Profits rose 4 percent in June.",
            "start": 0,
            "end": 31,
            "verdict": "unsupported",
            "score": 0.3,
            "issues": ["says June; not in the sources"],
            "evidence": [],
        }
    ],
}
HEALTH: dict[str, Any] = {"ok": True, "generation": 12, "articles": 5, "receiving_host": None}
EVENTS: list[dict[str, Any]] = [
    {
        "type": "started",
        "answer_id": _ANSWER_ID,
        "standalone_question": _QUESTION,
        "constraints": CONSTRAINTS,
    },
    {"type": "retrieved", "passages": [PASSAGE]},
    {"type": "thinking", "text": "The second passage names a figure"},
    {"type": "sentence", "before": "", "sentence": SENTENCE, "new_citations": [CITATION]},
    {"type": "disagreement", "disagreement": DISAGREEMENT},
    {"type": "fallback", "reason": "The endpoint did not answer in time."},
    {"type": "finished", "answer": ANSWER},
    {
        "type": "failed",
        "code": "endpoint_unreachable",
        "message": "The endpoint cannot be reached.",
        "hint": "Is it running?",
    },
]
