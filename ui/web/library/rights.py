"""Whether a reader of the page may change the library. The API asks again, and decides."""

from __future__ import annotations

from typing import Literal

import gradio as gr

from ui.access.caller import Caller
from ui.access.keys import KeyFile

# open: whoever sits at this machine; key: whoever has one; none: nobody who comes this way.
Writing = Literal["open", "key", "none"]


def writing_of(keys: KeyFile, request: gr.Request | None) -> Writing:
    """What the reader who sent a request needs in order to change anything.

    Raises:
        KeysError: the keys cannot be read.
    """
    if keys.keys():
        return "key"
    known = getattr(request.state, "caller", None) if request else None
    return "open" if isinstance(known, Caller) and known.may("write") else "none"
