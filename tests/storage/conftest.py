from collections.abc import Iterator
from pathlib import Path

import pytest

from tipdesk.app.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "one.tipdesk") as made:
        yield made
