"""What readers change besides adding articles: removing them, deleting answers, opinions of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain import ArticleId
from rag.errors import LibraryLockedError, ReadOnlyError, UnknownNameError
from rag.feedback import Feedback, Opinion
from ui.owner import owner_of
from ui.parts import Parts

if TYPE_CHECKING:
    from rag.settings import Settings

NO_ANSWER_HINT = "It was not saved, or was deleted."
_LOCKED = "Articles are being added right now, so nothing can be removed."
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
    from ingest.lock import writer_lock
    from ingest.removing import remove

    require_writable(byline.settings)
    data_dir, known = byline.settings.data_dir, ArticleId(article_id)
    if byline.library.article(known) is None:
        raise UnknownNameError(f"There is no article {article_id!r}.", "GET /api/articles lists them.")
    try:
        with writer_lock(data_dir):
            remove(byline.library, byline.index, data_dir, [known])
    except LibraryLockedError as error:
        # The lock's own message names the other process and its command: for whoever owns the machine.
        raise LibraryLockedError(_LOCKED, _LOCKED_HINT) from error


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


def no_answer(answer_id: str) -> UnknownNameError:
    """What to say where an answer is not there."""
    return UnknownNameError(f"There is no answer {answer_id!r}.", NO_ANSWER_HINT)
