"""The periods of a school day as a small picture, so that bell times are chosen by looking."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from iap_desktop.domain.bell_times import BellTemplate, Period, PeriodKind, periods_for
from iap_desktop.domain.registers import SESSION_WORDS
from iap_desktop.ui import theme

_MONDAY = 1
_ROW, _TIME_WIDTH = 26, 104
_LOUD = {PeriodKind.LESSON, PeriodKind.TUTOR}


class DayPicture(QWidget):
    """One line a period: when it is, what it is called, and where a register is taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._periods: tuple[Period, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals().changed.connect(self.updateGeometry)

    def show_day(self, day: BellTemplate) -> None:
        """Draw a Monday of these bell times."""
        self._periods = periods_for(_MONDAY, day.periods)
        self.setAccessibleName(f"{day.name}: {'. '.join(_words(period) for period in self._periods)}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One row a period."""
        return QSize(theme.px(380), len(self._periods) * theme.px(_ROW))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as it has to be."""
        return QSize(theme.px(260), len(self._periods) * theme.px(_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw each period."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, period in enumerate(self._periods):
            self._paint(painter, period, number * theme.px(_ROW))
        painter.end()

    def _paint(self, painter: QPainter, period: Period, top: int) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        height, times = theme.px(_ROW), theme.px(_TIME_WIDTH)
        painter.setPen(theme.color("quiet"))
        painter.setFont(theme.font(9.5))
        painter.drawText(
            QRectF(0, top, times, height), middle, f"{period.starts_at:%H:%M} \u2013 {period.ends_at:%H:%M}"
        )
        bar = QRectF(times, top + 1, self.width() - times - 1, height - 3)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("soft" if period.kind in _LOUD else "paper"))
        painter.drawRoundedRect(bar, theme.px(4), theme.px(4))
        inner = bar.adjusted(theme.px(8), 0, -theme.px(8), 0)
        painter.setPen(theme.color("ink"))
        painter.setFont(theme.font(9.5, bold=period.is_lesson))
        painter.drawText(inner, middle, period.name)
        if period.session:
            painter.setFont(theme.font(9.5))
            painter.setPen(theme.color("accent"))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(inner, right, f"{SESSION_WORDS[period.session].casefold()} register")


def _words(period: Period) -> str:
    register = f", {SESSION_WORDS[period.session].casefold()} register" if period.session else ""
    return f"{period.starts_at:%H:%M} {period.name}{register}"
