"""The head of a page: title, day or week, the page's own controls, Find, the red button, one main act."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from iap_desktop.domain.calendar import SchoolDay
from iap_desktop.domain.dates import day_in_words, monday_of
from iap_desktop.ui import icons, theme
from iap_desktop.ui.page import WEEK, Page, Primary
from iap_desktop.ui.widgets.buttons import PushButton
from iap_desktop.ui.widgets.stepper import DateStepper

WORRIED = "Worried about a child"


class Header(QFrame):
    """Shows one page's head. It owns nothing of the page but hosts its tools."""

    worried_pressed = Signal()
    find_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("header")
        self._row = QHBoxLayout(self)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.stepper = DateStepper()
        self._tools = QWidget()
        self._tools_row = QHBoxLayout(self._tools)
        self._tools_row.setContentsMargins(0, 0, 0, 0)
        self.find_button = PushButton()
        self.find_button.setAccessibleName("Find a pupil or an action")
        self.find_button.clicked.connect(self.find_pressed)
        self.worried = PushButton(WORRIED)
        self.worried.setProperty("role", "danger")
        self.worried.setAccessibleName(WORRIED)
        self.worried.clicked.connect(self.worried_pressed)
        self.primary = PushButton()
        self.primary.setProperty("role", "primary")
        self.primary.clicked.connect(self._act)
        self._primary: Primary | None = None
        self._shortcut = QShortcut(self)
        self._shortcut.activated.connect(self._act)
        for widget in (self.title, self.stepper, self._tools):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        for button in (self.find_button, self.worried, self.primary):
            self._row.addWidget(button)
        self.restyle()

    def restyle(self) -> None:
        """Icons and sizes follow the theme."""
        self._row.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(8))
        self._row.setSpacing(theme.px(10))
        self._tools_row.setSpacing(theme.px(8))
        self.find_button.setIcon(icons.icon("search", "quiet"))
        self.find_button.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.worried.setIcon(icons.icon("worry", "care"))
        self.worried.setIconSize(QSize(theme.px(18), theme.px(18)))
        self._fit()

    def show_page(self, page: Page) -> None:
        """Host another page's controls."""
        while self._tools_row.count():
            taken = self._tools_row.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.setParent(None)
        for tool in page.tools():
            self._tools_row.addWidget(tool)
            tool.show()
        self.title.setText(page.title)
        self.stepper.setVisible(page.unit is not None)
        self.show_primary(page.primary())

    def show_primary(self, primary: Primary | None) -> None:
        """Show the main act as it stands now."""
        self._primary = primary
        self.primary.setVisible(primary is not None)
        if primary is not None:
            self.primary.setText(primary.text.replace("&", "&&"))
            self.primary.setEnabled(primary.is_enabled)
            self.primary.setAccessibleName(primary.text)
            self.primary.setToolTip(primary.keys)
        wanted = QKeySequence(primary.keys) if primary is not None and primary.is_enabled else QKeySequence()
        if self._shortcut.key() != wanted:
            self._shortcut.setKey(wanted)
        self._fit()

    def show_day(self, unit: str | None, day: SchoolDay) -> None:
        """Show the day, or the week that it is in."""
        letter = f" \u00b7 Week {day.week_letter}" if day.week_letter else ""
        self.stepper.set_unit(unit or "day")
        if unit == WEEK:
            self.stepper.set_day(day.on, f"Week of {day_in_words(monday_of(day.on))}{letter}")
        else:
            self.stepper.set_day(day.on, f"{day_in_words(day.on)}{letter}")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Words give way to icons where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.find_button.setText("Find  Ctrl+K")
        self.worried.setText(WORRIED)
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        if self._wanted() > room:
            self.find_button.setText("")
            self.find_button.setToolTip("Find a pupil or an action  Ctrl+K")
        if self._wanted() > room:
            self.worried.setText("Worried?")
        self.worried.setToolTip(f"{WORRIED}: what to do and whom to tell  Alt+W")

    def _wanted(self) -> int:
        shown: list[QWidget] = [
            self.title,
            self.stepper,
            self._tools,
            self.find_button,
            self.worried,
            self.primary,
        ]
        widths = [widget.sizeHint().width() for widget in shown if not widget.isHidden()]
        return sum(widths) + self._row.spacing() * (len(widths) + 1)

    def _act(self) -> None:
        if self._primary is not None and self._primary.is_enabled:
            self._primary.act()
