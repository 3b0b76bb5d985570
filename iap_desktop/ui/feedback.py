"""How the program answers: a toast, a calm panel for what the world refused, a window for our own faults."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from iap_desktop.system import logs
from iap_desktop.system.errors import UserError
from iap_desktop.ui import clipboard, theme
from iap_desktop.ui.widgets.announce import announce

Step = tuple[str, Callable[[], None]]
StepsFor = Callable[[UserError], tuple[Step, ...]]
UNDO = "Undo"
TOAST_MS = 6_000
NOTICE_MS = 12_000


class Toast(QFrame):
    """A line at the bottom that goes by itself, with at most one button."""

    acted = Signal()
    pressed = Signal()

    def __init__(self, host: QWidget, text: str, action: str | None) -> None:
        super().__init__(host)
        self.setObjectName("toast")
        self.setAccessibleName(text)
        self.action = action
        self._words = QLabel(text)
        room = host.width() - theme.px(260)
        self._words.setWordWrap(self._words.fontMetrics().horizontalAdvance(text) > room)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(4), theme.px(8), theme.px(4))
        row.addWidget(self._words)
        if action:
            button = QPushButton(action)
            button.setAccessibleName(f"{action}: {text}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(self.acted)
            row.addWidget(button)
        if self._words.wordWrap():
            self._words.setMinimumWidth(room)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click takes it out of the way."""
        event.accept()
        self.pressed.emit()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()


