"""The parameters that not every server takes, by the name under which a request carries them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

# In DeepSeek's way, in that of chat templates (vLLM, SGLang, llama.cpp), and in Ollama's.
THINKING_OFF: dict[str, Any] = {
    "thinking": {"type": "disabled"},
    "chat_template_kwargs": {"thinking": False, "enable_thinking": False},
    "reasoning_effort": "none",
}
WITH_USAGE: dict[str, Any] = {"stream_options": {"include_usage": True}}


def thinking_off(switches: Collection[str] | None) -> dict[str, Any]:
    """What turns reasoning off.

    Args:
        switches: The parameters that do, by name; None where that is not known: every one is sent.
    """
    return {name: value for name, value in THINKING_OFF.items() if switches is None or name in switches}
