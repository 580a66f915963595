"""The sample publications go from every format to every other and back, and nothing of them is lost."""

import itertools
import json

import pytest

from tipdesk import resources
from tipdesk.domain.publication import Publication
from tipdesk.domain.record import from_record
from tipdesk.formats import FORMATS
from tipdesk.formats.base import Format

SAMPLE = [from_record(record) for record in json.loads(resources.path("sample", "sample.json").read_text(encoding="utf-8"))["publications"]]
WRITABLE = [found for found in FORMATS if found.write is not None]


def _through(form: Format, records: list[Publication]) -> list[Publication]:
    assert form.read is not None and form.write is not None
    return [item for item in form.read("".join(form.write(records))) if isinstance(item, Publication)]


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(WRITABLE, 2)), ids=lambda found: found.name)
def test_the_sample_crosses_and_comes_back(one: Format, other: Format) -> None:
    there = _through(other, _through(one, SAMPLE))
    assert there == SAMPLE
    assert _through(one, there) == SAMPLE


def test_what_the_formats_have_no_place_for() -> None:
    lost = {form.name: {name for record in SAMPLE for name in form.lost(record)} for form in WRITABLE}
    assert lost.pop("ris") >= {"countries", "regions", "category", "themes", "contributors", "kind"}
    assert not any(lost.values())
