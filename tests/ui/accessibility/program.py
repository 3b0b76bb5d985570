"""The program as a screen reader meets it: started by the tests as a process of its own on a real screen.

`python -m tests.ui.accessibility.program [FOLDER]` opens the practice room that lies there, or shows the
front door; the clock stands still.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from iap_desktop.app.screen import front_of, make_front
from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE
from iap_desktop.storage.opening import open_room
from iap_desktop.ui.application import make_application
from iap_desktop.ui.window import Window

MORNING = datetime(2026, 11, 23, 8, 30).astimezone()


def main(folder: Path | None) -> int:
    """Show the window until it is closed."""
    app = make_application()
    window = Window(lambda: MORNING, make_front)
    window.show()
    if folder is None:
        front_of(window).start(None)
    else:
        window.enter(open_room(folder, PRACTICE_PASSPHRASE, lambda: MORNING))
    window.activateWindow()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else None))
