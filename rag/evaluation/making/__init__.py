"""Questions made from a library's own articles, for a person to review."""
