"""How a follow-up begins: words that only lead over to it, or that announce another topic."""

from __future__ import annotations

import re

_LEADING_OVER = re.compile(
    r"\s*(?:(?:and|but|or|also|then|ok|okay|thanks|thank you|by the way"
    r"|so(?! (?:far|much|many|little|few)\b))(?![\w-]|\s+to\b)[\s,.!:;–—-]*"
    r"|(?:sure|right|well|yes|no|great|fine|nice|good|interesting|hm+|i see|wait)\s*[,.!:;–—-]+\s*)+",
    re.IGNORECASE,
)
_OTHER_TOPIC = re.compile(
    r"\s*(?:(?:ok|okay|and|now|thanks)[\s,.]+)*"
    r"(?:something (?:else|different)|unrelated(?: question)?"
    r"|(?:another|an? (?:other|new|different)|other|new|different|next) (?:question|topic|subject|thing)"
    r"|(?:let['’]s )?chang(?:e|ing) (?:of )?(?:the )?(?:topic|subject)"
    r"|on (?:another|a different) (?:note|topic|subject))\s*[,.!:;–—-]+\s*(?=\w)",
    re.IGNORECASE,
)


def without_opening(text: str) -> str:
    """The text without "and", "but", "ok, thanks" and the like before it; may be empty."""
    found = _LEADING_OVER.match(text)
    return text[found.end() :] if found else text


def after_topic_change(text: str) -> str | None:
    """What is asked after words such as "Something else:"; None if no change is announced."""
    found = _OTHER_TOPIC.match(text)
    return text[found.end() :] if found else None


def capitalised(text: str) -> str:
    """The text with a capital at its beginning, unless that is a name such as "o1" or "iPhone"."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    is_name = any(c.isdigit() or c.isupper() for c in first)
    return text if is_name else text[:1].upper() + text[1:]
