"""Questions of a fixed form, for sentences that are built too richly to be turned round.

A frame looks for a few words that belong together, wherever they stand in a sentence, and asks a question in
which nothing else of the sentence occurs. Whether the sentence answers it, a trial tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.phrasing.from_figures import is_money
from rag.phrasing.question import Statement
from rag.phrasing.verbs import is_base_form, past_participle
from rag.reading.persons import is_person
from rag.suggesting.deeds import Deed, beginnings, makers, results
from rag.text.figures import find_figures
from rag.text.places import place_stems
from rag.text.words import content_stems

FrameKind = Literal["cost", "loss", "opinion", "person", "thing", "announcement", "name", "figure", "date"]

_WORD = r"(?:[A-Z][\w-]*|o\d)"
_NAME = rf"{_WORD}(?: (?:of |de |van |von )?{_WORD}){{0,3}}"
# Before "ed", "ing" or "t".
_MADE = r"(?:train|build|buil|develop|construct|produc|renovat|restor)"
# "trained the R1 model", "training GPT-4", "the total training cost of DeepSeek-V3"
_MAKING = re.compile(
    rf"\b(?P<verb>{_MADE}(?:ed|ing|t))(?: costs? of| of)? "
    rf"(?P<thing>(?:the )?{_NAME})(?P<noun> model\b)?(?![’'])"
)
# "The bridge was built for", with its name
_MADE_FOR = re.compile(
    rf"(?P<thing>(?:[Tt]he )?{_NAME})(?P<noun> model)? (?:was|were) (?:\w+ly )?"
    rf"(?P<verb>{_MADE}(?:ed|t)) (?:for|at)\b"
)
_KIND = (
    r"(?:model|bridge|tunnel|stadium|tower|plant|ship|ferry|station|line|network|film|app|system|museum|"
    r"hospital)"
)
_OWNED = re.compile(rf"(?P<thing>{_WORD}[’']s (?:AI |new |first )?{_KIND})\b")
_MADE_OF = re.compile(rf"\b(?P<verb>{_MADE}(?:ed|ing|t))\b")
_ITS_MAKING = re.compile(r"Its (?P<verb>training|building|development|construction|restoration)\b")
_BASES = {"development": "develop", "construction": "build", "restoration": "restore"}
_LOST = re.compile(
    rf"(?P<name>{_NAME}) (?:los(?:t|e|es|ing)|shed(?:ding)?|wiped out)\b[^,]*?\bin market (?:value|valuation)"
)
_SAYS = (
    r"(?:said|says|told|noted|notes|suggested|warned|warns|argued|argues|praised|acknowledged|concluded|asserted|"
    r"stated|challenged|doubts|doubted|disputed|predicts|predicted|explained|declared|added|welcomed|criticis?ed|"
    r"criticized|claims|claimed|believes|believed|insisted|compares|highlighted|testified|emphasi[sz]ed)"
)
_SPEAKER_FIRST = rf"(?:, [^,]{{3,80}},)?(?: (?:has|had|also|\w+ly))? {_SAYS}\b"
_ABOUT = re.compile(
    rf"(?<![Tt]he )(?<![\w’'-]){_NAME}(?=[’']s? |[,.]| )"
    rf"|the {_NAME}(?=[’']s |[,.]| (?:is|was|has|had|will|would|could|and)\b)"
)
_ADJECTIVE = re.compile(r"(?:ese|ish|ian|ican|ench|[A-Za-z]-[a-z]+)\Z")
_APPOSED = re.compile(
    rf"(?P<name>{_NAME}), (?:an?|the|founder|head|director|chief) (?P<what>[\w’' -]{{8,90}}),"
)
_ANNOUNCED = re.compile(
    r"(?P<who>(?:President |Senator )?[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){0,3}) "
    r"(?:said|stated|announced|warned) (?:on|in) (?P<day>[A-Z][a-z]+(?: \d{1,2})?(?:, \d{4}| \d{4})?),? "
    r"that (?P<what>[^,;:“”\"]+?)(?:,.*)?\."
)
_IDLE_NOUN = re.compile(r"\b(?:one|part|result|sign|move|day|way|first|last|phrase|method)\b")


@dataclass(frozen=True, slots=True)
class Framed:
    """A question of a fixed form, and of what an answer must hold one; nothing where it is the sentence."""

    question: str
    kind: FrameKind
    facts: tuple[str, ...] = ()


def framed_questions(statement: Statement, before: str = "") -> Iterator[Framed]:
    """What the sentence might answer, by the frames.

    Args:
        statement: The sentence.
        before: The sentence that goes before it; "" for the first.
    """
    yield from _costs(statement, before)
    yield from _losses(statement)
    yield from _announcements(statement)
    yield from _deeds(statement.text)
    yield from _opinions(statement)
    yield from _identities(statement)


def _costs(statement: Statement, before: str) -> Iterator[Framed]:
    """How much it cost to make something."""
    facts = _amounts(statement.text)
    if facts:
        made = (*_owned(statement.text, before), *_named(statement.text))
        for verb, thing in made:
            base = _base(verb)
            if base:
                yield Framed(f"How much did it cost to {base} {thing}?", "cost", facts)


def _named(text: str) -> Iterator[tuple[str, str]]:
    """The verb of making, and what is made by its name."""
    found = _MAKING.search(text) or _MADE_FOR.search(text)
    if found:
        noun = found["noun"] or ""
        bare = found["thing"].removeprefix("The ").removeprefix("the ")
        has_article = bare != found["thing"] or bool(noun)
        yield found["verb"], f"{'the ' if has_article else ''}{bare}{noun}"


def _owned(text: str, before: str) -> Iterator[tuple[str, str]]:
    """The verb of making, and what is made by whose it is; that may stand in the sentence before."""
    its = _ITS_MAKING.match(text)
    owned = _OWNED.match(before) if its else _OWNED.search(text)
    verb = its or _MADE_OF.search(text)
    if owned and verb:
        yield verb["verb"], owned["thing"]


def _amounts(text: str) -> tuple[str, ...]:
    return tuple(text[figure.start : figure.end] for figure in find_figures(text) if is_money(figure))


def _deeds(text: str) -> Iterator[Framed]:
    kinds: tuple[tuple[FrameKind, Iterator[Deed]], ...] = (
        ("name", makers(text)),
        ("date", beginnings(text)),
        ("figure", results(text)),
    )
    for kind, deeds in kinds:
        for deed in deeds:
            yield Framed(deed.question, kind, deed.facts)


def _losses(statement: Statement) -> Iterator[Framed]:
    """How much of its market value a company lost."""
    found = _LOST.search(statement.text)
    facts = _amounts(statement.text)
    if found and facts:
        yield Framed(f"How much market value did {found['name']} lose?", "loss", facts)


def _announcements(statement: Statement) -> Iterator[Framed]:
    """When somebody said something, where the day stands between the verb and what was said."""
    found = _ANNOUNCED.fullmatch(statement.text)
    if found:
        what = found["what"]
        link = "" if what.startswith(("it ", "he ", "she ")) else "that "
        yield Framed(f"When did {found['who']} say {link}{what}?", "announcement", (found["day"],))


def _opinions(statement: Statement) -> Iterator[Framed]:
    """What a person said about something with a name."""
    for form, full in statement.persons.items():
        said = _said_by(form, statement.text)
        topic = next((name for name in _topics(said) if _is_topic(name, statement)), None)
        if topic:
            yield Framed(f"What did {full} say about {topic}?", "opinion", (form,))
            return


def _said_by(form: str, text: str) -> str:
    """What the sentence reports of a person; "" where it reports nothing."""
    name = re.escape(form)
    if first := re.search(rf"\b{name}{_SPEAKER_FIRST}", text):
        said = text[first.end() :]
        return said.partition(" that ")[2] if first.group().endswith(" told") else said
    behind = re.search(rf"[,”\"] (?:{name} {_SAYS}|{_SAYS} {name})\b", text)
    return text[: behind.start()] if behind else ""


def _identities(statement: Statement) -> Iterator[Framed]:
    """Who somebody is, or what something is, where an apposition tells it."""
    found = _APPOSED.search(statement.text)
    if found is None or _IDLE_NOUN.search(found["what"]):
        return
    name = found["name"]
    if name in statement.persons and " " in name:
        yield Framed(f"Who is {name}?", "person")
    elif name not in statement.persons and not place_stems(name) and not is_person(statement.text, name):
        yield Framed(f"What is {name}?", "thing")


def _topics(said: str) -> Iterator[str]:
    for found in _ABOUT.finditer(said):
        yield found.group()


def _is_topic(name: str, statement: Statement) -> bool:
    """Whether it is a name wherever it stands, and neither a person's nor an adjective."""
    bare = name.removeprefix("the ")
    is_person = any(bare in full for full in statement.persons.values())
    stems = frozenset(content_stems(bare))
    is_name = bool(stems) and stems <= statement.names and not _ADJECTIVE.search(bare)
    return is_name and not is_person and len(bare) > 2 and statement.article.text.count(bare) > 1


def _base(verb: str) -> str | None:
    if verb in _BASES:
        return _BASES[verb]
    if not verb.endswith("ing"):
        form = past_participle(verb)
        return form.base if form else None
    stem = verb.removesuffix("ing")
    return next((base for base in (stem, f"{stem}e") if is_base_form(base)), None)
