"""A model's sentences, judged one by one before any is released.

The model's own numbers are hints: each sentence is given the passages' sentences that support it.
Whatever it was talked into by a passage is left out here, or marked: addresses that no source has,
instructions said aloud, claims that nothing supports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.briefing import NO_ANSWER, PROMPT, STYLE_PROMPT, Briefing
from rag.answering.drafts import DraftSentence, Source
from rag.answering.fragments import as_claim
from rag.answering.mend_briefing import PROMPT as MENDING_PROMPT
from rag.answering.prompts import load_prompt
from rag.answering.release import NO_CLAIM, Judgement
from rag.answering.sentence_stream import WrittenSentence
from rag.domain import PassageHit
from rag.interfaces import ModelDone, ModelThinking
from rag.reading.retrieved_reading import ReadPassages
from rag.text.markup import without_addresses
from rag.trust.claims import claims_something
from rag.trust.disagreements import Side
from rag.trust.evidence import evidence_of
from rag.trust.letters import check_as_read
from rag.trust.support import Support, Verifier

_LETTERS = re.compile(r"[\W_]+")
_WORDS_OF_A_REPETITION = 5
_MOST_REPETITIONS = 2  # of its own sentences, after which a model is taken to go round in circles
_STRANGE_ADDRESS = "names an address that the sources do not have"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written from what."""

    question: str  # standing alone
    hits: tuple[PassageHit, ...]
    read: ReadPassages
    sides: tuple[Side, ...]
    style: str = ""  # wishes for the form of the sentences


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence, judged, ready for release."""

    draft: DraftSentence
    judgement: Judgement
    is_mended: bool = False  # it stands for one that the sources did not support


@dataclass(frozen=True, slots=True)
class Refused:
    """The model says that the passages do not answer the question."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Here stood a sentence that the sources do not support; its words are gone."""


Writing = Written | ModelThinking | ModelDone | Refused | LeftOut  # what comes of a request, in its order


class Judging:
    """Judges the sentences of one answer in their order, and keeps count."""

    def __init__(self, task: Task, briefing: Briefing, verifier: Verifier, max_sentences: int) -> None:
        """Take what the sentences are judged by.

        Args:
            task: The question, and everything that was read for it.
            briefing: What the model was told.
            verifier: Checks each sentence.
            max_sentences: The most that claim something; later ones are left out.
        """
        self._task = task
        self._verifier = verifier
        self._max_sentences = max_sentences
        candidates = [scored.candidate for scored in task.read.sentences]
        numbered = [[hit.passage.id for hit in excerpt.hits] for excerpt in briefing.excerpts]
        self._evidence = evidence_of(candidates, numbered)
        self._claims = 0
        self._written = 0
        self._said: set[str] = set()
        self._repetitions = 0
        self.has_answered = False  # with a sentence, or with the refusal
        self.has_repeated = False  # a sentence was the prompt's own

    @property
    def is_full(self) -> bool:
        """Whether there are as many sentences as may be, or the model only says them again.

        Some that claim nothing may stand among them.
        """
        is_full = self._claims >= self._max_sentences or self._written >= 4 * self._max_sentences
        return is_full or self._repetitions > _MOST_REPETITIONS

    @property
    def has_only_announced(self) -> bool:
        """Whether there are headings or announcements, and nothing that claims something."""
        return self._written > 0 and not self._claims

    def judge(self, sentences: Sequence[WrittenSentence]) -> Iterator[Written | Refused]:
        """The sentences with their sources and verdicts; without what is no part of an answer."""
        for sentence in sentences:
            if self.is_full:
                return
            if says_no_answer(sentence.text):
                # After an answer it is a line too many, no refusal.
                if not self.has_answered:
                    self.has_answered = True
                    yield Refused()
                    return
            elif repeats_prompt(sentence.text):
                self.has_repeated = True
            elif _letters(sentence.text) in self._said:
                self._repetitions += 1
            else:
                self._said.add(_letters(sentence.text))
                written = self._judged(sentence)
                self.has_answered = True
                self._written += 1
                self._claims += written.judgement.verdict is not None
                yield written

    def _judged(self, sentence: WrittenSentence) -> Written:
        before = sentence.before if self.has_answered else sentence.before.lstrip()
        text = without_addresses(sentence.text, self._sources())
        if not claims_something(text, self._task.question):
            return Written(DraftSentence(text, before), NO_CLAIM)
        # An invented number is on no passage, so nothing is marked by it.
        said = as_claim(text, self._task.question)
        support = check_as_read(self._verifier, said, self._evidence, sentence.marked)
        sources = tuple(Source.of(c.hit, c.start, c.end) for c in support.evidence)
        return Written(
            DraftSentence(text, before, sources), _judgement(support, has_lost=text != sentence.text)
        )

    def _sources(self) -> Iterator[str]:
        for hit in self._task.hits:
            yield hit.passage.text
            yield hit.article.url or ""


def says_no_answer(text: str) -> bool:
    """Whether a sentence is the refusal that the prompt asks for, whatever its punctuation."""
    return _letters(text) == _letters(NO_ANSWER)


def repeats_prompt(text: str) -> bool:
    """Whether a sentence is one of the prompts' own, as when a model was made to tell its instructions."""
    said = _letters(text)
    return said.count(" ") >= _WORDS_OF_A_REPETITION - 1 and any(
        said in _letters(load_prompt(name).template) for name in (PROMPT, STYLE_PROMPT, MENDING_PROMPT)
    )


def _judgement(support: Support, *, has_lost: bool) -> Judgement:
    """The verdict; a sentence from which an address was taken is supported in part at best."""
    if not has_lost:
        return Judgement(support.verdict, support.score, "verified", support.issues)
    verdict = "partial" if support.verdict == "supported" else support.verdict
    return Judgement(verdict, support.score, "verified", (*support.issues, _STRANGE_ADDRESS))


def _letters(text: str) -> str:
    return _LETTERS.sub(" ", text).casefold().strip()
