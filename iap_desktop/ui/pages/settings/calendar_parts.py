"""What stands beside the painted year: the days selected with what can be done, the terms, the legend."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iap_desktop.domain.calendar import ClosureKind, Term
from iap_desktop.domain.year_view import KIND_WORDS, DayCell, DayKind, days_in_words
from iap_desktop.ui import theme
from iap_desktop.ui.pages.settings.section import act, buttons, words
from iap_desktop.ui.pages.settings.year_grid import DayAct, paint_day
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.flow import FlowLayout
from iap_desktop.ui.widgets.inputs import TextInput
from iap_desktop.ui.widgets.segmented import Segmented

_ACTS = (
    (DayAct.INSET, "INSET day", "I"),
    (DayAct.OCCASIONAL, "Occasional closure", "O"),
    (DayAct.BANK_HOLIDAY, "Bank holiday", "B"),
    (DayAct.HALF_TERM, "Half-term", "H"),
    (DayAct.OPEN, "Open after all", "Del"),
)
_LEGEND = (
    (DayKind.OPEN, "Open"),
    (DayKind.HOLIDAY, "Holiday"),
    (DayKind.HALF_TERM, KIND_WORDS[ClosureKind.HALF_TERM]),
    (DayKind.BANK_HOLIDAY, KIND_WORDS[ClosureKind.BANK_HOLIDAY]),
    (DayKind.INSET, KIND_WORDS[ClosureKind.INSET]),
    (DayKind.OCCASIONAL, KIND_WORDS[ClosureKind.OCCASIONAL]),
)


class SelectionCard(Card):
    """The days selected in words, and a button for each thing that they can be."""

    acted = Signal(object)
    letter_chosen = Signal(object)
    term_moved = Signal(object)

    def __init__(self) -> None:
        super().__init__("Selected")
        self.words = words("")
        self._name = TextInput()
        self._name.setAccessibleName("What the closure is called")
        self._name.setPlaceholderText("Name, if it has one")
        self._edges: list[Term | None] = [None, None]
        self._tools = QWidget()
        self._fill_tools()
        self.add(self.words)
        self.add(self._tools)

    def acts(self) -> tuple[tuple[DayAct, str], ...]:
        """What can be done, for a menu."""
        weeks = (
            (DayAct.LETTER, "Next week letter\tW"),
            (DayAct.LETTERS_ON, "A and B in turn from here\tShift+W"),
        )
        return tuple((wanted, f"{text}\t{key}") for wanted, text, key in _ACTS) + weeks

    def name(self) -> str:
        """What the closure is to be called, "" for the usual name."""
        return self._name.text().strip()

    def clear_name(self) -> None:
        """It was used."""
        self._name.clear()

    def last_stop(self) -> QWidget:
        """Where Tab leaves the card."""
        return self._edge_buttons[-1]

    def show_selection(
        self, text: str, letter: str, edges: tuple[Term | None, Term | None], *, may_change: bool
    ) -> None:
        """Say what is selected and offer what fits; `edges`: the terms as they would begin and end here."""
        self.words.setText(text)
        self._tools.setVisible(may_change)
        self._letters.set_value(letter)
        self._edges = list(edges)
        for button, term, what in zip(self._edge_buttons, edges, ("begins", "ends"), strict=True):
            button.setVisible(term is not None)
            if term is not None:
                button.setText(f"{term.name} {what} here")
                button.setAccessibleName(f"{term.name} {what} here")

    def _fill_tools(self) -> None:
        holder = Card()
        holder.setProperty("role", "")
        made = [
            act(f"{text}   {key}", partial(self.acted.emit, wanted), spoken=text)
            for wanted, text, key in _ACTS
        ]
        self._letters = Segmented(
            (("A", "A"), ("B", "B"), ("", "None")), accessible_name="Letter of the week"
        )
        self._letters.chosen.connect(self.letter_chosen)
        turn = act("A, B, A\N{HORIZONTAL ELLIPSIS} from here on", partial(self.acted.emit, DayAct.LETTERS_ON))
        turn.setAccessibleName("A and B in turn from this week on")
        self._edge_buttons = [act("Term", partial(self._move, place)) for place in (0, 1)]
        holder.add(self._name)
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        for one in made:
            column.addWidget(one)
        holder.add_layout(column)
        holder.add(words("Week letter", "quiet"))
        holder.add(buttons(self._letters, turn))
        holder.add(buttons(*self._edge_buttons))
        holder.column.setContentsMargins(0, 0, 0, 0)
        self._tools = holder

    def _move(self, place: int) -> None:
        term = self._edges[place]
        if term is not None:
            self.term_moved.emit(term)


class TermsCard(Card):
    """The terms of the year, each with a button to change it."""

    change_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__("Terms")
        self._shown: tuple[object, ...] = ()
        self.stops: list[QWidget] = []

    def set_terms(self, terms: tuple[Term, ...], school_days: int, *, may_change: bool) -> None:
        """Show them; widgets are made anew only where something differs."""
        if self._shown == (terms, school_days, may_change):
            return
        self._shown = (terms, school_days, may_change)
        self.stops.clear()
        self.clear()
        for term in terms:
            self.add(words(term.name, "heading"))
            self.add(words(days_in_words(term.starts_on, term.ends_on)))
            if may_change:
                wanted = partial(self.change_wanted.emit, term)
                text = f"Change {term.name}\N{HORIZONTAL ELLIPSIS}"
                change = act(text, wanted, role="link")
                self.stops.append(change)
                self.add(change)
        if not terms:
            self.add(words("No terms are entered for this year.", "notice"))
        self.add(words(f"{school_days} school days", "quiet"))


class Legend(QWidget):
    """What the letters and patterns mean."""

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, gap=10)
        for kind, text in _LEGEND:
            flow.addWidget(_LegendDay(kind, text))
        flow.addWidget(_LegendDay(DayKind.OPEN, "First day of a term", is_first=True))
        self.setAccessibleName("Legend of the year")


class _LegendDay(QWidget):
    def __init__(self, kind: DayKind, text: str, *, is_first: bool = False) -> None:
        super().__init__()
        self._cell = DayCell(date(2026, 9, 7), kind, text, is_first)
        self.setAccessibleName(text)
        theme.signals().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        return QSize(theme.px(34) + metrics.horizontalAdvance(self._cell.words), theme.px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        paint_day(painter, QRect(0, 0, theme.px(28), theme.px(25)), self._cell)
        painter.setFont(theme.font(9.5))
        painter.setPen(theme.color("quiet"))
        left_middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(theme.px(34), 0, 0, 0), left_middle, self._cell.words)
        painter.end()
