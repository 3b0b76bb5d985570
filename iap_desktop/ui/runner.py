"""Long work beside the window: one thing at a time, with progress after half a second, and Cancel.

Work runs on a worker thread and never touches a widget; what it gives comes back on the window's thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from iap_desktop.system.errors import UserError

Result = TypeVar("Result")
_PATIENCE_MS = 60_000


class Progress:
    """What work says about itself, and hears: whether somebody pressed Cancel."""

    def __init__(self, job: _Job) -> None:
        self._job = job
        self._stop = threading.Event()

    def tell(self, done: int, total: int, words: str = "") -> None:
        """How far it is: `done` of `total` items; total 0 where nobody knows."""
        self._job.told.emit(done, total, words)

    def should_stop(self) -> bool:
        """Whether to end between two items and give what there is."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the work to end."""
        self._stop.set()


@dataclass(frozen=True, slots=True)
class Task(Generic[Result]):
    """One piece of long work: what it is called, what it does, and who is told of its end.

    is_of_page: who is told goes with the pages, when somebody else sits down at the room.
    """

    title: str
    work: Callable[[Progress], Result]
    on_done: Callable[[Result], None]
    on_failed: Callable[[UserError], None] | None = None
    is_quiet: bool = False
    can_cancel: bool = True
    is_of_page: bool = False


class _Job(QObject):
    told = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)


class _Work(QRunnable):
    def __init__(self, task: Task[Any], job: _Job, progress: Progress) -> None:
        super().__init__()
        self._task, self._job, self._progress = task, job, progress

    def run(self) -> None:
        try:
            result = self._task.work(self._progress)
        except Exception as error:  # noqa: BLE001 - the worker's edge: whatever it is goes to the window's thread
            self._job.failed.emit(error)
        else:
            self._job.done.emit(result)


class Runner(QObject):
    """Runs tasks one after another on one worker thread."""

    started = Signal(str, bool)
    told = Signal(int, int, str)
    ended = Signal()
    unheard = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._waiting: list[Task[Any]] = []
        self._running: tuple[Task[Any], _Job, Progress] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether anything runs or waits."""
        return self._running is not None or bool(self._waiting)

    def run(self, task: Task[Any]) -> None:
        """Begin a task, after those that came before it."""
        self._waiting.append(task)
        self._begin_next()

    def cancel(self) -> None:
        """Ask the running task to end between two items."""
        if self._running is not None:
            self._running[2].stop()

    def forget(self) -> None:
        """Drop what waits: it is of a room that is closed."""
        self._waiting.clear()

    def disown(self) -> None:
        """The pages are gone: what waits for them is dropped, and what runs goes on and ends unheard."""
        self._waiting = [task for task in self._waiting if not task.is_of_page]
        if self._running is not None and self._running[0].is_of_page:
            task, job, progress = self._running
            unheard = replace(task, on_done=self._end_unheard, on_failed=self._end_unheard)
            self._running = (unheard, job, progress)

    def _end_unheard(self, _: object) -> None:
        self.unheard.emit()

    def finish(self) -> None:
        """Wait for what runs, drop what waits: the window closes."""
        self._waiting.clear()
        self.cancel()
        self._pool.waitForDone(_PATIENCE_MS)

    def _begin_next(self) -> None:
        if self._running is not None or not self._waiting:
            return
        task = self._waiting.pop(0)
        job = _Job(self)
        progress = Progress(job)
        self._running = (task, job, progress)
        queued = Qt.ConnectionType.QueuedConnection
        job.told.connect(self.told, queued)
        job.done.connect(self.on_done, queued)
        job.failed.connect(self.on_failed, queued)
        if not task.is_quiet:
            self.started.emit(task.title, task.can_cancel)
        self._pool.start(_Work(task, job, progress))

    def _end(self) -> Task[Any]:
        if self._running is None:
            raise RuntimeError("a task ended that was not running")
        task, job, _ = self._running
        self._running = None
        job.deleteLater()
        self.ended.emit()
        return task

    @Slot(object)
    def on_done(self, result: object) -> None:
        """Hand over what the task gave, then begin the next one."""
        task = self._end()
        try:
            task.on_done(result)
        finally:
            self._begin_next()

    @Slot(object)
    def on_failed(self, error: Exception) -> None:
        """Tell the task's owner, or the window, what went wrong."""
        task = self._end()
        try:
            if isinstance(error, UserError) and task.on_failed is not None:
                task.on_failed(error)
            else:
                self.failed.emit(error)
        finally:
            self._begin_next()
