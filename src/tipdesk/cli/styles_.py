"""tipdesk styles [WORDS]"""

import click

from tipdesk.app import citing
from tipdesk.cli import options
from tipdesk.cli.output import DONE, one_line, result, result_json


@click.command("styles", cls=options.QueryCommand)
@click.argument("words", nargs=-1)
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many.")
@options.as_json
def command(words: tuple[str, ...], limit: int | None, as_json: bool) -> int:
    """Find the citation styles that hold all WORDS in their name or title; without words, those in most use and your own."""
    found = citing.search_styles(" ".join(words))[:limit]
    if as_json:
        result_json(
            [{"name": style.name, "title": style.title, "short": style.short, "parent": style.parent, "own": style.own} for style in found]
        )
    else:
        for style in found:
            result("\t".join(map(one_line, (style.name, style.title))))
    return DONE
