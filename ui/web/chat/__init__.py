"""The conversation: questions typed, answers as they come, what limits the search."""
