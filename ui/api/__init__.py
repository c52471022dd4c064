"""The HTTP API: Byline's own, and the OpenAI-compatible one."""
