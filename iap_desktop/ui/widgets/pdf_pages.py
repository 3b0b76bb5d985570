"""The scrolled column of a PDF's pages, drawn as they come into sight at the screen's own density."""

from __future__ import annotations

from collections import OrderedDict
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from iap_desktop.ui import theme

_DOTS = 96  # an inch on screen at 100 %
_MOST_DPI = 300
_STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_MARGIN, _GAP = 12, 12
_KEPT_BYTES = 96_000_000  # of drawn pages, so that scrolling back is immediate


class PdfPages(QAbstractScrollArea):
    """Pages one below the other, as wide as the window until somebody zooms."""

    page_changed = Signal(int)
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pdf = b""
        self._sizes: list[tuple[float, float]] = []
        self._zoom: float | None = None
        self._page = 0
        self._drawn: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.signals().changed.connect(self.viewport().update)

    def pdf(self) -> bytes:
        """The document shown."""
        return self._pdf

    def set_pdf(self, pdf: bytes) -> None:
        """Show another document from its first page."""
        from iap_desktop.reports.pages import page_sizes  # noqa: PLC0415 - the library waits until it is needed

        self._pdf = pdf
        self._sizes = page_sizes(pdf) if pdf else []
        self._drawn.clear()
        self._page = 1 if self._sizes else 0
        self._spread()
        self.verticalScrollBar().setValue(0)
        self._find_page()
        self.viewport().update()

    def page(self) -> int:
        """The page in sight, the first being 1."""
        return self._page

    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    def go_to_page(self, number: int) -> None:
        """Scroll to the top of a page."""
        if self._sizes:
            place = min(max(number, 1), len(self._sizes)) - 1
            self.verticalScrollBar().setValue(self._rects()[place].top() - _MARGIN)
            self._set_page(place + 1)

    def scale(self) -> float:
        """How large a page is on screen, 1.0 being its size on paper."""
        if self._zoom is not None or not self._sizes:
            return self._zoom or 1.0
        widest = max(width for width, _height in self._sizes)
        room = max(self.viewport().width() - 2 * _MARGIN, 50)
        return min(room / (widest / 72 * _DOTS), _STEPS[-1])

    def zoom(self, steps: int) -> None:
        """One step larger (1) or smaller (-1), keeping the place in sight."""
        now = self.scale()
        wanted = [step for step in _STEPS if (step > now * 1.01 if steps > 0 else step < now * 0.99)]
        if wanted:
            self._set_zoom(wanted[0] if steps > 0 else wanted[-1])

    def fit_width(self) -> None:
        """As wide as the window, whatever its size."""
        self._set_zoom(None)

    def drawn_pages(self) -> set[int]:
        """The numbers of the pages drawn so far, the first being 1."""
        return {place + 1 for place, _width in self._drawn}

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for a page that can be read."""
        return QSize(theme.px(640), theme.px(520))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Spread the pages anew, at the place they were at."""
        super().resizeEvent(event)
        self._keep_place(self._zoom)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw what is in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.color("paper"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        offset = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for place, rect in enumerate(self._rects()):
            seen = rect.translated(-offset)
            if seen.intersects(self.viewport().rect()):
                painter.drawImage(QRectF(seen), self._image(place, rect))
                painter.setPen(theme.color("line"))
                painter.drawRect(seen.adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Page keys turn pages, Home and End go to the ends, Space goes on, Ctrl with + - 0 zooms."""
        key, is_control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_control and key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom(1)
        elif is_control and key == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif is_control and key == Qt.Key.Key_0:
            self.fit_width()
        elif key == Qt.Key.Key_Space:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + bar.pageStep())
        elif (turn := self._turns().get(key)) is not None:
            self.go_to_page(turn)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll; with Ctrl zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def _turns(self) -> dict[int, int]:
        keys = Qt.Key
        return {
            keys.Key_PageUp: self._page - 1,
            keys.Key_PageDown: self._page + 1,
            keys.Key_Home: 1,
            keys.Key_End: len(self._sizes),
        }

    def _set_zoom(self, zoom: float | None) -> None:
        self._keep_place(zoom)
        self.zoomed.emit()
        self.viewport().update()

    def _keep_place(self, zoom: float | None) -> None:
        """Change the size; the middle of what is in sight stays there."""
        bar = self.verticalScrollBar()
        half = self.viewport().height() / 2
        before = (bar.value() + half) / max(self._height, 1)
        was_at_top = bar.value() == 0
        self._zoom = zoom
        self._spread()
        bar.setValue(0 if was_at_top else round(before * self._height - half))
        self._find_page()
        self.zoomed.emit()

    @property
    def _height(self) -> int:
        rects = self._rects()
        return rects[-1].bottom() + _MARGIN if rects else 0

    def _rects(self) -> list[QRect]:
        """Where each page is in the whole column."""
        dots = _DOTS * self.scale() / 72
        sizes = [(round(width * dots), round(height * dots)) for width, height in self._sizes]
        across = max(self.viewport().width(), max((width for width, _ in sizes), default=0) + 2 * _MARGIN)
        top, rects = _MARGIN, []
        for width, height in sizes:
            rects.append(QRect((across - width) // 2, top, width, height))
            top += height + _GAP
        return rects

    def _spread(self) -> None:
        rects, view = self._rects(), self.viewport().size()
        widest = max((rect.width() for rect in rects), default=0) + 2 * _MARGIN
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(widest - view.width(), 0))
        across.setPageStep(view.width())
        down.setRange(0, max(self._height - view.height(), 0))
        down.setPageStep(max(view.height() - 40, 40))
        down.setSingleStep(theme.px(48))

    def _on_scrolled(self, _value: int) -> None:
        self._find_page()
        self.viewport().update()

    def _find_page(self) -> None:
        """The page that holds the point a third down the window."""
        rects = self._rects()
        if not rects:
            self._set_page(0)
            return
        point = self.verticalScrollBar().value() + self.viewport().height() // 3
        ends = [upper.bottom() + _GAP // 2 for upper, _lower in pairwise(rects)]
        self._set_page(1 + sum(point > end for end in ends))

    def _set_page(self, number: int) -> None:
        if number != self._page:
            self._page = number
            self.page_changed.emit(number)

    def _image(self, place: int, rect: QRect) -> QImage:
        ratio = self.devicePixelRatioF()
        key = (place, round(rect.width() * ratio))
        if key not in self._drawn:
            dpi = key[1] * 72 / self._sizes[place][0]
            self._drawn[key] = page_picture(self._pdf, place, min(dpi, _MOST_DPI))
            self._forget_old()
        self._drawn.move_to_end(key)
        return self._drawn[key]

    def _forget_old(self) -> None:
        kept = sum(image.sizeInBytes() for image in self._drawn.values())
        while len(self._drawn) > 1 and kept > _KEPT_BYTES:
            _key, gone = self._drawn.popitem(last=False)
            kept -= gone.sizeInBytes()


def page_picture(pdf: bytes, place: int, dpi: float) -> QImage:
    """One page, the first being 0, as a picture for the screen or a printer."""
    from iap_desktop.reports.pages import page_image  # noqa: PLC0415 - the library waits until it is needed

    drawn = page_image(pdf, place, dpi=dpi)
    return QImage(drawn.rgb, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB888).copy()
