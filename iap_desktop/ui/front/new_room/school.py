"""Step 4: the shape of the school's day and year, put right from what most schools have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from iap_desktop.domain.calendar import Term
from iap_desktop.domain.dates import day_in_words
from iap_desktop.services.set_up import SchoolSoFar, SetUpSchool, school_so_far, templates
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.front.day_picture import DayPicture
from iap_desktop.ui.front.new_room.step import Step
from iap_desktop.ui.front.parts import said
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.form import CHOICE, DATE, Field, Form
from iap_desktop.ui.widgets.segmented import Segmented

_LETTERS = (("A", "Week A"), ("B", "Week B"), ("", "No letters"))
_WIDE = 820


class SchoolStep(Step):
    """Bell times from a template, the terms of the year, and which week it is."""

    title = "The school's day and year"
    short = "Day and year"
    words = (
        "These are what most schools have. Put right what differs; half-terms and INSET days are in Settings."
    )

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._known: SchoolSoFar | None = None
        self._days = {template.name: template.day for template in templates()}
        self.bells = Form((Field("template", "Lessons", CHOICE, is_required=True, choices=self._choices()),))
        self.picture = DayPicture()
        self.letters = Segmented(_LETTERS, accessible_name="Which week it is")
        self.letter_words = said("")
        self.terms: Form | None = None
        self._no_terms = said("No school year is entered for today; add it in Settings.", "quiet")
        self._lay_out()
        self.bells.edited.connect(self._show_day)
        self.bells.submitted.connect(self.submitted)

    def _lay_out(self) -> None:
        day, year, week = Card("The day"), Card("The terms"), Card("Week letters")
        day.add(self.bells)
        day.add(self.picture)
        day.add(said("Times that differ by a few minutes are put right in Settings.", "help"))
        day.column.addStretch(1)
        self._year = year
        year.add(self._no_terms)
        week.add(self.letter_words)
        letters = QHBoxLayout()
        letters.addWidget(self.letters)
        letters.addStretch(1)
        week.add_layout(letters)
        right = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        right.setSpacing(theme.px(12))
        right.addWidget(year)
        right.addWidget(week)
        right.addStretch(1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(theme.px(12))
        self._both.addWidget(day, 1)
        self._both.addLayout(right, 1)
        self.column.addLayout(self._both)

    def show_school(self, desk: Desk) -> None:
        """What the room that is open knows so far."""
        self._desk = desk
        self._known = school_so_far(desk.room, desk.today)
        chosen = next((name for name, day in self._days.items() if day.name == self._known.bell_times), None)
        self.bells.set_values({"template": chosen})
        self._show_day()
        self._show_terms(self._known.terms)
        self.letters.set_value(self._known.letter)
        week = self._known.week
        when = "This week" if week <= desk.today else "The next school week"
        self.letter_words.setText(f"{when}, from {day_in_words(week)}, is")

    def begin(self) -> None:
        """The lessons first."""
        self.bells.field("template").setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """Write what differs, as one step."""
        if self._desk is None or self._known is None or (self.terms is not None and not self.terms.check()):
            return
        chosen = self.bells.value("template")
        letter = self.letters.value()
        command = SetUpSchool(
            template=chosen if isinstance(chosen, str) else None,
            terms=self._terms(self._known.terms),
            week=self._known.week,
            letter=letter if isinstance(letter, str) else "",
        )
        if self._desk.do(command) is not None:
            self._known = school_so_far(self._desk.room, self._desk.today)
            then()

    def let_go(self) -> None:
        """The dates belong to the room."""
        self._desk = self._known = None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Beside each other where there is room, else one below the other."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        is_wide = event.size().width() >= theme.px(_WIDE)
        self._both.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)

    def _choices(self) -> tuple[tuple[object, str], ...]:
        return tuple((name, day.name) for name, day in self._days.items())

    def _show_day(self) -> None:
        chosen = self.bells.value("template")
        if isinstance(chosen, str):
            self.picture.show_day(self._days[chosen])

    def _show_terms(self, terms: tuple[Term, ...]) -> None:
        if self.terms is not None:
            self._year.column.removeWidget(self.terms)
            self.terms.deleteLater()
        self._no_terms.setVisible(not terms)
        fields = [field for place, term in enumerate(terms) for field in _fields(place, term)]
        self.terms = Form(fields, columns=2)
        self.terms.set_values(_dates(terms))
        self.terms.submitted.connect(self.submitted)
        self._year.add(self.terms)
        self._chain_tabs()

    def _chain_tabs(self) -> None:
        """Day, terms, letters, whatever was made last."""
        if self.terms is not None and self._known is not None and self._known.terms:
            self.setTabOrder(self.bells.field("template"), self.terms.field("0 from"))
            last = self.terms.field(f"{len(self._known.terms) - 1} to")
            for button in self.letters.buttons():
                self.setTabOrder(last, button)
                last = button

    def _terms(self, known: tuple[Term, ...]) -> tuple[Term, ...]:
        if self.terms is None:
            return known
        typed = self.terms.values()
        return tuple(
            replace(
                term,
                starts_on=_date(typed.get(f"{place} from"), term.starts_on),
                ends_on=_date(typed.get(f"{place} to"), term.ends_on),
            )
            for place, term in enumerate(known)
        )


def _date(typed: object, known: date) -> date:
    return typed if isinstance(typed, date) else known


def _fields(place: int, term: Term) -> tuple[Field, Field]:
    year = (term.starts_on.replace(month=1, day=1), term.ends_on.replace(month=12, day=31))
    return (
        Field(
            f"{place} from",
            f"{term.name}: first day",
            DATE,
            is_required=True,
            minimum=year[0],
            maximum=year[1],
        ),
        Field(f"{place} to", "last day", DATE, is_required=True, accessible_name=f"{term.name}: last day"),
    )


def _dates(terms: tuple[Term, ...]) -> dict[str, object]:
    return {
        name: on
        for place, term in enumerate(terms)
        for name, on in ((f"{place} from", term.starts_on), (f"{place} to", term.ends_on))
    }
