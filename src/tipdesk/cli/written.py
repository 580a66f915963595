"""What the commands that write a file say when it is written."""

from collections import Counter
from collections.abc import Sequence

import click

from tipdesk.app.importing import FileProblem
from tipdesk.cli.output import counted, remark, result_json, telling_of_change
from tipdesk.domain.fields import BY_NAME
from tipdesk.formats.base import Format


def check_json(out: str, as_json: bool) -> None:
    """Raises UsageError where standard output cannot hold both the file and the document about it."""
    if as_json and out == "-":
        raise click.UsageError("--json prints to standard output, where the file goes already; name a file for it.")


def tell_problems(problems: Sequence[FileProblem]) -> None:
    """A line for each, with its place where it has one."""
    for found in problems:
        remark(f"{found.file}:{found.problem.line or ''}{':' if found.problem.line else ''} {found.problem.reason}")


def tell(out: str, form: Format, written: int, lost: Counter[str], problems: Sequence[FileProblem], as_json: bool) -> None:
    """How many records were written, what the format has no place for, and what could not be read; for people, and as JSON if asked."""
    tell_problems(problems)
    for name, records in lost.items():
        label = BY_NAME[name].label if name in BY_NAME else name
        remark(f"{counted(records, 'record')}: {form.label} has no place for {label}; only tipdesk will find it again there.")
    remark(f"{written} written to {out}.")
    if as_json:
        with telling_of_change():
            result_json(
                {
                    "written": written,
                    "lost": [{"field": name, "records": records} for name, records in lost.items()],
                    "problems": [found.as_json() for found in problems],
                }
            )
