from __future__ import annotations

import os
import subprocess
import sys

COPY_AND_END = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from iap_desktop.ui import clipboard
clipboard.put("Ayaan Khan")
"""


def test_a_program_that_ends_with_something_copied_ends_well() -> None:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", COPY_AND_END], env=environ, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
