"""Step 2: who sets the room up and leads it, and the passphrase with which that person opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from iap_desktop.ui.front.new_passphrase import NewPassphrase
from iap_desktop.ui.front.new_room.step import Step
from iap_desktop.ui.front.parts import said
from iap_desktop.ui.widgets.form import Field, Form


class PersonStep(Step):
    """Name and passphrase. The passphrase is kept nowhere but in this step, and forgotten with it."""

    title = "You"
    short = "You"
    words = "You lead the room: you can add colleagues later, each with a passphrase of their own."

    def __init__(self, own: Callable[[], tuple[str, ...]]) -> None:
        super().__init__()
        self.name_form = Form(
            (Field("name", "Your name", is_required=True, placeholder="First name and surname", width=640),)
        )
        self.new = NewPassphrase(lambda: (*own(), self.name))
        self.column.addWidget(self.name_form)
        self.column.addWidget(self.new)
        self.column.addWidget(
            said(
                "Nobody can look it up. If it is forgotten, the recovery sheet of the next step helps.",
                "help",
            )
        )
        self.name_form.submitted.connect(self.new.line.setFocus)
        self.name_form.edited.connect(self.edited)
        self.new.submitted.connect(self.submitted)

    @property
    def name(self) -> str:
        """Who leads the room."""
        return str(self.name_form.value("name") or "")

    @property
    def passphrase(self) -> str:
        """The passphrase as typed."""
        return self.new.passphrase

    def next_text(self) -> str:
        """Leaving it makes the room."""
        return "Make the room"

    def begin(self) -> None:
        """The name, or the passphrase where the name stands already."""
        (self.new.line if self.name else self.name_form.field("name")).setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """All three are needed."""
        if self.name_form.check() and self.new.check():
            then()

    def typed(self) -> dict[str, Any]:
        """What to keep until the room is made: never the passphrase."""
        return {"name": self.name}

    def bring_back(self, kept: dict[str, Any]) -> None:
        """Show what was typed before."""
        if isinstance(kept.get("name"), str):
            self.name_form.set_value("name", kept["name"])
