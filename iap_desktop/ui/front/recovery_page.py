"""The way in with the recovery sheet: its code first, then a new passphrase for a lead of the room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iap_desktop.services.people import Person
from iap_desktop.ui import theme
from iap_desktop.ui.front.new_passphrase import NewPassphrase
from iap_desktop.ui.front.parts import FrontPage, Picture, row_of, said
from iap_desktop.ui.widgets.buttons import button
from iap_desktop.ui.widgets.form import CHOICE, Field, Form

WRONG_CODE = (
    "This code does not open the room. Read it letter by letter: there is no I, L, O or U in it, "
    "and only the newest sheet opens the room."
)


class RecoveryPage(FrontPage):
    """Emits `code_given` with what was typed, then `chosen` with a lead's staff id and the new passphrase."""

    code_given = Signal(str)
    chosen = Signal(object, str)
    called_off = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Recovery code", 520, parent)
        self.title = said("", "title")
        self.words = said("", "quiet")
        self.code = Form(
            (
                Field(
                    "code",
                    "The code on the sheet",
                    is_required=True,
                    placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX",
                    help="Small letters, spaces and hyphens make no difference.",
                    width=520,
                ),
            )
        )
        self.whose = Form((Field("whose", "Whose passphrase is made new", CHOICE, is_required=True),))
        self.new = NewPassphrase(self._names)
        self._leads: Sequence[Person] = ()
        self._second = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self._second)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(12))
        lines.addWidget(self.whose)
        lines.addWidget(self.new)
        self.go_on = button("Go on", role="primary")
        self.back = button("Back")
        self.go_on.clicked.connect(self._go_on)
        self.back.clicked.connect(self.called_off)
        self.code.submitted.connect(self._go_on)
        self.new.submitted.connect(self._go_on)
        for widget in (Picture("key"), self.title, self.words, self.code, self._second):
            self.column.addWidget(widget)
        self.column.addLayout(row_of(self.go_on, self.back))

    @property
    def is_choosing(self) -> bool:
        """Whether the code was right and a new passphrase is asked for."""
        return not self._second.isHidden()

    def ask_code(self) -> None:
        """Ask for the code."""
        self.title.setText("Open the room with the recovery sheet")
        self.words.setText(
            "The sheet is in the school safe, in a sealed envelope. Its code opens the room; "
            "then a new passphrase is made. Nothing in the room changes."
        )
        self.code.set_values({"code": None})
        self.go_on.setText("Go on")
        self._show_stage(is_choosing=False)
        self.set_busy(is_busy=False)

    def refuse_code(self) -> None:
        """Say that the code was not right."""
        self.set_busy(is_busy=False)
        self.code.show_problems({"code": WRONG_CODE})

    def ask_new(self, leads: Sequence[Person]) -> None:
        """The code was right: ask whose passphrase is made new, and for it."""
        self._leads = leads
        self.title.setText("The code is right. Make a new passphrase.")
        self.words.setText("The old passphrase of this person then opens the room no more.")
        self.whose.choice("whose").set_choices([(lead.id, lead.name) for lead in leads])
        self.whose.set_values({"whose": leads[0].id if leads else None})
        self.whose.setEnabled(len(leads) > 1)
        self.forget()
        self.go_on.setText("Make it and open the room")
        self._show_stage(is_choosing=True)
        self.set_busy(is_busy=False)

    def forget(self) -> None:
        """Neither the code nor a passphrase stays on a page that waits."""
        self.code.set_values({"code": None})
        self.new.clear()

    def set_busy(self, *, is_busy: bool) -> None:
        """While the worker is at it."""
        for widget in (self.code, self._second, self.go_on, self.back):
            widget.setEnabled(not is_busy)

    def focus_first(self) -> None:
        """Where something is to be typed."""
        (self.new.line if self.is_choosing else self.code.field("code")).setFocus()

    def _show_stage(self, *, is_choosing: bool) -> None:
        self.code.setVisible(not is_choosing)
        self._second.setVisible(is_choosing)

    def _names(self) -> list[str]:
        return [lead.name for lead in self._leads]

    def _go_on(self) -> None:
        if not self.is_choosing:
            if self.code.check():
                self.code_given.emit(str(self.code.value("code")))
        elif self.whose.check() and self.new.check():
            self.chosen.emit(self.whose.value("whose"), self.new.passphrase)
