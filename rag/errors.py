"""One tree of errors; each says what happened and what to do about it.

BylineError
├── UsageError                 the caller asked for something impossible (exit code 2, HTTP 400)
│   ├── SettingsError          a setting is unknown or out of bounds
│   ├── QuestionError          the question is empty or too long
│   ├── UnknownNameError       a collection, publisher or article that is not there (HTTP 404)
│   └── ReadOnlyError          this process only reads the library (HTTP 403)
├── SourceError                one source or article cannot be ingested
├── LibraryError               the library cannot be opened or is damaged
│   ├── LibraryLockedError     another process is writing
│   └── IndexMismatchError     the index was made with another embedder or splitter
├── EmbedderError              the embedding model is missing, damaged or unreachable
├── EndpointError              the language model's endpoint failed (HTTP 502)
│   ├── EndpointKeyError       it refuses the key
│   ├── EndpointModelError     it does not know the model
│   ├── EndpointBalanceError   the account has no balance left
│   ├── EndpointBusyError      too many requests, or overloaded; may say when to try again
│   ├── EndpointTooLongError   question and passages are more than the model can read
│   ├── EndpointUnreachableError  nothing answers at the address
│   ├── NotAnEndpointError     something answers, but not as an OpenAI-compatible endpoint
│   ├── StreamCutError         the answer broke off in the middle
│   ├── EndpointDeadlineError  no whole answer within the deadline
│   ├── EmptyAnswerError       it answered nothing
│   ├── JudgeUnreadableError   asked to judge, it says neither yes nor no
│   └── UnsupportedAnswerError nothing of its answer is supported, and such sentences are withheld
├── RerankError                the reranker failed; its passages stay in the order they had
├── BusyError                  too many questions wait already; says when to ask again (HTTP 503)
│   ├── TooManyQuestionsError  too many of them are the caller's own (HTTP 429)
│   └── TooManyJobsError       too much is waiting to be added (HTTP 429)
├── KeysError                  the API keys cannot be read or written; nobody gets in (HTTP 503)
└── ServerError                the server cannot start
"""

from __future__ import annotations

from typing import ClassVar


class BylineError(Exception):
    """Something a user can act upon: a sentence, and a hint that says what to do."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    hint: str = ""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint

    @property
    def message(self) -> str:
        """The sentence, without the hint."""
        return str(self.args[0])


class UsageError(BylineError):
    """The caller asked for something that cannot be."""

    code = "usage"
    exit_code = 2
    hint = "`byline --help` lists the commands."


class SettingsError(UsageError):
    """A setting is unknown or out of bounds."""

    code = "settings"
    hint = "`byline config` shows every setting, its value and where it came from."


class QuestionError(UsageError):
    """The question is empty or too long."""

    code = "question"
    hint = "Ask one question in a sentence or two."


class UnknownNameError(UsageError):
    """A collection, publisher, article or answer that is not there."""

    code = "unknown_name"


class ReadOnlyError(UsageError):
    """This process only reads the library."""

    code = "read_only"
    hint = "Send it to the process that owns the library."


class SourceError(BylineError):
    """One source or article cannot be ingested; the others go on."""

    code = "source"


class LibraryError(BylineError):
    """The library cannot be opened, or is damaged."""

    code = "library"


class LibraryLockedError(LibraryError):
    """Another process is writing to the library."""

    code = "library_locked"
    hint = "Wait until it has finished, or stop it, then try again."


class IndexMismatchError(LibraryError):
    """The index was made with another embedder or splitter than the configured one."""

    code = "index_mismatch"


class EmbedderError(BylineError):
    """The embedding model is missing, damaged or unreachable."""

    code = "embedder"


class EndpointError(BylineError):
    """The language model's endpoint failed."""

    code = "endpoint"
    hint = "Unset BYLINE_LLM_BASE_URL to answer without a language model."


class EndpointKeyError(EndpointError):
    """The endpoint refuses the key."""

    code = "endpoint_key"
    hint = "Check BYLINE_LLM_API_KEY."


class EndpointModelError(EndpointError):
    """The endpoint does not know the model, or offers several and none was chosen."""

    code = "endpoint_model"
    hint = "Set BYLINE_LLM_MODEL to a model that the endpoint lists."


class EndpointBalanceError(EndpointError):
    """The account has no balance left."""

    code = "endpoint_balance"
    hint = "Top up the account at the provider, or choose another endpoint."


class EndpointBusyError(EndpointError):
    """Too many requests, or the endpoint is overloaded."""

    code = "endpoint_busy"
    hint = "Wait a little, then ask again."


class EndpointTooLongError(EndpointError):
    """Question and passages are more than the model can read."""

    code = "endpoint_too_long"
    hint = (
        "Set BYLINE_LLM_CONTEXT to the tokens that the server really reads, or lower BYLINE_ANSWER_PASSAGES."
    )


class EndpointUnreachableError(EndpointError):
    """Nothing answers at the address."""

    code = "endpoint_unreachable"
    hint = "Check BYLINE_LLM_BASE_URL, and that the server runs."


class NotAnEndpointError(EndpointError):
    """Something answers at the address, but not as an OpenAI-compatible endpoint does."""

    code = "not_an_endpoint"
    hint = "BYLINE_LLM_BASE_URL ends as the server's documentation says, most often in /v1."


class StreamCutError(EndpointError):
    """The answer broke off in the middle."""

    code = "endpoint_cut"
    hint = "Ask again; if it happens often, the server's log tells why."


class EndpointDeadlineError(EndpointError):
    """No whole answer within the deadline."""

    code = "endpoint_deadline"
    hint = "Raise BYLINE_LLM_DEADLINE, or choose a faster model."


class EmptyAnswerError(EndpointError):
    """The endpoint answered nothing."""

    code = "endpoint_empty"
    hint = "Set BYLINE_LLM_THINKING=off, or choose another model."


class JudgeUnreadableError(EndpointError):
    """Asked to judge, the model says neither yes nor no, twice."""

    code = "judge_unreadable"
    hint = "Choose another judge: a model that does as it is told when it is to answer YES or NO."


class UnsupportedAnswerError(EndpointError):
    """The sources support no sentence of the answer, and such sentences are withheld."""

    code = "endpoint_unsupported"
    hint = "Set BYLINE_ON_UNSUPPORTED=mark to see what it wrote, or choose another model."


class RerankError(BylineError):
    """The reranker is missing, refuses, is late or answers no ranking."""

    code = "rerank"
    hint = "Unset BYLINE_RERANK_KIND to answer without a reranker."


class BusyError(BylineError):
    """More questions wait for their turn than may; says when to ask again."""

    code = "busy"

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message, f"Ask again in about {retry_after_seconds} s.")
        self.retry_after_seconds = retry_after_seconds


class TooManyQuestionsError(BusyError):
    """One caller has more questions waiting than it may."""

    code = "too_many_questions"


class TooManyJobsError(BusyError):
    """Too much is waiting to be added; says when to send it again."""

    code = "too_many_jobs"


class KeysError(BylineError):
    """The API keys cannot be read or written; nobody is let in by keys that cannot be read."""

    code = "keys"
    hint = "Put a backup in place of keys.json, or delete it and make new keys with `byline keys add`."


class ServerError(BylineError):
    """The server cannot start."""

    code = "server"
