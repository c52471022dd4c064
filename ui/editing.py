"""What readers change besides adding articles: removing and marking them, deleting answers, opinions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rag.domain import ArticleId, ArticleStatus
from rag.errors import LibraryLockedError, ReadOnlyError, UnknownNameError
from rag.feedback import Feedback, Opinion
from ui.owner import owner_of
from ui.parts import Parts

if TYPE_CHECKING:
    from rag.settings import Settings

NO_ANSWER_HINT = "It was not saved, or was deleted."
_LOCKED = "Articles are being added right now, so nothing can be changed."
_LOCKED_HINT = "Try again when that has finished; GET /api/jobs shows how far it is."


def require_writable(settings: Settings) -> None:
    """Refuse every change in a process that only reads; all changes ask here.

    Raises:
        ReadOnlyError: it is one.
    """
    if settings.api.read_only:
        owner = owner_of(settings.data_dir)
        hint = f"Send it to the process that owns the library: {owner.address}." if owner else None
        raise ReadOnlyError("This process only reads the library.", hint)


def remove_article(byline: Parts, article_id: str) -> None:
    """Remove an article from library and index, with its original.

    Raises:
        ReadOnlyError: this process only reads.
        UnknownNameError: there is no such article.
        LibraryLockedError: articles are being added at this moment.
    """
    from ingest.removing import remove

    require_writable(byline.settings)
    data_dir, known = byline.settings.data_dir, ArticleId(article_id)
    if byline.library.article(known) is None:
        raise _no_article(article_id)
    with _writing(byline.settings):
        remove(byline.library, byline.index, data_dir, [known])


def remove_collection(byline: Parts, name: str) -> int:
    """Remove a collection with all its articles; returns how many there were.

    Raises:
        ReadOnlyError: this process only reads.
        UnknownNameError: there is no such collection.
        LibraryLockedError: articles are being added at this moment.
    """
    from ingest.removing import remove

    require_writable(byline.settings)
    with _writing(byline.settings):
        ids = list(byline.library.hashes(name))
        if not ids:
            there = ", ".join(byline.library.collections()) or "none yet"
            raise UnknownNameError(f"There is no collection {name!r}.", f"Collections: {there}.")
        return remove(byline.library, byline.index, byline.settings.data_dir, ids)


def mark_article(byline: Parts, article_id: str, status: ArticleStatus | None, note: str | None) -> None:
    """Mark an article corrected or retracted, with a note; None takes the mark away.

    Raises:
        ReadOnlyError: this process only reads.
        UnknownNameError: there is no such article.
        LibraryLockedError: articles are being added at this moment.
    """
    require_writable(byline.settings)
    with _writing(byline.settings):
        if not byline.library.mark_article(ArticleId(article_id), status, (note or "").strip() or None):
            raise _no_article(article_id)


def forget_answer(byline: Parts, answer_id: str) -> None:
    """Delete a saved answer with its question and all feedback, so that the files hold none of it.

    Raises:
        ReadOnlyError: this process only reads.
        UnknownNameError: no such answer is saved.
    """
    require_writable(byline.settings)
    if not byline.library.forget_answer(answer_id):
        raise no_answer(answer_id)


def give_feedback(
    byline: Parts, answer_id: str, reader: str, opinion: Opinion, reason: str | None
) -> Feedback:
    """Keep a reader's opinion of a saved answer, in place of an earlier one.

    Raises:
        ReadOnlyError: this process only reads.
        UnknownNameError: no such answer is saved.
    """
    require_writable(byline.settings)
    byline.library.give_feedback(answer_id, reader, opinion, (reason or "").strip() or None)
    found = byline.library.feedback(answer_id, reader)
    if found is None:
        raise no_answer(answer_id)
    return found


def withdraw_feedback(byline: Parts, answer_id: str, reader: str) -> None:
    """Forget a reader's opinion of an answer.

    Raises:
        ReadOnlyError: this process only reads.
        UnknownNameError: there is none.
    """
    require_writable(byline.settings)
    if not byline.library.withdraw_feedback(answer_id, reader):
        raise UnknownNameError(f"There is no feedback of yours on {answer_id!r}.", NO_ANSWER_HINT)


@contextmanager
def _writing(settings: Settings) -> Iterator[None]:
    """Alone among those who write."""
    from ingest.lock import writer_lock

    try:
        with writer_lock(settings.data_dir):
            yield
    except LibraryLockedError as error:
        # The lock's own message names the other process and its command: for whoever owns the machine.
        raise LibraryLockedError(_LOCKED, _LOCKED_HINT) from error


def _no_article(article_id: str) -> UnknownNameError:
    return UnknownNameError(f"There is no article {article_id!r}.", "GET /api/articles lists them.")


def no_answer(answer_id: str) -> UnknownNameError:
    """What to say where an answer is not there."""
    return UnknownNameError(f"There is no answer {answer_id!r}.", NO_ANSWER_HINT)
