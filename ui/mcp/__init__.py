"""Byline's tools for other programs' models, over the Model Context Protocol; all of them only read."""
