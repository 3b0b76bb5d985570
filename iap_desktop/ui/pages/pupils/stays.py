"""A pupil's time in the room: placed, periods, key adult, last day, back again; one step each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from iap_desktop.domain.placements import Placement, is_active
from iap_desktop.services.placements import (
    EndPlacement,
    PlacePupil,
    SetKeyAdult,
    SetPattern,
    Slot,
    others_on_list,
)
from iap_desktop.services.pupil_acts import (
    ChangePlacement,
    form_choices,
    key_adult_id,
    pattern_slots,
    week_shape,
)
from iap_desktop.services.pupil_pages import PupilPage
from iap_desktop.ui.pages.pupils import forms
from iap_desktop.ui.pages.pupils.acts import PupilActs
from iap_desktop.ui.pages.pupils.cards import PLACE
from iap_desktop.ui.pages.pupils.dialogs import CarefulDialog, PeriodsDialog
from iap_desktop.ui.pages.pupils.pattern_grid import PatternGrid
from iap_desktop.ui.widgets.form import DATE, Field

ADULT, END, GOES_ON, DAYS = "adult", "end", "goes on", "days"
LEAVE, BACK, REMOVE = "leave", "back", "remove"
Save = Callable[[CarefulDialog], bool]


def acts_for(page: PupilPage, on: date) -> tuple[tuple[str, str], ...]:
    """What can be done with a pupil's time in the room and at the school, as names and words."""
    stay = stay_in_hand(page, on)
    has_left = page.pupil.left_on is not None
    is_running = stay is not None and (stay.ends_on is None or stay.ends_on >= on)
    acts = (
        (PLACE, "Place in the room\u2026", not is_running and not has_left),
        (ADULT, "Change the key adult\u2026", is_running),
        (END, "Last day in the room\u2026", is_running),
        (GOES_ON, "Take the last day in the room back", bool(stay and stay.ends_on) and not has_left),
        (DAYS, "Correct the first and last day\u2026", stay is not None),
        (LEAVE, "Leaves the school\u2026", not has_left),
        (BACK, "Back at the school", has_left),
        (REMOVE, "Added by mistake: remove", page.is_removable),
    )
    return tuple((name, words) for name, words, is_possible in acts if is_possible)


def stay_in_hand(page: PupilPage, on: date) -> Placement | None:
    """The placement that runs, else the next one, else the last one."""
    stays = sorted((line.placement for line in page.stays), key=lambda stay: stay.starts_on)
    running = [stay for stay in stays if is_active(stay, on)]
    to_come = [stay for stay in stays if stay.starts_on > on]
    return next(iter(running or to_come or stays[-1:]), None)


