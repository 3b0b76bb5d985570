"""Icons from our own SVG files, in the colours of the theme and sharp at every scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from iap_desktop.system.resources import read_text
from iap_desktop.ui import theme

_SCALES = (1, 2, 3)


def icon(name: str, ink: str = "ink", *, checked: str | None = None) -> QIcon:
    """The icon `name` in a colour of the theme, "ink"; `checked` is the colour while its button is on."""
    made = QIcon()
    _add(made, name, ink, QIcon.State.Off)
    _add(made, name, checked or ink, QIcon.State.On)
    return made


def _add(made: QIcon, name: str, ink: str, state: QIcon.State) -> None:
    for scale in _SCALES:
        picture = pixmap(name, getattr(theme.tokens(), ink), theme.px(20), scale)
        made.addPixmap(picture, QIcon.Mode.Normal, state)


@cache
def pixmap(name: str, color: str, side: int, scale: float = 1) -> QPixmap:
    """The icon as a picture of `side` pixels a side, drawn for a screen of that scale."""
    text = read_text("icons", f"{name}.svg").replace("currentColor", color)
    made = QPixmap(round(side * scale), round(side * scale))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(scale)
    return made
