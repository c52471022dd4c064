"""What a question limits itself to: collections, publishers and days, stated or said in words."""

from rag.constraints.outlets import publisher_aliases
from rag.constraints.request import nearest_names, requested
from rag.constraints.understanding import understand

__all__ = ["nearest_names", "publisher_aliases", "requested", "understand"]
