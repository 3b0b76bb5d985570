"""Friday's way out: to a printer that writes a file, and into folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.reports.pages import page_count, page_texts
from iap_desktop.services.registers import WriteComment
from iap_desktop.services.week_papers import FILE_COPY, week_sheets
from iap_desktop.storage.room import Room
from iap_desktop.ui.pages.reports import ReportsPage
from iap_desktop.ui.widgets.printing import DPI, Asked
from iap_desktop.ui.window import Window
from tests.rooms import MONDAY

CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = "A long week with much to tell about. " * 150


class TwoSided(QPrinter):
    """A printer that writes a file, and that can print both sides as far as it says."""

    mode = QPrinter.DuplexMode.DuplexLongSide

    def duplex(self) -> QPrinter.DuplexMode:
        return self.mode


@dataclass
class FilePrinter:
    """A print dialog with a Print button, as Qt's has, over a printer that is always there."""

    path: Path
    mode: QPrinter.DuplexMode = QPrinter.DuplexMode.DuplexLongSide
    pages: tuple[int, int] | None = None
    asked_with: list[Mapping[str, Any]] = field(default_factory=list)
    previewed: bytes = b""

    def __call__(
        self, parent: QWidget | None, pdf: bytes, title: str, *, settings: Mapping[str, Any]
    ) -> Asked | None:
        self.asked_with.append(dict(settings))
        self.previewed = pdf
        dialog = QDialog(parent)
        button = QPushButton("Print", dialog)
        button.setDefault(True)
        button.clicked.connect(dialog.accept)
        QVBoxLayout(dialog).addWidget(button)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        return Asked(self.printer(title), {**settings, "copies": 2})

    def printer(self, title: str) -> QPrinter:
        made = TwoSided(QPrinter.PrinterMode.HighResolution)
        made.mode = self.mode
        made.setResolution(DPI)
        made.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        made.setFullPage(True)
        made.setDocName(title)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(self.path))
        if self.pages is not None:
            made.setPrintRange(QPrinter.PrintRange.PageRange)
            made.setFromTo(*self.pages)
        return made

    def page_count(self) -> int:
        return page_count(self.path.read_bytes())


@pytest.fixture
def page(window: Window) -> ReportsPage:
    assert window.shell is not None
    window.shell.show_page("reports")
    shown = window.shell.page
    assert isinstance(shown, ReportsPage)
    return shown


@pytest.fixture
def printer(page: ReportsPage, tmp_path: Path) -> FilePrinter:
    made = FilePrinter(tmp_path / "printed.pdf")
    page.prints.ask = made
    return made


def press_in_dialog(key: Qt.Key) -> None:
    """Press a key in the dialog that is about to open."""

    def pressed() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(20, pressed)
        else:
            QTest.keyClick(dialog, key)

    QTimer.singleShot(20, pressed)


def tick_only(page: ReportsPage, count: int) -> None:
    page.list.table.set_checked_keys(page.list.ticked()[:count])


def toast(page: ReportsPage) -> str:
    return page.desk.feedback.toast_text or ""


def print_now(qtbot: QtBot, page: ReportsPage) -> None:
    press_in_dialog(Qt.Key.Key_Return)
    page.print_ticked()
    qtbot.waitUntil(lambda: "printed" in toast(page), timeout=60_000)


def test_twelve_summaries_go_to_the_printer_in_three_keys(
    qtbot: QtBot, window: Window, page: ReportsPage, printer: FilePrinter
) -> None:
    assert window.shell is not None
    window.shell.show_page("today")
    keys = [(Qt.Key.Key_7, CONTROL), (Qt.Key.Key_P, CONTROL), (Qt.Key.Key_Return, None)]
    press_in_dialog(Qt.Key.Key_Return)
    for key, modifier in keys[:-1]:
        QTest.keyClick(window.focusWidget() or window, key, modifier or Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: "printed" in toast(page), timeout=60_000)
    assert toast(page) == "12 of 12 summaries printed."
    assert len(keys) <= 6
    assert printer.page_count() == 24 - 1, "each pupil on paper of their own, both sides"


def test_one_sided_paper_has_no_blank_sides(qtbot: QtBot, page: ReportsPage, printer: FilePrinter) -> None:
    printer.mode = QPrinter.DuplexMode.DuplexNone
    tick_only(page, 3)
    print_now(qtbot, page)
    assert printer.page_count() == page_count(printer.previewed) == 3


def test_what_was_chosen_in_the_dialog_is_remembered(
    qtbot: QtBot, page: ReportsPage, printer: FilePrinter
) -> None:
    tick_only(page, 1)
    for _ in range(2):
        print_now(qtbot, page)
        page.desk.feedback.clear()
    assert printer.asked_with == [{}, {"copies": 2}]


def test_calling_the_dialog_off_prints_nothing(qtbot: QtBot, page: ReportsPage, printer: FilePrinter) -> None:
    press_in_dialog(Qt.Key.Key_Escape)
    page.print_ticked()
    qtbot.waitUntil(lambda: bool(printer.asked_with) and QApplication.activeModalWidget() is None)
    qtbot.waitUntil(lambda: not page.desk.runner.is_busy, timeout=60_000)
    assert not printer.path.exists()
    assert toast(page) == ""


def test_a_range_of_pages_prints_the_whole_sheets_on_it(
    qtbot: QtBot, page: ReportsPage, printer: FilePrinter
) -> None:
    printer.pages = (3, 4)
    print_now(qtbot, page)
    assert toast(page) == "2 of 2 summaries printed."
    assert printer.page_count() == 3


