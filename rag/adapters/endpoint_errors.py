"""Whatever the openai client, httpx or the server can raise, as one of our errors. Nowhere else."""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import openai

from rag.errors import (
    EndpointBalanceError,
    EndpointBusyError,
    EndpointError,
    EndpointKeyError,
    EndpointModelError,
    EndpointTooLongError,
    EndpointUnreachableError,
    NotAnEndpointError,
    StreamCutError,
)

_LONGEST_WORDS = 160  # of the server's own, in our message
_MOST_NAMES = 8
_TOO_LONG = re.compile(
    r"context.?(?:length|size|window)|too (?:long|large|many tokens)|maximum.{0,20}tokens", re.IGNORECASE
)
_NO_SUCH_MODEL = re.compile(
    r"model.{0,60}(?:not exist|not found|unknown|invalid|not supported|no longer|retired)|"
    r"(?:unknown|invalid|no such) model|model_not_found",
    re.IGNORECASE | re.DOTALL,
)
# How servers tell what their model can read: vLLM and SGLang, OpenAI, llama.cpp.
_CONTEXT_TOLD = re.compile(
    r"context (?:length|size|window)(?: is| of|:)?(?: only)?\s*\(?(\d{3,9})|\"n_ctx\":\s*(\d{3,9})",
    re.IGNORECASE,
)
_NO_QUOTA = "insufficient_quota"
_SHORTEST_SECRET = 4  # characters; hiding shorter ones would tear words apart
_SECRETS = re.compile(r"\b(?:sk|key|pk|gsk)[-_][\w*.-]{4,}|Bearer\s+\S+", re.IGNORECASE)

# What a request can raise; JSON errors and Unicode errors of the key are ValueErrors.
RAISED = (openai.OpenAIError, httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, ValueError)


@dataclass(frozen=True, slots=True)
class Place:
    """Which endpoint was asked, for the messages; key and secrets are there to be kept out of them."""

    host: str
    model: str | None
    key: str
    secrets: tuple[str, ...] = ()  # values of further headers

    def told(self, words: str) -> str:
        """The server's own words, short, on one line and without the key."""
        hidden = words
        for secret in (self.key, *self.secrets):
            is_whole = secret == self.key or len(secret) >= _SHORTEST_SECRET
            hidden = hidden.replace(secret, "********") if secret and is_whole else hidden
        return " ".join(_SECRETS.sub("********", hidden).split())[:_LONGEST_WORDS]


def as_endpoint_error(
    error: Exception, place: Place, *, has_begun: bool = False, listed: Sequence[str] = ()
) -> EndpointError:
    """The error in our terms, with a sentence and a hint.

    Args:
        error: One of `RAISED`.
        place: The endpoint.
        has_begun: Whether a part of the answer had come.
        listed: Models that the endpoint lists.
    """
    if isinstance(error, openai.APIStatusError):
        return _refused(error, place, listed)
    if isinstance(error, UnicodeEncodeError):
        return EndpointKeyError(
            "The endpoint's key has a character that no key has.", "Copy BYLINE_LLM_API_KEY again."
        )
    if isinstance(error, openai.APIConnectionError | httpx.HTTPError | httpx.InvalidURL) and not has_begun:
        return _unreachable(error, place)
    if isinstance(error, openai.APIError) and not isinstance(error, openai.APIConnectionError):
        return in_stream_error(str(error.message), place, has_begun=has_begun)
    if has_begun:
        return StreamCutError(f"{place.host} broke off in the middle of its answer.")
    return not_an_endpoint(place)


def not_an_endpoint(place: Place) -> NotAnEndpointError:
    """What answers there speaks another language."""
    return NotAnEndpointError(f"What answers at {place.host} is no OpenAI-compatible endpoint.")


def in_stream_error(words: str, place: Place, *, has_begun: bool) -> EndpointError:
    """An error object where the answer was to come, with status 200."""
    if _TOO_LONG.search(words):
        return _too_long(place)
    told = f"{place.host} sent an error instead of {'the rest of its' if has_begun else 'an'} answer"
    kind = StreamCutError if has_begun else EndpointError
    return kind(f"{told}: {place.told(words)}.", "The server's log may tell more.")


def unknown_model(place: Place, listed: Sequence[str]) -> EndpointModelError:
    """The endpoint does not know the model; says which it knows."""
    return EndpointModelError(
        f"{place.host} does not know the model {place.model!r}.",
        f"Set BYLINE_LLM_MODEL to one that it lists: {names(listed)}." if listed else None,
    )


