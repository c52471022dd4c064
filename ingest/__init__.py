"""From sources to articles, passages, library and index."""