def test_what_is_being_typed_is_printed_too(qtbot: QtBot, page: ReportsPage, printer: FilePrinter) -> None:
    page.comment.edit.setFocus()
    tick_only(page, 1)
    QTest.keyClicks(page.comment.edit, "Typed a moment ago.")
    print_now(qtbot, page)
    assert "Typed a moment ago." in page_texts(printer.previewed)[0]


def test_without_a_printer_one_sentence_says_so(qtbot: QtBot, page: ReportsPage) -> None:
    page.print_ticked()
    qtbot.waitUntil(lambda: page.desk.feedback.panel is not None, timeout=10_000)
    panel = page.desk.feedback.panel
    assert panel is not None
    assert "No printer is set up" in panel.accessibleName()


def test_sheets_know_their_pages_and_two_pupils_never_share_paper(room: Room, page: ReportsPage) -> None:
    ids = page.list.ticked()
    page.desk.do(WriteComment(WeeklyComment(ids[1], MONDAY, LONG)))
    plain = week_sheets(room, MONDAY, ids, FILE_COPY)
    texts = page_texts(plain.pdf)
    for pupil_id, first in plain.first_pages.items():
        assert f"pupil no. {pupil_id} · page 1" in " ".join(texts[first - 1].split())
    assert plain.page_count == len(texts) == 13
    assert [plain.count_until(number) for number in (0, 1, 2, 3, 13)] == [0, 1, 1, 2, 12]
    assert plain.pupils_on(3, 4) == (ids[1], ids[2])
    both = week_sheets(room, MONDAY, ids, FILE_COPY, duplex=True)
    assert all(first % 2 for first in both.first_pages.values())
    assert both.count_until(both.page_count) == 12


# Files.


def save_into(page: ReportsPage, folder: Path) -> list[str]:
    """Answer the question for a folder; gives the folders that were offered."""
    offered: list[str] = []

    def answered(_parent: QWidget, start: str, then: Callable[[str], None]) -> None:
        offered.append(start)
        then(str(folder))

    page.saves.ask = answered
    return offered


def pdfs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.pdf"))


def test_all_are_saved_with_a_line_that_counts_and_the_folder_is_remembered(
    qtbot: QtBot, page: ReportsPage, tmp_path: Path
) -> None:
    offered = save_into(page, tmp_path / "Friday")
    page.save_all.click()
    qtbot.waitUntil(lambda: toast(page) == "12 of 12 summaries saved in Friday.", timeout=30_000)
    assert len(pdfs(tmp_path / "Friday")) == 13
    assert "Parent copy" in page_texts((tmp_path / "Friday" / pdfs(tmp_path / "Friday")[0]).read_bytes())[0]
    page.desk.feedback.clear()
    page.save_one.click()
    qtbot.waitUntil(lambda: toast(page) == "1 of 1 summary saved in Friday.", timeout=30_000)
    assert offered[1] == str(tmp_path / "Friday")
    assert len(pdfs(tmp_path / "Friday")) == 13


def test_only_the_ticked_are_saved(qtbot: QtBot, page: ReportsPage, tmp_path: Path) -> None:
    save_into(page, tmp_path / "out")
    QTest.keyClick(page.list.table.view, Qt.Key.Key_Space)
    QTest.keyClick(page.list.table.view, Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: toast(page) == "11 of 11 summaries saved in out.", timeout=30_000)
    assert len(pdfs(tmp_path / "out")) == 11


def test_the_rooms_folder_is_refused_in_words(qtbot: QtBot, page: ReportsPage, room: Room) -> None:
    before = sorted(room.folder.iterdir())
    save_into(page, room.folder / "papers")
    page.save_all.click()
    qtbot.waitUntil(lambda: page.desk.feedback.panel is not None, timeout=30_000)
    panel = page.desk.feedback.panel
    assert panel is not None
    assert "in the folder of a room" in panel.accessibleName()
    assert sorted(room.folder.iterdir()) == before


def test_a_sheet_that_cannot_be_saved_is_named_by_number_and_the_others_are_there(
    qtbot: QtBot, page: ReportsPage, tmp_path: Path
) -> None:
    save_into(page, tmp_path)
    page.save_all.click()
    qtbot.waitUntil(lambda: "12 of 12" in toast(page), timeout=30_000)
    pupil_id = page.list.ticked()[0]
    taken = next(tmp_path.glob(f"*-{pupil_id}.pdf"))
    taken.write_bytes(b"not ours")
    for number in range(2, 1000):
        taken.with_name(f"{taken.stem} ({number}).pdf").touch()
    page.save_all.click()
    qtbot.waitUntil(lambda: page.desk.feedback.panel is not None, timeout=30_000)
    panel = page.desk.feedback.panel
    assert panel is not None
    assert "11 of 12 summaries saved" in panel.error.what
    assert f"Number {pupil_id} was not written." in panel.error.todo
    assert page.list.table.rows()[0].pupil.name.split()[-1] not in str(panel.error)


def test_cancel_stops_between_two_pupils_and_counts_what_is_there(
    qtbot: QtBot, page: ReportsPage, tmp_path: Path
) -> None:
    save_into(page, tmp_path / "out")
    runner = page.desk.runner
    runner.started.connect(lambda *_: runner.cancel())
    page.save_all.click()
    runner.cancel()
    qtbot.waitUntil(lambda: toast(page).startswith("Saving was stopped."), timeout=30_000)
    done = len(pdfs(tmp_path / "out"))
    assert done < 12
    assert f"{done} of 12 summaries saved in out." in toast(page)


def test_nothing_is_asked_where_the_folder_dialog_is_called_off(page: ReportsPage) -> None:
    page.saves.ask = lambda _parent, _start, _then: None
    page.save_all.click()
    assert toast(page) == ""
