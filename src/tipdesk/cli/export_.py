"""tipdesk export OUT -l LIB"""

from collections import Counter
from pathlib import Path

import click

from tipdesk.app import citing, exporting, handing_out, kept, manuscripts
from tipdesk.app.citing import Look
from tipdesk.app.importing import FileProblem
from tipdesk.app.library import Library
from tipdesk.cli import options, written
from tipdesk.cli.output import DONE, PARTLY, counted, progress, remark, result_json, stream, telling_of_change
from tipdesk.domain import list_addresses


@click.command("export", cls=options.FilesCommand)
@click.argument("out", metavar="OUT")
@options.library
@click.option("-f", "--format", "format_name", default="", metavar="NAME", help="The format to write, whatever the suffix.")
@options.look
@click.option("-q", "--query", default="", metavar="QUERY", help="Only what this finds.")
@click.option("--list", "list_name", default="", metavar="NAME", help="Only what stands in this reading list, in its order.")
@options.cited_in
@click.option("--keep-in-step", is_flag=True, help="Write OUT anew after every change that changes what is in it; see tipdesk in-step.")
@options.as_json
def command(
    out: str, library: Path, format_name: str, style: str, locale: str, query: str, list_name: str, cited_in: tuple[Path, ...],
    keep_in_step: bool, as_json: bool,
) -> int:  # fmt: skip
    """Write a library to OUT, or to standard output for -. Private notes are left out.

    Formats that are documents (text, markdown, html, rtf, docx, odt, pdf) hold a bibliography in a --style.
    """
    if query and list_name:
        raise click.UsageError("--query and --list contradict each other.")
    written.check_json(out, as_json)
    options.check_apart(out, cited_in)
    if keep_in_step:
        if cited_in or style or locale or out == "-":
            raise click.UsageError("--keep-in-step takes a file and a --query or --list, and neither --cited-in nor a --style.")
        return _keep(out, library, format_name, query, list_name, as_json)
    if (bibliography := citing.form_of(out, format_name)) is not None:
        return _bibliography(out, library, citing.look(style, locale, bibliography.name), query, list_name, cited_in, as_json)
    if style or locale:
        raise click.UsageError("--style and --locale go with a bibliography; name one of text, markdown, html, rtf, docx, odt, pdf by -f.")
    form = exporting.format_for(out, format_name)
    lost: Counter[str] = Counter()
    with options.open_library(library) as opened, progress("Exporting") as shown:
        ids, missing = _chosen(opened, query, list_name, cited_in)
        text = exporting.pieces(exporting.publications(opened, ids, shown), form, lost)
        if out == "-":
            stream(text)
        else:
            exporting.write_file(out, text)
    written.tell(out, form, len(ids), lost, missing, as_json)
    return PARTLY if missing else DONE


def _keep(out: str, library: Path, format_name: str, query: str, list_name: str, as_json: bool) -> int:
    with options.open_library(library) as opened:
        options.understood(opened, query)
        list_id = list_addresses.find_list(opened.reading_lists(), list_name).id if list_name else 0
        number = kept.keep(opened, out, format_name, query, list_id)
    written.tell(out, exporting.format_for(out, format_name), number, Counter(), (), as_json)
    return DONE


def _chosen(library: Library, query: str, list_name: str, cited_in: tuple[Path, ...]) -> tuple[list[int], list[FileProblem]]:
    """What is exported, in order, and what manuscripts cite that is not there."""
    if list_name:
        ids = handing_out.ids(library, list_addresses.find_list(library.reading_lists(), list_name))
    else:
        ids = exporting.ids(library, options.parsed(library, query))
    if not cited_in:
        return ids, []
    found, missing = manuscripts.ids(library, manuscripts.cited(cited_in))
    cited = set(found)
    return [number for number in ids if number in cited], missing


def _bibliography(
    out: str, library: Path, look: Look, query: str, list_name: str, cited_in: tuple[Path, ...], as_json: bool
) -> int:  # fmt: skip
    with options.open_library(library) as opened, progress("Exporting") as shown:
        ids, missing = _chosen(opened, query, list_name, cited_in)
        citing.check_number(len(ids))
        found = list(exporting.publications(opened, ids, shown))
        made = [citing.document(found, look, lambda sentence: remark(f"tipdesk: {sentence}"))]
        if out == "-":
            stream(made)
        else:
            exporting.write_file(out, made)
    if unplaced := citing.unplaced(found):
        remark(f"{counted(unplaced, 'record')} without publisher and web address: readers may not find the publication.")
    written.tell_problems(missing)
    remark(f"{len(found)} written to {out}.")
    if as_json:
        with telling_of_change():
            result_json({"written": len(found), "lost": [], "problems": [problem.as_json() for problem in missing]})
    return PARTLY if missing else DONE
