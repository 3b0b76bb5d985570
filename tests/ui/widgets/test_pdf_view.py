from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iap_desktop.reports.weekly_summary import weekly_summary_pdf
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.pdf_view import PdfView
from tests.reports.samples import PRINTING, summary


@pytest.fixture(scope="module")
def twelve() -> bytes:
    return weekly_summary_pdf([summary() for _pupil in range(12)], PRINTING)


@pytest.fixture
def view(qtbot: QtBot, twelve: bytes) -> PdfView:
    made = PdfView()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    qtbot.waitExposed(made)
    made.set_pdf(twelve)
    made.grab()
    return made


def test_only_pages_in_sight_are_drawn(view: PdfView) -> None:
    assert view.page_count() == 12
    assert view.pages.drawn_pages() == {1}
    view.go_to_page(7)
    view.grab()
    assert 7 in view.pages.drawn_pages()
    assert len(view.pages.drawn_pages()) <= 3


def test_the_page_is_told_on_screen_and_to_screen_readers(view: PdfView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.page_changed) as changed:
        view.go_to_page(3)
    assert changed.args == [3]
    assert view.label.text() == "Page 3 of 12"
    assert view.pages.accessibleName() == "Preview, page 3 of 12"


def test_keys_turn_pages_and_stop_at_the_ends(view: PdfView) -> None:
    reached = []
    keys = Qt.Key
    for key in (keys.Key_PageUp, *[keys.Key_PageDown] * 2, keys.Key_End, keys.Key_PageDown, keys.Key_Home):
        QTest.keyClick(view.pages, key)
        reached.append(view.page())
    assert reached == [1, 2, 3, 12, 12, 1]
    assert (view.before.isEnabled(), view.after.isEnabled()) == (False, True)


def test_space_and_arrows_scroll(view: PdfView) -> None:
    bar = view.pages.verticalScrollBar()
    QTest.keyClick(view.pages, Qt.Key.Key_Down)
    after_arrow = bar.value()
    QTest.keyClick(view.pages, Qt.Key.Key_Space)
    assert 0 < after_arrow < bar.value()


def test_pages_fit_the_width_until_somebody_zooms(view: PdfView, qtbot: QtBot) -> None:
    fitted = view.pages.scale()
    view.resize(1000, 600)
    qtbot.waitUntil(lambda: view.pages.scale() > fitted)
    QTest.keyClick(view.pages, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    zoomed = view.pages.scale()
    view.resize(800, 600)
    assert view.pages.scale() == zoomed
    assert view.zoom_label.text() == f"{round(zoomed * 100)} %"
    QTest.keyClick(view.pages, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.pages.scale() == pytest.approx(fitted)


def test_zooming_keeps_the_page(view: PdfView) -> None:
    view.go_to_page(6)
    for _step in range(3):
        view.larger.click()
    assert view.page() == 6
    assert view.pages.horizontalScrollBar().maximum() > 0


def test_the_wheel_zooms_with_control(view: PdfView) -> None:
    before = view.pages.scale()
    place = QPointF(100, 100)
    turned = QWheelEvent(
        place,
        QPointF(view.pages.viewport().mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt takes it by place only
    )
    QApplication.sendEvent(view.pages.viewport(), turned)
    assert view.pages.scale() > before


def test_paper_is_white_in_the_dark(view: PdfView) -> None:
    theme.apply(theme.Mode.DARK, 100)
    picture = view.pages.viewport().grab().toImage()
    assert picture.pixelColor(40, 40).name() == "#ffffff"
    assert picture.pixelColor(2, 2).name() == theme.tokens().paper.casefold()


def test_nothing_to_show_is_no_trouble(view: PdfView) -> None:
    view.set_pdf(b"")
    view.grab()
    assert (view.page(), view.label.text()) == (0, "No pages")
    view.go_to_page(2)
    assert view.page() == 0


def test_the_first_of_twelve_pages_is_there_within_300_ms(qtbot: QtBot, twelve: bytes) -> None:
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    qtbot.waitExposed(view)
    view.set_pdf(twelve)
    view.grab()
    view.set_pdf(b"")
    began = time.perf_counter()
    view.set_pdf(twelve)
    view.grab()
    assert time.perf_counter() - began < 0.3