class StayActs:
    """The acts on the time in the room, on the page's one set of forms."""

    def __init__(self, acts: PupilActs) -> None:
        self._acts, self._desk = acts, acts.desk

    def act(self, name: str, page: PupilPage) -> None:
        """Begin what `acts_for` offered."""
        stay = stay_in_hand(page, self._desk.today)
        pupil_acts = {LEAVE: self._acts.leave, BACK: self._acts.come_back, REMOVE: self._acts.remove}
        stay_acts = {ADULT: self._adult, END: self._end, GOES_ON: self._go_on, DAYS: self._days}
        if name in pupil_acts:
            pupil_acts[name](page)
        elif name == PLACE:
            self.place(page)
        elif stay is not None:
            stay_acts[name](stay)

    def place(self, page: PupilPage) -> None:
        """A new placement; the periods of the last one are offered, else every period."""
        desk, pupil_id = self._desk, page.pupil.id
        choices = form_choices(desk.room, desk.today)
        last = stay_in_hand(page, desk.today)
        others = others_on_list(desk.room, pupil_id, desk.today)

        def save(dialog: CarefulDialog) -> bool:
            values = dialog.form.values()
            starts_on = forms.as_date(values["starts_on"]) or desk.today
            stay = Placement(pupil_id, starts_on, forms.as_date(values["ends_on"]))
            adult, stay_too = forms.as_id(values["key_adult"]), bool(values.get(forms.OTHERS))
            command = PlacePupil(stay, self._slots(dialog), adult, with_others=stay_too)
            return desk.do(command, "Placed in the room", on_refused=dialog.refuse) is not None

        fields = (
            Field("starts_on", "First day in the room", DATE, is_required=True),
            Field("ends_on", "Last day", DATE, help="Leave it empty where it is not known yet."),
            forms.staff_field(choices.staff),
            *forms.others_fields(others),
        )
        values = {"starts_on": desk.today, "key_adult": self._key_adult(last), **forms.others_values(others)}
        dialog = PeriodsDialog(
            desk,
            "Place in the room",
            fields,
            save,
            place=f"pupil/{pupil_id}/place",
            values=values,
            columns=2,
            parent=self._acts.parent_window,
        )
        dialog.add_grid(self._grid(last, is_new=True))
        dialog.form.field("starts_on").setFocus()
        self._acts.show(dialog)

    def periods(self, page: PupilPage) -> None:
        """Other periods from a day on."""
        desk, stay = self._desk, stay_in_hand(page, self._desk.today)
        if stay is None:
            self.place(page)
            return

        def save(dialog: CarefulDialog) -> bool:
            since = forms.as_date(dialog.form.value("effective_from")) or desk.today
            command = SetPattern(stay.id, since, self._slots(dialog))
            return desk.do(command, "Periods changed", on_refused=dialog.refuse) is not None

        words = "The days before keep the periods that held then."
        dialog = PeriodsDialog(
            desk,
            "Periods in the room",
            (Field("effective_from", "From", DATE, is_required=True, help=words, minimum=stay.starts_on),),
            save,
            place=f"placement/{stay.id}/periods",
            values={"effective_from": max(desk.today, stay.starts_on)},
            parent=self._acts.parent_window,
        )
        dialog.add_grid(self._grid(stay, is_new=False))
        self._acts.show(dialog)

    def _adult(self, stay: Placement) -> None:
        desk = self._desk
        choices = form_choices(desk.room, desk.today)

        def save(dialog: CarefulDialog) -> bool:
            values = dialog.form.values()
            since = forms.as_date(values["effective_from"]) or desk.today
            command = SetKeyAdult(stay.id, since, forms.as_id(values["key_adult"]))
            return desk.do(command, "Key adult changed", on_refused=dialog.refuse) is not None

        fields = (
            forms.staff_field(choices.staff),
            Field("effective_from", "From", DATE, is_required=True, minimum=stay.starts_on),
        )
        values = {
            "key_adult": self._key_adult(stay),
            "effective_from": max(desk.today, stay.starts_on),
        }
        self._show("Key adult", fields, save, place=f"placement/{stay.id}/adult", values=values)

    def _end(self, stay: Placement) -> None:
        desk = self._desk

        def save(dialog: CarefulDialog) -> bool:
            command = EndPlacement(stay.id, forms.as_date(dialog.form.value("ends_on")))
            return desk.do(command, "Last day in the room saved", on_refused=dialog.refuse) is not None

        words = "The pupil stays on the list, and all marks stay."
        field = Field(
            "ends_on", "Last day in the room", DATE, is_required=True, help=words, minimum=stay.starts_on
        )
        values = {"ends_on": stay.ends_on or max(desk.today, stay.starts_on)}
        self._show("Last day in the room", (field,), save, place=f"placement/{stay.id}/end", values=values)

    def _go_on(self, stay: Placement) -> None:
        self._desk.do(EndPlacement(stay.id, None), "The placement goes on")

    def _days(self, stay: Placement) -> None:
        desk = self._desk

        def save(dialog: CarefulDialog) -> bool:
            starts_on = forms.as_date(dialog.form.value("starts_on")) or stay.starts_on
            ends_on = forms.as_date(dialog.form.value("ends_on"))
            command = ChangePlacement(replace(stay, starts_on=starts_on, ends_on=ends_on))
            return desk.do(command, "Days corrected", on_refused=dialog.refuse) is not None

        fields = (
            Field("starts_on", "First day in the room", DATE, is_required=True),
            Field("ends_on", "Last day", DATE, help="Leave it empty where it is not known yet."),
        )
        values = {"starts_on": stay.starts_on, "ends_on": stay.ends_on}
        self._show("First and last day", fields, save, place=f"placement/{stay.id}/days", values=values)

    def _show(
        self,
        title: str,
        fields: tuple[Field, ...],
        save: Save,
        *,
        place: str,
        values: Mapping[str, object],
    ) -> None:
        parent = self._acts.parent_window
        self._acts.show(
            CarefulDialog(self._desk, title, fields, save, place=place, values=values, parent=parent)
        )

    def _grid(self, stay: Placement | None, *, is_new: bool) -> PatternGrid:
        room, today = self._desk.room, self._desk.today
        shape = week_shape(room, today)
        slots = () if stay is None else pattern_slots(room, stay.id, max(today, stay.starts_on))
        grid = PatternGrid(shape, slots)
        if is_new and not slots:
            grid.table.pattern.set_lessons()
        return grid

    def _slots(self, dialog: CarefulDialog) -> tuple[Slot, ...]:
        return dialog.grid.slots() if isinstance(dialog, PeriodsDialog) else ()

    def _key_adult(self, stay: Placement | None) -> int | None:
        today = self._desk.today
        return None if stay is None else key_adult_id(self._desk.room, stay.id, max(today, stay.starts_on))
