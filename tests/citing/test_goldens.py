"""References as the manuals print them, written down from the manuals.

Each golden names its manual's rule. Where the engine prints something else that cannot be mended by what it is given, `engine` is what
it prints, and `reason` says why that stays.
"""

import json
import re
from collections import defaultdict
from functools import cache
from typing import Any

import pytest

from tests.cli.conftest import ROOT
from tipdesk.app import citing
from tipdesk.domain.record import from_record

DATA = ROOT / "tests" / "data" / "citing"
GOLDENS = json.loads((DATA / "goldens.json").read_text(encoding="utf-8"))
RECORDS = {record["key"]: from_record(record) for record in json.loads((DATA / "records.json").read_text(encoding="utf-8"))}

Run = tuple[str, str, bool, str]


def _run(golden: dict[str, Any]) -> Run:
    return golden["style"], golden["locale"], golden.get("citation", False), golden.get("locator", "")


@cache
def _printed() -> dict[Run, dict[str, str]]:
    """What is printed of each record: all records of a style and locale in one run."""
    wanted: dict[Run, list[str]] = defaultdict(list)
    for golden in GOLDENS:
        wanted[_run(golden)].append(golden["record"])
    printed: dict[Run, dict[str, str]] = {}
    for run, keys in wanted.items():
        style, locale, citation, locator = run
        look = citing.look(style, locale, "markdown")
        publications = [RECORDS[key] for key in keys]
        made = citing.in_text(publications, look, locator) if citation else citing.entries(publications, look)
        printed[run] = {publication.key: _unescaped(text) for publication, text in made}
    return printed


def _unescaped(markdown: str) -> str:
    """Markdown with its italics, but plain links and signs."""
    text = re.sub(r"<(https?://[^<>]+)>", r"\1", markdown.replace("\u00a0", " "))
    return re.sub(r"\\(?=[^\w\s])", "", re.sub(r"\[([^\[\]]+)\]\(https?://[^()]+\)", r"\1", text))


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: "-".join(map(str, (golden["record"], *_run(golden)))))
def test_a_reference_is_as_its_manual_has_it(golden: dict[str, Any]) -> None:
    wanted = golden["engine"] if "engine" in golden else golden["expected"]
    assert _printed()[_run(golden)][golden["record"]] == wanted, golden["rule"]
    assert ("engine" in golden) == ("reason" in golden)
