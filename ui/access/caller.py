"""Who sent the request that is being answered."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, get_args

Scope = Literal["read", "ask", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)


@dataclass(frozen=True, slots=True)
class Caller:
    """An address, and the API key that it showed; `admin` includes every other scope."""

    address: str
    key: str | None = None  # the key's name
    scopes: frozenset[Scope] = frozenset(SCOPES)

    @property
    def name(self) -> str:
        """By which turns and limits are counted: the key where there is one, else the address."""
        return f"key {self.key}" if self.key else f"address {self.address}"

    def may(self, scope: Scope) -> bool:
        """Whether it has the scope."""
        return scope in self.scopes or "admin" in self.scopes


NOBODY = Caller("local")  # command line and tools on standard input: whoever runs this process
CALLER: ContextVar[Caller] = ContextVar("byline_caller", default=NOBODY)


def caller() -> Caller:
    """Who sent the request of the current task or thread."""
    return CALLER.get()
