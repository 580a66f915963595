"""Reading in a process of its own: while this one writes to the library or paints the window, another parses a long text."""

import contextlib
import multiprocessing
import pickle
import queue
import signal
import threading
from collections.abc import Generator, Iterator
from itertools import islice
from multiprocessing.connection import Connection

from tipdesk import formats
from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats import csv_
from tipdesk.formats.csv_columns import Layout

LONG = 4 * 1024 * 1024  # characters; fewer are read in the time that it takes to start a process
_PIECE = 1024 * 1024  # characters sent at a time
_BATCH = 200  # items sent at a time
_AHEAD = 30  # batches that wait to be sent
_END = b""

Item = Publication | Problem


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
    context = multiprocessing.get_context("spawn")  # a fork would copy the window's threads and the library's locks
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there,), daemon=True)
    try:
        with contextlib.suppress(OSError, EOFError):
            process.start()
            there.close()
            here.send((format_name, layout))
            for start in range(0, len(text), _PIECE):
                here.send_bytes(text[start : start + _PIECE].encode("utf-8", "surrogatepass"))
            here.send_bytes(_END)
            while (received := here.recv_bytes()) != _END:
                yield pickle.loads(received)
            yield []
    finally:
        here.close()
        if process.pid is not None:
            process.terminate()
            process.join()


def _work(connection: Connection) -> None:
    """Reads the text that it is sent, and sends back what it finds; it reads on while the other process is busy."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that asked
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
