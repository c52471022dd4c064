"""Whether a request may be answered: decided from its line and headers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.errors import BylineError
from rag.events import Failed
from ui.access.caller import SCOPES, Caller, Scope
from ui.access.credentials import bearer_key, password_key
from ui.access.keys import ApiKey, KeyFile
from ui.access.names import Names, is_loopback, name_of
from ui.access.needs import Need, Place, needs_at

if TYPE_CHECKING:
    from rag.settings import Settings

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_READERS: frozenset[Scope] = frozenset(
    {"read", "ask"}
)  # what those without a key may do where none is needed
_EVERYTHING: frozenset[Scope] = frozenset(SCOPES)
_REALM = 'realm="Byline"'
_LISTED = "/docs lists what there is."
_MISNAMED = Failed(
    "host", "This server is not known under that name.", "Set BYLINE_PUBLIC_URL to its public address."
)
_FOREIGN = Failed(
    "origin",
    "Pages of this origin may not send that.",
    "Call from a program, or name the page's origin in BYLINE_API_ORIGINS.",
)
_MISSING = Failed(
    "key_missing",
    "This needs an API key.",
    "Send it as `Authorization: Bearer …`; on the server, `byline keys add NAME` makes one.",
)
_UNKNOWN = Failed(
    "unknown_key",
    "This API key is not known.",
    "Check it, or make another on the server: byline keys add NAME",
)


class RefusedError(BylineError):
    """A request that is not answered."""

    def __init__(self, status: int, failed: Failed, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(failed.message, failed.hint)
        self.status = status
        self.failed = failed
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Asked:
    """As much of a request as admission looks at."""

    method: str
    path: str  # decoded once, as the router matches it
    address: str  # of the client, in one way of writing it; not always an IP address
    host: str = ""
    is_forwarded: bool = False
    origin: str | None = None
    fetch_site: str | None = None
    authorization: str | None = field(default=None, repr=False)
    x_api_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may do what on one server."""

    keys: KeyFile
    names: Names
    is_local: bool  # whether it listens on this machine's loopback only
    open_page: bool

    @classmethod
    def of(cls, settings: Settings) -> Admission:
        """The rules that the settings make."""
        return cls(
            KeyFile(settings.data_dir), Names.of(settings), is_loopback(settings.host), settings.api.open_page
        )

    def caller(self, asked: Asked) -> Caller:
        """Who sent the request.

        Raises:
            RefusedError: it is not answered.
            KeysError: the keys cannot be read, so nobody is let in.
        """
        needs = _needs_of(asked)
        place = needs[0].place
        if place == "open" or asked.method == "OPTIONS":  # which only names the methods
            return Caller(asked.address, scopes=frozenset())
        has_keys = bool(self.keys.keys())
        key = self._shown_key(asked, place) if has_keys else None
        self._require_own_name(asked, is_known=key is not None, has_keys=has_keys)
        if asked.method not in _SAFE and not self.names.allow(asked.origin, asked.fetch_site, asked.host):
            raise RefusedError(403, _FOREIGN)
        caller = self._identified(asked, place, key, has_keys=has_keys)
        for need in needs:
            if need.scope and not caller.may(need.scope):
                raise _scope_refusal(need.scope, caller)
        return caller

    def _require_own_name(self, asked: Asked, *, is_known: bool, has_keys: bool) -> None:
        """Refuse what a foreign page sends after pointing its own name at this machine.

        Such a page has no key; and where all machines of a network are answered, to those who have one,
        the names are its administrator's to choose.
        """
        if not is_known and (self.is_local or not has_keys) and not self.names.know(asked.host):
            raise RefusedError(421, _MISNAMED)

    def _identified(self, asked: Asked, place: Place, key: ApiKey | None, *, has_keys: bool) -> Caller:
        if key:
            return Caller(asked.address, key.name, frozenset(key.scopes))
        needs_none = place == "page" and self.open_page if has_keys else self.is_local
        if not needs_none:  # also where the last key of a server for others was revoked while it ran
            raise _key_refusal(asked, place)
        is_trusted = not has_keys and _is_from_here(asked)
        return Caller(asked.address, scopes=_EVERYTHING if is_trusted else _READERS)

    def _shown_key(self, asked: Asked, place: Place) -> ApiKey | None:
        shown = bearer_key(asked.authorization, asked.x_api_key)
        if shown is None and self._asks_for_password(place):
            shown = password_key(asked.authorization)
        return self.keys.holder(shown) if shown else None

    def _asks_for_password(self, place: Place) -> bool:
        """Not where programs ask: browsers send a password along with whatever a foreign page requests."""
        return place == "docs" or (place == "page" and not self.open_page)


def _needs_of(asked: Asked) -> tuple[Need, ...]:
    """All that the request needs, at least one."""
    there = needs_at(asked.path)
    needs = tuple(need for need in there if asked.method in need.methods or asked.method == "OPTIONS")
    if needs:
        return needs
    if not there:
        raise RefusedError(404, Failed("not_found", f"There is nothing at {asked.path[:200]!r}.", _LISTED))
    allowed = ", ".join(sorted({"OPTIONS", *(method for need in there for method in need.methods)}))
    message = f"{asked.path[:200]!r} has no method {asked.method[:20]!r}."
    raise RefusedError(405, Failed("method_not_allowed", message, _LISTED), {"Allow": allowed})


def _is_from_here(asked: Asked) -> bool:
    """Whether a program on this machine asks, and asks this machine: no proxy, no rebound name."""
    return is_loopback(asked.address) and is_loopback(name_of(asked.host)) and not asked.is_forwarded


def _key_refusal(asked: Asked, place: Place) -> RefusedError:
    was_shown = bool(asked.authorization or asked.x_api_key)
    challenge = f"Basic {_REALM}"
    if place == "api":
        challenge = f'Bearer {_REALM}, error="invalid_token"' if was_shown else f"Bearer {_REALM}"
    return RefusedError(401, _UNKNOWN if was_shown else _MISSING, {"WWW-Authenticate": challenge})


def _scope_refusal(scope: Scope, caller: Caller) -> RefusedError:
    message = f"That needs an API key with the scope {scope!r}"
    message += f", which the key {caller.key!r} lacks." if caller.key else "."
    hint = f"Make one on the server: byline keys add NAME --scope {scope}"
    challenge = f'Bearer {_REALM}, error="insufficient_scope", scope="{scope}"'
    return RefusedError(403, Failed("scope", message, hint), {"WWW-Authenticate": challenge})
