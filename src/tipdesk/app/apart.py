"""Work in a process of its own: while this one writes to the library or paints the window, another parses a long text, or reads a file that
might crash the code that reads it."""

import contextlib
import multiprocessing
import pickle
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from itertools import islice
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from tipdesk import formats
from tipdesk.domain.progress import SILENT, Cancelled, Progress
from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats import csv_
from tipdesk.formats.csv_columns import Layout

LONG = 4 * 1024 * 1024  # characters; fewer are read in the time that it takes to start a process
_PIECE = 1024 * 1024  # characters sent at a time
_BATCH = 200  # items sent at a time
_AHEAD = 30  # batches that wait to be sent
_END = b""
_LOOK = 0.05  # seconds between two looks whether an answer is still wanted
MOST_MEMORY = 2 * 1024**3  # bytes of a process whose function is called; where the system can limit it (Linux)

Item = Publication | Problem
Given = TypeVar("Given")
Made = TypeVar("Made")


class Lost(Exception):
    """A process ended without an answer: it crashed, had no memory left, or its function raised something."""


class Apart(Generic[Given, Made]):
    """A function, called in a process of its own, for which a crash or a call without end is another failure among others.

    The function is one of a module and raises nothing, and pickle can send what it is given and makes. The process is started by the first
    call, is kept for the next ones, and ends with the `with` block. One thread uses it at a time.
    """

    def __init__(self, function: Callable[[Given], Made], seconds: float) -> None:
        self._function = function
        self.seconds = seconds  # that a call may take
        self._process = contextlib.ExitStack()
        self._connection: Connection | None = None

    def __enter__(self) -> "Apart[Given, Made]":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def __call__(self, given: Given, progress: Progress = SILENT) -> Made:
        """What the function makes. After an exception the next call has a new process.

        Raises Lost, TimeoutError, Cancelled soon after `progress` is cancelled, and OSError where no process can be had.
        """
        if self._connection and _is_over(self._connection):  # it was lost while nothing was asked of it
            self._end()
        connection = self._connection = self._connection or self._process.enter_context(_process(_answer, self._function))
        try:
            return self._answered(connection, given, progress)
        except BaseException:
            self._end()
            raise

    def _answered(self, connection: Connection, given: Given, progress: Progress) -> Made:
        end = time.monotonic() + self.seconds
        try:
            connection.send(given)
            while not connection.poll(max(0, min(_LOOK, end - time.monotonic()))):
                if progress.cancelled:
                    raise Cancelled
                if time.monotonic() >= end:
                    break
            else:
                made: Made = connection.recv()
                return made
        except (EOFError, OSError) as error:
            raise Lost from error
        raise TimeoutError

    def _end(self) -> None:
        self._connection = None
        self._process.close()


def _is_over(connection: Connection) -> bool:
    try:
        return connection.poll()  # nothing was asked: all that there can be to read is its end
    except OSError:
        return True


def _answer(connection: Connection, function: Callable[[Given], Made]) -> None:
    """Calls the function for each thing that comes, and sends what it makes of it."""
    _leave_interrupts()
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError, ValueError):  # where a lower limit is set
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    while True:
        try:
            given = connection.recv()
        except (EOFError, OSError):
            return
        made = function(given)
        with contextlib.suppress(OSError):
            connection.send(made)


def _leave_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that asked


@contextlib.contextmanager
def _process(work: Callable[..., None], *given: object) -> Iterator[Connection]:
    """A connection to a process that does this work with its other end, and ends with this block. Raises OSError if it cannot be had."""
    context = multiprocessing.get_context("spawn")  # a fork would copy the window's threads and the library's locks
    here, there = context.Pipe()
    process = context.Process(target=work, args=(there, *given), daemon=True)
    try:
        process.start()
        there.close()
        yield here
    finally:
        here.close()
        there.close()
        if process.pid is not None:
            process.kill()
            process.join()


def read(format_name: str, text: str, layout: Layout) -> Iterator[Item]:
    """What a format reads from a text, in its order; `layout` is for tables. A long text is read by another process.

    That process ends with this iterator. If it cannot be had or is lost, the rest is read here.
    """
    done = 0
    if len(text) >= LONG:
        with contextlib.closing(_received(format_name, text, layout)) as batches:
            for batch in batches:
                if not batch:
                    return
                yield from batch
                done += len(batch)
    yield from islice(_read(format_name, text, layout), done, None)


def _read(format_name: str, text: str, layout: Layout) -> Iterator[Item]:
    form = formats.by_name(format_name)
    assert form.read is not None
    return csv_.read(text, layout) if format_name == "csv" else form.read(text)


def _received(format_name: str, text: str, layout: Layout) -> Generator[list[Item], None, None]:
    """The batches that another process reads, at the end an empty one; it stops before if the process is lost."""
    with contextlib.suppress(OSError, EOFError), _process(_work) as there:
        there.send((format_name, layout))
        for start in range(0, len(text), _PIECE):
            there.send_bytes(text[start : start + _PIECE].encode("utf-8", "surrogatepass"))
        there.send_bytes(_END)
        while (received := there.recv_bytes()) != _END:
            yield pickle.loads(received)
        yield []


def _work(connection: Connection) -> None:
    """Reads the text that it is sent, and sends back what it finds; it reads on while the other process is busy."""
    _leave_interrupts()
    with contextlib.suppress(OSError):
        format_name, layout = connection.recv()
        pieces = iter(connection.recv_bytes, _END)
        items = _read(format_name, "".join(piece.decode("utf-8", "surrogatepass") for piece in pieces), layout)
        ready: queue.Queue[bytes] = queue.Queue(_AHEAD)
        sender = threading.Thread(target=_send, args=(connection, ready), daemon=True)
        sender.start()
        while batch := list(islice(items, _BATCH)):
            ready.put(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))
        ready.put(_END)
        sender.join()


def _send(connection: Connection, ready: "queue.Queue[bytes]") -> None:
    with contextlib.suppress(OSError):
        sent = None
        while sent != _END:
            sent = ready.get()
            connection.send_bytes(sent)
