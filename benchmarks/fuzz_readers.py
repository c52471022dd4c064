"""Damages files of every format in seeded ways and reads them: no crash, no hang, no memory without end.

Each must give articles or a reason. Half of the archives are damaged in a member that is then
packed again, so that the damage reaches the reader behind the archive.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.articles import build_article
from ingest.readers import RawArticle, read_articles
from ingest.readers.isolation import close_worker
from rag.errors import SourceError
from tests.documents import STORY, docx, epub, page, pdf, zipped

FILES = 2000
SEED = 7
SECONDS_MAX = 10
MEMORY_MAX_MB = 1000

_WORDS = " ".join(STORY)
_MAIL = (
    f"From: Ada <a@x.example>\nSubject: Rain\nDate: Fri, 3 May 2024 10:00:00 GMT\n"
    f"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n{_WORDS}\n"
    f"--b\nContent-Type: text/html\n\n{page()}\n--b--\n"
)
SAMPLES: dict[str, bytes] = {
    ".md": f"---\ntitle: Rain\npublished: 2024-05\n---\n# Rain\n\n{_WORDS} [a](b)\n\n- *c*\n\n> d\n".encode(),
    ".txt": f"Rain\n\n{_WORDS}\n\n{_WORDS}".encode(),
    ".html": page(head='<meta property="og:title" content="Rain">').encode(),
    ".jsonl": f'{{"text": "{_WORDS}", "title": "Rain"}}\n{{"text": "{_WORDS}"}}\n'.encode(),
    ".csv": f'text,title,published\n"{_WORDS}",Rain,2024-05-03\n"{_WORDS}",,\n'.encode(),
    ".eml": _MAIL.encode(),
    ".mbox": f"From a@x Fri May\n{_MAIL}\n\nFrom b@x Fri May\n{_MAIL}".encode(),
    ".pdf": pdf([STORY, STORY], info="/Title (Rain) /CreationDate (D:20240503)"),
    ".docx": docx(),
    ".epub": epub({"a.xhtml": page(), "b.xhtml": page()}, "<dc:title>Rain</dc:title>"),
}
_TOKENS = [
    *(
        b"<",
        b">",
        b"&#x0;",
        b"<!--",
        b"]]>",
        b"<table>",
        b'"',
        b"'",
        b"\x00",
        b"\xff\xfe",
        b"\r\n\r\n",
        b"---\n",
    ),
    *(
        b"[",
        b"](",
        b"`",
        b"*",
        b"> ",
        b"{",
        b"}",
        b"9" * 400,
        b"\xf0\x9f",
        b"obj",
        b"endstream",
        b"<< /Length -1",
        b"%",
    ),
    *(
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
        b"&b;",
        "\u202e\ud800".encode("utf-8", "surrogatepass"),
    ),
]


@dataclass(slots=True)
class Report:
    """What became of the files."""

    articles: Counter[str] = field(default_factory=Counter)  # files with at least one, by suffix
    rejected: Counter[str] = field(default_factory=Counter)  # files with reasons only
    nothing: list[str] = field(default_factory=list)  # files with neither
    reasons: Counter[str] = field(default_factory=Counter)
    longest_seconds: float = 0.0
    longest: str = ""


def damaged(data: bytes, chance: random.Random) -> bytes:
    """One to four changes."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_CHANGES)(data, chance)
    return data


def damaged_sample(suffix: str, chance: random.Random) -> bytes:
    data = SAMPLES[suffix]
    if suffix not in {".docx", ".epub"} or chance.random() < 0.5:
        return damaged(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    return zipped(members | {name: damaged(members[name], chance)})


def fuzz(files: int, seed: int, folder: Path) -> Report:
    """Read so many damaged files; an exception is a finding and comes through."""
    report = Report()
    chance = random.Random(seed)
    for number in range(files):
        suffix = list(SAMPLES)[number % len(SAMPLES)]
        path = folder / f"{number}{suffix}"
        path.write_bytes(damaged_sample(suffix, chance))
        began = time.perf_counter()
        _take(path, suffix, report)
        seconds = time.perf_counter() - began
        if seconds > report.longest_seconds:
            report.longest_seconds, report.longest = seconds, path.name
        path.unlink()
    return report


def _take(path: Path, suffix: str, report: Report) -> None:
    articles, reasons = 0, []
    for found in read_articles(path):
        if isinstance(found, RawArticle):
            try:
                build_article(found, "default")
            except SourceError as error:
                reasons.append(error.message)
            else:
                articles += 1
        else:
            reasons.append(found.reason)
    report.reasons.update(reasons)
    if articles:
        report.articles[suffix] += 1
    elif reasons and all(reasons):
        report.rejected[suffix] += 1
    else:
        report.nothing.append(path.name)


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _part(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = _place(data, chance)
    return start, min(len(data), start + chance.randint(1, 200))


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(changed), chance.randint(1, 20))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: max(1, _place(data, chance))]


def _inserted(data: bytes, chance: random.Random) -> bytes:
    place = _place(data, chance)
    return data[:place] + chance.choice(_TOKENS) + data[place:]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    start, end = _part(data, chance)
    return data[:end] + data[start:end] * chance.choice([1, 10, 1000]) + data[end:]


def _nested(data: bytes, chance: random.Random) -> bytes:
    place = _place(data, chance)
    return data[:place] + chance.choice(_TOKENS) * chance.choice([100, 10_000]) + data[place:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start, end = _part(data, chance)
    return data[:start] + data[end:] or b"x"


def _blanked(data: bytes, chance: random.Random) -> bytes:
    start, end = _part(data, chance)
    return data[:start] + bytes([chance.choice([0, 32, 255])]) * (end - start) + data[end:]


_CHANGES: list[Callable[[bytes, random.Random], bytes]] = [
    *(_flipped, _truncated, _inserted, _repeated, _nested, _cut, _blanked)
]


def main() -> None:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        report = fuzz(FILES, SEED, Path(folder))
    seconds = time.perf_counter() - began
    close_worker()
    kilobytes = {
        "this process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "the reading process": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    }
    print(f"{FILES} damaged files in {seconds:.0f} s (seed {SEED}):")
    for suffix in SAMPLES:
        print(f"  {suffix:6} {report.articles[suffix]:4} read, {report.rejected[suffix]:4} rejected")
    print(f"neither read nor rejected: {len(report.nothing)} {report.nothing[:5]}")
    print(f"longest: {report.longest_seconds:.1f} s ({report.longest})")
    for process, peak in kilobytes.items():
        print(f"peak memory of {process}: {peak / 1024:.0f} MB")
    print("most frequent reasons:")
    for reason, count in report.reasons.most_common(15):
        print(f"  {count:5} {reason[:100]}")
    is_bad = report.nothing or report.longest_seconds > SECONDS_MAX
    if is_bad or max(kilobytes.values()) > MEMORY_MAX_MB * 1024:
        sys.exit("the limits were not kept")


if __name__ == "__main__":
    main()
