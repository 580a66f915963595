"""tipdesk keys QUERY -l LIB"""

from pathlib import Path

import click

from tipdesk.app import keys
from tipdesk.app.edit import Edit
from tipdesk.app.edits import Batch
from tipdesk.app.keys import ForgetKey, MakeKeys, PinKeys
from tipdesk.cli import options
from tipdesk.cli.output import DONE, counted, remark, result, result_json, telling_of_change


@click.command("keys", cls=options.QueryCommand)
@click.argument("query", default="")
@options.library
@click.option("--formula", default=None, metavar="FORMULA", help="How keys are made from now on; see below.")
@click.option("--pin", is_flag=True, help="Let no formula change the keys of what QUERY finds.")
@click.option("--unpin", is_flag=True, help="Let formulas change them, though they came from a file or were set by hand.")
@click.option("--forget", "forgotten", multiple=True, metavar="OLDKEY", help="Let another publication have a key that one had once.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@options.as_json
def command(
    query: str, library: Path, formula: str | None, pin: bool, unpin: bool, forgotten: tuple[str, ...], dry_run: bool, as_json: bool
) -> int:
    """Give what QUERY finds the citation keys that the library's formula makes.

    A key that came from a file or was set by hand is pinned and stays. A key that changes is kept as an older one, by which the publication
    is still found and cited.

    A FORMULA is text and parts in brackets: [auth] (the first author's family name, or a body's acronym), [authors] (up to three), [year],
    [shortyear], [title] (its first word of weight), [shorttitle] (three words), [lang], [publisher], [container] (its initials). [auth:4]
    takes four letters; [auth:capital] and [auth:upper] write them large. At first it is [auth][year][title].
    """
    if pin and unpin:
        raise click.UsageError("--pin and --unpin contradict each other.")
    with options.open_library(library) as opened:
        chosen = keys.formula(opened) if formula is None else formula
        ids = tuple(opened.find(options.understood(opened, query)))
        edits: list[Edit] = [ForgetKey(key) for key in forgotten]
        changed: list[keys.NewKey] = []
        if pin or unpin:
            edits.append(PinKeys(ids, pin))
        elif not edits:
            changed = keys.preview(opened, ids, chosen)
            edits.append(MakeKeys(ids, chosen))
        if not dry_run:
            opened.apply(Batch(edits, edits[0].label))
        held = len(keys.pinned(opened, ids))
    with telling_of_change(not dry_run):
        if as_json:
            result_json({"formula": chosen, "changed": [{"old": new.old, "new": new.new} for new in changed], "pinned": held})
        else:
            for new in changed:
                result(f"{new.old}\t{new.new}")
            remark(f"{counted(len(changed), 'key')} {'would be ' if dry_run else ''}changed; {held} of {len(ids)} are pinned.")
    return DONE
