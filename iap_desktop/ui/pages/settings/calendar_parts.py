"""What stands beside the painted year: the days selected with what can be done, the terms, the legend."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal, SignalInstance
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
    """The terms of the year, each with buttons to change and to remove it, and what makes more of them."""

    change_wanted = Signal(object)
    remove_wanted = Signal(object)
    add_wanted = Signal()
    split_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("Terms")
        self._rows: list[_TermRow] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._empty = words("No terms are entered for this year.", "notice")
        self._count = words("", "quiet")
        self._add = act("Add a term\N{HORIZONTAL ELLIPSIS}", self.add_wanted.emit)
        self._split = act("Split at half-terms", self.split_wanted.emit)
        self._split.setAccessibleName("Split each term at its half-term")
        self._split.setToolTip(
            "Makes six terms of three: each half-term becomes the holiday between two terms."
        )
        self._more = buttons(self._add, self._split)
        self.add_layout(self._list)
        for widget in (self._empty, self._count, self._more):
            self.add(widget)

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, from top to bottom."""
        in_rows = [button for row in self._rows for button in row.stops]
        return [*in_rows, self._add, self._split]

    def set_terms(
        self, terms: tuple[Term, ...], school_days: int, *, may_change: bool, may_split: bool
    ) -> None:
        """Show them; the rows stay the same widgets, so that the keyboard stays where it is."""
        while len(self._rows) < len(terms):
            row = _TermRow(self.change_wanted, self.remove_wanted)
            self._rows.append(row)
            self._list.addWidget(row)
        if may_change:
            self._leave(len(terms), may_split=may_split)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(terms))
            if place < len(terms):
                row.show_term(terms[place], may_change=may_change)
        self._empty.setVisible(not terms)
        self._count.setText(f"{school_days} school days")
        self._more.setVisible(may_change)
        self._split.setVisible(may_split)

    def _leave(self, count: int, *, may_split: bool) -> None:
        """The keyboard at a button that goes out of sight comes to the one that adds a term."""
        going = [stop for row in self._rows[count:] for stop in row.stops]
        going += [] if may_split else [self._split]
        if any(stop.hasFocus() for stop in going):
            self._add.setFocus()


class _TermRow(QWidget):
    def __init__(self, change_wanted: SignalInstance, remove_wanted: SignalInstance) -> None:
        super().__init__()
        self._term: Term | None = None
        self._name, self._days = words("", "heading"), words("")
        self._change = act(
            "Change\N{HORIZONTAL ELLIPSIS}", lambda: change_wanted.emit(self._term), role="link"
        )
        self._remove = act("Remove", lambda: remove_wanted.emit(self._term), role="link")
        self._tools = buttons(self._change, self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        for widget in (self._name, self._days, self._tools):
            column.addWidget(widget)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        return self._change, self._remove

    def show_term(self, term: Term, *, may_change: bool) -> None:
        self._term = term
        self._name.setText(term.name)
        self._days.setText(days_in_words(term.starts_on, term.ends_on))
        self._tools.setVisible(may_change)
        for button, what in ((self._change, "Change"), (self._remove, "Remove")):
            button.setAccessibleName(f"{what} {term.name}")


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
