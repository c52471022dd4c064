"""`/docs`: the OpenAPI document to read and to try, without asking another host for anything."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

_HERE = Path(__file__).parent
_TYPES = {".css": "text/css", ".js": "text/javascript", ".png": "image/png"}
_VIEWER = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon.png")  # of Swagger UI
_OURS = ("start.js",)


def docs_router() -> APIRouter:
    """The page and its assets."""
    router = APIRouter(include_in_schema=False)
    assets = {name: _viewer() / name for name in _VIEWER} | {name: _HERE / name for name in _OURS}

    @router.get("/docs")
    def page() -> FileResponse:
        return FileResponse(_HERE / "page.html", media_type="text/html")

    @router.get("/docs/assets/{name}")
    def asset(name: str) -> FileResponse:
        if name not in assets:
            raise HTTPException(404, f"There is nothing at {name!r}")
        return FileResponse(assets[name], media_type=_TYPES[assets[name].suffix])

    @router.get("/docs/{rest:path}")
    def unknown(rest: str) -> None:
        raise HTTPException(404, f"There is nothing at {rest[:200]!r}")

    return router


def _viewer() -> Path:
    """The folder of the package that carries Swagger UI; it is found without being imported."""
    spec = find_spec("fastapi_offline")
    if spec is None or spec.origin is None:
        raise RuntimeError("fastapi-offline is not installed")
    return Path(spec.origin).parent / "static"
