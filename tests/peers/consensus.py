"""What several independent programs agree on: the expectation for files whose own tests state none.

A field's value is expected where at least two programs give it and no other value has as many votes; values are compared as in
`compare`. A program that leaves a field out has no vote on it, since each knows only some fields; nor has one that leaves a command of
LaTeX in it, which is not to have read it.
"""

import json
import re
from collections import Counter
from typing import Any

from tests.peers import compare

Item = dict[str, Any]

UNREAD = re.compile(r"\\\\(?!u[0-9a-f]{4}|n)[A-Za-z%&_#{]")  # a backslash, as JSON writes it, before a letter or a sign


def agreed(given: dict[str, list[Item]], ordered: bool) -> list[Item]:
    """The items that at least two programs found, with the fields on which they agree, and under `_votes` who says so.

    Items are the same where their ids are; if `ordered`, where their places are, in programs that found as many.
    """
    if ordered:
        counts = Counter(len(items) for items in given.values())
        usual = max(counts, key=lambda count: counts[count], default=0)
        given = {name: [item | {"id": at} for at, item in enumerate(items)] for name, items in given.items() if len(items) == usual}
    by_entry: dict[tuple[Any, int], dict[str, Item]] = {}
    for program, items in given.items():
        seen: Counter[Any] = Counter()
        for item in items:
            by_entry.setdefault((item.get("id"), seen[item.get("id")]), {})[program] = item
            seen[item.get("id")] += 1
    return [_common(key, items) for (key, _), items in by_entry.items() if len(items) > 1]


def _common(key: Any, items: dict[str, Item]) -> Item:
    votes: dict[str, dict[str, Item]] = {}
    for program, item in items.items():
        for name, value in compare.fields(item).items():
            if not UNREAD.search(json.dumps(value)):
                said = next(item[one] for one in item if compare.SYNONYMS.get(one, one) == name)
                votes.setdefault(name, {}).setdefault(json.dumps(value), {})[program] = said
    common: Item = {"id": key, "_votes": {}}
    for name, values in votes.items():
        groups = list(_with_subtitles(values).values()) if name in compare.TITLES else list(values.values())
        if won := _winner(groups):
            common[name] = next(iter(won.values()))
            others = [f"{', '.join(group)}: {next(iter(group.values()))!r}" for group in groups if group is not won]
            common["_votes"][name] = f"  ({', '.join(won)}" + (f"; but {'; '.join(others)})" if others else ")")
    return common


def _with_subtitles(values: dict[str, Item]) -> dict[str, Item]:
    """A program that leaves the subtitle out says the same title as those that give it."""
    found: dict[str, Item] = {}
    for value in sorted(values, key=len, reverse=True):
        whole = next((one for one in found if one.startswith(value[:-1] + ": ")), value)
        found[whole] = found.get(whole, {}) | values[value]
    return found


def _winner(groups: list[Item]) -> Item:
    ranked = sorted(groups, key=len, reverse=True)
    if len(ranked[0]) < 2 or (len(ranked) > 1 and len(ranked[1]) == len(ranked[0])):
        return {}
    return ranked[0]
