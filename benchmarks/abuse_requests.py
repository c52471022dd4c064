"""Requests that nobody should send: made from a seed, each with the statuses that may answer it."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HUNG_UP = 0  # in place of a status: the connection ended without one
_ASKING = ("/api/ask", "/v1/chat/completions")
_READING = ("/api/search", "/api/verify")
_OWN = (*_ASKING, *_READING)
_PRIVATE = ("/api/articles", "/api/jobs", "/api/answers/1", "/v1/models", "/openapi.json", "/metrics")
_JSON = ("Content-Type", "application/json")
_GRADIO = ("/assets/", "/static/")  # routes of its own
_TOO_MUCH = 2_000_000  # bytes
_BODIES: dict[str, dict[str, object]] = {
    "/api/ask": {"question": "Who founded DeepSeek?", "keep": False},
    "/v1/chat/completions": {"messages": [{"role": "user", "content": "Who founded DeepSeek?"}]},
    "/api/search": {"query": "DeepSeek"},
    "/api/verify": {"text": "Liang Wenfeng founded DeepSeek."},
}


@dataclass(frozen=True)
class Keys:
    """What two callers may show: `reader` may read, `asker` also ask; nobody may write."""

    reader: str
    asker: str


@dataclass(frozen=True)
class Abuse:
    """One request as it goes over the wire."""

    kind: str
    method: str
    target: str
    statuses: frozenset[int]
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    declared: int | None = None  # the length that is told; None: the body's own
    is_chunked: bool = False
    is_slow: bool = False  # the body never comes whole
    is_ours: bool = True  # False: the HTTP parser or Gradio may refuse it, in words of their own

    @property
    def head(self) -> bytes:
        """Request line and headers."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        named = {name.lower() for name, _ in self.headers}
        lines += ["Host: 127.0.0.1"] if "host" not in named else []
        lines += [f"{name}: {value}" for name, value in self.headers]
        length = len(self.body) if self.declared is None else self.declared
        lines += ["Transfer-Encoding: chunked"] if self.is_chunked else [f"Content-Length: {length}"]
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8", "surrogateescape")

    @property
    def sent_body(self) -> bytes:
        """The body as it is sent."""
        if not self.is_chunked:
            return self.body
        return f"{len(self.body):x}\r\n".encode() + self.body + b"\r\n0\r\n\r\n"


def abuses(count: int, keys: Keys, seed: int = 8) -> Iterator[Abuse]:
    """As many requests as wanted, all kinds in turn."""
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        yield _KINDS[number % len(_KINDS)](chance, keys)


def slow_abuses(count: int, keys: Keys) -> Iterator[Abuse]:
    """Requests whose bodies begin and do not go on."""
    for number in range(count):
        path = _OWN[number % len(_OWN)]
        yield Abuse("slow body", "POST", path, frozenset({408}), _authorised(keys.asker), b'{"', 500,
                    is_slow=True)  # fmt: skip


def _authorised(key: str) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"Bearer {key}"), _JSON)


def _body(path: str, **more: object) -> bytes:
    return json.dumps(_BODIES[path] | more).encode()


def _posted(kind: str, path: str, key: str, body: bytes, *statuses: int) -> Abuse:
    return Abuse(kind, "POST", path, frozenset(statuses), _authorised(key), body)


def _no_key(chance: random.Random, _: Keys) -> Abuse:
    path = chance.choice(_OWN)
    if chance.random() < 0.5:
        return Abuse("no key", "GET", chance.choice(_PRIVATE), frozenset({401}))
    return Abuse("no key", "POST", path, frozenset({401}), (_JSON,), _body(path))


def _wrong_key(chance: random.Random, keys: Keys) -> Abuse:
    near = keys.asker[:-1] + ("a" if keys.asker[-1] != "a" else "b")
    made = "byline_" + "".join(chance.choices(string.ascii_letters + string.digits, k=43))
    wrong = chance.choice([made, near, keys.asker.upper(), keys.asker[:20], "x" * 5000, "ключ", "' OR 1=1--"])
    shown = chance.choice(
        [
            ("Authorization", f"Bearer {wrong}"),
            ("Authorization", f"Basic {wrong}"),
            ("Authorization", wrong),
            ("X-API-Key", wrong),
            ("Cookie", f"key={keys.asker}"),
        ]
    )
    path = chance.choice(_OWN)
    return Abuse("wrong key", "POST", path, frozenset({401}), (shown, _JSON), _body(path))


