"""The score: how many of the expected fields are right, and every one that is not."""

import string
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.peers import compare, judged
from tests.peers.cases import Case

Item = dict[str, Any]
COLUMNS = ("cases", "entries", "fields", "right %", "judged %", "missing", "phantom", "crash", "markup")


@dataclass(frozen=True)
class Difference:
    """A field that is not what was expected; `got` is None where it is missing, `reason` says why that is right, if it is."""

    case: str
    entry: str
    field: str
    expected: Any
    got: Any
    voters: str
    reason: str

    def __str__(self) -> str:
        return f"{self.case} [{self.entry}] {self.field}{self.voters}\n    expected {self.expected!r}\n    got      {self.got!r}"


@dataclass
class Score:
    """The counts of one source."""

    cases: int = 0
    entries: int = 0
    fields: int = 0
    right: int = 0
    marked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    phantoms: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        return Score(*(mine + theirs for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)))

    @property
    def wrong(self) -> list[Difference]:
        """The differences that no judgement excuses."""
        return [one for one in self.differences if not one.reason]

    def row(self) -> str:
        """The counts in the order of COLUMNS."""
        whole = max(self.fields, 1)
        judged_right = self.right + len(self.differences) - len(self.wrong)
        numbers = (len(self.missing), len(self.phantoms), len(self.crashes), len(self.marked))
        shares = f"{100 * self.right / whole:>9.2f}{100 * judged_right / whole:>9.2f}"
        return f"{self.cases:>9}{self.entries:>9}{self.fields:>9}{shares}" + "".join(f"{number:>9}" for number in numbers)


class Report:
    """Scores by source."""

    def __init__(self) -> None:
        self.scores: defaultdict[str, Score] = defaultdict(Score)

    def add(self, case: Case, answer: dict[str, Any]) -> None:
        """Counts what was made of a case: its items, the exit status, and what was printed to standard error."""
        score = self.scores[case.source]
        score.cases += 1
        score.entries += len(case.items)
        if answer["status"] not in (0, 3, 4) or "Traceback" in answer["trace"]:
            score.crashes.append(f"{case.name}: status {answer['status']}: {answer['trace'].strip()[-2000:]}")
        for expected, got in _pairs(case.items, answer["items"]):
            if expected is None:
                if got and got.get("id") not in case.also:
                    score.phantoms.append(f"{case.name} [{got.get('id')}]")
            elif got is None and compare.silent(expected):
                continue  # an entry without a field may be refused
            elif got is None:
                score.missing.append(f"{case.name} [{expected.get('id')}]")
                score.fields += len(compare.fields(expected))
            else:
                _fields(score, case, expected, got)

    def summary(self) -> str:
        """The scores as a table, then the fields that are wrong most often, then what was judged."""
        lines = [f"{'source':<24}" + "".join(f"{name:>9}" for name in COLUMNS)]
        lines += [f"{name:<24}{score.row()}" for name, score in self.scores.items()]
        total = self.total()
        lines += [f"{'all':<24}{total.row()}", "", "Wrong fields:"]
        lines += [f"{count:>6}  {name}" for name, count in Counter(one.field for one in total.wrong).most_common()]
        lines += ["", "Judged right although different:"]
        lines += [f"{count:>6}  {why}" for why, count in Counter(one.reason for one in total.differences if one.reason).most_common()]
        return "\n".join(lines)

    def total(self) -> Score:
        """The counts of all sources."""
        return sum(self.scores.values(), Score())

    def whole(self) -> str:
        """The summary, then for each source every entry and field that is wrong, those that differ in markup alone, those judged."""
        parts = [self.summary()]
        for name, score in self.scores.items():
            judged_right = [f"{one}\n    judged   {one.reason}" for one in score.differences if one.reason]
            wrong = [str(one) for one in sorted(score.wrong, key=lambda one: one.field)]
            lists = {"crashes": score.crashes, "missing entries": score.missing, "phantom entries": score.phantoms, "wrong fields": wrong}
            for label, found in (lists | {"judged right": judged_right, "only markup": score.marked}).items():
                if found:
                    parts += [f"\n== {name}: {label}", *found]
        return "\n".join(parts) + "\n"


def _fields(score: Score, case: Case, expected: Item, got: Item) -> None:
    theirs, ours = compare.fields(expected), compare.fields(got)
    for name, value in theirs.items():
        score.fields += 1
        if compare.same(name, value, ours.get(name), ours):
            score.right += 1
            if compare.marked(expected.get(name), got.get(name)):
                score.marked.append(
                    f"{case.name} [{expected.get('id')}] {name}\n    expected {expected[name]!r}\n    got      {got[name]!r}"
                )
        else:
            entry, voters = str(expected.get("id", "")), expected.get("_votes", {}).get(name, "")
            reason = judged.reason(entry, name, theirs, ours)
            score.differences.append(Difference(case.name, entry, name, value, ours.get(name), voters, reason))


def _pairs(expected: list[Item], got: list[Item]) -> list[tuple[Item | None, Item | None]]:
    """Each expected item with ours: by id, those of one id in order or with a letter after it; where no id is known, by order."""
    known = {item.get("id") for item in got}
    if not any(item.get("id") in known for item in expected):
        return _in_order(expected, got)
    waiting: defaultdict[Any, list[Item]] = defaultdict(list)
    for item in got:
        waiting[item.get("id")].append(item)
    pairs: list[tuple[Item | None, Item | None]] = []
    for item in expected:
        same = next((waiting[key] for key in _keys(item.get("id")) if waiting.get(key)), [])
        pairs.append((item, same.pop(0) if same else None))
    return pairs + [(None, item) for rest in waiting.values() for item in rest]


def _keys(wanted: Any) -> list[Any]:
    """What tipdesk may call an entry: its id, or where others of the file have it too, that with a letter."""
    return [wanted, *(f"{wanted}{letter}" for letter in string.ascii_lowercase)]


def _in_order(expected: list[Item], got: list[Item]) -> list[tuple[Item | None, Item | None]]:
    """Each expected item with ours of the same place; where the counts differ, with the next that says one thing alike.

    On most of what such an item holds the other programs may not agree, so that only surplus items count as made up.
    """
    if len(expected) == len(got):
        return list(zip(expected, got, strict=True))
    pairs: list[tuple[Item | None, Item | None]] = []
    start = 0
    for item in expected:
        at = next((at for at in range(start, len(got)) if compare.alike_in_part(item, got[at])), None)
        if at is not None:
            pairs.append((item, got[at]))
            start = at + 1
        elif not compare.silent(item):
            pairs.append((item, None))
    return pairs + [(None, item) for item in got[len(expected) :]]
