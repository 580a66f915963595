"""tipdesk cite-document IN OUT -l LIB"""

from pathlib import Path

import click

from tipdesk.app import cite_document, citing, exporting
from tipdesk.cli import options, written
from tipdesk.cli.output import DONE, PARTLY, counted, progress, remark, result_json, stream, telling_of_change
from tipdesk.domain.errors import quoted

MOST_NAMED = 10  # of the citations that are gone


@click.command("cite-document")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("out", metavar="OUT")
@options.library
@options.look
@options.as_json
def command(source: Path, out: str, library: Path, style: str, locale: str, as_json: bool) -> int:
    """Put citations and a bibliography into the Word document (.docx) or OpenDocument text (.odt) IN, and write it to OUT.

    In IN they are asked for as in pandoc's Markdown: [@bird2020, p. 4; -@other]. The bibliography comes where a paragraph says
    [@@bibliography], or at the end. All else stays as it is. In OUT the marks are kept out of sight: after changes, or for another style,
    cite it again. In styles that cite in footnotes each mark in the text becomes one, and comes back into the text in other styles; one in
    a footnote of your own stays there. A citation that you changed by hand stays as it is, and is told.
    """
    written.check_json(out, as_json)
    if out != "-" and Path(out).suffix.lower() != source.suffix.lower():
        raise click.UsageError(
            f"IN and OUT must be of one kind; call OUT *{source.suffix.lower()}, and save that as another with LibreOffice."
        )
    look = citing.look(style, locale)
    with options.open_library(library) as opened, progress("Citing"):
        done = cite_document.cite(opened, source, look)
    if out == "-":
        stream([done.data])
    else:
        exporting.write_file(out, [done.data])
    told = (*done.problems, *done.changed)
    written.tell_problems(told)
    if done.outside_notes:
        remark(
            f"{counted(done.outside_notes, 'citation')} in text boxes or the like, where no footnote can be; move the marks into the text."
        )
    if done.gone:
        named = ", ".join(map(quoted, done.gone[:MOST_NAMED])) + (" and others" if len(done.gone) > MOST_NAMED else "")
        remark(
            f"{counted(len(done.gone), 'citation')} of the last time not found any more, {named}: taken out, or made plain text by another "
            "program; where one is plain text, write its mark instead."
        )
    remark(f"{counted(done.citations, 'citation')} and {done.entries} in the bibliography written to {out}.")
    if as_json:
        with telling_of_change():
            problems = [problem.as_json() for problem in told]
            result_json({"citations": done.citations, "entries": done.entries, "problems": problems})
    return PARTLY if told else DONE
