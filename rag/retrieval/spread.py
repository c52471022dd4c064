"""A question about several sources gets passages of several articles."""

from __future__ import annotations

import re
from collections import Counter

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

from rag.retrieval.nodes import describe

REPEATED = "repeated"  # the part of a score, zero or below

# What a passage loses for each better one of its article. A cap loses evidence instead of postponing it.
_LOSS = 0.05

_SEVERAL_SOURCES = re.compile(
    r"""\b(?:
      articles | reports | stories | sources | outlets | papers | newspapers | publications | publishers
    | coverage | overview | summari[sz]e | summary | both | respectively | versus | vs | whereas
    | compare[sd]? | comparing | comparisons? | differ | differs | differences? | differently
    | contrast | contrasts | contrasting | (?:dis)?agrees? | (?:in)?consistent(?:ly)? | alike
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


class SpreadOverArticles(BaseNodePostprocessor):
    """Where a question asks for several sources, the second passage of an article yields to another's first.

    The nodes come best first. The more of an article's passages stand before a passage, the lower its
    score becomes; none is dropped.
    """

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None or not asks_for_several(query_bundle.query_str):
            return nodes
        before: Counter[str] = Counter()
        for node in nodes:
            article_id = node.metadata["article_id"]
            if before[article_id]:
                loss = _LOSS * before[article_id]
                node.score = max(0.0, (node.score or 0.0) - loss)
                describe(node, **{REPEATED: -loss})
            before[article_id] += 1
        return sorted(nodes, key=lambda node: -(node.score or 0.0))


def asks_for_several(question: str) -> bool:
    """Whether a question compares, or asks what sources say, as far as its words tell."""
    return bool(_SEVERAL_SOURCES.search(question))
