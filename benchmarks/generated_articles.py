"""Articles of news length from our own templates: deterministic, and no two alike."""

from __future__ import annotations

import random
from pathlib import Path

_PLACES = [
    "Lisbon",
    "Oslo",
    "Nairobi",
    "Lima",
    "Osaka",
    "Porto",
    "Dakar",
    "Bern",
    "Quito",
    "Riga",
    "Accra",
    "Turin",
    "Hanoi",
    "Leeds",
    "Tampere",
    "Cork",
]
_BODIES = [
    "the harbour board",
    "the city council",
    "the transport ministry",
    "a water company",
    "the teachers' union",
    "a local bank",
    "the museum trust",
    "the fishing fleet",
    "a software maker",
    "the regional court",
    "the energy agency",
]
_ACTS = [
    "approved",
    "delayed",
    "cut",
    "published",
    "challenged",
    "extended",
    "withdrew",
    "doubled",
    "reviewed",
    "rejected",
    "audited",
    "presented",
]
_THINGS = [
    "a plan for cheaper tickets",
    "its budget for repairs",
    "the contract for new ferries",
    "a report on flooding",
    "the tax on empty homes",
    "its forecast for the harvest",
    "a fund for small shops",
    "the rules for night work",
    "a study of river pollution",
    "its offer to creditors",
    "the timetable for school meals",
]
_REASONS = [
    "after costs rose",
    "because fewer visitors came",
    "as prices fell",
    "after a week of protests",
    "since a court asked for it",
    "although the opposition objected",
    "before the election",
    "when the auditors found errors",
]
_NAMES = [
    "Alma Brandt",
    "Tomas Reyes",
    "Ines Okafor",
    "Jonas Weber",
    "Mei Tanaka",
    "Ruth Adler",
    "Omar Diallo",
    "Sofia Lind",
]


def write_articles(folder: Path, count: int, words: int = 500, seed: int = 7) -> None:
    """Write ``count`` Markdown articles of about ``words`` words each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        (folder / f"article-{number:05d}.md").write_text(_article(chance, number, words), encoding="utf-8")


def _article(chance: random.Random, number: int, words: int) -> str:
    place = chance.choice(_PLACES)
    day = f"2025-{1 + number % 12:02d}-{1 + number % 28:02d}"
    lines = [
        "---",
        f"title: {place} story {number}, {chance.choice(_THINGS)}",
        f"publisher: {chance.choice(_PLACES)} Courier",
        f'published: "{day}"',
        "---",
        "",
    ]
    written = 0
    while written < words:
        paragraph = " ".join(_sentence(chance, place) for _ in range(chance.randint(3, 6)))
        written += len(paragraph.split())
        lines += [paragraph, ""]
    return "\n".join(lines)


def _sentence(chance: random.Random, place: str) -> str:
    who, act = chance.choice(_BODIES), chance.choice(_ACTS)
    what, why = chance.choice(_THINGS), chance.choice(_REASONS)
    amount = f"${chance.randint(2, 990)} million"
    forms = (
        f"{who.capitalize()} in {place} {act} {what} {why}.",
        f"{chance.choice(_NAMES)} said {who} had {act} {what} {why}.",
        f"It would cost {amount} over {chance.randint(2, 9)} years, {chance.choice(_NAMES)} said.",
        f"About {chance.randint(3, 97)} percent of those asked in {place} knew that {who} {act} {what}.",
        f"On {chance.randint(1, 28)} March {who} {act} {what}, worth {amount}, {why}.",
    )
    return chance.choice(forms)
