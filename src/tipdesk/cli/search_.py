"""tipdesk search QUERY -l LIB"""

from pathlib import Path

import click

from tipdesk.app.library import SORTABLE, Library, Sort
from tipdesk.cli import options
from tipdesk.cli.output import DONE, one_line, result, result_json
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.query import VOCABULARY_FIELDS, Query
from tipdesk.domain.record import to_record
from tipdesk.domain.vocabularies import VOCABULARIES

FACETS = (*VOCABULARIES, "year", "contributor")
_CALLED = VOCABULARY_FIELDS | {"author": "contributor"}  # as the query language calls them


def _sort(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Sort, ...]:
    for value in values:
        if value.removeprefix("-") not in SORTABLE:
            raise click.BadParameter(f"{value} is not one of {', '.join(SORTABLE)} (with - before it for the other way round).")
    return tuple(Sort(value.removeprefix("-"), value.startswith("-")) for value in values)


@click.command("search", cls=options.QueryCommand)
@click.argument("query", default="")
@options.library
@click.option("--count", is_flag=True, help="Only how many.")
@click.option("--facet", metavar="VOCABULARY", help=f"How many under each value of: {', '.join(FACETS)}, or a vocabulary of your own.")
@click.option("--sort", multiple=True, callback=_sort, metavar="FIELD", help="Sort by this; -FIELD the other way round.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many.")
@options.as_json
def command(query: str, library: Path, count: bool, facet: str | None, sort: tuple[Sort, ...], limit: int | None, as_json: bool) -> int:
    """List what QUERY finds; without one, everything."""
    with options.open_library(library) as opened:
        wanted = options.parsed(opened, query)
        if facet is not None:
            _facet(opened, _CALLED.get(facet, facet), wanted, limit, as_json)
        elif count:
            number = opened.count(wanted)
            result_json({"count": number}) if as_json else result(str(number))
        else:
            _records(opened, wanted, sort, limit, as_json)
    return DONE


def _facet(library: Library, vocabulary: str, query: Query, limit: int | None, as_json: bool) -> None:
    known = (*FACETS, *(own.name for own in library.vocabularies()))
    if vocabulary not in known:
        raise BadRequest(f"There is no vocabulary {vocabulary}; --facet takes {', '.join(known)}.")
    counts = library.facet(vocabulary, query)[:limit]
    if as_json:
        result_json([{"value": c.value, "count": c.count} for c in counts])
    else:
        for c in counts:
            result(one_line(f"{c.count:>7}  {c.value}"))


def _records(library: Library, query: Query, sort: tuple[Sort, ...], limit: int | None, as_json: bool) -> None:
    ids = library.find(query, sort)[:limit]
    if as_json:
        result_json([to_record(publication) for publication in library.get(ids)])
        return
    for row in library.rows(ids):
        result("\t".join(map(one_line, (row.key, str(row.year or "n.d."), row.byline or "–", row.title))))
