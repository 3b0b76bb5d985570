"""Child processes for stories in which a second one is needed, or one that is killed."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from typing import Any

if sys.platform == "win32":
    CONTEXT = multiprocessing.get_context("spawn")
else:
    CONTEXT = multiprocessing.get_context("forkserver")
    CONTEXT.set_forkserver_preload(["tests.end_to_end.killable"])


@contextmanager
def child(work: Callable[..., None], *given: Any) -> Iterator[tuple[BaseProcess, Pipe]]:  # noqa: ANN401
    """A process of its own and the pipe on which it speaks; it is killed at the end, whatever it does."""
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=work, args=(*given, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.kill()
        process.join()


def all_from(pipe: Pipe) -> Iterator[object]:
    """What it had said before it ended."""
    try:
        while True:
            yield pipe.recv()
    except (EOFError, OSError):
        return
