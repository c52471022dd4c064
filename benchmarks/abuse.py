"""Requests that nobody should send, to a real server with keys: right status, nothing leaked or written.

10,000 of them, and as many whose bodies never come whole as fit into half a minute.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.abuse_requests import HUNG_UP, Abuse, Keys, abuses, slow_abuses
from benchmarks.serving import served
from ui.access.keys import KeyFile

REQUESTS = 10_000
SLOW_REQUESTS = 100
AT_ONCE = 16
_MOST_SECONDS = 60.0  # for one answer
_NO_ANSWER = -1  # in place of a status: nothing came in time
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_SHOWN = 10  # faults that are printed
_LOGS = ("requests.log", "byline.log")
_UNLIMITED = {"BYLINE_API_REQUESTS_PER_MINUTE": "0", "BYLINE_API_QUESTIONS_PER_MINUTE": "0"}
_LEAKS = ("Traceback", "site-packages", 'File "', "library.db", "keys.json", "root:x:", "sqlite3")


@dataclass(frozen=True)
class Target:
    """A server, its keys and its folder."""

    base: str
    keys: Keys
    folder: Path


@dataclass(frozen=True)
class Got:
    """What came back."""

    status: int  # HUNG_UP without one
    body: str


def main() -> None:
    with target() as to:
        began = time.perf_counter()
        before = written(to.folder)
        faults = [*sent_all(to, abuses(REQUESTS, to.keys))]
        print(f"{REQUESTS} requests in {time.perf_counter() - began:.0f} s, faults: {len(faults)}")
        slow = [*sent_all(to, slow_abuses(SLOW_REQUESTS, to.keys), SLOW_REQUESTS)]
        print(f"{SLOW_REQUESTS} slow bodies, faults: {len(slow)}")
        for kind, count in Counter(fault.partition(":")[0] for fault in faults + slow).items():
            print(f"  {kind}: {count}")
        print("\n".join(faults[:_SHOWN] + slow[:_SHOWN]))
        changed = [name for name, was in before.items() if written(to.folder)[name] != was]
        print(f"written: {', '.join(changed) or 'nothing'}")


@contextmanager
def target() -> Iterator[Target]:
    """`byline serve` on the built-in articles, with one key that may read and one that may also ask."""
    with tempfile.TemporaryDirectory() as name:
        folder, temporary = Path(name) / "data", Path(name) / "temporary"
        folder.mkdir()
        temporary.mkdir()
        kept = KeyFile(folder)
        keys = Keys(kept.add("reader", ("read",)), kept.add("asker", ("read", "ask")))
        with served(folder, {**_UNLIMITED, "TMPDIR": str(temporary)}) as server:
            yield Target(server.base, keys, folder)


def sent_all(to: Target, requests: Iterable[Abuse], at_once: int = AT_ONCE) -> Iterator[str]:
    """Send them and tell what was wrong with the answers, a sentence a fault."""
    yield from asyncio.run(_sent_all(to, list(requests), at_once))


def written(folder: Path) -> dict[str, object]:
    """What a request could have changed: the library's contents, and the files beside it."""
    with closing(sqlite3.connect(f"file:{folder / 'library.db'}?mode=ro", uri=True)) as library:
        tables = [row[0] for row in library.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        counts = {f"table {name}": _count(library, name) for name in tables}
    places = {"data": folder, "temporary": folder.with_name("temporary")}
    files = {name: sorted(_files(place)) for name, place in places.items()}
    return {**counts, **files, "keys": (folder / "keys.json").read_bytes()}


def _count(library: sqlite3.Connection, table: str) -> int:
    return int(library.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def _files(place: Path) -> Iterator[str]:
    for path in place.rglob("*"):
        if not path.name.startswith(_LOGS):
            yield str(path.relative_to(place))


async def _sent_all(to: Target, requests: list[Abuse], at_once: int) -> list[str]:
    turns, faults = asyncio.Semaphore(at_once), list[str]()

    async def one(abuse: Abuse) -> None:
        async with turns:
            got = await sent(to.base, abuse)
        faults.extend(f"{abuse.kind}: {fault}" for fault in faults_of(to, abuse, got))

    await asyncio.gather(*(one(abuse) for abuse in requests))
    return faults


async def sent(base: str, abuse: Abuse) -> Got:
    """The answer to one request, read to its end; then the client hangs up."""
    address = urlsplit(base)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    raw = b""
    try:
        async with asyncio.timeout(_MOST_SECONDS):
            writer.write(abuse.head + abuse.sent_body)
            while not is_whole(raw) and (piece := await reader.read(65_536)):
                raw += piece
    except ConnectionError:
        pass  # the server hangs up on what it does not read; what it said before counts
    except TimeoutError:
        return Got(_NO_ANSWER, "")
    finally:
        writer.transport.abort()
    head, _, body = raw.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else HUNG_UP
    return Got(status, body.decode("utf-8", "replace"))


def is_whole(raw: bytes) -> bool:
    """Whether a response is there in full, by the length that it tells."""
    head, end, body = raw.partition(b"\r\n\r\n")
    told = _LENGTH.search(head)
    return bool(end) and told is not None and len(body) >= int(told[1])


def faults_of(to: Target, abuse: Abuse, got: Got) -> Iterator[str]:
    """What is wrong with an answer: its status, the form of its error, what it gives away."""
    asked = f"{abuse.method} {abuse.target[:80]} {abuse.body[:60]!r}"
    if got.status not in abuse.statuses:
        yield f"{got.status} for {asked}: {got.body[:200]}"
    elif abuse.is_ours and not is_error(got.body, is_openai=abuse.target.startswith("/v1/")):
        yield f"{got.status} in a strange form for {asked}: {got.body[:200]}"
    secrets = (to.keys.reader, to.keys.asker, str(to.folder), str(Path.cwd()), os.sep + "site-packages")
    for leak in (*_LEAKS, *secrets):
        if leak in got.body and leak not in abuse.target:
            yield f"gives away {leak!r} for {asked}: {got.body[:200]}"


def is_error(body: str, *, is_openai: bool) -> bool:
    """Whether a body is an error object, Byline's own or OpenAI's."""
    try:
        error = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError):
        return False
    if is_openai:
        return set(error) == {"message", "type", "param", "code"} and bool(error["message"])
    return set(error) == {"code", "message", "hint"} and bool(error["message"])


if __name__ == "__main__":
    main()
