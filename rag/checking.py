"""Any text checked sentence by sentence: against the library's articles, or against given sources."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId, Question, Relation, Verdict
from rag.errors import UsageError
from rag.interfaces import Understood
from rag.reading.candidates import Candidate, candidates_of, read_sentence
from rag.reading.excerpts import Excerpt, excerpts_of
from rag.searching import Search
from rag.text.publication import PublicationDate
from rag.text.sentences import split_sentences, without_marker
from rag.trust.claims import claims_something
from rag.trust.evidence import evidence_of
from rag.trust.letters import LONGEST_SENTENCE, TOO_LONG, as_read, check_as_read
from rag.trust.support import Verifier

MAX_TEXT = 20_000  # characters
MAX_SOURCES = 20
MAX_SOURCE_TEXT = 200_000  # characters, of all sources together
DEADLINE_SECONDS = 30.0

_PASSAGES_A_SENTENCE = 8
_COMPARED = 60  # sentences of the sources that are compared with one of the text
_LONGEST_QUERY = 1000  # characters; what follows adds nothing to a search
_CITATION_MARKER = re.compile(r"\s?\[\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class GivenSource:
    """A text to check against, and what is known of it."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: PublicationDate | None = None


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A sentence of the text: ``text[start:end]``; without verdict and score where it claims nothing."""

    text: str
    start: int
    end: int
    verdict: Verdict | None
    score: float | None
    issues: tuple[str, ...] = ()
    evidence: tuple[Candidate, ...] = ()

    @property
    def relation(self) -> Relation:
        """How the evidence bears on the sentence."""
        return "contradicts" if self.verdict == "contradicted" else "supports"


@dataclass(frozen=True, slots=True)
class CheckedText:
    """The sentences in order; those for which there was no time are only counted."""

    sentences: tuple[CheckedClaim, ...]
    unchecked: int
    verifier: str

    @property
    def is_supported(self) -> bool:
        """Whether every sentence was checked, and none that claims something lacks support."""
        return not self.unchecked and all(one.verdict in {None, "supported"} for one in self.sentences)


FindCandidates = Callable[[str], Sequence[Candidate]]


class TextChecking:
    """Checks texts; safe from any thread. It blocks: call it beside an event loop, not on it."""

    def __init__(
        self, search: Search, verifier: Verifier, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the parts.

        Args:
            search: Finds passages in the library.
            verifier: Judges each sentence.
            clock: Seconds, by which a check that takes too long is ended.
        """
        self._search = search
        self._verifier = verifier
        self._clock = clock

    def against_library(self, text: str, limits: Question) -> CheckedText:
        """Check a text against the articles within limits; nothing in its words is read as a limit.

        Args:
            text: At most `MAX_TEXT` characters.
            limits: Dates, publishers and collections; its own text does not matter.

        Raises:
            UsageError: for an empty text, a very long one or one that is no Unicode; for a date that is
                none, or a collection or publisher that the library does not have.
        """
        return _last(self.following_library(text, limits))

    def following_library(self, text: str, limits: Question) -> Iterator[CheckedText]:
        """The same check, followed: the text as far as it has come, before the first sentence and after each.

        Raises:
            UsageError: as above, when the first is asked for.
        """
        check_text(text)
        understood = self._search.understand(replace(limits, text="", history=()), "")
        yield from self._checking(text, lambda sentence: self._found(sentence, understood))

    def against_sources(self, text: str, sources: Sequence[GivenSource]) -> CheckedText:
        """Check a text against these sources and nothing else.

        Evidence names its source by its place: the article's id is "1" for the first.

        Raises:
            UsageError: for such a text as above, for no sources, too many or too long ones.
        """
        check_text(text)
        check_sources(sources)
        candidates = [_legible(one) for source in _hits(sources) for one in candidates_of(Excerpt((source,)))]
        return _last(self._checking(text, lambda _: candidates))

    def _found(self, sentence: str, understood: Understood) -> list[Candidate]:
        found = self._search.find(sentence[:_LONGEST_QUERY], understood, _PASSAGES_A_SENTENCE)
        return [one for excerpt in excerpts_of(found.hits) for one in candidates_of(excerpt)]

    def _checking(self, text: str, find: FindCandidates) -> Iterator[CheckedText]:
        spans = split_sentences(text)
        last = self._clock() + DEADLINE_SECONDS
        checked: list[CheckedClaim] = []
        yield CheckedText((), len(spans), self._verifier.name)
        for span in spans:
            if self._clock() > last:
                break
            own = without_marker(text, span)
            checked.append(self._judged(text[own.start : own.end], own.start, find))
            yield CheckedText(tuple(checked), len(spans) - len(checked), self._verifier.name)

    def _judged(self, written: str, start: int, find: FindCandidates) -> CheckedClaim:
        end = start + len(written)
        said = as_read(_CITATION_MARKER.sub("", written))
        if not _claims_something(said):
            return CheckedClaim(written, start, end, None, None)
        if len(said) > LONGEST_SENTENCE:
            return CheckedClaim(written, start, end, "unsupported", 0.0, (TOO_LONG,))
        support = check_as_read(self._verifier, said, evidence_of(_nearest(said, find(said)), ()))
        return CheckedClaim(
            written, start, end, support.verdict, support.score, support.issues, support.evidence
        )


