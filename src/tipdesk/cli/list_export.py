"""tipdesk list export LIST OUT -l LIB"""

from collections.abc import Iterable
from pathlib import Path

import click

from tipdesk.app import citing, exporting, handing_out
from tipdesk.app.handing_out import BY_SECTION, GROUPS, PARTS, Options
from tipdesk.cli import options, written
from tipdesk.cli.output import DONE, counted, progress, remark, result_json, stream, telling_of_change
from tipdesk.domain import list_addresses
from tipdesk.domain.reading import totals

REFERENCE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("export")
@click.argument("name", metavar="LIST")
@click.argument("out", metavar="OUT")
@options.library
@click.option("-f", "--format", "format_name", default="", metavar="NAME", help="The format to write, whatever the suffix.")
@options.look
@click.option("--group", type=click.Choice(GROUPS), default=BY_SECTION, show_default=True, help="What the headings are.")
@click.option("--without", multiple=True, type=click.Choice(PARTS), help="Leave this out; may be given several times.")
@click.option(
    "--reference-doc",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A docx or odt whose styles the document takes.",
)
@click.option("--with-private-notes", is_flag=True, help="Let the items' private notes out, this once; they are listed.")
@options.as_json
def command(
    name: str, out: str, library: Path, format_name: str, style: str, locale: str, group: str, without: tuple[str, ...],
    reference_doc: Path | None, with_private_notes: bool, as_json: bool,
) -> int:  # fmt: skip
    """Hand LIST out: write it to OUT, or to standard output for -.

    As a document (text, markdown, html, rtf, docx, odt, pdf), with its readings in a --style and its own words in English, French,
    Spanish or Arabic by --locale; as a table (csv), one row an item; or as records (ris, with what the list says of them as notes,
    bibtex, biblatex, csljson). Private notes and what lies in the trash are left out.
    """
    written.check_json(out, as_json)
    options.check_apart(out, (reference_doc,))
    said = Options(group, frozenset(without), with_private_notes)
    form = citing.form_of(out, format_name)
    if form is None and (style or locale or without or reference_doc or group != BY_SECTION):
        raise click.UsageError("--style, --locale, --group, --without and --reference-doc go with documents; name one by -f, such as docx.")
    with options.open_library(library) as opened, progress("Exporting"):
        found = list_addresses.find_list(opened.reading_lists(), name)
        known = handing_out.read(opened, found)
    pieces: Iterable[str | bytes]
    if form is not None:
        look = citing.look(style, locale, form.name)
        pieces = [handing_out.document(found, known, look, said, reference_doc, lambda sentence: remark(f"tipdesk: {sentence}"))]
    else:
        pieces = handing_out.records(found, known, exporting.format_for(out, format_name), said)
    if out == "-":
        stream(pieces)
    else:
        exporting.write_file(out, pieces)
    for where, note in handing_out.private_notes(found) if with_private_notes else ():
        remark(f"A private note left with it: {where}: {note}")
    readings = totals(found).readings
    remark(f"{counted(readings, 'reading')} written to {out}.")
    if as_json:
        with telling_of_change():
            result_json({"written": readings})
    return DONE