def _wrong_scope(chance: random.Random, keys: Keys) -> Abuse:
    path = chance.choice(_ASKING)
    article = {"articles": [{"text": "It cost nothing.", "title": "Forged"}]}
    wanted: list[tuple[str, str, str, bytes]] = [
        ("POST", path, keys.reader, _body(path)),
        ("POST", "/api/articles", keys.asker, json.dumps(article).encode()),
        ("DELETE", "/api/articles/brief-deepseek-r1-shakeup", keys.asker, b""),
        ("DELETE", "/api/answers/1", keys.asker, b""),
        ("GET", "/metrics", keys.asker, b""),
    ]
    method, target, key, body = chance.choice(wanted)
    return Abuse("wrong scope", method, target, frozenset({403}), _authorised(key), body)


def _foreign(chance: random.Random, keys: Keys) -> Abuse:
    path = chance.choice(_OWN)
    if chance.random() < 0.5:
        host = chance.choice(
            ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "::1:80:80"]
        )
        return Abuse("foreign host", "GET", "/", frozenset({421}), (("Host", host),))
    origin = ("Origin", chance.choice(["https://evil.example", "null", "http://127.0.0.1.evil.example"]))
    headers = (*_authorised(keys.asker), origin)
    return Abuse("foreign origin", "POST", path, frozenset({403}), headers, _body(path))


def _oversized(chance: random.Random, keys: Keys) -> Abuse:
    path = chance.choice(_OWN)
    headers = _authorised(keys.asker)
    if chance.random() < 0.5:
        declared = chance.choice([_TOO_MUCH, 10**12, 10**17])
        return Abuse("too large, declared", "POST", path, frozenset({413}), headers, b"{", declared)
    body = b'{"question": "' + b"a" * _TOO_MUCH + b'"}'
    return Abuse("too large, chunked", "POST", path, frozenset({413}), headers, body, is_chunked=True)


def _bad_json(chance: random.Random, keys: Keys) -> Abuse:
    path = chance.choice(_OWN)
    whole = _body(path)
    broken = [
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"text"',
        whole[:-1],
        b"\xff\xfe" + whole,
        b"\x00",
        b"NaN",
        b"{} {}",
    ]
    broken += [
        whole.replace(b":", b"=", 1),
        b'{"question": {"$ne": 1}, "query": [], "text": 1}',
    ]
    return _posted("bad JSON", path, keys.asker, chance.choice(broken), 400)


def _wrong_type(chance: random.Random, keys: Keys) -> Abuse:
    path = chance.choice(_OWN)
    kinds = ["text/plain", "application/xml", "multipart/form-data; boundary=x", "image/png", "a" * 500, "/"]
    headers = (("Authorization", f"Bearer {keys.asker}"), ("Content-Type", chance.choice(kinds)))
    return Abuse("wrong content type", "POST", path, frozenset({400, 415}), headers, _body(path))


def _deep(chance: random.Random, keys: Keys) -> Abuse:
    path, depth = chance.choice(_OWN), chance.choice([100, 5_000, 200_000])
    opened, closed = chance.choice([("[", "]"), ('{"a":', "}")])
    nested = opened * depth + "1" + closed * depth
    body = nested if chance.random() < 0.5 else f'{{"question": "Who?", "byline": {nested}}}'
    return _posted("deep JSON", path, keys.asker, body.encode(), 400, 413)


def _huge_number(chance: random.Random, keys: Keys) -> Abuse:
    path = chance.choice(("/api/ask", "/api/search", "/v1/chat/completions"))
    number = chance.choice(
        ["9" * 400, "9" * 10_000, "-1", "1e999", "1e400000", "0.5", "18446744073709551616"]
    )
    given = f'{{"top_k": {number}}}' if path.startswith("/v1") else number
    name = "byline" if path.startswith("/v1") else "top_k"
    body = _body(path)[:-1] + f', "{name}": {given}}}'.encode()
    return _posted("huge number", path, keys.asker, body, 400)


def _odd_text(chance: random.Random, keys: Keys) -> Abuse:
    odd = chance.choice(
        ["\x00", "Who\x00?", "\ud800", "\u202e" * 500, "😀" * 3000, "'; DROP TABLE articles;--"]
    )
    if chance.random() < 0.5:
        body = json.dumps({"query": odd, "publisher": [odd], "collection": odd}).encode()
        return _posted("odd text", "/api/search", keys.asker, body, 400, 404)
    body = json.dumps(_BODIES["/v1/chat/completions"] | {"model": odd}).encode()
    return _posted("odd text", "/v1/chat/completions", keys.asker, body, 400, 404)


