"""Newspapers and agencies that a question asks and the library does not hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.constraints.attributions import is_cued
from rag.constraints.outlets import find_mentions
from rag.text.word_lists import words_of

_WORD = r"[A-Z][\w&.-]{0,30}"
_NAME = re.compile(rf"(?<!\w)(?:[Tt]he )?{_WORD}(?: (?:of |& )?{_WORD}){{0,4}}")
# Capitalised words that begin a question or a phrase and belong to no name.
_NOT_NAMES = re.compile(
    r"\A(?:(?:According|As|What|Who|Which|Did|Does|Do|Has|Have|In|Is|Was|Why|How|When|And|After|Before) )+"
)
# The last word of a newspaper's name; few people are called that.
_OUTLET_WORDS = frozenset(words_of("Times News Journal Herald Tribune Gazette Chronicle Weekly Magazine"))
# Also surnames or plain words: these need "the" before the name.
_OUTLET_WORDS_AFTER_THE = frozenset(
    words_of("Post Mail Globe Observer Telegraph Guardian Mirror Examiner Inquirer Standard Economist Press")
)
_CALLED_WITH_ARTICLE = frozenset({"BBC", "Times of India", "Hollywood Reporter"})
# Known by their own name. People say of none of these that it did anything but report.
_OUTLETS = frozenset(
    {
        *words_of("Reuters Bloomberg CNN BBC CNBC NPR AFP Axios Politico Forbes CNET ESPN Xinhua CGTN MSNBC"),
        *words_of("Newsweek TechCrunch Guardian Economist"),
        *("Al Jazeera", "Associated Press", "Wall Street Journal", "Financial Times", "Washington Post"),
        *("Le Monde", "Der Spiegel", "Business Insider", "Business Standard", "South China Morning Post"),
        *("USA Today", "BBC News", "Times of India", "Hollywood Reporter"),
    }
)


def missing_outlets(question: str, publishers: Sequence[str]) -> list[str]:
    """Names of outlets that the question asks and none of the publishers has, as it writes them.

    Only what is surely an outlet: "according to OpenAI" asks a speaker, whom any article may quote.
    """
    held = {at for one in find_mentions(question, publishers) for at in range(one.start, one.end)}
    names = "\n".join(publishers).casefold()
    found: dict[str, None] = {}
    for match in _NAME.finditer(question):
        start = match.start() + len(_found(_NOT_NAMES.match(match.group())))
        name = re.sub(r"[.&-]+\Z", "", question[start : match.end()])
        end = start + len(name)
        is_held = not held.isdisjoint(range(start, end)) or _bare(name).casefold() in names
        if not is_held and _is_outlet(name) and is_cued(question, start, end):
            found[_with_article(_bare(name))] = None
    return list(found)


def _found(match: re.Match[str] | None) -> str:
    return match.group() if match else ""


def _bare(name: str) -> str:
    return re.sub(r"\A[Tt]he ", "", name)


def _with_article(bare: str) -> str:
    """As one writes it: "the New York Times", but "Bloomberg"."""
    is_paper = bare.split(" ")[-1] in _OUTLET_WORDS | _OUTLET_WORDS_AFTER_THE | _CALLED_WITH_ARTICLE
    return f"the {bare}" if is_paper or bare in _CALLED_WITH_ARTICLE else bare


def _is_outlet(name: str) -> bool:
    bare = _bare(name)
    *first, last = bare.split(" ")
    if bare in _OUTLETS or (last in _OUTLET_WORDS and (first or bare != name)):
        return True
    return bare != name and last in _OUTLET_WORDS_AFTER_THE
