"""The protocol's server: lists the tools, calls them, and says errors in Byline's own words."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from itertools import count
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp.types import Tool as ListedTool
from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from rag.errors import BylineError, UsageError
from rag.events import Failed
from ui.api.errors import error_json
from ui.failures import UNEXPECTED, failure
from ui.mcp.tools import TOOLS, Result, Tell, Tool
from ui.parts import Parts

INSTRUCTIONS = (
    "Byline answers from a library of articles, and every sentence of an answer was checked against the "
    "article that it cites. Use ask for questions; search, find_all and get_article to read for yourself; "
    "verify to check what you have written. Nothing here changes the library."
)
_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_BY_NAME = {tool.name: tool for tool in TOOLS}
Context = ServerRequestContext[Any, Any]
logger = logging.getLogger(__name__)


def build_server(byline: Parts) -> Server[Any]:
    """A server with Byline's tools, for any transport."""

    async def list_tools(_: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_listed(tool) for tool in TOOLS])

    async def call_tool(context: Context, called: CallToolRequestParams) -> CallToolResult:
        tool = _BY_NAME.get(called.name)
        if tool is None:
            raise MCPError(
                INVALID_PARAMS, f"There is no tool {called.name!r}. There are {', '.join(_BY_NAME)}."
            )
        return await answered(_call(byline, tool, called.arguments or {}, _telling(context)))

    server = Server(
        "byline",
        title="Byline",
        version=version("byline"),
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    server.middleware.clear()  # what is in it reports calls to whatever collects traces
    return server


async def answered(result: Awaitable[Result]) -> CallToolResult:
    """A tool's result, or its error as a result that the model can read and act upon."""
    try:
        done = await result
    except BylineError as error:
        return _failed(failure(error))
    except Exception:  # the outermost border of a tool: a traceback is for the log
        logger.exception("A tool failed unexpectedly")
        return _failed(UNEXPECTED)
    return CallToolResult(
        content=[TextContent(text=done.words)], structured_content=to_jsonable_python(done.content)
    )


async def _call(byline: Parts, tool: Tool[Any], given: dict[str, Any], tell: Tell) -> Result:
    try:
        arguments = tool.arguments.model_validate(given)
    except ValidationError as error:
        raise UsageError(_problem(error), f"The input schema of {tool.name!r} says what it takes.") from error
    return await tool.run(byline, arguments, tell)


def _problem(error: ValidationError) -> str:
    """The first complaint as a sentence; the value itself is not repeated."""
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f"{where or 'The arguments'}: {problem['msg']}."


def _failed(failed: Failed) -> CallToolResult:
    words = f"{failed.message} {failed.hint}".strip()
    return CallToolResult(
        content=[TextContent(text=words)], structured_content=error_json(failed), is_error=True
    )


def _telling(context: Context) -> Callable[[str], Awaitable[None]]:
    """Reports progress to a caller that wants it: one step a message, of a number not known before."""
    steps = count(1)

    async def tell(words: str) -> None:
        await context.session.report_progress(next(steps), message=words)

    return tell


def _listed(tool: Tool[Any]) -> ListedTool:
    return ListedTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.arguments.model_json_schema(),
        output_schema=tool.output_schema,
        annotations=_READS,
    )
