"""The sample library: real publications, with a five-day course as a reading list."""

import json
from pathlib import Path

from tipdesk import resources
from tipdesk.app.edits import Add
from tipdesk.app.library import Library
from tipdesk.app.list_edits import AddReadingList
from tipdesk.app.making import new_library
from tipdesk.domain.record import from_record, reading_list


def create(path: Path | str) -> Library:
    """Make a new library filled with the sample, and open it. Raises FileExistsError, or SystemRefused."""
    data = json.loads(resources.path("sample", "sample.json").read_text(encoding="utf-8"))
    with new_library(path) as library:
        library.apply(Add([from_record(record) for record in data["publications"]], label="Add the sample"))
        for course in data["reading_lists"]:
            library.apply(AddReadingList(reading_list(course)))
    return Library(path)
