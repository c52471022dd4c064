"""The one settings tree: defaults, then byline.toml, then BYLINE_* variables, then flags.

Nothing else in Byline reads the environment. A setting has a dotted name (``llm.base_url``);
in byline.toml it stands as ``base_url`` under ``[llm]``, its variable is ``BYLINE_LLM_BASE_URL``.
"""

from rag.settings.describing import describe, variable_of, written_as
from rag.settings.reading import load_settings
from rag.settings.receivers import embedding_hosts, judging_hosts, receiving_hosts, searching_hosts
from rag.settings.tree import LlmSettings, Settings

__all__ = [
    "LlmSettings",
    "Settings",
    "describe",
    "embedding_hosts",
    "judging_hosts",
    "load_settings",
    "receiving_hosts",
    "searching_hosts",
    "variable_of",
    "written_as",
]
