"""The outside world behind the protocols of rag/interfaces.py; vendor packages are imported only here."""
