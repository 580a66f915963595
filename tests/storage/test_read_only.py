"""A library that may be read but not written is looked at, and left as it is."""

import ctypes
import gzip
import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.storage.conftest import SHELF
from tipdesk.app import edits
from tipdesk.app.library import Library
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import Everything

ROOT = Path(__file__).parents[2]
_SCRIPT = """import json, sys
from tipdesk.app.library import Library
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.query import parse
try:
    with Library(sys.argv[1]) as library:
        for _ in sys.stdin:
            print(json.dumps([library.readonly, list(library.find(parse("kind:report").query))]), flush=True)
except TipdeskError as error:
    print(json.dumps(str(error)))
"""
Reader = Callable[[Path], subprocess.Popen[str]]


def _bound() -> None:
    libc = ctypes.CDLL(None)
    for may_pass_over_permissions in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, may_pass_over_permissions)  # PR_CAPBSET_DROP


@pytest.fixture
def reader() -> Iterator[Reader]:
    """Starts another program that opens a library and, for each line, says what it finds; permissions hold for it."""
    if sys.platform != "linux":
        pytest.skip("needs Linux to be bound by a file's permissions even as root")
    started: list[subprocess.Popen[str]] = []

    def start(path: Path) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        env = {"PYTHONPATH": str(ROOT / "src"), "HOME": str(path.parent)}
        program = subprocess.Popen([sys.executable, "-c", _SCRIPT, str(path)], text=True, env=env, preexec_fn=_bound, **pipes)
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.communicate()


def ask(program: subprocess.Popen[str]) -> object:
    assert program.stdin and program.stdout
    program.stdin.write("\n")
    program.stdin.flush()
    assert select.select([program.stdout], [], [], 60)[0], "no answer"
    return json.loads(program.stdout.readline())


def report() -> edits.Add:
    return edits.Add([Publication(title="Harbours", kind="report")])


@pytest.mark.parametrize("folder", [0o500, 0o700])
@pytest.mark.parametrize("left", [(), ("-wal",), ("-wal", "-shm")])
def test_a_file_for_reading_is_searched_and_nothing_is_left_beside_it(
    library: Library, reader: Reader, folder: int, left: tuple[str, ...]
) -> None:
    library.apply(report())
    library.close()
    path = library.path
    for end in left:  # by a program that was killed
        path.with_name(f"{path.name}{end}").touch()
        path.with_name(f"{path.name}{end}").chmod(0o400)
    before = {each: each.stat().st_mtime_ns for each in path.parent.iterdir()}
    path.chmod(0o400)
    path.parent.chmod(folder)
    try:
        assert ask(reader(path)) == [True, [1]]
    finally:
        path.parent.chmod(0o700)
    assert {each: each.stat().st_mtime_ns for each in path.parent.iterdir()} == before


@pytest.mark.parametrize("closed", [False, True])
def test_what_others_write_meanwhile_is_found(library: Library, reader: Reader, closed: bool) -> None:
    library.apply(report())
    library.path.chmod(0o400)
    if closed:
        library.close()
    other = reader(library.path)
    assert ask(other) == [True, [1]]
    with Library(library.path) as writing:
        writing.apply(report())
        assert ask(other) == [True, [1, 2]]
        writing.apply(report())
        assert ask(other) == [True, [1, 2, 3]]
    assert ask(other) == [True, [1, 2, 3]]


def test_what_others_wrote_and_closed_in_between_is_found(library: Library, reader: Reader) -> None:
    library.apply(report())
    library.close()
    library.path.chmod(0o400)
    other = reader(library.path)
    for ids in ([1], [1, 2], [1, 2, 3]):
        assert ask(other) == [True, ids]
        library.path.chmod(0o600)
        with Library(library.path) as writing:
            writing.apply(report())
        library.path.chmod(0o400)


def test_a_library_in_a_folder_for_reading_shows_what_is_in_the_log_too(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with shelf.reading() as conn:
        conn.execute("SELECT * FROM publication").fetchone()
        shelf.apply(edits.Add([Publication(title="In the log")]))
        assert shelf.path.with_name(f"{shelf.path.name}-wal").stat().st_size
        monkeypatch.setattr(os, "access", lambda *_: False)
        with Library(shelf.path) as reading:
            assert reading.readonly
            assert reading.count(Everything()) == len(SHELF) + 1
    shelf.close()
    with Library(shelf.path) as reading:
        assert "immutable=1" in reading._database._address
        assert reading.count(Everything()) == len(SHELF) + 1


@pytest.mark.parametrize("folder", [0o500, 0o700])
def test_an_older_library_that_cannot_be_upgraded_is_left_alone(tmp_path: Path, reader: Reader, folder: int) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    path = shelf / "three.tipdesk"
    path.write_bytes(gzip.decompress((ROOT / "tests" / "data" / "version-3.tipdesk.gz").read_bytes()))
    path.chmod(0o400)
    shelf.chmod(folder)
    before = path.read_bytes()
    try:
        assert ask(reader(path)) == f"{path} was made by an older tipdesk and cannot be upgraded here; open a copy in a folder for writing."
    finally:
        shelf.chmod(0o700)
    assert path.read_bytes() == before and os.listdir(shelf) == [path.name]
