"""Options and arguments that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tipdesk.app.library import Library
from tipdesk.cli.output import remark
from tipdesk.domain.query import Query, parse

F = TypeVar("F", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")

# A query may begin with a minus sign, which is no option then.
QUERY_SETTINGS = {"ignore_unknown_options": True}


def _library(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> Path:
    chosen = value or ctx.find_root().obj
    if not chosen:
        raise click.UsageError("No library is named; use -l FILE or set TIPDESK_LIBRARY.")
    return Path(chosen)


def library(function: F) -> F:
    """`-l LIB`, here or before the command's name, or TIPDESK_LIBRARY; given to the command as a path."""
    return click.option("-l", "--library", metavar="LIB", callback=_library, help="The library file.")(function)


def _query(_ctx: click.Context, _parameter: click.Parameter, value: str) -> Query:
    if value.startswith("--"):
        raise click.UsageError(f"No such option: {value}")
    parsed = parse(value)
    if parsed.problem:
        remark(f"tipdesk: {parsed.problem} Only the plain words were searched.")
    return parsed.query


def query(required: bool = False) -> Callable[[F], F]:
    """QUERY in the query language, given to the command parsed; why it was malformed is said on standard error."""

    def decorate(function: F) -> F:
        return click.argument("query", required=required, default=None if required else "", callback=_query)(function)

    return decorate


def open_library(path: Path) -> Library:
    """The library at a path; raises LibraryRefused."""
    return Library(path)
