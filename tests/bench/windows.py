"""The window's speed: its start against a bare Qt window, its pages at ten years against one, its keys."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.vault import Cost
from iap_desktop.ui.application import make_application
from iap_desktop.ui.pages import PAGES
from iap_desktop.ui.window import Window, settle_memory
from tests.bench.floors import Ratio
from tests.bench.window_worker import NOW

QUICK_KEYS = Cost(memory_kib=64, iterations=1, lanes=1)
ROUNDS = 7
CHANGES = 30
REST_MS = 140
KEYS = 60
PREVIEW_SECONDS = 0.300
PAGE_SECONDS, KEY_SECONDS = 0.100, 0.050


def start_ratios(folder: Path) -> Iterator[Ratio]:
    """Visible and answering, and resident memory, each against a bare window with a table."""
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(_start("bare"))
        ours.append(_start("ours", str(folder)))
    quick, floor = (min(one["seconds"] for one in runs) for runs in (ours, bare))
    yield Ratio("window of the sample room answering / bare Qt window", quick, floor, 2.0)
    held, least = (min(one["megabytes"] for one in runs) for runs in (ours, bare))
    yield Ratio("resident memory / bare Qt window, MB where ms stands", held / 1000, least / 1000, 2.5)


def page_ratios(year: Path, decade: Path) -> Iterator[Ratio]:
    """Every page change, p95: against a tenth of a second, and at ten years against one."""
    windows = {folder: _window(folder) for folder in (year, decade)}
    taken: dict[tuple[Path, str], list[float]] = {}
    for _ in range(CHANGES):
        for spec in PAGES:
            for folder, window in windows.items():
                taken.setdefault((folder, spec.name), []).append(_change(window, spec.name))
                _rest(window)
    for spec in PAGES:
        slowest = _p95(taken[decade, spec.name][1:])
        yield Ratio(f"{spec.title} page comes into view, p95 / 100 ms", slowest, PAGE_SECONDS, 1.0)
        at_ten, at_one = (statistics.median(taken[folder, spec.name][1:]) for folder in (decade, year))
        yield Ratio(f"{spec.title} page, ten years / one year", at_ten, at_one, 1.2)
    for window in windows.values():
        _let_go(window)


def key_ratio(folder: Path) -> Ratio:
    """A key on the register until its mark is on the disk and painted, p95."""
    window = _window(folder)
    _change(window, "register")
    taken = []
    for number in range(KEYS):
        grid = QApplication.focusWidget() or window
        began = time.perf_counter()
        QTest.keyClick(grid, Qt.Key.Key_Space if number % 2 else Qt.Key.Key_Backspace)
        _paint(window)
        taken.append(time.perf_counter() - began)
    _let_go(window)
    return Ratio("a key on the register to its painted mark, p95 / 50 ms", _p95(taken), KEY_SECONDS, 1.0)


def preview_ratio(folder: Path) -> Ratio:
    """From coming to the page until the first page of the preview is there."""
    from iap_desktop.ui.widgets.pdf_view import PdfView  # noqa: PLC0415 - beside its only use

    best = float("inf")
    for _ in range(3):
        window = _window(folder)
        began = time.perf_counter()
        _change(window, "reports")
        view = window.findChild(PdfView)
        if not isinstance(view, PdfView):
            raise TypeError("the page has no preview")
        while not view.page_count():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        _paint(window)
        best = min(best, time.perf_counter() - began)
        _let_go(window)
    return Ratio("first page of the preview / 300 ms", best, PREVIEW_SECONDS, 1.0)


def _start(*words: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.window_worker", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=_environment())
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _environment() -> dict[str, str]:
    environ = dict(os.environ)
    if not environ.get("DISPLAY"):
        environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environ


def _window(folder: Path) -> Window:
    make_application()
    window = Window(lambda: NOW, lambda _: QWidget())
    window.resize(1366, 740)
    window.show()
    window.enter(open_room(folder, PRACTICE_PASSPHRASE, lambda: NOW))
    window.activateWindow()
    _settle(window)
    settle_memory()
    return window


def _change(window: Window, name: str) -> float:
    """Seconds until a page that has to be read anew is painted."""
    shell = window.shell
    if shell is None:
        raise TypeError("no room is open")
    shell.show_page(next(spec.name for spec in PAGES if spec.name != name))
    shell.on_changed(frozenset({"session_mark", "period_mark", "pupil", "weekly_comment", "setting"}))
    _settle(window)
    began = time.perf_counter()
    shell.show_page(name)
    _paint(window)
    return time.perf_counter() - began


def _paint(window: QWidget) -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    window.repaint()
    QApplication.processEvents()


def _settle(window: Window) -> None:
    _paint(window)
    while window.runner.is_busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    QApplication.processEvents()


def _rest(window: Window) -> None:
    """Let the page finish what it begins a moment later on the worker, so that it slows no other window."""
    QTest.qWait(REST_MS)
    _settle(window)


def _let_go(window: Window) -> None:
    desk = window.desk
    window.runner.finish()
    if desk is not None:
        window.leave()
        while window.desk is not None:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def all_ratios(sample: Path, year: Path, decade: Path) -> Iterator[Callable[[], Iterator[Ratio]]]:
    """Each measurement, to be made in turn."""
    yield lambda: start_ratios(sample)
    yield lambda: iter([key_ratio(sample)])
    yield lambda: iter([preview_ratio(sample)])
    yield lambda: page_ratios(year, decade)
