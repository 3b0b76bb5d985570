"""Bell times: the sets by date, and the periods of one set in a table that is typed in.

What is typed is a draft until it is saved as new times from a day on; sheets of the days before keep the
times that they had.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from typing import Any

from PySide6.QtWidgets import QWidget

from iap_desktop.domain.bell_times import TEMPLATES, BellTimes, Period, PeriodKind, problems_in
from iap_desktop.domain.dates import day_in_words
from iap_desktop.services.bell_pages import BellPage, BellSet, bell_page, change_of_bell_times
from iap_desktop.services.set_up import template_day
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import Values
from iap_desktop.ui.page import KeyHelp, Primary
from iap_desktop.ui.pages.settings.bell_model import numbered
from iap_desktop.ui.pages.settings.bell_table import PeriodsTable
from iap_desktop.ui.pages.settings.section import DraftTimer, Section, act, buttons, fit_rows, words
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.form import DATE, Field
from iap_desktop.ui.widgets.inputs import ChoiceInput
from iap_desktop.ui.widgets.segmented import Segmented
from iap_desktop.ui.widgets.table import Column, Table

PLACE = "settings/bells"
EVERY_DAY = 0
DAYS = ("Every day", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
COLUMNS: tuple[Column[BellSet], ...] = (
    Column(
        "Bell times", lambda row: row.bell_times.name, is_bold=True, tooltip=lambda row: row.bell_times.name
    ),
    Column(
        "From",
        lambda row: day_in_words(row.bell_times.effective_from),
        sort_key=lambda row: row.bell_times.effective_from,
        width=135,
    ),
    Column("Until", lambda row: day_in_words(row.until) if row.until else "", width=135),
    Column("In force", lambda row: "Today" if row.is_in_force else "", width=75),
)


class BellsSection(Section):
    """The sets above, the periods of the set chosen below."""

    name = "bells"
    title = "Bell times"
    explains = "New times hold from a day on. The days before keep the times that they had."
    tables = frozenset({"bell_times", "period", "period_mark", "staff", "staff_name"})
    key_help = (
        KeyHelp("Enter or letters", "Type in a cell; times as 845 or 8:45"),
        KeyHelp("Insert", "Add a period below"),
        KeyHelp("Delete", "Remove the period"),
        KeyHelp("Ctrl+S", "Save from a day on"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.page: BellPage | None = None
        self.periods: tuple[Period, ...] = ()
        self._saved: tuple[Period, ...] = ()
        self._is_filled = False
        self._timer = DraftTimer(self.keep, self)
        self.sets: Table[BellSet] = Table(
            COLUMNS,
            name="bell sets",
            accessible_name="Sets of bell times",
            key=lambda row: row.bell_times.id,
            empty_text="No bell times yet. Start from a common school day below.",
        )
        self.sets.selected.connect(self.on_set_chosen)
        self.remember_table(self.sets)
        short = tuple(
            (number, words_ if number == EVERY_DAY else words_[:3]) for number, words_ in enumerate(DAYS)
        )
        self.day = Segmented(short, accessible_name="Day of the week")
        self.day.chosen.connect(lambda _: self._show_day())
        self.table = PeriodsTable()
        self.table.edited.connect(self.on_edited)
        self.problems, self.day_words = words("", "error"), words("", "quiet")
        self._make_buttons()
        self._lay_out()

    def load(self) -> BellPage:
        """Read all sets."""
        return bell_page(self.desk.room, self.desk.today)

    def fill(self, value: Any) -> None:  # noqa: ANN401 - BellPage
        """Paint them; what is being typed stays."""
        self.say_who()
        self.page = value
        self.sets.set_rows(value.sets)
        fit_rows(self.sets, least=1, most=5)
        if self.sets.current_row() is None and value.sets:
            in_force = next((one for one in value.sets if one.is_in_force), value.sets[0])
            self.sets.select_key(in_force.bell_times.id)
        if not self._is_filled:
            self._is_filled = True
            self._bring_back()
        if not self.is_changed():
            self._take(self._chosen_periods())
        self._show_day()

    def first(self) -> QWidget:
        """The periods."""
        return self.table

    def primary(self) -> Primary | None:
        """Save from a day on."""
        if not self.may_lead:
            return None
        is_ready = self.is_changed() and not problems_in(self.periods)
        return Primary("Save from a day on\N{HORIZONTAL ELLIPSIS}", self.ask_from, "Ctrl+S", is_ready)

    def keep(self) -> None:
        """Keep what is typed until it is saved or forgotten."""
        self._timer.stop()
        self.table.finish_editing()
        if self.may_lead and self.is_changed():
            self.desk.keep_draft(PLACE, _as_json(self.periods))

    def is_changed(self) -> bool:
        """Whether something differs from the set chosen."""
        return self.periods != self._saved

    # What is done.

    def on_set_chosen(self) -> None:
        """Another set is to be seen; what is being typed is not thrown away for it."""
        if not self.is_changed():
            self._take(self._chosen_periods())
            self._show_day()

    def on_edited(self) -> None:
        """A cell, a new period, or one less."""
        weekday = self._weekday()
        own = tuple(replace(period, weekday=weekday) for period in self.table.periods())
        self._change((*self._others(weekday), *own), is_typed=True)

    def give_own_day(self) -> None:
        """Let the weekday in view have periods of its own, to begin with those of every day."""
        weekday = self._weekday()
        own = tuple(replace(period, weekday=weekday) for period in self._of(EVERY_DAY))
        self._change((*self.periods, *own))

    def take_own_day(self) -> None:
        """Let the weekday in view be like every day."""
        self._change(self._others(self._weekday()))

    def start_from_template(self) -> None:
        """Put the periods of a common school day in the place of those in view."""
        name = self.template.value()
        if isinstance(name, str):
            self._change(numbered(template_day(name).periods))

    def forget(self) -> None:
        """Show the set as it is saved."""
        self.periods = self._saved
        self._timer.stop()
        self.desk.drop_draft(PLACE)
        self._take(self._chosen_periods())
        self._show_day()

    def ask_from(self) -> None:
        """Ask for the name and the first day, then save."""
        if self.page is None or not self.may_lead or not self.is_changed():
            return
        row = self.sets.current_row()
        fields = (
            Field("name", "What these times are called", is_required=True),
            Field("effective_from", "From", DATE, is_required=True, minimum=self.page.earliest),
        )
        values: Values = {
            "name": row.bell_times.name if row is not None else "Bell times",
            "effective_from": self.page.suggested,
        }
        self.ask("Save new bell times", fields, self._save, place="bells/save", values=values)

    def _save(self, typed: Values) -> bool:
        since = typed["effective_from"]
        if self.page is None or not isinstance(since, date):
            return False
        bells = BellTimes(str(typed["name"]), since)
        command = change_of_bell_times(self.page, bells, numbered(self.periods))
        before, self._saved = self._saved, self.periods
        done = self.desk.do(command, said=f"{bells.name} hold from {day_in_words(since)}")
        if done is None:
            self._saved = before
            return False
        self.desk.drop_draft(PLACE)
        self.fill(self.load())
        self.sets.select_key(done.value)
        return True

    # Painting.

    def _show_day(self) -> None:
        weekday = self._weekday()
        own, has_every = self._of(weekday), bool(self._of(EVERY_DAY))
        is_like_every = weekday != EVERY_DAY and not own
        shown = self._of(EVERY_DAY) if is_like_every else own
        self.table.set_periods(shown, is_editable=self.may_lead and not is_like_every)
        self.day_words.setText(self._words_of_day(weekday, is_like_every=is_like_every))
        self.own_button.setVisible(self.may_lead and is_like_every and has_every)
        self.like_button.setVisible(self.may_lead and weekday != EVERY_DAY and bool(own) and has_every)
        self.add_button.setEnabled(not is_like_every)
        self.remove_button.setEnabled(not is_like_every)
        self._show_state()

    def _show_state(self) -> None:
        found = problems_in(self.periods)
        self.problems.setText("\n".join(f"\N{BLACK UP-POINTING TRIANGLE} {sentence}" for sentence in found))
        self.problems.setVisible(bool(found) and (self.is_changed() or self.may_lead))
        self.changed_words.setVisible(self.is_changed())
        self.forget_button.setVisible(self.is_changed())
        for part in (self._tools, self._template_row):
            part.setVisible(self.may_lead)
        self.primary_changed.emit()

    def _words_of_day(self, weekday: int, *, is_like_every: bool) -> str:
        if is_like_every:
            return f"{DAYS[weekday]} is like every day."
        own = sorted({period.weekday for period in self.periods} - {EVERY_DAY})
        if weekday != EVERY_DAY:
            return f"{DAYS[weekday]} has times of its own."
        if not self._of(EVERY_DAY) and own:
            return "Each weekday has times of its own."
        return f"Other times hold on {' and '.join(DAYS[day] for day in own)}." if own else ""

    def _change(self, periods: Iterable[Period], *, is_typed: bool = False) -> None:
        self.periods = tuple(sorted(periods, key=lambda period: period.weekday))
        self._timer.start()
        if is_typed:
            self._show_state()
        else:
            self._show_day()

    def _take(self, periods: tuple[Period, ...]) -> None:
        self.periods = self._saved = periods

    def _chosen_periods(self) -> tuple[Period, ...]:
        row = self.sets.current_row()
        return numbered(row.periods) if row is not None else ()

    def _bring_back(self) -> None:
        kept = _from_json(self.desk.draft(PLACE)) if self.may_lead else ()
        if kept:
            self._saved = self._chosen_periods()
            self.periods = kept

    def _of(self, weekday: int) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if period.weekday == weekday)

    def _others(self, weekday: int) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if period.weekday != weekday)

    def _weekday(self) -> int:
        return int(str(self.day.value()))

    def _make_buttons(self) -> None:
        self.add_button = act("Add a period", self.table.add_below)
        self.remove_button = act("Remove the period", self.table.remove_current)
        self.own_button = act("Give this day times of its own", self.give_own_day)
        self.like_button = act("Make this day like every day", self.take_own_day)
        self.forget_button = act("Forget the changes", self.forget)
        self.template = ChoiceInput(
            tuple((name, template_day(name).name) for name in TEMPLATES), prompt="A common school day"
        )
        self.template.setAccessibleName("A common school day to start from")
        self.template_button = act("Start from it", self.start_from_template)
        self.changed_words = words("Changed, and not in force yet: save it from a day on.", "notice")

    def _lay_out(self) -> None:
        card = Card("Periods")
        self._tools = buttons(
            self.add_button, self.remove_button, self.own_button, self.like_button, self.forget_button
        )
        self._template_row = buttons(self.template, self.template_button)
        for part in (
            buttons(self.day),
            self.day_words,
            self.table,
            self.problems,
            self.changed_words,
            self._tools,
            self._template_row,
        ):
            card.add(part)
        self.column.addWidget(self.sets)
        self.column.addWidget(card)
        self.column.addStretch(1)


def _as_json(periods: tuple[Period, ...]) -> str:
    return json.dumps(
        [
            [one.weekday, one.name, f"{one.starts_at:%H:%M}", f"{one.ends_at:%H:%M}", one.kind, one.session]
            for one in periods
        ]
    )


def _from_json(text: str) -> tuple[Period, ...]:
    try:
        rows = json.loads(text) if text else []
        return tuple(
            Period(
                0, day, 0, name, time.fromisoformat(since), time.fromisoformat(end), PeriodKind(kind), session
            )
            for day, name, since, end, kind, session in rows
        )
    except (ValueError, TypeError):
        return ()
