"""A form whose act takes its time: it stays open, shows that it works, and says in place what went wrong.

Used for whatever re-keys the room or opens a backup. Being modal, it keeps every page from using the room
meanwhile. Passphrases typed in it are never kept as a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from iap_desktop.services.passphrase_hints import hint
from iap_desktop.system.errors import UserError
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import FormDialog, Values
from iap_desktop.ui.pages.settings.section import words
from iap_desktop.ui.runner import Progress
from iap_desktop.ui.widgets.busy import Busy
from iap_desktop.ui.widgets.form import PASSPHRASE, Field

Work = Callable[[Progress], Any]
WIDTH = 460
NEW, AGAIN = "new", "again"
NEW_FIELDS = (
    Field(NEW, "New passphrase", PASSPHRASE, is_required=True, help="Three or four words are best."),
    Field(AGAIN, "The same once more", PASSPHRASE, is_required=True),
)


class WorkDialog(FormDialog):
    """Asks, then works on the worker while it is in view, then closes.

    work: makes what the worker does out of the values typed. done: hears what it gave. problems: what is
    wrong with the values, by field.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        fields: tuple[Field, ...],
        *,
        work: Callable[[Values], Work],
        done: Callable[[Any], None],
        place: str,
        save_text: str,
        explains: str = "",
        busy_words: str = "This takes a moment",
        problems: Callable[[Values], Mapping[str, str]] = lambda _values: {},
        values: Mapping[str, object] | None = None,
        own_words: tuple[str, ...] = (),
        is_danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            desk, title, fields, self._begin, place=place, values=values, save_text=save_text, parent=parent
        )
        self._work, self._done, self._problems = work, done, problems
        self._busy_words, self._own_words = busy_words, own_words
        self.is_working = self._is_over = False
        self.busy = Busy()
        self.busy.hide()
        self.hint = words("", "quiet")
        self.hint.hide()
        self.setMinimumWidth(theme.px(WIDTH))
        self._add_parts(explains)
        if is_danger:
            self.save_button.setProperty("role", "danger")
        self.finished.connect(self._on_finished)
        self.form.edited.connect(self._say_strength)
        desk.runner.failed.connect(self._on_fault)

    def reject(self) -> None:
        """Put it away, but never in the middle of its work."""
        if not self.is_working:
            super().reject()

    def open(self) -> None:
        """Come back after a lock, unless its work was done meanwhile."""
        if self._is_over:
            self.deleteLater()
        else:
            super().open()

    def _begin(self, values: Values) -> bool:
        found = {**_differing(values), **self._problems(values)}
        if found:
            self.form.show_problems(found)
            return False
        self._set_working(is_working=True)
        work = self._work(values)
        self._desk.run(self._busy_words, work, self._on_done, on_failed=self._on_failed, can_cancel=False)
        return False

    def _on_done(self, result: object) -> None:
        if not isValid(self):  # the room was closed meanwhile
            return
        self._set_working(is_working=False)
        self._timer.stop()
        self._desk.drop_draft(self._place)
        self._is_over = True
        is_put_away = not self.isVisible()
        self.accept()
        if not is_put_away:
            self.deleteLater()
        self._done(result)

    def _on_failed(self, error: UserError) -> None:
        if not isValid(self):
            return
        self._set_working(is_working=False)
        self.refuse(error)
        first = next((name for name in self.form.values() if name != AGAIN), None)
        if first is not None:
            self.form.field(first).setFocus()

    def _on_fault(self, _error: object) -> None:
        """A fault of ours, which is shown elsewhere: nobody is to be locked into this window for it."""
        if self.is_working:
            self._set_working(is_working=False)

    def _on_finished(self, _code: int) -> None:
        if not self._is_over:
            self.deleteLater()

    def _set_working(self, *, is_working: bool) -> None:
        self.is_working = is_working
        self.form.setEnabled(not is_working)
        self.save_button.setEnabled(not is_working)
        self.problem.hide()
        self.busy.setVisible(is_working)
        if is_working:
            self.busy.begin(self._busy_words, can_cancel=False)

    def _say_strength(self) -> None:
        values = self.form.values()
        if NEW not in values:
            return
        typed = str(values[NEW] or "")
        self.hint.setVisible(bool(typed))
        self.hint.setText(hint(typed, self._own_words).words)

    def _add_parts(self, explains: str) -> None:
        column = self.layout()
        if not isinstance(column, QVBoxLayout):
            raise TypeError("a form's window is one column")
        last = column.count() - 1
        for part in (self.busy, self.hint):
            column.insertWidget(last, part)
        if explains:
            column.insertWidget(1, words(explains, "quiet"))
        extra = sum(part.sizeHint().height() for part in (self.hint, self.busy))
        self.resize(self.width(), min(self.height() + extra + self._explained(explains), self._most_height()))

    def _explained(self, explains: str) -> int:
        if not explains:
            return 0
        lines = 1 + self.fontMetrics().horizontalAdvance(explains) // theme.px(WIDTH - 40)
        return lines * self.fontMetrics().lineSpacing() + 16

    def _most_height(self) -> int:
        return self.screen().availableGeometry().height() - 60


def _differing(values: Values) -> dict[str, str]:
    if AGAIN in values and values[NEW] != values[AGAIN]:
        return {AGAIN: "The two are not the same. Type it once more."}
    return {}