def names(listed: Sequence[str]) -> str:
    """Names in a sentence, the first few of many."""
    more = len(listed) - _MOST_NAMES
    return ", ".join(listed[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def is_unknown_model(error: Exception) -> bool:
    """Whether a refusal may be about the model's name."""
    is_refusal = isinstance(error, openai.APIStatusError) and error.status_code in {400, 404, 422}
    return is_refusal and (
        isinstance(error, openai.NotFoundError) or bool(_NO_SUCH_MODEL.search(_words(error)))
    )


def retry_after_seconds(error: Exception) -> float | None:
    """How long the server asks to wait; None where it does not say."""
    if not isinstance(error, openai.APIStatusError):
        return None
    value = error.response.headers.get("retry-after", "").strip()
    if value.replace(".", "", 1).isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0.0, (when - datetime.now(UTC)).total_seconds()) if when.tzinfo else None


def may_pass(error: Exception) -> bool:
    """Whether asking again may help: overload, a broken connection; not a refusal."""
    if isinstance(error, openai.APIStatusError):
        is_busy = error.status_code in {408, 429} or error.status_code >= 500
        return is_busy and _NO_QUOTA not in _words(error)
    return isinstance(error, openai.APIConnectionError | httpx.TransportError) and not _certificate(error)


def refuses_parameter(error: Exception, sent: Sequence[str]) -> list[str]:
    """Which of the optional parameters that were sent a refusal is about; all where it does not say."""
    if not isinstance(error, openai.APIStatusError) or error.status_code not in {400, 422}:
        return []
    words = _words(error)
    if _TOO_LONG.search(words) or _NO_SUCH_MODEL.search(words):
        return []
    return [name for name in sent if name in words] or list(sent)


def told_context(error: BaseException) -> int | None:
    """The tokens that the model can read, where the server's refusal of a request tells them."""
    for cause in _causes(error):
        if isinstance(cause, openai.APIError) and (told := _CONTEXT_TOLD.search(_words(cause))):
            return int(told[1] or told[2])
    return None


def is_distrusted(error: BaseException) -> bool:
    """Whether nothing was sent because the server's certificate is not trusted."""
    return _certificate(error)


def is_other_protocol(error: BaseException) -> bool:
    """Whether something listens at the address, but speaks TLS where none is expected, or the reverse."""
    kinds = (ssl.SSLError, httpx.RemoteProtocolError, httpx.ReadError)
    return not _certificate(error) and any(isinstance(cause, kinds) for cause in _causes(error))


def _refused(error: openai.APIStatusError, place: Place, listed: Sequence[str]) -> EndpointError:
    match error.status_code:
        case 401 | 403:
            return EndpointKeyError(f"{place.host} refuses the key.")
        case 402:
            return EndpointBalanceError(f"The account at {place.host} has no balance left.")
        case 413:
            return _too_long(place)
        case 429:
            return _too_many(error, place)
        case status if status >= 500:
            return EndpointBusyError(f"{place.host} fails with status {status}.")
    return _misunderstood(error, place, listed)


def _misunderstood(error: openai.APIStatusError, place: Place, listed: Sequence[str]) -> EndpointError:
    """The request itself is what the server does not like."""
    words = _words(error)
    match error.status_code:
        case 404 if not listed and not _NO_SUCH_MODEL.search(words):
            return not_an_endpoint(place)
        case 400 | 404 | 422 if is_unknown_model(error):
            return unknown_model(place, listed)
        case 400 | 422 if _TOO_LONG.search(words):
            return _too_long(place)
    told = place.told(_own_words(error) or f"status {error.status_code}")
    return EndpointError(f"{place.host} refuses the request: {told}.", "Check the settings under [llm].")


def _too_many(error: openai.APIStatusError, place: Place) -> EndpointError:
    if _NO_QUOTA in _words(error):
        return EndpointBalanceError(f"The account at {place.host} has used up its quota.")
    after = retry_after_seconds(error)
    hint = f"Ask again in {after:.0f} seconds." if after else None
    return EndpointBusyError(f"{place.host} has too many requests at the moment.", hint)


def _too_long(place: Place) -> EndpointTooLongError:
    return EndpointTooLongError(f"Question and passages are more than the model at {place.host} can read.")


def _unreachable(error: Exception, place: Place) -> EndpointUnreachableError:
    if _certificate(error):
        return EndpointUnreachableError(
            f"The certificate of {place.host} is not trusted.",
            "Set BYLINE_LLM_CA_FILE to the certificate of whoever issued it.",
        )
    return EndpointUnreachableError(f"{place.host} cannot be reached.")


def _certificate(error: BaseException) -> bool:
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _own_words(error: openai.APIError) -> str:
    return str(error.body.get("message", "")) if isinstance(error.body, dict) else ""


def _words(error: Exception) -> str:
    """Everything that the server said."""
    if not isinstance(error, openai.APIError):
        return str(error)
    return f"{error.message} {json.dumps(error.body, default=str)}"
