from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from iap_desktop.system.errors import UserError
from iap_desktop.ui.runner import Progress, Runner, Task


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    assert qtbot
    made = Runner()
    yield made
    made.finish()


def test_work_runs_beside_the_window_and_comes_back_on_its_thread(runner: Runner, qtbot: QtBot) -> None:
    seen: list[object] = []

    def work(_: Progress) -> int:
        seen.append(threading.current_thread())
        return 7

    def done(result: int) -> None:
        seen.extend((result, threading.current_thread()))

    runner.run(Task("Counting", work, done))
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert seen[1:] == [7, threading.main_thread()]
    assert seen[0] is not threading.main_thread()


def test_tasks_run_one_after_another(runner: Runner, qtbot: QtBot) -> None:
    order: list[int] = []
    for number in range(5):
        runner.run(Task("Counting", lambda _, number=number: number, order.append))  # type: ignore[misc]
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert order == [0, 1, 2, 3, 4]


def test_progress_is_told_and_cancel_ends_between_two_items(runner: Runner, qtbot: QtBot) -> None:
    told: list[tuple[int, int, str]] = []
    runner.told.connect(lambda done, total, words: told.append((done, total, words)))
    has_begun = threading.Event()
    results: list[int] = []

    def work(progress: Progress) -> int:
        count = 0
        while not progress.should_stop() and count < 1_000_000:
            count += 1
            progress.tell(count, 12, "pupils") if count == 1 else None
            has_begun.set()
        return count

    runner.run(Task("Printing", work, results.append))
    assert has_begun.wait(5)
    runner.cancel()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert 0 < results[0] < 1_000_000
    assert told == [(1, 12, "pupils")]


def test_a_refusal_goes_to_who_asked_and_a_fault_to_the_window(runner: Runner, qtbot: QtBot) -> None:
    refused: list[UserError] = []
    faults: list[Exception] = []
    runner.failed.connect(faults.append)

    def refuse(_: Progress) -> None:
        raise UserError("The stick is not there.")

    def break_down(_: Progress) -> None:
        raise ZeroDivisionError

    runner.run(Task("Copying", refuse, lambda _: None, refused.append))
    runner.run(Task("Copying", break_down, lambda _: None, refused.append))
    runner.run(Task("Copying", refuse, lambda _: None))
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert [error.what for error in refused] == ["The stick is not there."]
    assert [type(error) for error in faults] == [ZeroDivisionError, UserError]


def test_finishing_waits_for_what_runs_and_drops_what_waits(runner: Runner) -> None:
    ended: list[str] = []
    has_begun = threading.Event()

    def work(progress: Progress) -> None:
        has_begun.set()
        while not progress.should_stop():
            pass
        ended.append("one")

    runner.run(Task("One", work, lambda _: None))
    runner.run(Task("Two", lambda _: ended.append("two"), lambda _: None))
    assert has_begun.wait(5)
    runner.finish()
    assert ended == ["one"]


def test_what_ends_after_its_page_is_gone_is_unheard_and_what_waits_for_a_page_never_begins(
    runner: Runner, qtbot: QtBot
) -> None:
    heard: list[int] = []
    begun: list[str] = []
    has_begun, may_end = threading.Event(), threading.Event()

    def work(_: Progress) -> int:
        has_begun.set()
        may_end.wait(5)
        return 7

    runner.run(Task("Page", work, heard.append, is_of_page=True))
    runner.run(Task("Page too", lambda _: begun.append("page"), lambda _: None, is_of_page=True))
    runner.run(Task("Window", lambda _: begun.append("window"), lambda _: None))
    assert has_begun.wait(5)
    runner.disown()
    with qtbot.waitSignal(runner.unheard):
        may_end.set()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert (heard, begun) == ([], ["window"])
