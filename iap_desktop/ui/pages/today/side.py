"""The right-hand column of Today: how many are where, what is to be done, how far Friday's papers are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from iap_desktop.domain.today import Count
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.card import Card

WIDTH = 296


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: its words, and what pressing it does."""

    words: str
    act: Callable[[], None]


class LineButton(QAbstractButton):
    """A line of words that goes somewhere; it wraps, with an arrow at its end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._act: Callable[[], None] | None = None
        self.clicked.connect(self._on_clicked)

    def set_line(self, line: Line) -> None:
        """Show another thing to do."""
        self._act = line.act
        self.setText(line.words)
        self.setAccessibleName(line.words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A finger high."""
        return QSize(theme.px(160), theme.px(40))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A finger high."""
        return QSize(theme.px(80), theme.px(40))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The narrower the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """As many lines as the words need."""
        self.ensurePolished()
        room = QRect(0, 0, max(width - self._aside(), theme.px(40)), 10_000)
        flags = int(Qt.TextFlag.TextWordWrap)
        return max(
            self.fontMetrics().boundingRect(room, flags, self.text()).height() + theme.px(14), theme.px(40)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses it, as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Words, arrow, and a ring while it has the keyboard."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            corner = theme.px(6)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)
        painter.setFont(self.font())
        painter.setPen(theme.color("accent" if self.underMouse() or self.hasFocus() else "ink"))
        pad = theme.px(6)
        words = self.rect().adjusted(pad, 0, -self._aside() + pad, 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(words, int(Qt.TextFlag.TextWordWrap) | middle, self.text())
        painter.setPen(theme.color("accent"))
        arrow = self.rect().adjusted(0, 0, -pad, 0)
        painter.drawText(arrow, int(Qt.AlignmentFlag.AlignRight) | middle, "\u203a")

    def _aside(self) -> int:
        return theme.px(30)

    def _on_clicked(self) -> None:
        if self._act is not None:
            self._act()


class LineCard(Card):
    """A card of lines; hidden while it has none and no words instead of them."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(heading, parent)
        self.buttons: list[LineButton] = []
        self._instead = QLabel(self)
        self._instead.setProperty("role", "quiet")
        self._instead.setWordWrap(True)
        self.add(self._instead)

    def set_lines(self, lines: Sequence[Line], instead: str = "") -> None:
        """Show these lines in the buttons that are there."""
        while len(self.buttons) < len(lines):
            self.buttons.append(LineButton(self))
            self.add(self.buttons[-1])
        for place, made in enumerate(self.buttons):
            made.setVisible(place < len(lines))
            if place < len(lines):
                made.set_line(lines[place])
        self._instead.setText(instead)
        self._instead.setVisible(not lines and bool(instead))
        self.setVisible(bool(lines) or bool(instead))


class CountCard(Card):
    """How many pupils are where, a line each with its glyph."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(heading, parent)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setWordWrap(True)
        self.add(self._words)

    def set_counts(self, counts: Sequence[Count], instead: str) -> None:
        """Show the counts, or some words where there is nobody to count."""
        aside = theme.px(26) if any(count.glyph for count in counts) else theme.px(6)
        rows = "".join(
            f"<tr><td align='right' height='{theme.px(24)}'><b>{count.number}</b></td>"
            f"<td align='center' width='{aside}'>{count.glyph}</td><td>{count.group.value}</td></tr>"
            for count in counts
        )
        self._words.setText(
            f"<table cellspacing='0' cellpadding='{theme.px(3)}'>{rows}</table>" if rows else instead
        )
        spoken = ", ".join(f"{count.number} {count.group.value}" for count in counts)
        self._words.setAccessibleName(spoken or instead)

    @property
    def spoken(self) -> str:
        """The counts in words."""
        return self._words.accessibleName()


class Side(QScrollArea):
    """The cards one below the other; they scroll where the window is low or the text large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.counts = CountCard("Right now")
        self.due = LineCard("To do")
        self.friday = LineCard("Friday")
        self.backup = LineCard("Backup")
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        for card in (self.counts, self.due, self.friday, self.backup):
            self._column.addWidget(card)
        self._column.addStretch(1)
        self.setWidget(inner)
        self._size()
        theme.signals().changed.connect(self._size)

    def fit(self, page_width: int) -> None:
        """Never more than three tenths of the page."""
        self.setFixedWidth(min(theme.px(WIDTH), page_width * 3 // 10))

    def _size(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
