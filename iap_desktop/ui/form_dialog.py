"""A form in a window of its own whose half typed words outlive a lock, a crash and a power cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from iap_desktop.system.errors import UserError
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.widgets.buttons import PushButton
from iap_desktop.ui.widgets.form import Field, Form

DRAFT_AFTER_MS = 700
NOT_SAVED = "What you typed is not saved. Save it, or leave it with Esc or the button once more."
Values = dict[str, object]


class FormDialog(QDialog):
    """Shows a form, keeps a draft of it while it is typed, and closes once `save` went through.

    save: makes the change and gives True, or shows why not (through the desk) and gives False.
    place: where the draft is kept, "pupil/17"; the same place brings it back.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        fields: tuple[Field, ...],
        save: Callable[[Values], bool],
        *,
        place: str,
        values: Mapping[str, object] | None = None,
        save_text: str = "Save",
        columns: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._desk, self._save, self._place = desk, save, place
        self.form = Form(fields, columns=columns)
        self.form.set_values(dict(values or {}))
        self._kept_words = QLabel("What you had typed is back. ")
        self._afresh = PushButton("Start afresh")
        self._original = dict(values or {})
        self._is_sure = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        self._lay_out(title, save_text)
        self._bring_back()
        self._begin_at_the_first()
        self.form.edited.connect(self._on_edited)
        self.form.submitted.connect(self.save)

    def save(self) -> None:
        """Check, save, and close; what is wrong is shown at its field."""
        self.form.clear_problems()
        if not self.form.check():
            return
        with self._desk.refusing_to(self.refuse):
            is_saved = self._save(self.form.values())
        if is_saved:
            self._timer.stop()
            self._desk.drop_draft(self._place)
            self.accept()

    def refuse(self, error: UserError) -> None:
        """Show what the world refuses, above the form."""
        self.problem.setText(str(error))
        self.problem.show()

    def keep(self) -> None:
        """Keep what is typed as a draft, if it differs from what was there."""
        self._timer.stop()
        if self.form.is_changed():
            self._desk.keep_draft(self._place, _as_json(self.form.typed()))  # passphrases are left out

    def _on_edited(self) -> None:
        self._is_sure = False
        self.cancel_button.setText("Cancel")
        self._keep_soon()

    def _keep_soon(self) -> None:
        """Whoever types without a pause loses no more than whoever pauses: the first key starts the time."""
        if not self._timer.isActive():
            self._timer.start()

    def reject(self) -> None:
        """Put it away; what was typed is forgotten only if somebody says so a second time."""
        if self.form.is_changed() and not self._is_sure:
            self._is_sure = True
            self.problem.setText(NOT_SAVED)
            self.problem.show()
            self.cancel_button.setText("Leave without saving")
            return
        self.leave()

    def leave(self) -> None:
        """Put it away and forget what was typed."""
        self._timer.stop()
        self._desk.drop_draft(self._place)
        super().reject()

    def start_afresh(self) -> None:
        """Forget the draft and show what is saved."""
        self._desk.drop_draft(self._place)
        self.form.set_values(self._original)
        self._set_kept(is_kept=False)

    def _begin_at_the_first(self) -> None:
        first = next(iter(self.form.values()), None)
        if first is not None:
            self.form.field(first).setFocus()

    def _bring_back(self) -> None:
        kept = _from_json(self._desk.draft(self._place))
        self._set_kept(is_kept=bool(kept))
        if kept:
            self.form.set_typed(kept)

    def _set_kept(self, *, is_kept: bool) -> None:
        self._kept_words.setVisible(is_kept)
        self._afresh.setVisible(is_kept)

    def _lay_out(self, title: str, save_text: str) -> None:
        heading = QLabel(title)
        heading.setProperty("role", "title")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._afresh.setProperty("role", "link")
        self._afresh.clicked.connect(self.start_afresh)
        kept = QHBoxLayout()
        kept.addWidget(self._kept_words)
        kept.addWidget(self._afresh)
        kept.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.form)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(20)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(heading)
        column.addLayout(kept)
        column.addWidget(self.problem)
        column.addWidget(area, 1)
        column.addLayout(self._buttons(save_text))
        wanted = self.form.sizeHint()
        screen = self.screen().availableGeometry()
        self.resize(
            min(wanted.width() + theme.px(72), screen.width() - 40),
            min(wanted.height() + theme.px(170), screen.height() - 60),
        )

    def _buttons(self, save_text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        cancel, save = PushButton("Cancel"), PushButton(save_text)
        save.setProperty("role", "primary")
        save.setDefault(True)
        save.clicked.connect(self.save)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(save)
        self.save_button, self.cancel_button = save, cancel
        return row


def _as_json(values: Mapping[str, object]) -> str:
    def shown(value: object) -> object:
        if isinstance(value, time):
            return value.strftime("%H:%M")
        return value.isoformat() if isinstance(value, date) else value

    return json.dumps({name: shown(value) for name, value in values.items()})


def _from_json(text: str) -> dict[str, object]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