def _path_trick(chance: random.Random, keys: Keys) -> Abuse:
    up = chance.choice(["../", "..%2f", "%2e%2e/", "..\\", "..%5c", "%252e%252e%252f", "..;/", ".%00./"])
    within = [
        "/",
        "/articles/",
        "/docs/",
        "/byline/",
        "/assets/",
        "/api/articles/",
        "/static/",
        "/v1/models/",
    ]
    steps = up * chance.randint(1, 12) + chance.choice(["etc/passwd", ".byline/keys.json", "library.db"])
    gradio = ["/gradio_api/file=/etc/passwd", "/gradio_api/file/etc/passwd", "/gradio_api/proxy=http://x/"]
    target = chance.choice([chance.choice(within) + steps, "//api/ask/" + steps, *gradio])
    headers = _authorised(keys.asker) if chance.random() < 0.7 else ()
    return Abuse(
        "path trick",
        "GET",
        target,
        frozenset({400, 401, 403, 404, 405}),
        headers,
        is_ours="\\" not in target and not target.startswith(_GRADIO),
    )


def _strange_id(chance: random.Random, keys: Keys) -> Abuse:
    ids = ["%00", "%ff%fe", "a" * 3000, "1'%20OR%20'1'='1", "%F0%9F%98%80", "-1", "*", "%2e%2e", "__proto__"]
    target = chance.choice(["/api/answers/", "/api/articles/", "/api/jobs/"]) + chance.choice(ids)
    return Abuse("strange id", "GET", target, frozenset({400, 404}), _authorised(keys.asker))


def _method_trick(chance: random.Random, keys: Keys) -> Abuse:
    method = chance.choice(["PUT", "PATCH", "TRACE", "DELETE", "PROPFIND", "MOVE", "LINK"])
    headers = (*_authorised(keys.asker), ("X-HTTP-Method-Override", "DELETE"))
    return Abuse("method trick", method, chance.choice(_OWN), frozenset({404, 405}), headers)


def _unknown_method(chance: random.Random, keys: Keys) -> Abuse:
    method = chance.choice(["GETGET", "get", "P\x00ST", "FOO", "A" * 300])
    statuses = frozenset({400, 404, 405, 501, HUNG_UP})
    return Abuse(
        "unknown method", method, chance.choice(_OWN), statuses, _authorised(keys.asker), is_ours=False
    )


def _header_bomb(chance: random.Random, _: Keys) -> Abuse:
    many = tuple((f"X-{number}", "a" * 100) for number in range(2000))
    long = (("X-Long", "a" * 200_000),)
    split = (("X-Split", "a\nInjected: b"),)
    lengths = (("Content-Length", "5"), ("Transfer-Encoding", "chunked"))
    statuses = frozenset({400, 401, 413, 422, 431, HUNG_UP})
    more = chance.choice([many, long, split, lengths])
    return Abuse("header bomb", "POST", "/api/ask", statuses, (_JSON, *more), b"{}", is_ours=False)


def _many_of_one(chance: random.Random, keys: Keys) -> Abuse:
    lists: list[tuple[str, dict[str, object]]] = [
        ("/api/ask", {"history": [{"question": "a", "answer": "b"}] * 5000}),
        ("/api/ask", {"publisher": ["a"] * 5000}),
        ("/api/search", {"query": "a " * 100_000}),
        ("/api/ask", {"question": "a " * 100_000}),
        ("/v1/chat/completions", {"messages": []}),
        ("/v1/chat/completions", {"stop": ["a"] * 5000}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "a" * 500_000}]}),
    ]
    path, more = chance.choice(lists)
    return _posted("too many or too long", path, keys.asker, _body(path, **more), 400, 413)


_KINDS: tuple[Callable[[random.Random, Keys], Abuse], ...] = (
    *(_no_key, _wrong_key, _wrong_scope, _foreign, _oversized, _bad_json, _wrong_type, _deep),
    *(_huge_number, _odd_text, _path_trick, _strange_id, _method_trick, _unknown_method, _header_bomb),
    _many_of_one,
)
