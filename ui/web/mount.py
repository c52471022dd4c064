"""Puts the chat page and its assets on the server."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware

from ui.serving import Serving
from ui.web.first_script import FirstScript
from ui.web.reader import ReaderCookie

ASSETS = Path(__file__).parent / "assets"
ASSETS_PATH = "/byline"

_HEAD = f"""
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{ASSETS_PATH}/colours.css">
<link rel="stylesheet" href="{ASSETS_PATH}/article.css">
<link rel="stylesheet" href="{ASSETS_PATH}/frame.css">
<link rel="stylesheet" href="{ASSETS_PATH}/inputs.css">
<link rel="stylesheet" href="{ASSETS_PATH}/chat.css">
<link rel="stylesheet" href="{ASSETS_PATH}/source.css">
<link rel="stylesheet" href="{ASSETS_PATH}/history.css">
<link rel="stylesheet" href="{ASSETS_PATH}/draft.css">
<link rel="stylesheet" href="{ASSETS_PATH}/library.css">
<script type="module" src="{ASSETS_PATH}/script.js"></script>
"""


def mount_page(app: FastAPI, serves: Serving) -> FastAPI:
    """The page at ``/``, its assets at ``/byline``. Imports Gradio, which takes seconds."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported
    import gradio as gr

    from ui.web.page import build_page
    from ui.web.theme import BylineTheme

    serves.byline.suggestions.examples()  # begins to look for them, so that the first reader finds some
    app.user_middleware.append(Middleware(ReaderCookie, path=f"{ASSETS_PATH}/script.js"))
    app.user_middleware.append(Middleware(FirstScript, path=f"{ASSETS_PATH}/first.js"))
    app.mount(ASSETS_PATH, StaticFiles(directory=ASSETS), name="assets")
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_page(serves),
        path="/",
        theme=BylineTheme(),
        head=_HEAD,
        footer_links=[],
        show_error=False,
        ssr_mode=False,
        favicon_path=str(ASSETS / "favicon.svg"),
    )
    return mounted
