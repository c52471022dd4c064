"""Who said "…"? Questions for the speaker of a quotation that is long enough to be known again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.phrasing.asking import made
from rag.phrasing.persons import alternatives
from rag.phrasing.question import MadeQuestion, Statement
from rag.phrasing.standing_alone import points_outside

_FEWEST_WORDS, _MOST_WORDS = 6, 32
_TITLES = (
    r"(?:(?:U\.S\.|President|Senator|Professor|Dr\.?|Mr\.?|Ms\.?|Mrs\.?|[Ii]nvestor|Billionaire|Minister|CEO)"
    r"\s){0,3}"
)
_NAME = _TITLES + r"(?P<speaker>[A-Z][\w’'.-]*(?:\s(?:[A-Z][\w’'.-]*|van|von|de|al|bin)){0,3})"
_SAID = r"(?:said|says|told|wrote|added|argued|warned|noted|explained|insisted|stated|declared)"
_QUOTED = r"[“\"](?P<quoted>[^”“\"]{25,260})[”\"]"
_PATTERNS = (
    re.compile(rf"{_QUOTED},?\s{_NAME}\s{_SAID}\b"),
    re.compile(rf"{_QUOTED},?\s{_SAID}\s{_NAME}(?=[,.\s]|\Z)"),
    re.compile(rf"(?:\A|.*\s){_NAME}\s{_SAID}[,:]\s{_QUOTED}\.?\Z"),
    re.compile(
        rf"(?:\A|.*\s){_NAME}\s[^“\"]{{5,140}}, "
        rf"(?:saying|stating|adding|noting|writing)[,:] {_QUOTED}\.?\Z"
    ),
    re.compile(rf"{_NAME},\s[^,“\"]{{3,60}},\s{_SAID}[,:]\s{_QUOTED}\.?\Z"),
)
_CALLED = re.compile(
    rf"(?:On \w+(?: \d+)?, )?{_NAME}\s(?P<verb>called|described|dubbed|labelled|labeled)\s"
    r"(?P<what>[^“\",]{3,70}?)\s"
    r"(?P<as>as )?(?P<article>an? |the )?[“\"](?P<quoted>[^”“\"]{4,80}?)[,.]?[”\"]"
    r"(?P<after>(?: (?:for|of|in|to) [^,.“\"]{3,60})?)"
)


def ask_for_names_given(statement: Statement) -> Iterator[MadeQuestion]:
    """Who called something a "wake-up call"? For a person whose word for a thing the sentence quotes."""
    found = _CALLED.match(statement.text)
    if found is None or found["speaker"] not in statement.persons or points_outside(found["what"]):
        return
    article, link, after = (found[part] or "" for part in ("article", "as", "after"))
    question = f"Who {found['verb']} {found['what']} {link}{article}“{found['quoted']}”{after}?"
    yield from made(statement, "quotation", question, alternatives(found["speaker"], statement.persons))


def ask_for_speakers(statement: Statement) -> Iterator[MadeQuestion]:
    """The question for the speaker of the sentence's quotation, where the article names a person."""
    for pattern in _PATTERNS:
        found = pattern.match(statement.text)
        if found is None:
            continue
        speaker, quoted = found["speaker"].strip(), _unstopped(found["quoted"])
        if speaker in statement.persons and _stands_alone(quoted, statement.persons[speaker]):
            yield MadeQuestion(
                f"Who said “{quoted}”?",
                "quotation",
                statement.text,
                (alternatives(speaker, statement.persons),),
                (statement.article.id,),
            )
        return


def _stands_alone(quoted: str, speaker: str) -> bool:
    """Whether the words can be quoted by themselves: long enough, from a beginning, no names given away."""
    words = quoted.split()
    is_long_enough = _FEWEST_WORDS <= len(words) <= _MOST_WORDS
    begins = quoted[0].isupper() or quoted[0].isdigit()
    return is_long_enough and begins and not quoted.endswith(("?", "!")) and speaker.split()[-1] not in quoted


def _unstopped(quoted: str) -> str:
    """The quotation without the comma or full stop that belongs to the sentence around it."""
    return re.sub(r"[,.]([’']?)\Z", r"\1", quoted.strip())
