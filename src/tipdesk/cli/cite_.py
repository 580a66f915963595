"""tipdesk cite QUERY -l LIB, tipdesk cite --from FILE"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tipdesk.app import citing, exporting, importing
from tipdesk.app.citing import Look
from tipdesk.app.importing import FileProblem
from tipdesk.cli import options
from tipdesk.cli.output import DONE, PARTLY, progress, remark, result, result_json
from tipdesk.domain.errors import NothingUsable
from tipdesk.domain.publication import Problem, Publication

FORMS = tuple(form.name for form in citing.FORMS if form.is_text)


@click.command("cite", cls=options.QueryCommand)
@click.argument("query", default="")
@click.option("--from", "source", default="", is_eager=True, metavar="FILE", help="Cite the records of a file, or of standard input for -.")
@options.library_unless("source")
@options.look
@click.option("--as", "form", type=click.Choice(FORMS), default="text", help="What to write.")
@click.option("--citation", is_flag=True, help="Citations as they stand in a text or a footnote, one a record, not the bibliography.")
@click.option("--together", is_flag=True, help="With --citation: one citation of all records.")
@click.option("--locator", default="", metavar="PLACE", help="With --citation: the place in the publication, such as 'p. 12' or 'chap. 3'.")
@options.as_json
def command(
    query: str,
    source: str,
    library: Path | None,
    style: str,
    locale: str,
    form: str,
    citation: bool,
    together: bool,
    locator: str,
    as_json: bool,
) -> int:
    """Cite what QUERY finds, or list it as a bibliography; private notes are left out."""
    if (together or locator) and not citation:
        raise click.UsageError("--together and --locator go with --citation.")
    if source and (query or library):
        raise click.UsageError("--from takes the records from a file; give no query and no library then.")
    look = citing.look(style, locale, form)
    found, problems = _of_file(source) if source else (_of_library(library, query), [])
    for each in problems:
        remark(f"{each.file}:{each.problem.line}: {each.problem.reason}")
    if citation and together:
        _tell_together(found, look, locator, as_json)
    else:
        _tell(found, look, locator, citation, as_json)
    return PARTLY if problems else DONE


def _of_library(path: Path | None, query: str) -> list[Publication]:
    assert path is not None
    with options.open_library(path) as opened, progress("Reading") as shown:
        ids = exporting.ids(opened, options.parsed(opened, query), shown)
        citing.check_number(len(ids))
        return list(exporting.publications(opened, ids, shown))


def _of_file(source: str) -> tuple[list[Publication], list[FileProblem]]:
    """The records of a file, in order, and what could not be read. Raises NothingUsable for a file without any."""
    given = importing.input_of(options.standard_input(), "standard input") if source == "-" else importing.read_input(source)
    found: list[Publication] = []
    problems: list[FileProblem] = []
    with progress("Reading") as shown:
        for item in importing.read(given, progress=shown):
            if isinstance(item, Problem):
                problems.append(FileProblem(given.name, item))
            else:
                found.append(item)
                citing.check_number(len(found))
    if not found:
        raise NothingUsable(f"{given.name}: no record could be read, so there is nothing to cite.")
    return list(importing.with_keys(iter(found))), problems


def _tell(found: Sequence[Publication], look: Look, locator: str, citation: bool, as_json: bool) -> None:
    if not (as_json or citation):
        if found:
            result(citing.text(found, look))
        return
    made = citing.in_text(found, look, locator) if citation else citing.entries(found, look)
    if as_json:
        name = "citation" if citation else "entry"
        result_json([{"key": publication.key, name: text} for publication, text in made])
    else:
        for _, text in made:
            result(text)


def _tell_together(found: Sequence[Publication], look: Look, locator: str, as_json: bool) -> None:
    text = citing.together(found, look, locator)
    if as_json:
        document: dict[str, Any] = {"keys": [publication.key for publication in found], "citation": text}
        result_json(document)
    elif text:
        result(text)
