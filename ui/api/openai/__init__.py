"""The OpenAI-compatible way in: any chat client gets sources without knowing about Byline."""

from ui.api.openai.routes import openai_router

__all__ = ["openai_router"]
