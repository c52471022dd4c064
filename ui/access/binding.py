"""Where a server may listen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import SettingsError
from ui.access.keys import KeyFile
from ui.access.names import is_loopback

if TYPE_CHECKING:
    from rag.settings import Settings


def require_keys(settings: Settings) -> None:
    """Refuse to serve other machines where there is no key by which to tell who asks.

    Raises:
        SettingsError: the address is not this machine's loopback, and there are no keys.
        KeysError: the keys cannot be read.
    """
    if is_loopback(settings.host) or KeyFile(settings.data_dir).keys():
        return
    raise SettingsError(
        f"Everyone who reaches {settings.host} could ask: there are no API keys yet.",
        "Make one first: byline keys add NAME --scope read --scope ask. Or listen on 127.0.0.1.",
    )
