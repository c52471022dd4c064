"""One record measured: the counts that every figure is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rag.evaluation.metrics.cited_sources import count_cited
from rag.evaluation.metrics.correctness import expected_and_present, says_gold_answer
from rag.evaluation.metrics.measures import DRAFT, HEADLINE, STAGES
from rag.evaluation.metrics.rankings import ranked_articles, ranking_counts
from rag.evaluation.runs.records import Record
from rag.trust.support import Verifier

Counted = dict[str, float | None]


def measure(record: Record, verifier: Verifier) -> Counted:
    """The counts of one record, by name; what is undefined is left out.

    A failed question counts against the headline, against answering and against refusal recall, for whoever
    asked was not served; into the other measures it does not enter.

    Args:
        record: What was asked, retrieved and answered.
        verifier: Judges whether citations support their sentences.
    """
    counted = _retrieved(record) | _drafted(record, verifier)
    if record.is_failed or record.answer is None:
        return counted | _unserved(record)
    counted |= _refusing(record) | _shown(record, record.answer, verifier) | _cost(record.answer)
    if record.answer.get("cites", True) and not record.is_abstained:
        cited = count_cited(record.answer, verifier)
        counted |= {
            "sentences_to_cite": cited.sentences,
            "sentences_cited_rightly": cited.rightly,
            "citations": cited.citations,
            "citations_needed": cited.needed,
        }
    return counted


def _drafted(record: Record, verifier: Verifier) -> Counted:
    if record.draft is None:
        return {}
    drafted = _shown(record, record.draft, verifier)
    return {f"{DRAFT}{name}": value for name, value in drafted.items()}


def _is_answerable(record: Record) -> bool | None:
    """Whether the articles have an answer; None where the question set does not say."""
    is_answerable: bool | None = record.question.get("answerable", True)
    return is_answerable


def _unserved(record: Record) -> Counted:
    is_answerable = _is_answerable(record)
    if is_answerable is None:
        return {}
    if is_answerable:
        return {"answered": 0.0, **({HEADLINE: 0.0} if _expects_something(record) else {})}
    return {"refused": 0.0, "refusals_right_twice": 0.0, "refusals_and_unanswerable": 1.0}


def _expects_something(record: Record) -> bool:
    """Whether the question set says what is right; without, the headline is undefined, answered or not."""
    return any(record.question.get(name) for name in ("facts", "patterns", "answer"))


def _refusing(record: Record) -> Counted:
    refused, answerable = float(record.is_abstained), _is_answerable(record)
    if answerable is None:
        return {}
    counted: Counted = {
        "refusals_right_twice": 0.0 if answerable else 2 * refused,
        "refusals_and_unanswerable": refused + float(not answerable),
    }
    if refused:
        counted["refused_rightly"] = float(not answerable)
    return counted | ({"answered": 1 - refused} if answerable else {"refused": refused})


def _shown(record: Record, answer: Mapping[str, Any], verifier: Verifier) -> Counted:
    """What a text says, and whether that was expected."""
    counted = _verdicts(answer)
    if not _is_answerable(record):
        return counted
    counted |= _facts(record, answer, verifier)
    if (is_correct := counted.get("correct")) is not None:
        counted[HEADLINE] = float(bool(is_correct) and bool(counted.get("fully_supported")))
    if record.question.get("disagreement") or record.question.get("kind") == "disagreement":
        sides = len(record.question.get("facts") or ())
        has_all = sides > 1 and counted.get("facts_present") == counted.get("facts_expected")
        counted["disagreement_shown"] = float(bool(answer.get("disagreements")) or has_all)
    return counted


def _verdicts(answer: Mapping[str, Any]) -> Counted:
    if answer.get("abstained"):
        return {}
    claims = [sentence for sentence in answer["sentences"] if sentence["verdict"] is not None]
    if not claims:
        return {}
    verdicts = Counter(sentence["verdict"] for sentence in claims)
    return {
        "sentences": len(claims),
        "verbatim_sentences": sum(sentence["basis"] == "verbatim" for sentence in claims),
        **{
            f"{kind}_sentences": verdicts[kind]
            for kind in ("supported", "partial", "unsupported", "contradicted")
        },
        "supported": verdicts["supported"] / len(claims),
        "fully_supported": float(verdicts["supported"] == len(claims)),
    }


def _facts(record: Record, answer: Mapping[str, Any], verifier: Verifier) -> Counted:
    has_answered = not answer.get("abstained")
    text = answer["text"] if has_answered else ""
    expected, present = expected_and_present(record.question, text)
    if expected:
        complete = float(present == expected)
        return {"facts_expected": expected, "facts_present": present, "correct": complete}
    if gold := record.question.get("answer"):
        return {"correct": float(has_answered and says_gold_answer(gold, text, verifier))}
    return {}


def _retrieved(record: Record) -> Counted:
    gold = record.question.get("articles") or ()
    if not gold or not record.contexts or not any(one.get("article_id") for one in record.contexts):
        return {}
    return dict(ranking_counts(ranked_articles(record.contexts), [str(name) for name in gold]))


def _cost(answer: Mapping[str, Any]) -> Counted:
    timings = answer.get("timings_ms") or {}
    counted: Counted = {f"latency_ms_{stage}": float(timings[stage]) for stage in STAGES if stage in timings}
    usage = answer.get("usage") or {}
    if isinstance(tokens := usage.get("total_tokens"), int | float):
        counted["tokens"] = float(tokens)
    if not answer.get("abstained"):
        counted["answer_words"] = len(answer["text"].split())
    return counted
