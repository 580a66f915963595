"""How the time that a text of repeated pieces takes grows with it: linear readers take four times as long for four times as much."""

from collections import defaultdict
from pathlib import Path

from tests.bench.timing import load, taken
from tests.repetitions import all_of_them
from tipdesk import formats
from tipdesk.domain.publication import Publication

MORE = 4
GOAL = 2 * MORE  # quadratic would be MORE * MORE
FLOOR = 0.02  # seconds of CPU; what takes less is too short to compare


def measure(count: int, _folder: Path) -> None:
    """Prints for each format the piece whose time grows most from `count` to MORE times as many."""
    print(f"\nTexts of one piece, {count:,} and {MORE * count:,} times; {load()}")
    growths: defaultdict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for repetition in all_of_them():
        form = formats.by_name(repetition.format)

        def work(text: str, form: formats.Format = form) -> None:
            assert form.read is not None
            publications = [item for item in form.read(text) if isinstance(item, Publication)]
            if form.write:
                "".join(form.write(publications))

        texts = repetition.text(count), repetition.text(MORE * count)
        few, many = (taken(lambda text=text: work(text), 3).cpu for text in texts)
        growths[repetition.format].append((many / max(few, FLOOR), many, repetition.piece))
    for name, found in growths.items():
        growth, seconds, piece = max(found)
        print(
            f"  {name:<12}{growth:6.1f} x, {seconds:.2f} s CPU  goal {GOAL}: {'met' if growth < GOAL else 'MISSED'}  {piece[:40]!r}",
            flush=True,
        )
