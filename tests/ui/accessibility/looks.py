"""What an eye would find wrong with a window: words cut off, parts that lie outside or over each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QLabel,
    QLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

NEARLY = 2  # pixels that rounding may cost


def faults(window: QWidget) -> list[str]:
    """All that is wrong with the look of what is shown in a window, one line each."""
    shown = [window, *(widget for widget in window.findChildren(QWidget) if widget.isVisible())]
    found = (cut_off(shown), outside(shown), overlapping(shown))
    return sorted({fault for kind in found for fault in kind})


def places(window: QWidget) -> list[tuple[bool, QRect]]:
    """Where everything in a window is."""
    return [(widget.isVisible(), widget.geometry()) for widget in window.findChildren(QWidget)]


def cut_off(shown: Iterable[QWidget]) -> Iterator[str]:
    """Words that have less room than they need."""
    for widget in shown:
        if isinstance(widget, QLabel) and widget.text():
            needed = needed_by_label(widget)
        elif isinstance(widget, QPushButton | QToolButton) and has_words(widget):
            needed = QSize(widget.sizeHint().width(), widget.fontMetrics().height())
        else:
            continue
        if needed.width() > widget.width() + NEARLY or needed.height() > widget.height() + NEARLY:
            yield f"cut off: {named(widget)} needs {in_words(needed)}, has {in_words(widget.size())}"


def needed_by_label(label: QLabel) -> QSize:
    """How large a label has to be for its words, at the width that it has where they wrap."""
    if not label.wordWrap():
        return label.sizeHint()
    longest = max(label.text().split(), key=len)
    width = (
        label.fontMetrics().horizontalAdvance(longest) if label.textFormat() != Qt.TextFormat.RichText else 0
    )
    return QSize(width, label.heightForWidth(label.width()))


def has_words(button: QAbstractButton) -> bool:
    """Whether a button shows words."""
    is_icon_alone = (
        isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    )
    return bool(button.text()) and not (is_icon_alone and not button.icon().isNull())


def outside(shown: Iterable[QWidget]) -> Iterator[str]:
    """Parts that stick out of what they stand in; what can be scrolled may."""
    for widget in shown:
        parent = widget.parentWidget()
        if parent is None or widget.isWindow() or isinstance(parent.parentWidget(), QAbstractScrollArea):
            continue
        allowed = parent.rect().adjusted(-NEARLY, -NEARLY, NEARLY, NEARLY)
        if not widget.geometry().isEmpty() and not allowed.contains(widget.geometry()):
            yield f"outside: {named(widget)} {widget.geometry().getRect()} of {parent.rect().getRect()}"


def overlapping(shown: Iterable[QWidget]) -> Iterator[str]:
    """Parts of one layout that lie over each other."""
    for widget in shown:
        layout = widget.layout()
        if layout is None:
            continue
        for one, other in combinations(placed_by(layout), 2):
            if one.geometry().adjusted(1, 1, -1, -1).intersects(other.geometry().adjusted(1, 1, -1, -1)):
                yield f"overlapping: {named(one)} and {named(other)}"


def placed_by(layout: QLayout) -> list[QWidget]:
    """The widgets that a layout and those in it place, as far as they are shown."""
    placed: list[QWidget] = []
    for number in range(layout.count()):
        item = layout.itemAt(number)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None and widget.isVisible():
            placed.append(widget)
        if inner is not None:
            placed += placed_by(inner)
    return placed


def tab_stops(window: QWidget) -> list[QWidget]:
    """What Tab comes to, in order."""
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if takes_tab and widget.isVisible() and widget.isEnabled() and widget.window() is window:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def without_sign_of_focus(window: QWidget) -> list[str]:
    """What looks the same with the keyboard as without it."""
    alike = []
    for stop in tab_stops(window):
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        with_focus = picture_of(stop)
        stop.clearFocus()
        if picture_of(stop) == with_focus:
            alike.append(named(stop))
    return alike


def picture_of(widget: QWidget) -> QImage:
    """A widget as it paints itself, in view or not."""
    return widget.grab().toImage()


def unnamed(window: QWidget) -> list[str]:
    """What Tab comes to and a screen reader has no word for."""
    return [named(stop) for stop in tab_stops(window) if not spoken(stop)]


def named_alike(window: QWidget) -> list[str]:
    """What Tab comes to and cannot be told apart by ear."""
    spoken_names = [(type(stop).__name__, spoken(stop)) for stop in tab_stops(window)]
    return sorted({f"{kind} {name}" for kind, name in spoken_names if spoken_names.count((kind, name)) > 1})


def spoken(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    heard = QAccessible.queryAccessibleInterface(widget)
    return heard.text(QAccessible.Text.Name).strip() if heard is not None else ""


def named(widget: QWidget) -> str:
    """A widget in the words of a failing test."""
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    name = words or widget.accessibleName() or widget.objectName()
    return f"{type(widget).__name__} {name!r} in {type(widget.parentWidget()).__name__}"


def in_words(size: QSize) -> str:
    return f"{size.width()} x {size.height()}"
