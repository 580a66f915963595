"""What a window's start takes of the domain brings little else with it."""

import subprocess
import sys

START = "from tipdesk.domain import own_vocabularies, passages, publication, query, saved_search, vocabularies"
FOR_LATER = {
    "anyascii", "calendar", "csv", "tipdesk.domain.citekey", "tipdesk.domain.fields", "tipdesk.domain.kinds",
    "tipdesk.domain.other_fields", "tipdesk.domain.values", "tipdesk.domain.written_names",
}  # fmt: skip


def test_what_reads_and_writes_files_is_loaded_later() -> None:
    command = [sys.executable, "-c", f"import sys; {START}; print(*sys.modules)"]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "tipdesk.domain.publication" in loaded
    assert FOR_LATER.isdisjoint(loaded)
