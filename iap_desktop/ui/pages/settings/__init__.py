"""The settings of the room: a list of sections at the left, the one chosen at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.page import KeyHelp, Page, Primary
from iap_desktop.ui.pages.settings.appearance import AppearanceSection
from iap_desktop.ui.pages.settings.backups import BackupsSection
from iap_desktop.ui.pages.settings.bells import BellsSection
from iap_desktop.ui.pages.settings.calendar import CalendarSection
from iap_desktop.ui.pages.settings.dsl import DslSection
from iap_desktop.ui.pages.settings.lock import LockSection
from iap_desktop.ui.pages.settings.people import PeopleSection
from iap_desktop.ui.pages.settings.room import RoomSection
from iap_desktop.ui.pages.settings.section import Section

SECTIONS: tuple[type[Section], ...] = (
    RoomSection,
    DslSection,
    CalendarSection,
    BellsSection,
    PeopleSection,
    AppearanceSection,
    LockSection,
    BackupsSection,
)
_LAST = "settings section"
_INTO = {Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class SettingsPage(Page):
    """Shows one section at a time; each is made when it is first wanted."""

    title = "Settings"
    tables = frozenset().union(*(section.tables for section in SECTIONS))

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._sections: dict[str, Section] = {}
        self._areas: dict[str, QScrollArea] = {}
        self.list = QListWidget()
        self.list.setAccessibleName("Sections of the settings")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for kind in SECTIONS:
            self.list.addItem(QListWidgetItem(kind.title))
        self.list.installEventFilter(self)
        self._stack = QStackedWidget()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.list)
        self._row.addWidget(self._stack, 1)
        self.list.setCurrentRow(self._remembered())
        self.list.currentRowChanged.connect(self.on_row_changed)
        self._size()
        theme.signals().changed.connect(self._size)

    @property
    def key_help(self) -> tuple[KeyHelp, ...]:  # type: ignore[override]
        """The keys of the list and of the section in view."""
        general = (KeyHelp("\u2191 \u2193", "Choose a section"), KeyHelp("Enter", "Go into the section"))
        return general + self.section.key_help

    @property
    def guide(self) -> str:  # type: ignore[override]
        """The page of the guide for the section in view."""
        return self.section.guide

    @property
    def section(self) -> Section:
        """The section in view."""
        return self._section(SECTIONS[max(self.list.currentRow(), 0)])

    def load(self) -> Any:  # noqa: ANN401 - what the section reads
        """Read the section in view."""
        return self.section.load()

    def fill(self, value: Any) -> None:  # noqa: ANN401
        """Paint it."""
        section = self.section
        section.fill(value)
        self._stack.setCurrentWidget(self._areas[section.name])

    def primary(self) -> Primary | None:
        """The section's main act."""
        return self.section.primary()

    def open(self, target: object) -> None:
        """Show a section by its name, "people"."""
        names = [kind.name for kind in SECTIONS]
        if target in names:
            self.list.setCurrentRow(names.index(str(target)))

    def focus_first(self) -> None:
        """The list, where one chooses."""
        self.list.setFocus()

    def keep(self) -> None:
        """Keep what is half typed in any section."""
        for section in self._sections.values():
            section.keep()

    def on_row_changed(self, row: int) -> None:
        """Another section was chosen."""
        self.desk.remember(_LAST, SECTIONS[row].name)
        self.refresh()

    def on_primary_changed(self) -> None:
        """A section's main act is another now."""
        self.header_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter or Right in the list goes into the section."""
        is_key = watched is self.list and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() in _INTO:
            self._go_in()
            return True
        return super().eventFilter(watched, event)

    def _go_in(self) -> None:
        first = self.section.first() or self.section.nextInFocusChain()
        while first is not None and not _takes_keys(first) and self.section.isAncestorOf(first):
            first = first.nextInFocusChain()
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _section(self, kind: type[Section]) -> Section:
        if kind.name not in self._sections:
            made = kind(self.desk)
            made.primary_changed.connect(self.on_primary_changed)
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            area.setWidget(made)
            self._sections[kind.name], self._areas[kind.name] = made, area
            self._stack.addWidget(area)
        return self._sections[kind.name]

    def _remembered(self) -> int:
        names = [kind.name for kind in SECTIONS]
        wanted = self.desk.preference(_LAST, names[0])
        return names.index(wanted) if wanted in names else 0

    def _size(self) -> None:
        self._row.setContentsMargins(theme.px(16), theme.px(12), theme.px(4), theme.px(8))
        self._row.setSpacing(theme.px(16))
        self.list.setFixedWidth(theme.px(168))
        for row in range(self.list.count()):
            self.list.item(row).setSizeHint(QSize(theme.px(120), theme.px(40)))


def _takes_keys(widget: QWidget) -> bool:
    is_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return is_stop and widget.isEnabled() and widget.isVisible()
