"""The group of commands, loaded one by one as they are called, and the exit statuses of what can go wrong."""

import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any, TextIO

import click

from tipdesk import __version__
from tipdesk.cli.output import DONE, REFUSED, SYSTEM, UNUSABLE, WRONG_USE, remark
from tipdesk.domain.errors import BadRequest, LibraryRefused, NothingUsable, SystemRefused, TipdeskError
from tipdesk.domain.progress import Cancelled

LIBRARY = "TIPDESK_LIBRARY"
COMPLETION = "_TIPDESK_COMPLETE"  # set by a shell that completes a command line
STATUSES: dict[type[TipdeskError], int] = {BadRequest: WRONG_USE, NothingUsable: UNUSABLE, LibraryRefused: REFUSED, SystemRefused: SYSTEM}
COMMANDS = {
    "import": "add what files hold to a library",
    "export": "write a library, or what a query finds, to a file",
    "in-step": "list the files that are kept in step with a library",
    "convert": "turn a file of one format into another",
    "search": "list what a query finds",
    "show": "show whole records",
    "edit": "change what a query finds",
    "keys": "make citation keys by a formula, and pin them",
    "note": "add a note to a publication",
    "cite": "cite what a query or a file holds, in the style of a manual",
    "cite-document": "put citations and a bibliography into a Word or OpenDocument text",
    "styles": "find citation styles",
    "read-files": "read the text of linked files, to search it",
    "list": "make reading lists, change them and hand them out",
    "terms": "write the terms of a vocabulary to a table, or merge a table with them",
    "check": "tell whether a library file is sound",
    "sample": "make a library filled with sample publications",
}


class _Commands(click.Group):
    """Finds a command in the module of its name; a first argument that is no command is a library to open in the window."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"tipdesk.cli.{name.replace('-', '_')}_")
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            return "window", _window, args
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-l", "--library", envvar=LIBRARY, metavar="LIB", help="The library file.")
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, library: str | None) -> None:
    """tipdesk [LIBRARY] opens the window; the commands below work on a library without it."""
    ctx.obj = library
    if ctx.invoked_subcommand is None:
        ctx.exit(_open_window(library))


@click.command()
@click.argument("library")
@click.pass_context
def _window(ctx: click.Context, library: str) -> None:
    if not os.path.exists(library):
        raise click.UsageError(f"{library} is neither a command nor a library; see tipdesk --help.", ctx.parent)
    ctx.exit(_open_window(library))


def _open_window(library: str | None) -> int:
    from tipdesk.gui.application import run as run_window

    return run_window(library)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status that command-line users and scripts rely on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    status = _run(arguments)
    for stream in (sys.stdout, sys.stderr):
        _give_up(stream)
    return status


def _give_up(stream: TextIO | None) -> None:
    """Throw away what a stream could not print, so that nothing tries to at the end."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _command(arguments: Sequence[str]) -> int:
    """One command; raises whatever goes wrong."""
    if COMPLETION in os.environ:
        cli.main(list(arguments), prog_name="tipdesk")
    for text in (*arguments, os.environ.get(LIBRARY, "")):
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise BadRequest(f"“{text}” is not valid UTF-8; rename the file, or check the terminal's encoding.")
    # Not cli.main, which takes the end of a pipe's reader for a failure.
    with cli.make_context("tipdesk", list(arguments)) as ctx:
        status: Any = cli.invoke(ctx)
    return status if isinstance(status, int) else DONE


def _run(arguments: Sequence[str]) -> int:
    try:
        return _command(arguments)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        remark(f"tipdesk: {error.format_message()}")
        return WRONG_USE
    except tuple(STATUSES) as error:
        remark(f"tipdesk: {error}")
        return next(status for kind, status in STATUSES.items() if isinstance(error, kind))
    except (Cancelled, click.Abort, KeyboardInterrupt):
        remark("tipdesk: stopped; nothing was changed.")
        return 130
    except BrokenPipeError:  # the reader of a pipe has had enough
        return DONE
    except MemoryError:
        remark("tipdesk: the computer's memory is too small for this; split the input and import the parts.")
        return SYSTEM
    except OSError as error:
        remark(f"tipdesk: the system refused: {error.strerror or error}.")
        return SYSTEM
