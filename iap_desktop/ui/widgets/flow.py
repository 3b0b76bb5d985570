"""Things in rows that break where the window ends: tiles of one width, or chips each as wide as it is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from iap_desktop.ui import theme


class FlowLayout(QLayout):
    """Rows from left to right; with `tile_width` (pixels at 100 %) tiles share each row equally."""

    def __init__(self, parent: QWidget | None = None, *, tile_width: int = 0, gap: int = 12) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._tile_width, self._gap = tile_width, gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Take one more at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """One of them, None where there is none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give one of them away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Neither way: what is left stays empty."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """The narrower the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """How high it is at a width."""
        return self._arrange(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Put each in its place."""
        super().setGeometry(rect)
        self._arrange(rect, is_real=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """At least the widest of them."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        """The largest of them."""
        size = QSize(theme.px(self._tile_width), 0)
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def columns(self, width: int) -> int:
        """How many tiles a row of this width holds."""
        gap = theme.px(self._gap)
        return max(1, (width + gap) // (max(theme.px(self._tile_width), 1) + gap))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, is_real: bool) -> int:
        rows = self._tile_rows(rect.width()) if self._tile_width else self._free_rows(rect.width())
        gap, top = theme.px(self._gap), rect.top()
        for row in rows:
            height = max(_height(item, width) for item, width in row)
            left = rect.left()
            for item, width in row:
                if is_real:
                    item.setGeometry(QRect(QPoint(left, top), QSize(width, height)))
                left += width + gap
            top += height + gap
        return max(top - gap - rect.top(), 0)

    def _tile_rows(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        items, columns, gap = self._shown(), self.columns(width), theme.px(self._gap)
        each = (width - gap * (columns - 1)) // columns
        starts = range(0, len(items), columns)
        return [[(item, each) for item in items[start : start + columns]] for start in starts]

    def _free_rows(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        rows: list[list[tuple[QLayoutItem, int]]] = []
        room, gap = -1, theme.px(self._gap)
        for item in self._shown():
            own = min(item.sizeHint().width(), max(width, 1))
            if own > room:
                rows.append([])
                room = width
            rows[-1].append((item, own))
            room -= own + gap
        return rows


def _height(item: QLayoutItem, width: int) -> int:
    hint = item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
    return max(hint, item.minimumSize().height())
