"""The events of one answer as the chunks of one reply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rag.events import AnswerEvent, Failed, Finished, SentenceReleased, Started, Thinking
from ui.api.errors import openai_error_json, status_of
from ui.api.openai.replies import Reply
from ui.api.openai.text import ReplyText


class StreamedReply:
    """Follows one answer: a sentence a chunk, then the footnotes, then how it ended."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._text = ReplyText(reply.limits)
        self._answer_id = ""

    def chunks(self, event: AnswerEvent) -> Iterator[dict[str, Any]]:
        """What to send at an event; often nothing. An answer that fails ends with OpenAI's error object."""
        match event:
            case Started():
                self._answer_id = event.answer_id
                yield self._chunk({"role": "assistant", "content": ""})
            case Thinking():
                yield self._chunk({"reasoning_content": event.text})
            case SentenceReleased():
                if piece := self._text.add(event.before, event.sentence):
                    yield self._chunk({"content": piece})
            case Finished():
                yield from self._reply.closing_chunks(event.answer, self._text)
            case Failed():
                yield openai_error_json(event, status_of(event))

    def _chunk(self, delta: dict[str, Any]) -> dict[str, Any]:
        return self._reply.chunk(self._answer_id, delta)
