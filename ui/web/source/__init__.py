"""The source: an article with what an answer used of it marked, on its own page and in the panel."""
