"""Sentences turned into questions by the rules of English word order, each with what answers it."""
