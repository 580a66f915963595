"""The score: how many of the expected fields are right, and every one that is not."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.peers import compare
from tests.peers.cases import Case


@dataclass(frozen=True)
class Difference:
    """A field that is not what was expected; `got` is None where it is missing."""

    case: str
    entry: str
    field: str
    expected: Any
    got: Any
    voters: str

    def __str__(self) -> str:
        return f"{self.case} [{self.entry}] {self.field}{self.voters}\n    expected {self.expected!r}\n    got      {self.got!r}"


@dataclass
class Score:
    """The counts of one source."""

    cases: int = 0
    fields: int = 0
    right: int = 0
    marked: int = 0
    entries: int = 0
    missing: list[str] = field(default_factory=list)
    phantoms: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    wrong: list[Difference] = field(default_factory=list)


class Report:
    """Scores by source."""

    def __init__(self) -> None:
        self.scores: defaultdict[str, Score] = defaultdict(Score)

    def add(self, case: Case, answer: dict[str, Any]) -> None:
        """Counts what tipdesk made of a case."""
        score = self.scores[case.source]
        score.cases += 1
        score.entries += len(case.items)
        if answer["status"] not in (0, 3, 4) or "Traceback" in answer["trace"]:
            score.crashes.append(f"{case.name}: status {answer['status']}: {answer['trace'].strip()[-2000:]}")
        for expected, got in _pairs(case.items, answer["items"]):
            if got is None:
                score.missing.append(f"{case.name} [{expected.get('id')}]")
                score.fields += len(compare.fields(expected))
                continue
            if expected is None:
                score.phantoms.append(f"{case.name} [{got.get('id')}]")
                continue
            self._fields(score, case, expected, got)

    def _fields(self, score: Score, case: Case, expected: compare.Item, got: compare.Item) -> None:
        theirs, ours = compare.fields(expected), compare.fields(got)
        for name, value in theirs.items():
            score.fields += 1
            if compare.same(name, value, ours.get(name), ours):
                score.right += 1
                score.marked += compare.marked(name, expected.get(name), got.get(name))
            else:
                score.wrong.append(Difference(case.name, str(expected.get("id", "")), name, value, ours.get(name), expected.get("_votes", {}).get(name, "")))

    def summary(self) -> str:
        """The scores as a table, then the fields that differ most."""
        lines = [f"{'source':<28}{'cases':>7}{'entries':>9}{'fields':>8}{'right %':>9}{'missing':>9}{'phantom':>9}{'crash':>7}{'markup':>8}"]
        total = Score()
        for name, score in self.scores.items():
            lines.append(_line(name, score))
            for attribute in vars(total):
                setattr(total, attribute, getattr(total, attribute) + getattr(score, attribute))
        lines.append(_line("all", total))
        lines.append("")
        for name, count in Counter(one.field for one in total.wrong).most_common():
            lines.append(f"  {name:<26}{count:>6}")
        return "\n".join(lines)

    def whole(self) -> str:
        """The summary and every difference, grouped by field."""
        parts = [self.summary()]
        for name, score in self.scores.items():
            for label in ("crashes", "missing", "phantoms"):
                parts += [f"\n== {name}: {label}", *getattr(score, label)] if getattr(score, label) else []
            parts.append(f"\n== {name}: fields")
            parts += [str(one) for one in sorted(score.wrong, key=lambda one: one.field)]
        return "\n".join(parts) + "\n"


def _line(name: str, s: Score) -> str:
    right = 100 * s.right / max(s.fields, 1)
    counts = f"{len(s.missing):>9}{len(s.phantoms):>9}{len(s.crashes):>7}{s.marked:>8}"
    return f"{name:<28}{s.cases:>7}{s.entries:>9}{s.fields:>8}{right:>9.2f}{counts}"


def _pairs(expected: list[dict], got: list[dict]) -> list[tuple[dict | None, dict | None]]:
    """Each expected item with ours: by id, those of one id in order; where no id is known, by order."""
    known = {item.get("id") for item in got}
    if not any(item.get("id") in known for item in expected):
        longer = max(len(expected), len(got))
        return [(_at(expected, at), _at(got, at)) for at in range(longer)]
    waiting: defaultdict[Any, list[dict]] = defaultdict(list)
    for item in got:
        waiting[item.get("id")].append(item)
    pairs: list[tuple[dict | None, dict | None]] = []
    for item in expected:
        same = waiting[item.get("id")]
        pairs.append((item, same.pop(0) if same else None))
    return pairs + [(None, item) for rest in waiting.values() for item in rest]


def _at(items: list[dict], at: int) -> dict | None:
    return items[at] if at < len(items) else None
