"""Libraries of any size, the same every time: Zipf-distributed words, topics, publishers, dates, vectors.

Texts mean nothing, but cost what texts cost: words follow Zipf's law, with English stop words as the
commonest, and each topic has words of its own. Vectors lie around their topic's and their article's
direction. Publishers write about some topics only, so that filters and vectors are not independent.

python -m benchmarks.generated_library PASSAGES
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.passages import SPLITTER_FINGERPRINT
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.minilm_embedder import DIMENSION, MODEL_NAME
from rag.adapters.sqlite.library import SqliteLibrary
from rag.domain import Article, ArticleId, Passage, PassageId
from rag.interfaces import ArticleFilter, Vectors
from rag.ledger import Replacement
from rag.text.publication import PublicationDate
from rag.text.words import STOP_WORDS

FOLDER = Path(__file__).resolve().parent.parent / "artefacts" / "generated-libraries"
FORM = 1  # of what is generated; raised when it changes, so that older libraries are made anew

PASSAGES_OF_AN_ARTICLE = 5
WORDS_OF_A_PASSAGE = 130
WORDS_OF_A_SENTENCE = 18
VOCABULARY = 58_000
TOPICS = 200
TOPIC_WORDS = 120
TOPICS_OF_A_PUBLISHER = 40
TOPIC_SHARE = 0.15  # of a text's words
PUBLISHERS = 120
DAYS = 1_000
FIRST_DAY = date(2023, 1, 1)
UNDATED_EVERY = 50
ASKED_WORDS = 14  # stop words among them: as many and as common ones left as in SciFact's claims
RARE_PUBLISHER, RARE_EVERY = "The Rare Gazette", 1_000
COLLECTIONS = {"wire": 0.6, "papers": 0.35, "notes": 0.05}
_BATCH = 200  # articles


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """Words of one passage, and a vector near its own."""

    text: str
    vector: NDArray[np.float32]


class Generator:
    """Everything follows from the number of passages."""

    def __init__(self, passages: int) -> None:
        self.passages = passages
        self.articles = max(1, passages // PASSAGES_OF_AN_ARTICLE)
        chance = np.random.default_rng([FORM, 0])
        self._words = np.array([*sorted(STOP_WORDS)[:100], *_made_up(VOCABULARY)])
        weights = 1 / np.arange(1, len(self._words) + 1)
        self._heights = np.cumsum(weights / weights.sum())
        self._topic_words = chance.integers(300, len(self._words) // 3, (TOPICS, TOPIC_WORDS))
        self._centres = _unit(chance.standard_normal((TOPICS, DIMENSION), dtype=np.float32))

    def replacements(self) -> Iterator[tuple[Replacement, Vectors]]:
        """Each article with its passages, and their vectors."""
        for number in range(self.articles):
            chance = np.random.default_rng([FORM, 1, self.passages, number])
            publisher = int(PUBLISHERS * chance.random() ** 2)  # some publish far more than others
            topic = int((publisher * 7 + chance.integers(TOPICS_OF_A_PUBLISHER)) % TOPICS)
            pieces = [self._text(chance, topic) for _ in range(PASSAGES_OF_AN_ARTICLE)]
            article = _article(chance, number, publisher, "\n\n".join(pieces))
            own = _unit(chance.standard_normal((1, DIMENSION), dtype=np.float32))
            noise = _unit(chance.standard_normal((len(pieces), DIMENSION), dtype=np.float32))
            vectors = _unit(0.6 * self._centres[topic] + 0.6 * own + 0.5 * noise)
            yield Replacement(article, list(_passages(article, pieces))), vectors

    def questions(self, count: int, library: SqliteLibrary, index: ChromaIndex) -> list[AskedQuestion]:
        """Words in a row of ``count`` passages, each with a vector near the passage's."""
        chance = np.random.default_rng([FORM, 2, self.passages])
        ids = sorted(library.passage_ids())
        chosen = [ids[int(row)] for row in chance.integers(len(ids), size=count)]
        vectors = index.vectors(list(set(chosen)))
        asked = []
        for passage in library.passages(chosen):
            words = passage.text.replace(".", "").split()
            start = int(chance.integers(len(words) - ASKED_WORDS))
            noise = _unit(chance.standard_normal((1, DIMENSION), dtype=np.float32))
            vector = _unit(vectors[passage.id] + 0.8 * noise)[0]
            asked.append(AskedQuestion(" ".join(words[start : start + ASKED_WORDS]) + "?", vector))
        return asked

    def _text(self, chance: np.random.Generator, topic: int) -> str:
        rows = np.searchsorted(self._heights, chance.random(WORDS_OF_A_PASSAGE))
        own = chance.random(WORDS_OF_A_PASSAGE) < TOPIC_SHARE
        rows[own] = chance.choice(self._topic_words[topic], int(own.sum()))
        words = self._words[np.minimum(rows, len(self._words) - 1)].tolist()
        cuts = range(0, len(words), WORDS_OF_A_SENTENCE)
        sentences = (" ".join(words[cut : cut + WORDS_OF_A_SENTENCE]) for cut in cuts)
        return " ".join(f"{sentence.capitalize()}." for sentence in sentences)


