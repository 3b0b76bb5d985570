"""The cards of a pupil's page; each is filled from the page's one value and asks for acts by signals."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from iap_desktop.domain.dates import day_in_words, monday_of
from iap_desktop.domain.weekly import WeeklySummary
from iap_desktop.services.pupil_pages import PupilPage, StayLine
from iap_desktop.ui import theme
from iap_desktop.ui.pages.pupils.parts import ActCard, Pairs, Paragraphs, show, words
from iap_desktop.ui.pages.pupils.week_table import WeekTable
from iap_desktop.ui.pages.pupils.words import (
    DOT,
    figures_in_words,
    legal_name,
    pattern_in_words,
    personal_lines,
    stay_in_words,
    under_the_name,
)
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.stepper import DateStepper

PLACE = "place"  # the act that has a button of its own
_NO_STAY = "No first day and no periods are entered yet."


class HeadCard(Card):
    """The tile: name large, year and form, key adult, where the pupil stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.name, self.under = words("big", self), words("quiet", self)
        self.status, self.legal = words("", self), words("help", self)
        for label in (self.name, self.under, self.status, self.legal):
            self.add(label)

    def fill(self, page: PupilPage) -> None:
        """Show who it is."""
        self.name.setText(page.pupil.name)
        self.setAccessibleName(page.pupil.name)
        show(self.under, under_the_name(page))
        current = next((stay for stay in page.stays if stay.is_current), None)
        adult = f"key adult {current.key_adult}" if current and current.key_adult else ""
        show(self.status, DOT.join(part for part in (page.status, adult) if part))
        show(self.legal, legal_name(page.pupil))


class WeekCard(ActCard):
    """One week in glyphs and words, this one first; other weeks by the stepper."""

    stepped = Signal(int)
    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Week", parent)
        self.stepper = DateStepper(self, unit="week")
        self.stepper.stepped.connect(self.stepped)
        self.stepper.picked.connect(self.picked)
        self.add_to_head(self.stepper)
        self.table = WeekTable(self)
        self.comment = words("", self)
        self.add(self.table)
        self.add(self.comment)

    def fill(self, week: WeeklySummary, on: date, *, has_comment: bool) -> None:
        """Show a week, and what was written about it where no other card does."""
        letter = f" \u00b7 Week {week.week_letter}" if week.week_letter else ""
        self.stepper.set_day(on, f"{day_in_words(monday_of(on))}{letter}")
        self.table.show_week(week)
        show(self.comment, week.comment if has_comment else "")


class FiguresCard(Card):
    """Attendance over a few windows, each with its n."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Attendance, as marked in the room", parent)
        self.lines = Paragraphs(self)
        self.add(self.lines)

    def fill(self, page: PupilPage) -> None:
        """Show the figures."""
        self.lines.set_paragraphs((one.window.title, figures_in_words(one.figures)) for one in page.figures)


class FactsCard(ActCard):
    """What is known of the pupil, in words, and what held before."""

    change_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("About the pupil", parent)
        self.change_button = self.add_act("Change", "Change names and facts")
        self.change_button.clicked.connect(self.change_wanted)
        self.pairs, self.past = Pairs(self), Paragraphs(self)
        self.empty = words("quiet", self)
        for part in (self.pairs, self.empty, self.past):
            self.add(part)

    def fill(self, page: PupilPage, *, may_write: bool) -> None:
        """Show the facts."""
        self.change_button.setVisible(may_write)
        pairs = [(line.title, line.words) for line in page.facts]
        pairs += personal_lines(page.pupil)
        self.pairs.set_pairs(pairs)
        show(self.empty, "" if pairs else "Nothing is known yet but the name.")
        self.past.set_paragraphs(
            (f"Until {day_in_words(line.until)}", f"{line.title}: {line.words}")
            for line in page.past_facts
            if line.until is not None
        )


class CommentsCard(Card):
    """The newest weekly comments."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Weekly comments", parent)
        self.texts = Paragraphs(self)
        self.empty = words("quiet", self)
        self.add(self.texts)
        self.add(self.empty)

    def fill(self, page: PupilPage) -> None:
        """Show the comments, newest first."""
        self.texts.set_paragraphs(
            (f"Week of {day_in_words(one.week_starts_on)}", one.comment) for one in page.comments
        )
        show(self.empty, "" if page.comments else "No weekly summary has been written yet.")


class StaysCard(ActCard):
    """The time in the room: the periods that hold, and every placement."""

    periods_wanted = Signal()
    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("In the room", parent)
        self.place_button = self.add_act("Place in the room\u2026", "Place in the room")
        self.place_button.clicked.connect(partial(self.acted.emit, PLACE))
        self.periods_button = self.add_act("Periods", "Change the periods in the room")
        self.periods_button.clicked.connect(self.periods_wanted)
        self.more = self.add_act("More\u2026", "More about the time in the room")
        self.menu = QMenu(self)
        self.more.clicked.connect(self._open_menu)
        self.pattern = Pairs(self, title_width=56)
        self.hint, self.since, self.none = words("notice", self), words("help", self), words("quiet", self)
        self.stays = Paragraphs(self)
        for part in (self.pattern, self.since, self.none, self.hint, self.stays):
            self.add(part)

    def fill(self, page: PupilPage, acts: tuple[tuple[str, str], ...], *, may_write: bool) -> None:
        """Show the pattern and the placements; `acts` are names and words of what can be done."""
        current = next((stay for stay in page.stays if stay.is_current), None)
        self.pattern.set_pairs(pattern_in_words(current.pattern) if current else ())
        since = current.pattern_since if current else None
        show(self.since, f"These periods since {day_in_words(since)}" if since else "")
        show(self.hint, _hint(current, may_write=may_write))
        show(self.none, "" if page.stays else _NO_STAY)
        self.stays.set_paragraphs(
            ("Placement now" if stay.is_current else "Placement", stay_in_words(stay)) for stay in page.stays
        )
        self.periods_button.setVisible(may_write and bool(page.stays))
        self.place_button.setVisible(may_write and any(name == PLACE for name, _ in acts))
        others = tuple((name, text) for name, text in acts if name != PLACE)
        self.more.setVisible(may_write and bool(others))
        self.menu.clear()
        for name, text in others:
            self.menu.addAction(text, partial(self.acted.emit, name))

    def _open_menu(self) -> None:
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))


def _hint(current: StayLine | None, *, may_write: bool) -> str:
    if current is None or current.pattern:
        return ""
    words_for_all = "\u25c7 No periods are set, so nothing is expected in the register."
    return f"{words_for_all} Choose them under \u201cPeriods\u201d." if may_write else words_for_all


def stacked(parent: QWidget, cards: tuple[QWidget, ...]) -> QWidget:
    """Cards one under the other."""
    made = QWidget(parent)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return made
