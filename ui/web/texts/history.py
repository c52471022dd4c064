"""Every text about kept conversations, and what readers say of answers."""

from __future__ import annotations

from datetime import datetime

from ui.web.texts import counted

HISTORY = "Conversations"
CLOSE = "Close"
SEARCH = "Search conversations"
EMPTY = "What you ask is listed here, so that you find it again."
NOT_FOUND = "No conversation holds these words."
OFF = "No conversation is kept here: whoever runs Byline has turned it off (BYLINE_KEEP_QUESTIONS is 0)."
NO_COOKIE = "This browser keeps no cookies, so its conversations cannot be kept apart from others’."
CONVERSATION_GONE = "This conversation is no longer there. It was deleted, or is older than what is kept."
CONVERSATION_RENAMED = "Renamed."
CONVERSATION_DELETED = "Deleted, with its questions and answers."
CONVERSATIONS_DELETED = "Deleted, with all questions and answers."
NOT_KEPT = "This answer could not be kept in your conversations."
NOT_KEPT_HINT = "It stays on this page until you close it; the next one may be kept again."
FEEDBACK_LOST = "This answer is no longer kept, so nothing can be noted on it."
RENAME = "Name"
RENAME_SAVE = "Rename"
DELETE = "Delete"
DELETE_SURE = "Its questions, answers and your opinions of them are deleted for good."
DELETE_SURELY = "Delete for good"
DELETE_ALL = "Delete all"
DELETE_ALL_SURE = "All your conversations are deleted for good, with your opinions of their answers."
DELETE_ALL_SURELY = "Delete all for good"
KEEP_SWITCH = "Do not keep this conversation"
KEEP_SWITCH_ON = "What you ask from here on is not kept; it is gone when you close the page."
STALE = "An article behind this answer has changed since."
STALE_GONE = "An article behind this answer is no longer in the library."
STALE_HINT = "The verdicts are those of then. Ask again for an answer from the articles as they are now."
JUDGE = "Is this answer good?"
OPINIONS = {"up": "Good answer", "down": "Not a good answer"}
REASONS = {"up": "What is good about it?", "down": "What is wrong with it?"}
REASON_PLACEHOLDER = "If you like, say why. Whoever evaluates the answers reads it."
REASON_SAVE = "Save"
REASON_GIVEN = "You said: "
REASON_CHANGE = "Change"


def more(most: int) -> str:
    """Said below a list that is cut."""
    return f"These are the latest {most}; searching finds older ones."


def kept_for(days: int, key: str | None) -> str:
    """For how long conversations are kept, and who sees them."""
    who = f"the key “{key}” sees them" if key else "this browser sees them"
    return f"Kept for {counted(days, 'day', 'days')}. Only {who}."


def more_about(title: str) -> str:
    """The name of the button behind which a conversation is renamed and deleted."""
    return f"Rename or delete: {title}"


def day_group(when: datetime, now: datetime) -> str:
    """Under which heading a conversation is listed."""
    days = (now.date() - when.date()).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    return "Earlier this week" if days < now.isoweekday() else "Earlier"


def time_in_words(when: datetime, now: datetime) -> str:
    """When a conversation was last gone on with: the time of today and yesterday, else the day."""
    if (now.date() - when.date()).days <= 1:
        return f"{when:%H:%M}"
    return f"{when.day} {when:%B}" if when.year == now.year else f"{when.day} {when:%B %Y}"
