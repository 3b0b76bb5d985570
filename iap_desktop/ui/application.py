"""Qt itself, set up once: English dates whatever the machine speaks, sharp at every scale, in our look."""

from __future__ import annotations

import sys

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from iap_desktop.ui import theme

NAME = "IAP Desktop"


def make_application() -> QApplication:
    """The one application, made or found, and dressed."""
    if QApplication.instance() is None:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName(NAME)
    app.setDesktopFileName("iap-desktop")
    theme.apply(theme.Mode.SYSTEM, 100)
    theme.follow_system(app)
    return app
