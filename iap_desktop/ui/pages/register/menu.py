"""The menu of a cell: everything that it can become, for mouse, finger and who does not know the keys yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from iap_desktop.domain.attendance import LATE, PRESENT_CODES, AttendanceCode, present_code
from iap_desktop.domain.register_days import Column, ColumnKind
from iap_desktop.services.register_cells import Intent
from iap_desktop.ui import theme
from iap_desktop.ui.pages.register.choices import (
    LATE_MINUTES,
    PLACE_KEYS,
    QUICK_CODES,
    Choice,
    code_choice,
    late_choice,
    place_choice,
)

Mark = Callable[[Intent], None]


class CellMenu(QMenu):
    """Marks by one click or tap each; `mark` does them, `type_in` opens the line to type in, `fill` fills."""

    def __init__(
        self,
        parent: QWidget,
        column: Column,
        codes: Sequence[AttendanceCode],
        *,
        mark: Mark,
        type_in: Callable[[str], None],
        fill: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._mark, self._type_in = mark, type_in
        self.setAccessibleName(f"Marks for {column.title}")
        self.setStyleSheet(
            f"QMenu::item {{ padding: {theme.px(11)}px {theme.px(28)}px {theme.px(11)}px {theme.px(14)}px; }}"
        )
        is_session = column.kind is ColumnKind.SESSION
        self._add_all(_session_choices(column, codes) if is_session else map(place_choice, PLACE_KEYS))
        if is_session:
            self.addAction("&Another code\u2026").triggered.connect(lambda: type_in(""))
        self.addSeparator()
        self.addAction("&Clear\tBackspace").triggered.connect(lambda: mark(Intent.clear()))
        self.addAction("&Fill blanks of this column\tF").triggered.connect(fill)

    def _add_all(self, found: Iterable[Choice]) -> None:
        for choice in found:
            if choice.keys == LATE:
                self._add_late()
            else:
                self._add(self, choice)

    def _add_late(self) -> None:
        late = self.addMenu("&Late")
        late.setStyleSheet(self.styleSheet())
        for minutes in LATE_MINUTES:
            self._add(late, late_choice(minutes))
        self._add(late, late_choice(None))
        late.addAction("&Type the minutes\u2026").triggered.connect(lambda: self._type_in(LATE))

    def _add(self, menu: QMenu, choice: Choice) -> None:
        key = "Space" if choice.intent == Intent.present() else choice.keys
        action = menu.addAction(f"{_with_mnemonic(choice)}\t{key}")
        action.setToolTip(choice.description)
        action.triggered.connect(lambda: self._mark(choice.intent))


def _session_choices(column: Column, codes: Sequence[AttendanceCode]) -> list[Choice]:
    by_code = {code.code: code_choice(code) for code in codes}
    wanted = (present_code(str(column.key)), LATE, *QUICK_CODES)
    return [by_code[code] for code in wanted if code in by_code]


def _with_mnemonic(choice: Choice) -> str:
    """The words with "&" before the letter that is also the key, where they have it."""
    words = choice.words.replace("&", "&&")
    letter = "" if choice.keys in PRESENT_CODES.values() else choice.keys[:1]
    for place, char in enumerate(words):
        if letter and char.casefold() == letter.casefold() and (place == 0 or choice.keys in PLACE_KEYS):
            return f"{words[:place]}&{words[place:]}"
    return words
