from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.web.first_script import FirstScript

TAG = '<script src="/first.js"></script>'
PAGE = "<html><head><script>later</script></head><body><head></body></html>"


async def page(request: Request) -> Response:
    if request.query_params.get("as") == "data":
        return JSONResponse({"page": PAGE})
    if request.query_params.get("as") == "packed":
        return HTMLResponse(PAGE, headers={"Content-Encoding": "x-other"})
    return HTMLResponse(PAGE)


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=[Route("/", page), Route("/other", page)])
    return TestClient(FirstScript(app, "/first.js"))


def test_the_script_stands_before_all_others(client: TestClient) -> None:
    found = client.get("/")
    assert found.text == PAGE.replace("<head>", f"<head>{TAG}", 1)
    assert int(found.headers["content-length"]) == len(found.content)


@pytest.mark.parametrize("path", ["/other", "/?as=data", "/?as=packed"])
def test_nothing_else_is_touched(client: TestClient, path: str) -> None:
    assert TAG not in client.get(path).text
