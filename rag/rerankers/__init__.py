"""Rerankers as the settings want them."""
