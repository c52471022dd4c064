"""The command `byline`."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Sequence

import typer

from rag.errors import BylineError
from ui.commands import ask, config, doctor, ingest, keys, library, mcp, serve, verify
from ui.commands import eval as evaluation
from ui.failures import exit_code, failure
from ui.log import log_path
from ui.terminal import show_error
from ui.wiring import Wiring

INTERRUPTED = 130
logger = logging.getLogger(__name__)

app = typer.Typer(
    name="byline",
    help="Answers that carry their sources: ask articles, read the passage behind every sentence.",
    epilog=f"Example: {ask.EXAMPLE}",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _add(command: Callable[..., None], example: str) -> None:
    app.command(epilog=f"Example: {example}")(command)


_add(ask.ask, ask.EXAMPLE)
_add(verify.verify, verify.EXAMPLE)
_add(serve.serve, serve.EXAMPLE)
_add(mcp.mcp, mcp.EXAMPLE)
_add(ingest.ingest, ingest.EXAMPLE)
app.add_typer(keys.keys, name="keys", epilog=f"Example: {keys.EXAMPLE}")
app.add_typer(library.library, name="library", epilog=f"Example: {library.EXAMPLE}")
app.add_typer(evaluation.app, name="eval", epilog=f"Example: {evaluation.EXAMPLE}")
_add(doctor.doctor, doctor.EXAMPLE)
_add(config.config, config.EXAMPLE)


def main() -> None:
    """Run the command of this process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str], wiring: Wiring | None = None) -> int:
    """Run a command; every error becomes a sentence here, and an exit code: 0, 1, 2 or 130."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter gets its number
            stream.reconfigure(errors="backslashreplace")
    try:
        app(list(arguments), prog_name="byline", obj=wiring or Wiring())
    except SystemExit as ended:  # Typer's way of returning; it knows about Ctrl-C and broken pipes
        return _code(ended)
    except BylineError as error:
        said = failure(error)
        show_error(said.message, said.hint)
        return exit_code(error)
    except Exception as error:  # noqa: BLE001 - the outermost border of the command line
        return _unexpected(error)
    return 0


def _code(ended: SystemExit) -> int:
    return ended.code if isinstance(ended.code, int) else int(ended.code is not None)


def _unexpected(error: Exception) -> int:
    """One sentence for the reader; the traceback goes to the log."""
    logger.error("unexpected", exc_info=error)
    log = log_path()
    hint = f"The details are in {log}." if log else "Run `byline config` to see where the data folder is."
    show_error(f"Something went wrong inside Byline ({type(error).__name__}).", hint)
    return 1
