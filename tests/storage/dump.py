"""What a library file holds, apart from the search index, which SQLite lays out as it likes."""

import sqlite3
from contextlib import closing
from pathlib import Path


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        conn.create_function("index_words", 1, str)  # the index is read through it, and left out
        return [line for line in conn.iterdump() if "full_text" not in line]
