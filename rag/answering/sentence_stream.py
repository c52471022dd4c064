"""From a stream of text to whole sentences, each as soon as it surely is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.source_markers import in_one_form, taken_out
from rag.errors import StreamCutError
from rag.text.invisible import without_invisible
from rag.text.lines import item_marker_length
from rag.text.markup import as_plain_words, before_open_tag, without_tags
from rag.text.sentences import Span, split_sentences

# The next sentence has begun once its first word is whole; what opens with a bracket may be a marker yet.
# Where words are not set apart, once there are as many letters as the splitter looks at.
_HAS_BEGUN = re.compile(
    r"\s*(?:[^\s\[【〔［(]\S*|[\[【〔［(][^\]】〕］)]*[\]】〕］)]\S*)\s+\S"
    r"|\s*[“「『《]?[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]\S{8}"
)
_HEADING = re.compile(r"#{1,6}\s+")
_OWN_LIST = re.compile(
    r"[#*_\s]*(?:sources?|references?|citations?|bibliography|footnotes?|quotes?)[*_]*\s*:?[*_\s]*",
    re.IGNORECASE,
)
_LONGEST_SENTENCE = 4000  # characters
_ENDED = re.compile(r"[.!?…。！？](?:[”’»)\]*_\"']|\s?\[\d{1,3}\])*\Z")


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence as a model wrote it, its markers taken out."""

    text: str  # in plain words: no image, no link, no HTML, nothing that cannot be seen
    before: str  # white space and Markdown between the former sentence and this one
    marked: tuple[int, ...]  # numbers of the sources that it was said to rest on


class SentenceStream:
    """Text in, sentences out. A sentence is whole when the next one has begun or the text has ended.

    A list of sources that the model adds at the end is left out: ours is made from metadata.
    """

    def __init__(self) -> None:
        self._pending = ""
        self._gap = ""
        self._is_over = False

    @property
    def pending(self) -> str:
        """What is not part of a whole sentence yet."""
        return self._pending

    def feed(self, text: str) -> list[WrittenSentence]:
        """The sentences that have become whole.

        Raises:
            StreamCutError: if one does not end, as when a model repeats itself for ever.
        """
        self._pending = in_one_form(without_tags(self._pending + without_invisible(text)))
        sentences: list[WrittenSentence] = []
        spans = split_sentences(self._pending[: before_open_tag(self._pending)])
        done = 0
        for span, following in pairwise(spans):
            if not _HAS_BEGUN.match(self._pending, following.start):
                break
            sentences += self._made(span, done)
            done = span.end
        self._pending = self._pending[done:]
        if len(self._pending) > _LONGEST_SENTENCE:
            raise StreamCutError("The language model wrote a sentence that does not end.")
        return sentences

    def finish(self, *, is_cut: bool = False) -> list[WrittenSentence]:
        """What is left at the end; of a text that was cut, only what ends as a sentence does."""
        self._pending = in_one_form(self._pending + "\n").rstrip()
        done, sentences = 0, []
        spans = split_sentences(self._pending)
        if is_cut and spans and not _ENDED.search(self._pending):
            spans.pop()
        for span in spans:
            sentences += self._made(span, done)
            done = span.end
        self._pending = ""
        return sentences

    def discard(self) -> str:
        """Forget what is not released yet; returns it."""
        pending, self._pending = self._pending, ""
        return pending

    def _made(self, span: Span, former_end: int) -> list[WrittenSentence]:
        raw = self._pending[span.start : span.end]
        self._gap += self._pending[former_end : span.start]
        self._is_over = self._is_over or bool(_OWN_LIST.fullmatch(raw))
        if self._is_over:
            return []
        lead = item_marker_length(raw) or _length(_HEADING.match(raw))
        said, marked = taken_out(raw[lead:])
        text = as_plain_words(said)
        if not any(c.isalnum() for c in text):
            return []
        before, self._gap = _white(self._gap) + raw[:lead], ""
        return [WrittenSentence(text, before, marked)]


def _white(gap: str) -> str:
    """One space, one line break or an empty line."""
    lines = gap.count("\n")
    return "\n" * min(lines, 2) if lines else " "


def _length(found: re.Match[str] | None) -> int:
    return found.end() if found else 0
