"""Light or dark, and how large the letters are, for whoever is signed in; a sample shows it at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.pages.settings.section import Section, act, buttons, words
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.chip import CARE, GOOD, NOTICE, Chip
from iap_desktop.ui.widgets.segmented import Segmented
from iap_desktop.ui.window import Window

_MODES = (
    (theme.Mode.SYSTEM, "As the computer"),
    (theme.Mode.LIGHT, "Light"),
    (theme.Mode.DARK, "Dark"),
)


class AppearanceSection(Section):
    """Two choices that take effect at once, and a sample."""

    name = "appearance"
    title = "Appearance"
    explains = "For you alone: colleagues keep theirs."

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.mode = Segmented(_MODES, accessible_name="Colours")
        sizes = tuple((percent, f"{percent} %") for percent in theme.TEXT_SIZES)
        self.size_choice = Segmented(sizes, accessible_name="Text size")
        self.mode.chosen.connect(lambda _: self.apply())
        self.size_choice.chosen.connect(lambda _: self.apply())
        card = Card()
        for text, choice in (("Colours", self.mode), ("Text size", self.size_choice)):
            card.add(words(text, "heading"))
            card.add(buttons(choice))
        self.column.addWidget(card)
        self.column.addWidget(_sample())
        self.column.addStretch(1)

    def fill(self, _value: Any) -> None:  # noqa: ANN401 - nothing is read from the room
        """Show what is in force."""
        self.mode.set_value(theme.mode())
        sizes = theme.TEXT_SIZES
        self.size_choice.set_value(min(sizes, key=lambda size: abs(size - theme.percent())))

    def first(self) -> QWidget:
        """The colours."""
        return next(button for button in self.mode.buttons() if button.isChecked())

    def apply(self) -> None:
        """Dress the window anew and remember it for this person."""
        mode, percent = theme.Mode(str(self.mode.value())), int(str(self.size_choice.value()))
        window = self.window()
        if isinstance(window, Window):
            window.set_look(mode, percent)
        else:
            theme.apply(mode, percent)


def _sample() -> Card:
    """Words, flags and a button as pages have them."""
    card = Card("Sample")
    card.add(words("Ayaan Malik", "name"))
    card.add(words("Year 9, form 9T. In the room until P3, then Maths in M2."))
    card.add(buttons(Chip("12 of 12 marked", GOOD), Chip("Not marked", NOTICE), Chip("Late 12 min", CARE)))
    card.add(words("Quiet words, such as when something was saved.", "quiet"))
    card.add(buttons(act("A button", lambda: None)))
    return card
