"""What every request goes through before a route sees it, and its response on the way back."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware import Middleware

from rag.settings import Settings
from ui.access.gate import Gate
from ui.api.security import SecurityHeaders
from ui.draining import Draining, EndIdleStreams
from ui.limits.bodies import BodyLimits
from ui.limits.body_rules import Rules
from ui.limits.rates import Rate, RateLimits, UnknownKeys
from ui.observing.metrics import Metrics
from ui.observing.middleware import Observing


def add_layers(app: FastAPI, settings: Settings, metrics: Metrics, draining: Draining) -> None:
    """Put the layers around the routes; the first one listed is the outermost."""
    api = settings.api
    layers = [
        Middleware(Observing, metrics=metrics),
        Middleware(EndIdleStreams, draining=draining),
        Middleware(SecurityHeaders, origins=api.origins),
        Middleware(UnknownKeys),
        Middleware(Gate, settings=settings),
        Middleware(
            RateLimits,
            requests=_rate("requests", api.requests_per_minute),
            questions=_rate("questions", api.questions_per_minute),
        ),
        Middleware(BodyLimits, rules=Rules(upload_bytes=api.upload_mb * 1_000_000)),
    ]
    app.user_middleware.extend(layers)


def _rate(kind: str, per_minute: int) -> Rate | None:
    return Rate(kind, per_minute) if per_minute else None
