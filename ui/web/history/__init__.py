"""Conversations that are kept: their list, what opening one shows, and what readers say of answers."""
