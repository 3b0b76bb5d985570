"""When the window locks by itself, and how to lock or hide it at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from iap_desktop.domain.school import MOST_LOCK_MINUTES, SettingKind, lock_minutes
from iap_desktop.services.school import SetSettings, settings
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.page import Primary
from iap_desktop.ui.pages.settings.section import Facts, Section, words
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.form import NUMBER, Field, Form

MINUTES = "minutes"
FIELDS = (
    Field(
        MINUTES,
        "Lock after so many idle minutes",
        NUMBER,
        is_required=True,
        minimum=1,
        maximum=MOST_LOCK_MINUTES,
        help=f"From 1 to {MOST_LOCK_MINUTES}. It holds for everybody in the room.",
    ),
)
KEYS = (
    ("Ctrl+L", "Locks. No pupil is to be seen until the passphrase is typed; what you were typing is kept."),
    ("F12", "Hides everything at once, even that a room is open. The passphrase brings it back."),
    ("Ctrl+Shift+L", "Hands over to a colleague: lock, and ask who comes."),
    ("Sleep or closed lid", "Locks as well."),
)


class LockSection(Section):
    """One number for the lead, and the keys for everybody."""

    name = "lock"
    title = "Lock"
    guide = "lock"
    tables = frozenset({"setting", "staff", "staff_name"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form, self.facts = Form(FIELDS), Facts()
        card = Card("By itself")
        card.add(self.form)
        card.add(self.facts)
        self.column.addWidget(card)
        keys = Card("At once")
        for key, text in KEYS:
            keys.add(words(key, "heading"))
            keys.add(words(text))
        self.column.addWidget(keys)
        self.column.addStretch(1)
        self.form.edited.connect(self.primary_changed)
        self.form.submitted.connect(self.save)

    def load(self) -> int:
        """The minutes in force."""
        return lock_minutes(settings(self.desk.room, self.desk.today))

    def fill(self, value: Any) -> None:  # noqa: ANN401 - the minutes
        """Paint it, but over nothing that is being typed."""
        self.say_who()
        self.form.setVisible(self.may_lead)
        self.facts.setVisible(not self.may_lead)
        self.facts.set_facts((("Locks after", f"{value} idle minutes"),))
        if not self.form.is_changed():
            self.form.set_values({MINUTES: value})

    def first(self) -> QWidget | None:
        """The number."""
        return self.form.field(MINUTES) if self.may_lead else None

    def primary(self) -> Primary | None:
        """Save the number."""
        return Primary("Save", self.save, "Ctrl+S", self.form.is_changed()) if self.may_lead else None

    def save(self) -> None:
        """Let it hold from today."""
        if not self.may_lead or not self.form.check() or not self.form.is_changed():
            return
        minutes = self.form.value(MINUTES)
        self.form.mark_unchanged()
        command = SetSettings({SettingKind.LOCK_MINUTES: str(minutes)}, self.desk.today)
        self.desk.do(command, said=f"The window locks after {minutes} idle minutes")
        self.primary_changed.emit()
