"""Question sets put to configurations, and what is kept of it."""
