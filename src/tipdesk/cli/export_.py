"""tipdesk export OUT -l LIB"""

from collections import Counter
from pathlib import Path

import click

from tipdesk.app import citing, exporting, handing_out
from tipdesk.app.citing import Look
from tipdesk.app.library import Library
from tipdesk.cli import options, written
from tipdesk.cli.output import DONE, counted, progress, remark, result_json, stream, telling_of_change
from tipdesk.domain import list_addresses


@click.command("export")
@click.argument("out", metavar="OUT")
@options.library
@click.option("-f", "--format", "format_name", default="", metavar="NAME", help="The format to write, whatever the suffix.")
@options.look
@click.option("-q", "--query", default="", metavar="QUERY", help="Only what this finds.")
@click.option("--list", "list_name", default="", metavar="NAME", help="Only what stands in this reading list, in its order.")
@options.as_json
def command(
    out: str, library: Path, format_name: str, style: str, locale: str, query: str, list_name: str, as_json: bool
) -> int:  # fmt: skip
    """Write a library to OUT, or to standard output for -. Private notes are left out.

    Formats that are documents (text, markdown, html, rtf, docx, odt, pdf) hold a bibliography in a --style.
    """
    if query and list_name:
        raise click.UsageError("--query and --list contradict each other.")
    written.check_json(out, as_json)
    if (bibliography := citing.form_of(out, format_name)) is not None:
        return _bibliography(out, library, citing.look(style, locale, bibliography.name), query, list_name, as_json)
    if style or locale:
        raise click.UsageError("--style and --locale go with a bibliography; name one of text, markdown, html, rtf, docx, odt, pdf by -f.")
    form = exporting.format_for(out, format_name)
    lost: Counter[str] = Counter()
    with options.open_library(library) as opened, progress("Exporting") as shown:
        ids = _ids(opened, query, list_name)
        text = exporting.pieces(exporting.publications(opened, ids, shown), form, lost)
        if out == "-":
            stream(text)
        else:
            exporting.write_file(out, text)
    written.tell(out, form, len(ids), lost, (), as_json)
    return DONE


def _ids(opened: Library, query: str, list_name: str) -> list[int]:
    if list_name:
        return handing_out.ids(opened, list_addresses.find_list(opened.reading_lists(), list_name))
    return exporting.ids(opened, options.parsed(opened, query))


def _bibliography(out: str, library: Path, look: Look, query: str, list_name: str, as_json: bool) -> int:
    with options.open_library(library) as opened, progress("Exporting") as shown:
        ids = _ids(opened, query, list_name)
        citing.check_number(len(ids))
        found = list(exporting.publications(opened, ids, shown))
        made = [citing.document(found, look, lambda sentence: remark(f"tipdesk: {sentence}"))]
        if out == "-":
            stream(made)
        else:
            exporting.write_file(out, made)
    if unplaced := citing.unplaced(found):
        remark(f"{counted(unplaced, 'record')} without publisher and web address: readers may not find the publication.")
    remark(f"{len(found)} written to {out}.")
    if as_json:
        with telling_of_change():
            result_json({"written": len(found), "lost": [], "problems": []})
    return DONE
