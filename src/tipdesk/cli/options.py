"""Options and arguments that several commands share."""

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from tipdesk.app import kept
from tipdesk.app.library import Library
from tipdesk.cli.output import remark
from tipdesk.domain.errors import BadRequest, LibraryRefused, SystemRefused, TipdeskError
from tipdesk.domain.query import Query, parse
from tipdesk.formats.base import MAX_FILE, is_encoding

F = TypeVar("F", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


class QueryCommand(click.Command):
    """A command with a QUERY, which may begin with a minus sign: only `--long` and the very short options are options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the options first, and the query after the `--` that ends them."""
        named = {name: param for param in self.get_params(ctx) if isinstance(param, click.Option) for name in param.opts}
        given: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for token in rest:
            if token == "--":
                words += rest
            elif not token.startswith("--") and token not in named:
                words.append(token)
            else:
                given.append(token)
                if token in named and not named[token].is_flag:
                    value = next(rest, None)
                    if value is None:
                        raise click.BadOptionUsage(token, f"Option {token} requires an argument.", ctx)
                    given.append(value)
        if len(words) > 1 and not any(isinstance(param, click.Argument) and param.nargs == -1 for param in self.get_params(ctx)):
            raise click.UsageError(f"A search of several words stands in quotes: '{' '.join(words)}'.", ctx)
        return super().parse_args(ctx, [*given, "--", *words])


class FilesCommand(click.Command):
    """A command whose `--cited-in` takes all words up to the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the option before each of its words."""
        given: list[str] = []
        for place, token in enumerate(args):
            more = not token.startswith("-") and place > 1 and given[-2:-1] == ["--cited-in"]
            given += ["--cited-in", token] if more else [token]
        return super().parse_args(ctx, given)


def _library(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> Path:
    chosen = value or ctx.find_root().obj
    if not chosen:
        raise click.UsageError("No library is named; use -l FILE or set TIPDESK_LIBRARY.")
    return Path(chosen)


def library(function: F) -> F:
    """`-l LIB`, here or before the command's name, or TIPDESK_LIBRARY; given to the command as a path."""
    return click.option("-l", "--library", metavar="LIB", callback=_library, help="The library file.")(function)


def library_unless(option: str) -> Callable[[F], F]:
    """The same for a command that needs no library where another option, which must be declared before it, is given: None then."""

    def choose(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Path | None:
        return None if ctx.params.get(option) and not value else _library(ctx, parameter, value)

    return click.option("-l", "--library", metavar="LIB", callback=choose, help="The library file.")


def look(function: F) -> F:
    """`--style` and `--locale` of references."""
    for option in (
        click.option("--locale", default="", metavar="TAG", help="The language of a reference's own words, such as en-GB, fr-FR or ar."),
        click.option("--style", default="", metavar="NAME", help="The citation style, or its .csl file; see tipdesk styles. Default: apa."),
    ):
        function = option(function)
    return function


def cited_in(function: F) -> F:
    """`--cited-in FILE...`, of a `FilesCommand`."""
    return click.option(
        "--cited-in", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="Only what this manuscript cites (.tex, .aux, .bcf, .md, .qmd, .docx, .odt); or several.",
    )(function)  # fmt: skip


def check_apart(out: str, sources: Iterable[Path | None]) -> None:
    """Raises UsageError where what is to be written is one of the files that are read for it."""
    for source in filter(None, sources):
        with contextlib.suppress(OSError, ValueError):
            if out != "-" and source.samefile(out):
                raise click.UsageError(f"{out} is read here, and would be replaced; name another file to write to.")


def parsed(library: Library, query: str) -> Query:
    """A query in the query language, read as this library reads it; why it was malformed is said on standard error."""
    found = parse(query, own=[vocabulary.name for vocabulary in library.vocabularies()])
    if found.problem:
        remark(f"tipdesk: {found.problem} Only the plain words were searched.")
    return found.query


def understood(library: Library, query: str) -> Query:
    """The same for what changes something: raises BadRequest for a malformed query, whose plain words find others than were meant."""
    found = parse(query, own=[vocabulary.name for vocabulary in library.vocabularies()])
    if found.problem:
        raise BadRequest(f"{found.problem} Nothing was changed.")
    return found.query


@contextmanager
def open_library(path: Path) -> Iterator[Library]:
    """The library at a path; raises LibraryRefused. After a change the files that are kept in step with it follow."""
    try:
        opened = Library(path)
    except (OSError, RuntimeError) as error:  # the latter for a link to itself
        raise LibraryRefused(f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}.") from error
    with opened:
        try:
            yield opened
        finally:
            if opened.was_changed:
                _follow(opened)


def _follow(changed: Library) -> None:
    """Brings the files that are kept in step up to date; what goes wrong is said, the change is made all the same."""
    try:
        problems = [outcome.problem for outcome in kept.update(changed) if outcome.problem]
    except TipdeskError as error:
        problems = [str(error)]
    for problem in problems:
        remark(f"tipdesk: {problem}")


def encoding(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    """The callback of an option that names an encoding."""
    if value and not is_encoding(value):
        raise click.BadParameter(f"{value} is no encoding; use a name like utf-8, cp1252 or utf-16.")
    return value


def tag_names(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The callback of an option that names tags to add."""
    for value in values:
        if not all(part.strip() for part in value.split("/")):
            raise click.BadParameter(f"“{value}” is no tag; a tag has a name, and one above another is written above/below.")
    return values


def standard_input() -> bytes:
    """What comes in by standard input, as far as tipdesk reads files. Raises SystemRefused where it is closed."""
    if sys.stdin is None:
        raise SystemRefused("standard input is closed; name a file.")
    data = bytearray()
    while len(data) <= MAX_FILE and (block := sys.stdin.buffer.read(1024 * 1024)):
        data += block
    return bytes(data)
