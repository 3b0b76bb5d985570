"""A new passphrase, typed twice, with a hint in words about how hard it is to guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iap_desktop.domain.passphrases import Hint, Strength
from iap_desktop.services import passphrase_hints
from iap_desktop.ui import theme
from iap_desktop.ui.front.parts import said
from iap_desktop.ui.widgets.form import PASSPHRASE, Field, Form
from iap_desktop.ui.widgets.inputs import PassphraseInput

_SIGNS = {Strength.TOO_SHORT: "▲", Strength.EASY: "▲", Strength.FAIR: "○", Strength.STRONG: "✓"}
_ROLES = {
    Strength.TOO_SHORT: "notice",
    Strength.EASY: "notice",
    Strength.FAIR: "quiet",
    Strength.STRONG: "good",
}
_ADVICE = "Three or four words that do not belong together are best, such as a thing, a colour and a place."


class NewPassphrase(QWidget):
    """Asks for a new passphrase. `own` gives the names that others know, which are tried first."""

    submitted = Signal()

    def __init__(self, own: Callable[[], Iterable[str]] = tuple, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = own
        self._first = Form((Field("passphrase", "Passphrase", PASSPHRASE, is_required=True, width=640),))
        self.hint_line = said(_ADVICE, "quiet")
        self._second = Form((Field("again", "The same again", PASSPHRASE, is_required=True, width=640),))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for part in (self._first, self.hint_line, self._second):
            column.addWidget(part)
        self._first.edited.connect(self.show_hint)
        self._first.submitted.connect(lambda: self._second.field("again").setFocus())
        self._second.submitted.connect(self.submitted)
        toggles = [parent.toggle for line in (self.line, self.again) if (parent := _input(line)) is not None]
        for before, after in pairwise([self.line, self.again, *toggles]):
            QWidget.setTabOrder(before, after)

    @property
    def line(self) -> QWidget:
        """Where the passphrase is typed."""
        return self._first.field("passphrase")

    @property
    def again(self) -> QWidget:
        """Where it is typed once more."""
        return self._second.field("again")

    @property
    def passphrase(self) -> str:
        """What was typed first."""
        return str(self._first.value("passphrase") or "")

    def clear(self) -> None:
        """Forget what was typed."""
        self._first.set_values({"passphrase": None})
        self._second.set_values({"again": None})
        self.show_hint()

    def show_hint(self) -> None:
        """Say how hard it is to guess."""
        found = self._hint()
        if not self.passphrase:
            self._say("quiet", _ADVICE)
        else:
            self._say(_ROLES[found.strength], f"{_SIGNS[found.strength]} {found.words}")

    def check(self) -> bool:
        """Show what is wrong: too short, or not the same twice; anything else is the person's choice."""
        if not self._first.check():
            return False
        if self._hint().strength is Strength.TOO_SHORT:
            self._first.show_problems({"passphrase": self._hint().words})
            return False
        if self._second.value("again") != self.passphrase:
            self._second.show_problems({"again": "The two are not the same. Type it again."})
            return False
        self._second.clear_problems()
        return True

    def problem(self) -> str:
        """What is shown as wrong, empty for nothing."""
        return self._first.problem("passphrase") or self._second.problem("again")

    def _hint(self) -> Hint:
        return passphrase_hints.hint(self.passphrase, self._own())

    def _say(self, role: str, words: str) -> None:
        self.hint_line.setText(words)
        theme.mark(self.hint_line, "role", role)
        self.line.setAccessibleDescription(words)


def _input(line: QWidget) -> PassphraseInput | None:
    parent = line.parentWidget()
    return parent if isinstance(parent, PassphraseInput) else None
