"""What several independent programs agree on: the expectation for files whose own tests state none.

A field's value is expected where at least two programs give it and no other value has as many votes; values are compared as in
`compare`. A program that leaves a field out has no vote on it, since each knows only some fields; nor has one that leaves a command of LaTeX
in it, which is not to have read it.
"""

import hashlib
import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from tests.peers import biblatex, compare, fetching, pandoc

READERS = Path(__file__).with_name("readers.mjs")
PACKAGES = ("@citation-js/core", "@citation-js/plugin-bibtex", "@citation-js/plugin-ris", "biblatex-csl-converter@3.6.0", "@retorquere/bibtex-parser")
UNREAD = re.compile(r"\\\\(?!u[0-9a-f]{4}|n)[A-Za-z%&_#{]")  # a backslash, as JSON writes it, before a letter or a sign
FORMS = {"bibtex": "biblatex", "ris": "ris"}  # what pandoc calls them


def answers(form: str, texts: list[str]) -> list[dict[str, list[dict[str, Any]]]]:
    """For each text the items that each program makes of it, by the program's name; those that refuse it are left out."""
    home = fetching.node(*PACKAGES)
    kept = [fetching.CACHE / "readers" / f"{hashlib.sha256(f'{form} {text}'.encode()).hexdigest()}.json" for text in texts]
    asked = [at for at, file in enumerate(kept) if not file.exists()]
    if asked:
        lines = "\n".join(json.dumps({"form": form, "text": texts[at]}) for at in asked)
        done = subprocess.run(["node", str(READERS), str(home)], input=lines, stdout=subprocess.PIPE, text=True, check=True)
        for at, line in zip(asked, done.stdout.splitlines(), strict=True):
            kept[at].parent.mkdir(parents=True, exist_ok=True)
            kept[at].write_text(line)
    return [_as_csl(form, text, json.loads(file.read_text())) for text, file in zip(texts, kept, strict=True)]


def _as_csl(form: str, text: str, answer: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    if answer["bibtex-parser"]:
        answer["bibtex-parser"] = [biblatex.csl(one["key"], one["type"], one["fields"]) for one in answer["bibtex-parser"]]
    answer["pandoc"] = pandoc.csl(FORMS[form], text)
    return {name: items for name, items in answer.items() if items}


def agreed(given: dict[str, list[dict[str, Any]]], ordered: bool) -> list[dict[str, Any]]:
    """The items that at least two programs found, with the fields on which they agree, and under `_votes` who says so.

    Items are the same where their ids are; if `ordered`, where their places are, in programs that found as many.
    """
    if ordered:
        counts = Counter(len(items) for items in given.values())
        usual = max(counts, key=lambda count: counts[count], default=0)
        given = {name: [item | {"id": at} for at, item in enumerate(items)] for name, items in given.items() if len(items) == usual}
    by_entry: dict[tuple[Any, int], dict[str, dict[str, Any]]] = {}
    for program, items in given.items():
        seen: Counter[Any] = Counter()
        for item in items:
            by_entry.setdefault((item.get("id"), seen[item.get("id")]), {})[program] = item
            seen[item.get("id")] += 1
    return [_common(key, items) for (key, _), items in by_entry.items() if len(items) > 1]


def _common(key: Any, items: dict[str, dict[str, Any]]) -> dict[str, Any]:
    votes: dict[str, dict[str, dict[str, Any]]] = {}
    for program, item in items.items():
        for name, value in compare.fields(item).items():
            if UNREAD.search(json.dumps(value)):
                continue
            said = next(item[one] for one in item if compare.SYNONYMS.get(one, one) == name)
            votes.setdefault(name, {}).setdefault(json.dumps(value), {})[program] = said
    common: dict[str, Any] = {"id": key, "_votes": {}}
    for name, values in votes.items():
        groups = list(_with_subtitles(values).values()) if name in compare.TITLES else list(values.values())
        if won := _winner(groups):
            common[name] = next(iter(won.values()))
            others = [f"{', '.join(group)}: {next(iter(group.values()))!r}" for group in groups if group is not won]
            common["_votes"][name] = f"  ({', '.join(won)}" + (f"; but {'; '.join(others)})" if others else ")")
    return common


def _with_subtitles(values: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A program that leaves the subtitle out says the same title as those that give it."""
    longest = sorted(values, key=len, reverse=True)
    found: dict[str, dict[str, Any]] = {}
    for value in longest:
        whole = next((one for one in found if one.startswith(value[:-1] + ": ")), value)
        found[whole] = found.get(whole, {}) | values[value]
    return found


def _winner(groups: list[dict[str, Any]]) -> dict[str, Any]:
    ranked = sorted(groups, key=len, reverse=True)
    if len(ranked[0]) < 2 or (len(ranked) > 1 and len(ranked[1]) == len(ranked[0])):
        return {}
    return ranked[0]
