"""The quiet line at the foot: what the page says, the last backup, drafts, and long work with Cancel."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from iap_desktop.domain.dates import day_in_words
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.busy import Busy
from iap_desktop.ui.widgets.elided import ElidedLabel

PATIENCE_MS = 500
OLD_BACKUP_DAYS = 7


class StatusLine(QFrame):
    """Says how things stand; long work takes its place after half a second."""

    cancel_pressed = Signal()
    undo_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.page, self.backup, self.kept = ElidedLabel(), QLabel(), QLabel()
        self._has_drafts = False
        self.busy = Busy()
        self.busy.hide()
        self.busy.cancelled.connect(self.cancel_pressed)
        self.undo = QToolButton()
        self.undo.setProperty("role", "link")
        self.undo.setAccessibleName("Undo")
        self.undo.clicked.connect(self.undo_pressed)
        self.undo.hide()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.page)
        self._row.addWidget(self.backup)
        self._row.addStretch(1)
        self._row.addWidget(self.busy)
        self._row.addWidget(self.undo)
        self._row.addWidget(self.kept)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_busy)
        self.restyle()

    def restyle(self) -> None:
        """Sizes follow the theme."""
        self._row.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        self._row.setSpacing(theme.px(22))
        self.setMinimumHeight(theme.px(42))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The page's own words come first where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what the page's words need the room of: first what is saved, then the last backup."""
        is_busy = self.busy.isVisible()
        self.kept.setVisible(not is_busy)
        self.backup.setVisible(not is_busy)
        for label in (self.kept, self.backup):
            if self._wanted() > self.width() and self._may_give_way(label):
                label.hide()
        self.undo.setText(self.undo.accessibleName())
        if self._wanted() > self.width():
            self.undo.setText("Undo")

    def _may_give_way(self, label: QLabel) -> bool:
        return label.property("role") != "notice" and not self._has_drafts

    def _wanted(self) -> int:
        parts: list[QWidget] = [self.page, self.backup, self.busy, self.undo, self.kept]
        widths = [part.sizeHint().width() for part in parts if not part.isHidden()]
        return sum(widths) + self._row.spacing() * (len(widths) + 1) + 2 * theme.px(20)

    def set_page_words(self, words: str) -> None:
        """What the page in view has to say."""
        self.page.setText(words)
        self.page.setVisible(bool(words))
        self._fit()

    def set_backup(self, made_at: datetime | None, now: datetime) -> None:
        """When the last backup was made; one that is a week old asks for care."""
        self.backup.setText(_backup_in_words(made_at, now))
        is_old = made_at is None or now - made_at > timedelta(days=OLD_BACKUP_DAYS)
        theme.mark(self.backup, "role", "notice" if is_old else "quiet")
        self._fit()

    def set_drafts(self, count: int) -> None:
        """How many half typed things are kept."""
        self._has_drafts = count > 0
        words = "1 draft kept" if count == 1 else f"{count} drafts kept"
        self.kept.setText(f"Everything is saved \u00b7 {words}" if count else "Everything is saved")
        self._fit()

    def set_undo(self, label: str | None) -> None:
        """Name the step that Ctrl+Z takes back; None where there is none."""
        self.undo.setVisible(label is not None)
        if label is not None:
            self.undo.setAccessibleName(f"Undo: {label}")
            self.undo.setToolTip(f"Take back: {label}  Ctrl+Z")
        self._fit()

    def begin(self, title: str, *, can_cancel: bool) -> None:
        """Long work began; it is shown if it is still there in half a second."""
        self.busy.begin(title, can_cancel=can_cancel)
        self._patience.start()

    def _show_busy(self) -> None:
        self.busy.show()
        self._fit()

    def tell(self, done: int, total: int, words: str) -> None:
        """How far it is."""
        self.busy.tell(done, total, words)

    def end(self) -> None:
        """It ended."""
        self._patience.stop()
        self.busy.hide()
        self._fit()


def _backup_in_words(made_at: datetime | None, now: datetime) -> str:
    if made_at is None:
        return "\u26a0 No backup yet"
    if made_at.date() == now.date():
        return f"Last backup today {made_at:%H:%M}"
    return f"Last backup {day_in_words(made_at.date())} {made_at:%H:%M}"
