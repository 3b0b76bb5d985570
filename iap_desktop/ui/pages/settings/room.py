"""What the school and the room are called, the phone, the places, and the logo on the sheets."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel

from iap_desktop.domain.school import SettingKind
from iap_desktop.services.school import SetSettings, logo_setting, settings
from iap_desktop.system.errors import UserError
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.page import Primary
from iap_desktop.ui.pages.settings.section import DraftTimer, Facts, Section, act, buttons, words
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.form import NUMBER, Field, Form

PLACE = "settings/room"
FIELDS = (
    Field("school_name", "School", is_required=True),
    Field("room_name", "Room", is_required=True, help="As staff call it. It is on every sheet."),
    Field("room_phone", "Phone of the room", width=220),
    Field("capacity", "Places in the room", NUMBER, is_required=True, minimum=1, maximum=99),
)
_LABELS = {field.name: field.label for field in FIELDS}


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What is in force today."""

    values: dict[str, str]
    logo: str


class RoomSection(Section):
    """A form for the lead, plain words for others."""

    name = "room"
    title = "The room"
    explains = "Changes hold from today. Sheets of the days before stay as they were."
    tables = frozenset({"setting", "staff", "staff_name"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form, self.facts, self.logo = Form(FIELDS), Facts(), LogoCard(self)
        self._timer = DraftTimer(self.keep, self)
        self._shown: dict[str, str] = {}
        self._is_filled = False
        card = Card()
        card.add(self.form)
        card.add(self.facts)
        self.column.addWidget(card)
        self.column.addWidget(self.logo)
        self.column.addStretch(1)
        self.form.edited.connect(self.on_edited)
        self.form.submitted.connect(self.save)

    def load(self) -> RoomFacts:
        """Read what is in force."""
        known = settings(self.desk.room, self.desk.today)
        values = {field.name: known.get(SettingKind(field.name), "") for field in FIELDS}
        return RoomFacts(values, known.get(SettingKind.LOGO, ""))

    def fill(self, value: Any) -> None:  # noqa: ANN401 - RoomFacts
        """Paint it, but over nothing that is being typed."""
        self.say_who()
        self.form.setVisible(self.may_lead)
        self.facts.setVisible(not self.may_lead)
        self.facts.set_facts(tuple((_LABELS[name], text) for name, text in value.values.items()))
        self._shown = value.values
        if not self.form.is_changed():
            self._show(value.values)
        if not self._is_filled:
            self._is_filled = True
            self._bring_back()
        self.logo.set_logo(value.logo, may_change=self.may_lead)

    def primary(self) -> Primary | None:
        """Save what was typed."""
        return Primary("Save", self.save, "Ctrl+S", self.form.is_changed()) if self.may_lead else None

    def on_edited(self) -> None:
        """Keep a draft soon, and let Save be pressed."""
        self._timer.start()
        self.primary_changed.emit()

    def keep(self) -> None:
        """Keep what is typed until it is saved."""
        self._timer.stop()
        if self.may_lead and self.form.is_changed():
            self.desk.keep_draft(PLACE, json.dumps(self.form.typed()))

    def save(self) -> None:
        """Let it hold from today."""
        if not self.may_lead or not self.form.check() or not self.form.is_changed():
            return
        typed = self.form.typed()
        values = {SettingKind(name): str(value or "") for name, value in self.form.values().items()}
        self._timer.stop()
        self.form.mark_unchanged()
        if self.desk.do(SetSettings(values, self.desk.today), said="The room's settings are saved"):
            self.desk.drop_draft(PLACE)
        else:
            self._show(self._shown)
            self.form.set_typed(typed)
        self.primary_changed.emit()

    def _show(self, values: dict[str, str]) -> None:
        capacity = values["capacity"]
        self.form.set_values({**values, "capacity": int(capacity) if capacity else None})

    def _bring_back(self) -> None:
        kept = self.desk.draft(PLACE)
        if kept and self.may_lead:
            self.form.set_typed(json.loads(kept))


class LogoCard(Card):
    """The school's logo: shown, chosen from a PNG file, taken away."""

    def __init__(self, section: Section) -> None:
        super().__init__("Logo")
        self._section = section
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.words = words("", "quiet")
        self.choose = act("Choose a picture\N{HORIZONTAL ELLIPSIS}", self.on_choose, spoken="Choose a logo")
        self.remove = act("Remove the logo", self.on_remove)
        self.add(self.picture)
        self.add(self.words)
        self._buttons = buttons(self.choose, self.remove)
        self.add(self._buttons)

    def set_logo(self, logo: str, *, may_change: bool) -> None:
        """Show the logo in force, or say that there is none."""
        picture = QPixmap()
        if logo:
            picture.loadFromData(b64decode(logo))
        is_there = not picture.isNull()
        self.picture.setVisible(is_there)
        self.picture.setAccessibleName("The school's logo" if is_there else "")
        if is_there:
            self.picture.setPixmap(_fitting(picture))
        self.words.setText(
            "It stands at the head of each sheet."
            if is_there
            else "No logo yet. A PNG picture, at most 1 MB."
        )
        self._buttons.setVisible(may_change)
        self.remove.setVisible(is_there)

    def on_choose(self) -> None:
        """Ask for a file."""
        path, _ = QFileDialog.getOpenFileName(self, "Choose a logo", str(Path.home()), "PNG pictures (*.png)")
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Let a picture be the logo from today."""
        desk = self._section.desk
        with desk.guarded():
            text = logo_setting(_read_picture(path))
            desk.do(SetSettings({SettingKind.LOGO: text}, desk.today), said="The logo is changed")

    def on_remove(self) -> None:
        """Let sheets have no logo from today."""
        desk = self._section.desk
        desk.do(SetSettings({SettingKind.LOGO: ""}, desk.today), said="The logo is removed")


def _fitting(picture: QPixmap) -> QPixmap:
    modes = Qt.AspectRatioMode, Qt.TransformationMode
    return picture.scaled(
        theme.px(260), theme.px(90), modes[0].KeepAspectRatio, modes[1].SmoothTransformation
    )


def _read_picture(path: Path) -> bytes:
    """The file's bytes. Raises UserError where it cannot be read or shown."""
    try:
        png = path.read_bytes()
    except OSError as error:
        raise UserError("The picture could not be read.", todo="Choose another file.") from error
    if not QPixmap().loadFromData(png):
        raise UserError("The file is no picture that can be shown.", todo="Choose a PNG picture.")
    return png
