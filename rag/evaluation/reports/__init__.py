"""A run for readers: one HTML page, Markdown for a pull request, JSON for programs."""