def _last(steps: Iterator[CheckedText]) -> CheckedText:
    return deque(steps, maxlen=1).pop()


def _claims_something(sentence: str) -> bool:
    """Whether there is anything to support; a question, a heading and mere signs have nothing."""
    is_question = sentence.rstrip('*_"”’) ').endswith(("?", "？"))
    return any(c.isalnum() for c in sentence) and not is_question and claims_something(sentence, "")


def check_text(text: str) -> None:
    """Refuse a text that is empty, too long or no Unicode.

    Raises:
        UsageError: if it is.
    """
    if not text.strip():
        raise UsageError("There is no text to check.", "Give a sentence or more.")
    if len(text) > MAX_TEXT:
        raise UsageError(
            f"The text has {len(text):,} characters; {MAX_TEXT:,} are checked at once.",
            "Check it in parts.",
        )
    _check_characters(text)


def check_sources(sources: Sequence[GivenSource]) -> None:
    """Refuse sources that are none, too many or too long.

    Raises:
        UsageError: if they are.
    """
    if not any(source.text.strip() for source in sources):
        raise UsageError("The sources have no text.", "Leave `sources` out to check against the library.")
    characters = sum(len(source.text) for source in sources)
    if len(sources) > MAX_SOURCES or characters > MAX_SOURCE_TEXT:
        raise UsageError(
            f"There are {len(sources)} sources with {characters:,} characters; "
            f"{MAX_SOURCES} with {MAX_SOURCE_TEXT:,} are read at once.",
            "Ingest longer texts as articles, and check against the library.",
        )
    for source in sources:
        _check_characters(f"{source.text}{source.title}{source.publisher}")


def _check_characters(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UsageError("The text has half a character in it (a lone surrogate).", "Send it as UTF-8.")


def _legible(candidate: Candidate) -> Candidate:
    """A sentence of a given source as it is read; those of the library have nothing invisible in them."""
    text = as_read(candidate.text)
    return candidate if text == candidate.text else replace(candidate, reading=read_sentence(text))


def _nearest(sentence: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that share the most words with the sentence, in the order they had."""
    if len(candidates) <= _COMPARED:
        return candidates
    stems = read_sentence(sentence).stems
    order = sorted(range(len(candidates)), key=lambda n: -len(stems & candidates[n].reading.stems))
    return [candidates[n] for n in sorted(order[:_COMPARED])]


def _hits(sources: Sequence[GivenSource]) -> Iterator[PassageHit]:
    for n, source in enumerate(sources, 1):
        article = Article(
            id=ArticleId(str(n)),
            collection="",
            kind="article",
            title=source.title or f"Source {n}",
            text=source.text,
            hash="",
            publisher=source.publisher,
            published=source.published,
        )
        whole = Passage(PassageId(f"{n}:0"), article.id, 0, len(article.text), article.text)
        if article.text.strip():
            yield PassageHit(whole, article, 1.0)