class ProblemPanel(QFrame):
    """What happened, that the data is safe, and what to do, with the next step as a button."""

    closed = Signal()

    def __init__(self, host: QWidget, error: UserError, steps: tuple[Step, ...]) -> None:
        super().__init__(host)
        self.setObjectName("problem")
        self.error = error
        self.setAccessibleName(str(error))
        self._came_from = QApplication.focusWidget()
        column = QVBoxLayout(self)
        margin = theme.px(20)
        column.setContentsMargins(margin, margin, margin, theme.px(16))
        column.setSpacing(theme.px(8))
        for role, text in zip(("heading", "", "quiet"), (error.what, error.todo, error.safe), strict=True):
            if text:
                column.addWidget(_wrapped(text, role))
        column.addLayout(self._buttons(steps))

    def _buttons(self, steps: tuple[Step, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for place, (text, act) in enumerate(steps):
            row.addWidget(self._button(text, act, is_first=place == 0))
        row.addWidget(self._button("All right", None, is_first=not steps))
        return row

    def _button(self, text: str, act: Callable[[], None] | None, *, is_first: bool) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.setAutoDefault(True)
        if is_first:
            button.setProperty("role", "primary")
            button.setDefault(True)
            QTimer.singleShot(0, button, button.setFocus)

        def pressed() -> None:
            self.close_panel()
            if act is not None:
                act()

        button.clicked.connect(pressed)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc puts it away; Enter presses the button that has the keyboard."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def close_panel(self) -> None:
        """Put it away and give the keyboard back."""
        self.hide()
        self.closed.emit()
        if self._came_from is not None and isValid(self._came_from) and self._came_from.isVisible():
            self._came_from.setFocus()


class BugWindow(QDialog):
    """A fault of ours: a number, that the work is saved, and a report without personal data to copy."""

    def __init__(self, number: str, report: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong in the program")
        self.setMinimumWidth(theme.px(560))
        self.report = report
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(10))
        column.addWidget(
            _wrapped(f"Something in the program itself went wrong (number {number}).", "heading")
        )
        calm = "Your work is saved. You can go on; if it happens again, close the program and open it again."
        column.addWidget(_wrapped(calm))
        column.addWidget(
            _wrapped("This report helps to mend it. It holds no names and nothing you typed.", "quiet")
        )
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName("Report")
        column.addWidget(text)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        copy, close = QPushButton("Copy the report"), QPushButton("Go on")
        copy.clicked.connect(self.copy_report)
        close.clicked.connect(self.accept)
        close.setProperty("role", "primary")
        close.setDefault(True)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(close)
        return row

    def copy_report(self) -> None:
        """Put the report on the clipboard."""
        clipboard.put(self.report)


class Feedback(QObject):
    """Shows toasts, panels and the fault window on top of one host widget."""

    def __init__(self, host: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(host)
        self._host = host
        self._clock = clock
        self._toast: Toast | None = None
        self._panel: ProblemPanel | None = None
        self._bug: BugWindow | None = None
        self._held: list[Callable[[], None]] | None = None
        self.steps_for: StepsFor = lambda _error: ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear_toast)
        host.installEventFilter(self)

    @property
    def toast_text(self) -> str | None:
        """What the toast in view says."""
        return self._toast.text if self._toast is not None else None

    @property
    def panel(self) -> ProblemPanel | None:
        """The panel in view."""
        return self._panel if self._panel is not None and self._panel.isVisible() else None

    @property
    def bug_window(self) -> BugWindow | None:
        """The fault window in view."""
        return self._bug if self._bug is not None and self._bug.isVisible() else None

    @property
    def is_held(self) -> bool:
        """Whether nothing may be shown now: the window is locked, or closes."""
        return self._held is not None

    def hold(self) -> None:
        """Take everything away and show nothing more until `release`."""
        self.clear()
        if self._held is None:
            self._held = []

    def release(self) -> None:
        """Show what came up meanwhile."""
        held, self._held = self._held or [], None
        for show in held:
            show()

    def toast(
        self,
        text: str,
        action: str | None = None,
        act: Callable[[], None] | None = None,
        *,
        is_notice: bool = False,
    ) -> None:
        """Say what was done; an action such as Undo stays as long as the toast."""
        if self._held is not None:
            self._held.append(partial(self.toast, text, action, act, is_notice=is_notice))
            return
        self.clear_toast()
        self._toast = Toast(self._host, text, action if act else None)
        self._toast.acted.connect(self.clear_toast)
        self._toast.pressed.connect(self.clear_toast)
        if act is not None:
            self._toast.acted.connect(act)
        self._place()
        self._toast.show()
        self._toast.raise_()
        announce(self._host, text)
        self._timer.start(NOTICE_MS if is_notice else TOAST_MS)

    def withdraw_undo(self) -> None:
        """Take a toast with Undo away: after a newer step it would take back something else than it says."""
        if self._toast is not None and self._toast.action == UNDO:
            self.clear_toast()

    def clear_toast(self) -> None:
        """Take the toast away."""
        if self._toast is not None:
            toast, self._toast = self._toast, None
            toast.hide()
            toast.deleteLater()

    def show_error(self, error: UserError, steps: tuple[Step, ...] = ()) -> None:
        """Say what the world refused; the next steps are `steps` and what the program knows to do."""
        if self._held is not None:
            self._held.append(partial(self.show_error, error, steps))
            return
        self._drop_panel()
        self._panel = ProblemPanel(self._host, error, steps or self.steps_for(error))
        self._panel.closed.connect(self._drop_panel)
        self._place()
        self._panel.show()
        self._panel.raise_()

    def clear(self) -> None:
        """Take everything away."""
        self.clear_toast()
        self._drop_panel()
        if self._bug is not None:
            self._bug.close()

    def show_failure(self, error: BaseException) -> None:
        """Say what went wrong, whatever it was."""
        if isinstance(error, UserError):
            self.show_error(error)
        else:
            self.show_bug(error)

    def show_bug(self, error: BaseException) -> None:
        """Log a fault of ours under a number and say so, once at a time."""
        number = logs.incident_number(self._clock(), secrets.token_bytes(4))
        logs.log_bug(error, number)
        self._tell_bug(error, number)

    def _tell_bug(self, error: BaseException, number: str) -> None:
        if self._held is not None:
            self._held.append(partial(self._tell_bug, error, number))
        elif self.bug_window is None:
            if self._bug is not None:
                self._bug.deleteLater()
            self._bug = BugWindow(number, logs.bug_report(error, number), self._host.window())
            self._bug.open()

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """For `sys.excepthook`: what a slot let through is shown, and the program goes on."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.show_failure(error.with_traceback(trace))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep everything in its place while the window changes size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        host = self._host
        if self._toast is not None:
            self._toast.setMaximumWidth(host.width() - theme.px(80))
            self._toast.adjustSize()
            left = (host.width() - self._toast.width()) // 2
            self._toast.move(QPoint(left, host.height() - self._toast.height() - theme.px(1)))
        if self._panel is not None:
            width = min(theme.px(640), host.width() - theme.px(40))
            layout = self._panel.layout()
            self._panel.setFixedWidth(width)
            if layout is not None:
                self._panel.setFixedHeight(layout.totalHeightForWidth(width))
            self._panel.move(QPoint((host.width() - width) // 2, theme.px(76)))

    def _drop_panel(self) -> None:
        if self._panel is not None:
            panel, self._panel = self._panel, None
            panel.hide()
            panel.deleteLater()


def _wrapped(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
