"""The school year, edited where it is seen: select days and say what they are; terms and letters beside."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from iap_desktop.domain.calendar import Closure, ClosureKind, Term, closure_in_words
from iap_desktop.domain.dates import days_between, monday_of
from iap_desktop.domain.year_view import KIND_WORDS, YearView, days_in_words, nearest_edge
from iap_desktop.services.school import (
    AddTerm,
    PutClosure,
    PutTerm,
    RemoveClosure,
    RemoveTerm,
    SetWeekLetters,
)
from iap_desktop.services.year_pages import (
    CloseDays,
    OpenDays,
    SplitAtHalfTerms,
    YearPage,
    bank_holiday_name,
    can_split,
    letters_from,
    next_year,
    what_closes,
    what_lacks_letters,
    year_page,
)
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import Values
from iap_desktop.ui.page import KeyHelp, Primary
from iap_desktop.ui.pages.settings.calendar_parts import Legend, SelectionCard, TermsCard
from iap_desktop.ui.pages.settings.section import Section, act, buttons, fit_rows, words
from iap_desktop.ui.pages.settings.year_grid import BLOCK, GAP, DayAct, YearGrid
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.form import CHOICE, DATE, Field
from iap_desktop.ui.widgets.inputs import ChoiceInput
from iap_desktop.ui.widgets.table import Column, Table

PANEL = 262
QWIDGETSIZE_MAX = 16_777_215
_NEXT_LETTER = {"": "A", "A": "B", "B": ""}
_KINDS = {
    DayAct.INSET: ClosureKind.INSET,
    DayAct.OCCASIONAL: ClosureKind.OCCASIONAL,
    DayAct.BANK_HOLIDAY: ClosureKind.BANK_HOLIDAY,
    DayAct.HALF_TERM: ClosureKind.HALF_TERM,
}
COLUMNS: tuple[Column[Closure], ...] = (
    Column("Closure", lambda row: row.name or closure_in_words(row)),
    Column("Kind", lambda row: KIND_WORDS[row.kind], width=125),
    Column(
        "Days",
        lambda row: days_in_words(row.starts_on, row.ends_on),
        sort_key=lambda row: row.starts_on,
        width=235,
    ),
)
CLOSURE_FIELDS = (
    Field("name", "What it is called", is_required=True),
    Field("kind", "Kind", CHOICE, is_required=True, choices=tuple(KIND_WORDS.items())),
    Field("starts_on", "First day", DATE, is_required=True),
    Field("ends_on", "Last day", DATE, help="Empty for one day."),
)
TERM_FIELDS = (
    Field("name", "What it is called", is_required=True, help="Such as Term 4, or Summer term."),
    Field("starts_on", "First day for pupils", DATE, is_required=True),
    Field("ends_on", "Last day for pupils", DATE, is_required=True),
)


class CalendarSection(Section):
    """The painted year, what is selected in it, its terms, and its closures as a list."""

    name = "calendar"
    title = "Calendar"
    tables = frozenset({"academic_year", "term", "closure", "week_letter", "staff", "staff_name"})
    key_help = (
        KeyHelp("Arrows", "Walk from day to day; with Shift select"),
        KeyHelp("I O B H", "INSET, occasional closure, bank holiday, half-term"),
        KeyHelp("Delete", "Open after all"),
        KeyHelp("W", "The week's letter: A, B, none"),
        KeyHelp("Shift+W", "A and B in turn from this week on"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.page: YearPage | None = None
        self._year_id: int | None = None
        self.years = ChoiceInput((), prompt="No school year")
        self.years.setAccessibleName("School year")
        self.years.edited.connect(self.on_year_chosen)
        self.grid, self.legend = YearGrid(), Legend()
        self.card, self.terms = SelectionCard(), TermsCard()
        self.closures: Table[Closure] = Table(
            COLUMNS,
            name="closures",
            accessible_name="Closures of the year",
            key=lambda row: row.id,
            empty_text="No closures in this year yet.",
        )
        self.remember_table(self.closures)
        self._connect()
        self._lay_out()

    def load(self) -> YearPage:
        """Read the year in view."""
        return year_page(self.desk.room, self._year_id, self.desk.today)

    def fill(self, value: Any) -> None:  # noqa: ANN401 - YearPage
        """Paint it."""
        self.say_who()
        self.page = value
        self.years.set_choices(tuple((year.id, year.name) for year in value.years))
        self.empty.setVisible(value.shown is None)
        for part in (self.grid, self.legend, self.card, self.terms, self._closures_card):
            part.setVisible(value.shown is not None)
        self._buttons.setVisible(self.may_lead)
        self.menu_button.setVisible(self.may_lead and not self._is_wide())
        if value.shown is not None:
            self._fill_year(value.shown)
        self.primary_changed.emit()

    def first(self) -> QWidget:
        """The year."""
        return self.grid

    def primary(self) -> Primary | None:
        """Add the next year."""
        if not self.may_lead or self.page is None:
            return None
        return Primary(f"Add {self.page.next_name}", self.add_year)

    # What is done with the days selected.

    def on_acted(self, wanted: DayAct) -> None:
        """A key, a button or the menu asked for something."""
        if not self.may_lead or self.page is None or self.page.shown is None:
            return
        if wanted in _KINDS:
            self.close_days(_KINDS[wanted])
        elif wanted is DayAct.OPEN:
            self.open_days()
        elif wanted is DayAct.LETTER:
            self.turn_letter()
        else:
            self.letters_on()

    def close_days(self, kind: ClosureKind) -> None:
        """Let the days selected be closed."""
        first, last = self.grid.selection()
        name = self.card.name()
        if not name and kind is ClosureKind.BANK_HOLIDAY:
            name = bank_holiday_name(first)
        said = f"{name or KIND_WORDS[kind]}: {days_in_words(first, last)}"
        if self.desk.do(CloseDays(kind, name, first, last), said=said):
            self.card.clear_name()

    def open_days(self) -> None:
        """Let the days selected be open after all."""
        first, last = self.grid.selection()
        self.desk.do(OpenDays(first, last), said=f"Open after all: {days_in_words(first, last)}")

    def turn_letter(self) -> None:
        """The next letter for the weeks selected: A, B, none."""
        self.set_letter(_NEXT_LETTER[self.grid.letter(self.grid.selection()[0])])

    def set_letter(self, letter: str) -> None:
        """One letter for the weeks selected."""
        first, last = self.grid.selection()
        mondays = dict.fromkeys(monday_of(on) for on in days_between(first, last))
        what = f"Week {letter}" if letter else "No letter"
        said = f"{what}: week of {days_in_words(monday_of(first), monday_of(first))}"
        self.desk.do(SetWeekLetters(dict.fromkeys(mondays, letter)), said=said)

    def letters_on(self) -> None:
        """A and B in turn from the week selected to the end of its year."""
        monday = monday_of(self.grid.selection()[0])
        letters = letters_from(self.desk.room, monday)
        said = f"{len(letters)} weeks have letters in turn from {days_in_words(monday, monday)}"
        self.desk.do(SetWeekLetters(letters), said=said)

    def move_term(self, term: Term) -> None:
        """A term begins or ends on the day selected."""
        said = f"{term.name}: {days_in_words(term.starts_on, term.ends_on)}"
        self.desk.do(PutTerm(term), said=said)

    # Years, terms and closures by form.

    def on_year_chosen(self) -> None:
        """Another year is to be seen."""
        chosen = self.years.value()
        self._year_id = chosen if isinstance(chosen, int) else None
        self.fill(self.load())

    def add_year(self) -> None:
        """Enter the next year with usual dates, to be corrected."""
        with self.desk.guarded():
            command = next_year(self.desk.room, self.desk.today)
            done = self.desk.do(command, said=f"{command.year.name} is added: please correct its terms")
            if done is not None:
                self._year_id = done.value
                self.fill(self.load())

    def add_term(self) -> None:
        """Ask for one more term in a form, with the days selected where they are several."""
        if not self.may_lead or self.page is None or self.page.shown is None:
            return
        year_id = self.page.shown.year.id
        first, last = self.grid.selection()
        values: Values = {"starts_on": first, "ends_on": last} if first != last else {}

        def save(typed: Values) -> bool:
            made: Any = {**typed, "academic_year_id": year_id}
            command, said = AddTerm(Term(**made)), self._term_added(Term(**made))
            return self.desk.do(command, said, on_refused=dialog.refuse) is not None

        dialog = self.ask("Add a term", TERM_FIELDS, save, place=f"term/new/{year_id}", values=values)

    def remove_term(self, term: Term) -> None:
        """The days of a term are holidays then; said with how many school days close."""
        if self.may_lead:
            said = f"{term.name} is removed: {what_closes(self.desk.room, term)}"
            self.desk.do(RemoveTerm(term), said=said)

    def split_terms(self) -> None:
        """Six terms of three, each half-term being the holiday between two."""
        if not self.may_lead or self.page is None or self.page.shown is None:
            return
        year = self.page.shown.year
        said = f"The terms of {year.name} are split at their half-terms; the same days are open"
        self.desk.do(SplitAtHalfTerms(year), said=said)

    def change_term(self, term: Term) -> None:
        """Correct a term in a form."""
        values: Values = {"name": term.name, "starts_on": term.starts_on, "ends_on": term.ends_on}

        def save(typed: Values) -> bool:
            changed: Any = {**typed, "academic_year_id": term.academic_year_id, "id": term.id}
            said = f"{typed['name']} is changed"
            return self.desk.do(PutTerm(Term(**changed)), said, on_refused=dialog.refuse) is not None

        dialog = self.ask(f"Change {term.name}", TERM_FIELDS, save, place=f"term/{term.id}", values=values)

    def add_closure(self) -> None:
        """Ask for a closure in a form."""
        first, last = self.grid.selection()
        values: Values = {"kind": ClosureKind.INSET, "starts_on": first, "ends_on": last}
        self._ask_closure("Add a closure", 0, "closure/new", values)

    def change_closure(self, _row: object = None) -> None:
        """Correct the closure chosen."""
        row = self.closures.current_row()
        if row is None or not self.may_lead:
            return
        values: Values = {name: getattr(row, name) for name in ("name", "kind", "starts_on", "ends_on")}
        self._ask_closure(f"Change {row.name}", row.id, f"closure/{row.id}", values)

    def remove_closure(self) -> None:
        """The school is open after all."""
        row = self.closures.current_row()
        if row is not None and self.may_lead:
            self.desk.do(RemoveClosure(row), said=f"{row.name} is removed")

    def _term_added(self, term: Term) -> str:
        said = f"{term.name} is added: {days_in_words(term.starts_on, term.ends_on)}"
        lacking = what_lacks_letters(self.desk.room, term)
        return f"{said}. {lacking}" if lacking else said

    def _ask_closure(self, title: str, closure_id: int, place: str, values: Values) -> None:
        def save(typed: Values) -> bool:
            made: Any = {**typed, "ends_on": typed["ends_on"] or typed["starts_on"], "id": closure_id}
            said = f"{typed['name']} is saved"
            return self.desk.do(PutClosure(Closure(**made)), said, on_refused=dialog.refuse) is not None

        dialog = self.ask(title, CLOSURE_FIELDS, save, place=place, values=values)

    # Painting.

    def _fill_year(self, view: YearView) -> None:
        self.years.set_value(view.year.id)
        self._year_id = view.year.id
        self.grid.set_view(view, self.desk.today)
        self.terms.set_terms(
            view.terms, view.school_days, may_change=self.may_lead, may_split=can_split(view)
        )
        stops = [self.card.last_stop(), *self.terms.stops]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        self.closures.set_rows(view.closures)
        fit_rows(self.closures, least=3, most=14)
        self._show_selection()

    def _show_selection(self) -> None:
        if self.page is None or self.page.shown is None:
            return
        first, last = self.grid.selection()
        terms = self.page.shown.terms
        edges = [nearest_edge(terms, first, is_first=True), nearest_edge(terms, first, is_first=False)]
        self.card.show_selection(
            self.grid.words(),
            self.grid.letter(first),
            (edges[0], edges[1]) if first == last else (None, None),
            may_change=self.may_lead,
        )

    def _show_menu(self, at: QPoint) -> None:
        if not self.may_lead:
            return
        menu = QMenu(self)
        menu.addAction(self.grid.words()).setEnabled(False)
        menu.addSeparator()
        for wanted, text in self.card.acts():
            menu.addAction(text).triggered.connect(partial(self.on_acted, wanted))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def on_menu_pressed(self) -> None:
        """The menu of what can be done, where the buttons for it are out of sight."""
        self._show_menu(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def _is_wide(self) -> bool:
        return self.width() >= theme.px(3 * BLOCK + 3 * GAP + PANEL)

    def _scroll_to(self, rect: QRect) -> None:
        area: QWidget | None = self
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            place = self.grid.mapTo(self, rect.center())
            area.ensureVisible(place.x(), place.y(), theme.px(40), theme.px(60))

    def _connect(self) -> None:
        self.grid.range_moved.connect(self._show_selection)
        self.grid.acted.connect(self.on_acted)
        self.grid.menu_wanted.connect(self._show_menu)
        self.grid.scroll_wanted.connect(self._scroll_to)
        self.card.acted.connect(self.on_acted)
        self.card.letter_chosen.connect(self.set_letter)
        self.card.term_moved.connect(self.move_term)
        self.terms.change_wanted.connect(self.change_term)
        self.terms.remove_wanted.connect(self.remove_term)
        self.terms.add_wanted.connect(self.add_term)
        self.terms.split_wanted.connect(self.split_terms)
        self.closures.activated.connect(self.change_closure)

    def _lay_out(self) -> None:
        self.menu_button = act("Change these days\N{HORIZONTAL ELLIPSIS}", self.on_menu_pressed)
        self.head.addWidget(self.menu_button)
        self.head.addWidget(self.years)
        self._make_closures_card()
        left = QVBoxLayout()
        left.setSpacing(theme.px(10))
        for part in (self.grid, self.legend, self._closures_card):
            left.addWidget(part)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        for card in (self.card, self.terms):
            right.addWidget(card)
        right.addStretch(1)
        self._panel = QWidget()
        self._panel.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.addLayout(left, 1)
        self._beside.addWidget(self._panel)
        self.empty = words("No school year is entered yet. Add the first one with the button above.", "quiet")
        self.column.addWidget(self.empty)
        self.column.addLayout(self._beside)
        self.column.addStretch(1)

    def _make_closures_card(self) -> None:
        self._buttons = buttons(
            act("Add a closure\N{HORIZONTAL ELLIPSIS}", self.add_closure),
            act("Change\N{HORIZONTAL ELLIPSIS}", self.change_closure, spoken="Change the closure chosen"),
            act("Remove", self.remove_closure, spoken="Remove the closure chosen"),
        )
        self._closures_card = Card("Closures of the year")
        self._closures_card.add(self.closures)
        self._closures_card.add(self._buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What is selected stands beside the year where three months have room there, else below."""
        super().resizeEvent(event)
        is_wide = self._is_wide()
        self.menu_button.setVisible(self.may_lead and not is_wide)
        directions = QBoxLayout.Direction
        self._beside.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self._beside.setSpacing(theme.px(14))
        self._panel.setMinimumWidth(theme.px(PANEL) if is_wide else 0)
        self._panel.setMaximumWidth(theme.px(PANEL) if is_wide else QWIDGETSIZE_MAX)
