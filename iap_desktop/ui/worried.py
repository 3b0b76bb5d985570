"""What to do about a worry and whom to tell, two keys away from any page. Nothing is typed or kept here.

The words follow Keeping Children Safe in Education: act now, tell the DSL in person, do not investigate.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from iap_desktop.domain.school import SafeguardingLead
from iap_desktop.services.school import safeguarding_leads
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.widgets.buttons import button

DANGER = "If a child is in immediate danger, ring 999."
STEPS = (
    ("Stay calm and listen.", "Let the child speak in their own words. Thank them."),
    ("Promise no secrets.", "Say that you have to tell someone who can help."),
    ("Do not investigate.", "No leading questions. Say only: tell me, explain to me, describe it."),
    (
        "Tell the DSL now, in person.",
        "If the DSL is not there, tell a deputy. Do not wait.",
    ),
    (
        "Write it down today.",
        "The child\u2019s own words, when, where, who was there: in the school\u2019s own system.",
    ),
    (
        "About an adult who works here?",
        "Tell the headteacher; about the headteacher, the chair of governors.",
    ),
)
NOBODY = "No DSL has been entered yet"
NOBODY_LEAD = "Tell the school\u2019s DSL now. Then enter the name here, so that it is there next time."
NOBODY_OTHERS = "Tell the school\u2019s DSL now. The room\u2019s lead can enter the name in Settings."
NOT_REACHED = (
    "Nobody to be found? Tell a senior leader, or ring children\u2019s social care yourself. Anyone may."
)
NOT_KEPT = "Nothing is typed or kept here."


class WorriedDialog(QDialog):
    """The steps, and the DSL and deputies in large type."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.leads = safeguarding_leads(desk.room, desk.today)
        self.setWindowTitle("Worried about a child")
        self._close = button("Close", self, role="primary")
        self._close.setDefault(True)
        self._close.clicked.connect(self.accept)
        self._settings = button("Enter the DSL in Settings", self)
        self._settings.clicked.connect(self._go_to_settings)
        self._settings.setVisible(not self.leads and desk.is_lead)
        self._lay_out()
        self.setAccessibleDescription(self._spoken())
        self.resize(self.sizeHint())
        self._close.setFocus()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for two columns, never larger than the window it belongs to."""
        wanted = QSize(theme.px(880), theme.px(600))
        parent = self.parentWidget()
        return wanted if parent is None else wanted.boundedTo(parent.window().size() - QSize(24, 24))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        margin = theme.px(20)
        column.setContentsMargins(margin, margin, margin, theme.px(14))
        column.setSpacing(theme.px(12))
        column.addWidget(_label(DANGER, "big", "care"))
        column.addWidget(self._scrolled(), 1)
        row = QHBoxLayout()
        row.addWidget(_label(NOT_KEPT, "help"), 1)
        row.addWidget(self._settings)
        row.addWidget(self._close)
        column.addLayout(row)

    def _scrolled(self) -> QScrollArea:
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, theme.px(6), 0)
        row.setSpacing(theme.px(24))
        row.addLayout(self._people(), 4)
        row.addLayout(_steps(), 5)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setProperty("role", "reading")
        area.setAccessibleName("Whom to tell and what to do")
        area.setAccessibleDescription(self._spoken())
        area.setWidget(inner)
        return area

    def _people(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(10))
        column.addWidget(_label("Tell now, in person", "heading"))
        if self.leads:
            for lead in self.leads:
                column.addWidget(_person(lead))
        else:
            column.addWidget(_label(NOBODY, "name"))
            column.addWidget(_label(NOBODY_LEAD if self._desk.is_lead else NOBODY_OTHERS))
        column.addWidget(_label(NOT_REACHED, "quiet"))
        column.addStretch(1)
        return column

    def _spoken(self) -> str:
        people = " ".join(f"{title_of(lead)}: {lead.full_name}, {where_of(lead)}." for lead in self.leads)
        steps = " ".join(f"{title} {words}" for title, words in STEPS)
        return f"{DANGER} Tell now, in person. {people or NOBODY + '.'} {steps}"

    def _go_to_settings(self) -> None:
        self.accept()
        self._desk.go_to("settings", "dsl")


def title_of(lead: SafeguardingLead) -> str:
    """What somebody is: the DSL or a deputy."""
    return "Designated safeguarding lead (DSL)" if lead.position == 1 else "Deputy"


def where_of(lead: SafeguardingLead) -> str:
    """Where somebody is found: "Room 12, phone 204"."""
    room = lead.room.strip() if lead.room else ""
    if room and room[0].isdigit():
        room = f"Room {room}"
    phone = f"phone {lead.phone}" if lead.phone else ""
    found = ", ".join(filter(None, (room, phone)))
    return found[:1].upper() + found[1:] if found else "No room or phone entered"


def _person(lead: SafeguardingLead) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
    column.setSpacing(theme.px(2))
    column.addWidget(_label(title_of(lead), "help"))
    column.addWidget(_label(lead.full_name, "title"))
    column.addWidget(_label(where_of(lead), "name"))
    return card


def _steps() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.px(3))
    column.addWidget(_label("What to do", "heading"))
    for number, (title, words) in enumerate(STEPS, start=1):
        column.addSpacing(theme.px(5))
        heading = _label(f"{number}  {title}")
        heading.setFont(theme.font(bold=True))
        heading.setStyleSheet("font-weight: bold;")
        column.addWidget(heading)
        column.addWidget(_label(words, "quiet"))
    column.addStretch(1)
    return column


def _label(text: str, role: str = "", kind: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", role)
    if kind:
        label.setProperty("kind", kind)
        label.setStyleSheet(f"color: {theme.color(kind).name()};")
    return label
