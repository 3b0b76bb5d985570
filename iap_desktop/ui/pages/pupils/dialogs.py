"""Forms in windows that ask once more about what is doubtful, and the one with the week of periods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import FormDialog
from iap_desktop.ui.pages.pupils.pattern_grid import PatternGrid
from iap_desktop.ui.widgets.form import Field

Values = dict[str, object]
Problems = Callable[[Values], dict[str, str]]


def _nothing(_values: Values) -> dict[str, str]:
    return {}


class CarefulDialog(FormDialog):
    """Shows what cannot be and, once, what is doubtful; saving again keeps what is doubtful."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        fields: tuple[Field, ...],
        save: Callable[[CarefulDialog], bool],
        *,
        place: str,
        values: Mapping[str, object] | None = None,
        save_text: str = "Save",
        columns: int = 1,
        parent: QWidget | None = None,
        problems: Problems = _nothing,
        doubts: Problems = _nothing,
    ) -> None:
        self._problems, self._doubts = problems, doubts
        self._accepted: dict[str, str] = {}
        super().__init__(
            desk,
            title,
            fields,
            lambda _values: save(self),
            place=place,
            values=values,
            save_text=save_text,
            columns=columns,
            parent=parent,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def save(self) -> None:
        """Check, ask about doubts once, then save and close."""
        self.form.clear_problems()
        self.problem.hide()
        if not self.form.check():
            return
        found = self._problems(self.form.values())
        doubts = {} if found else self._doubts(self.form.values())
        if found or (doubts and doubts != self._accepted):
            self._accepted = doubts
            self.form.show_problems(found or doubts)
            return
        super().save()


class PeriodsDialog(CarefulDialog):
    """A form above the week in which the periods in the room are ticked."""

    grid: PatternGrid

    def add_grid(self, grid: PatternGrid) -> None:
        """Put the week under the fields, where it scrolls with them."""
        self.grid = grid
        area = self.findChild(QScrollArea)
        if not isinstance(area, QScrollArea):
            raise TypeError("a form dialog scrolls its form")
        form = area.takeWidget()
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, theme.px(4), 0)
        column.setSpacing(theme.px(14))
        column.addWidget(form)
        column.addWidget(grid)
        column.addStretch(1)
        area.setWidget(both)
        form.show()
        self._chain_tabs()
        grid.table.setFocus()
        wanted, screen = both.sizeHint(), self.screen().availableGeometry()
        self.resize(
            min(max(wanted.width() + theme.px(80), self.width()), screen.width() - 40),
            min(wanted.height() + theme.px(170), screen.height() - 60),
        )

    def _chain_tabs(self) -> None:
        """Tab goes from the fields to the week and then to the buttons."""
        cancel = self.save_button.previousInFocusChain()
        last_field = cancel.previousInFocusChain() if cancel is not None else None
        if cancel is not None and last_field is not None:
            for before, after in pairwise([last_field, *self.grid.stops(), cancel]):
                QWidget.setTabOrder(before, after)
