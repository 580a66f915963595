"""Texts that repeat one piece very often are read to their end; `make bench ARGS=repetitions` shows how their time grows."""

import pytest

from tests.repetitions import Repetition, all_of_them
from tipdesk import formats
from tipdesk.domain.publication import Publication


@pytest.mark.parametrize("repetition", list(all_of_them()), ids=lambda each: f"{each.format}-{each.piece[:12]!r}")
def test_what_is_read_can_be_written(repetition: Repetition) -> None:
    form = formats.by_name(repetition.format)
    assert form.read is not None
    read = list(form.read(repetition.text(20_000)))
    publications = [item for item in read if isinstance(item, Publication)]
    for other in formats.FORMATS:
        if other.write and publications:
            assert "".join(other.write(publications[:10]))