def publisher_name(number: int) -> str:
    """The name of a publisher; low numbers publish most."""
    return f"Courier {number:03d}"


def filters() -> dict[str, Sequence[ArticleFilter]]:
    """Filters by the share of articles that pass; several of a kind are to be asked in turn."""
    last = FIRST_DAY + timedelta(DAYS - 1)
    windows = [FIRST_DAY + timedelta(19 * number) for number in range(50)]
    return {
        "none": [ArticleFilter()],
        "0.1 %, a publisher": [ArticleFilter(publishers=(RARE_PUBLISHER,))],
        "5 %, a collection": [ArticleFilter(collections=("notes",))],
        "5 %, fifty days": [ArticleFilter(since=day, until=day + timedelta(50)) for day in windows],
        "10 %, publishers": [ArticleFilter(publishers=(publisher_name(0), publisher_name(60)))],
        "60 %, a collection": [ArticleFilter(collections=("wire",))],
        "60 %, since a day": [ArticleFilter(since=last - timedelta(590 + n)) for n in range(40)],
    }


def library_folder(passages: int) -> Path:
    """The data folder of the library of this size; made if it is not there."""
    folder = FOLDER / f"{passages}-{FORM}"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _fill(folder, Generator(passages))
        (folder / "complete").touch()
    return folder


def open_stores(folder: Path) -> tuple[SqliteLibrary, ChromaIndex]:
    """A generated library and its index."""
    index = ChromaIndex.open(
        folder / "chroma", embedder=MODEL_NAME, dimension=DIMENSION, splitter=SPLITTER_FINGERPRINT
    )
    return SqliteLibrary.open(folder / "library.db"), index


def _fill(folder: Path, generator: Generator) -> None:
    library, index = open_stores(folder)
    batch: list[tuple[Replacement, Vectors]] = []
    with library:
        library.set_meta(
            {"embedder": MODEL_NAME, "dimension": str(DIMENSION), "splitter": SPLITTER_FINGERPRINT}
        )
        for one in generator.replacements():
            batch.append(one)
            if len(batch) == _BATCH:
                _put(library, index, batch)
                batch = []
        _put(library, index, batch)
    index.close()


def _put(library: SqliteLibrary, index: ChromaIndex, batch: list[tuple[Replacement, Vectors]]) -> None:
    if not batch:
        return
    library.write_batch("", [replacement for replacement, _ in batch], [])
    passages = [passage for replacement, _ in batch for passage in replacement.passages]
    index.add(
        [passage.id for passage in passages],
        np.concatenate([vectors for _, vectors in batch]),
        [passage.article_id for passage in passages],
    )


def _article(chance: np.random.Generator, number: int, publisher: int, text: str) -> Article:
    digest = hashlib.sha256(f"article {number}".encode()).hexdigest()
    published = FIRST_DAY + timedelta(int(chance.integers(DAYS)))
    is_undated = number % UNDATED_EVERY == 1
    is_rare = number % RARE_EVERY == 0
    return Article(
        id=ArticleId(digest[:16]),
        collection=str(chance.choice(list(COLLECTIONS), p=list(COLLECTIONS.values()))),
        kind="article",
        title=" ".join(text.split()[:7]),
        text=text,
        hash=digest[:32],
        publisher=RARE_PUBLISHER if is_rare else publisher_name(publisher),
        published=None if is_undated else PublicationDate.parse(published.isoformat()),
        language="en",
    )


def _passages(article: Article, pieces: Sequence[str]) -> Iterator[Passage]:
    start = 0
    for number, piece in enumerate(pieces):
        key = hashlib.sha256(f"{article.id} {number}".encode()).hexdigest()[:12]
        yield Passage(PassageId(f"{article.id}-{key}"), article.id, start, start + len(piece), piece)
        start += len(piece) + 2


def _made_up(count: int) -> list[str]:
    """Words of three syllables and a number of them that no stemmer changes."""
    onsets, vowels = "bdfgklmnprtvz", "aou"
    syllables = [onset + vowel for onset in onsets for vowel in vowels]
    size = len(syllables)
    if count > size**3:
        raise ValueError(f"there are only {size**3} such words")
    order = np.random.default_rng(FORM).permutation(size**3)[:count]
    return [syllables[n % size] + syllables[n // size % size] + syllables[n // size**2] + "k" for n in order]


def _unit(vectors: NDArray[np.float32]) -> Vectors:
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


if __name__ == "__main__":
    began = time.perf_counter()
    print(library_folder(int(sys.argv[1])), f"{time.perf_counter() - began:.0f} s")
