"""Everything of ours on the screen beside the one window: put away while it is locked or closes.

A form, the finder or a print dialog may hold a pupil's name, and what ran on the worker may open one after
the lock: it never comes into view.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from iap_desktop.ui.desk import Guarded
from iap_desktop.ui.feedback import Feedback
from iap_desktop.ui.form_dialog import FormDialog


class OtherWindows(QObject):
    """Puts the other windows away and brings back the forms to who typed in them."""

    def __init__(self, window: QWidget, feedback: Feedback) -> None:
        super().__init__(window)
        self._window, self._feedback = window, feedback
        self._put_away: list[FormDialog] = []
        self._is_guarding = False

    def put_away(self) -> None:
        """Forms keep what is typed in them and come back after unlocking; everything else is closed."""
        self._guard(is_on=True)
        self._hide_all()

    def bring_back(self, *, is_other: bool) -> None:
        """A form comes back to who typed in it; for somebody else it waits as a draft."""
        self._guard(is_on=False)
        put_away, self._put_away = self._put_away, []
        for dialog in put_away:
            dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
            if is_other:
                dialog.deleteLater()
            else:
                dialog.open()

    def close_all(self) -> None:
        """The room closes: forms keep their drafts, and nothing opens any more."""
        self.put_away()
        forms, self._put_away = self._put_away, []
        for form in forms:
            form.deleteLater()

    def let_open(self) -> None:
        """The room is closed: windows may open again."""
        self._guard(is_on=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A window that opens while nothing may be seen is never shown, and put away with the others."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog):
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, self, self._hide_all)
        return False

    def _hide_all(self) -> None:
        if not self._is_guarding:
            return
        forms = []
        for widget in self._others():
            if isinstance(widget, FormDialog):
                widget.hide()
                forms.append(widget)
            else:
                widget.close()
        self._put_away += forms
        for form in forms:
            with Guarded(self._feedback.show_error):
                form.keep()

    def _others(self) -> list[QWidget]:
        return [one for one in QApplication.topLevelWidgets() if one is not self._window and one.isVisible()]

    def _guard(self, *, is_on: bool) -> None:
        app = QApplication.instance()
        if app is None or is_on == self._is_guarding:
            return
        self._is_guarding = is_on
        if is_on:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)
