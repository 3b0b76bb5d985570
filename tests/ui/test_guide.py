from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iap_desktop.system.resources import resource
from iap_desktop.ui import theme
from iap_desktop.ui.guide import FIRST, NAMES, GuideWindow, chapters
from iap_desktop.ui.pages import PAGES
from iap_desktop.ui.window import Window

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]*)\)")


@pytest.fixture
def guide(window: Window, qtbot: QtBot) -> GuideWindow:
    made = GuideWindow.show_beside(window, "register")
    qtbot.waitExposed(made)
    return made


def listed(guide: GuideWindow) -> list[str]:
    items = (guide.contents.item(row) for row in range(guide.contents.count()))
    return [item.text() for item in items if item is not None]


def test_every_page_of_the_guide_is_in_the_contents() -> None:
    files = {path.stem for path in resource("guide").glob("*.md")}
    assert set(NAMES) == files
    titles = [chapter.title for chapter in chapters()]
    assert len(set(titles)) == len(titles)


def test_every_link_leads_to_a_page_that_is_there() -> None:
    for chapter in chapters():
        assert {link.removesuffix(".md") for link in _LINK.findall(chapter.text)} <= set(NAMES)


def test_f1_opens_it_at_the_page_in_view(window: Window) -> None:
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_F1)
    guide = window.findChild(GuideWindow)
    assert isinstance(guide, GuideWindow)
    assert guide.isVisible()
    assert guide.book.name == "today"
    assert guide.windowTitle() == "Guide: Today"
    QTest.keyClick(guide.book, Qt.Key.Key_Escape)
    assert not guide.isVisible()


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.name)
def test_every_page_of_the_window_has_a_page_of_the_guide(spec: object, window: Window) -> None:
    assert window.desk is not None
    page = spec.make(window.desk)  # type: ignore[attr-defined]
    guide = GuideWindow.show_beside(window, page.guide)
    assert guide.book.name != FIRST
    page.deleteLater()


def test_contents_links_back_and_forward_work(guide: GuideWindow) -> None:
    assert guide.book.name == "register"
    guide.contents.setCurrentRow(0)
    assert guide.book.name == FIRST
    guide.book.setSource(QUrl("weekly.md"))
    assert guide.contents.currentRow() == NAMES.index("weekly")
    QTest.mouseClick(guide.back, Qt.MouseButton.LeftButton)
    assert guide.book.name == FIRST
    QTest.mouseClick(guide.forward, Qt.MouseButton.LeftButton)
    assert guide.book.name == "weekly"


@pytest.mark.parametrize(
    "link", ["https://example.org/", "file:///etc/passwd", "../codes/attendance_codes.csv", "mailto:a@b.c"]
)
def test_no_other_link_leads_anywhere(guide: GuideWindow, link: str) -> None:
    before = guide.book.toPlainText()
    guide.book.setSource(QUrl(link))
    assert guide.book.toPlainText() == before


def test_searching_lists_the_pages_with_the_words_and_shows_where(guide: GuideWindow) -> None:
    QTest.keyClicks(guide.search, "recovery sheet")
    assert listed(guide) == [chapter.title for chapter in chapters() if "recovery" in chapter.words]
    assert "Today" not in listed(guide)
    assert guide.book.textCursor().selectedText().casefold() == "recovery"
    guide.search.setText("zzzz")
    assert listed(guide) == []
    assert guide._none.isVisible()
    QTest.keyClick(guide.search, Qt.Key.Key_Escape)
    assert len(listed(guide)) == len(NAMES)
    assert guide.isVisible()


def test_a_picture_that_is_not_there_leaves_no_trace(guide: GuideWindow) -> None:
    for name in NAMES:
        guide.book.go_to(name)
        shown = guide.book.toPlainText().count("\N{OBJECT REPLACEMENT CHARACTER}")
        pictures = re.findall(r"pictures/[\w-]+\.png", chapters()[NAMES.index(name)].text)
        there = [path for path in pictures if (resource("guide") / path).is_file()]
        assert shown == len(there)


def test_it_follows_the_text_size(guide: GuideWindow, qtbot: QtBot) -> None:
    before = guide.book.document().defaultFont().pointSizeF()
    theme.apply(theme.Mode.LIGHT, 150)
    qtbot.waitUntil(lambda: guide.book.document().defaultFont().pointSizeF() > before)
    assert guide.book.name == "register"


def test_there_is_one_guide_and_the_lock_closes_it(window: Window, guide: GuideWindow) -> None:
    assert GuideWindow.show_beside(window, "lock") is guide
    assert guide.book.name == "lock"
    window.lock()
    assert not guide.isVisible()
