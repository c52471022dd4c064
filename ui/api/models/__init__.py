"""What Byline's own endpoints answer, as types with descriptions and examples.

They describe and are never put between a handler and its reply: answers are written out from the domain's
dataclasses, and tests hold the two together.
"""
