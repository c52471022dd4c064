"""One tree of errors; each says what happened and what to do about it.

BylineError
├── UsageError                 the caller asked for something impossible (exit code 2, HTTP 400)
│   ├── SettingsError          a setting is unknown or out of bounds
│   ├── QuestionError          the question is empty or too long
│   └── UnknownNameError       a collection, publisher or article that is not there (HTTP 404)
├── SourceError                one source or article cannot be ingested
├── LibraryError               the library cannot be opened or is damaged
│   ├── LibraryLockedError     another process is writing
│   └── IndexMismatchError     the index was made with another embedder or splitter
├── EmbedderError              the embedding model is missing, damaged or unreachable
├── EndpointError              the language model's endpoint failed
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


class ServerError(BylineError):
    """The server cannot start."""

    code = "server"
