"""A screen, a bus and the program on them, for one test module: nothing is shared with the machine's own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path

from tests.ui.accessibility.at_spi import Node, Place, Reader, State, wait_for

ROOT = Path(__file__).resolve().parents[3]
SCREEN = (1366, 768)
TO_END_SECONDS = 15
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <auth>EXTERNAL</auth>
  <listen>unix:tmpdir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Program:
    """The running program, heard through the bus and worked by real keys."""

    def __init__(self, reader: Reader, environ: Mapping[str, str]) -> None:
        self.reader = reader
        self._environ = environ
        self._root = wait_for(self._find, "the program tells the bus of itself")

    def press(self, *keys: str) -> None:
        """Press keys as a keyboard would, "Tab", "ctrl+2"."""
        self._xdotool("key", *keys)

    def type(self, words: str) -> None:
        """Type words."""
        self._xdotool("type", words)

    def window(self, words: str) -> Node:
        """The active window, once `words` stand in its title and it has come to rest."""
        return wait_for(lambda: self._settled(words), f"a window \u201c{words}\u201d that is ready for keys")

    def windows(self) -> list[Node]:
        """The windows that are shown."""
        return list(self.reader.tree(self._root).children)

    def everything(self) -> Node:
        """All that can be asked of the program, shown or not."""
        return self.reader.tree(self._root, with_hidden=True)

    def back_to_the_window(self) -> None:
        """Close what is open over the main window, and give the keyboard to that."""
        while len(windows := self.windows()) > 1:
            self._focus(windows[-1])
            self.press("Escape")
            wait_for(self._has_fewer_than(len(windows)), "Escape closes a dialog")
        self._focus(windows[0])

    def walk(self, window: Node) -> list[Node]:
        """Press Tab until the keyboard is back where it was; gives what it came to, in order."""
        stops = list(window.stops())
        found = [self._focus_among(stops)]
        while 1 < len(stops) >= len(found):
            self.press("Tab")
            now = self._focus_among(stops, other_than=found[-1])
            if now is found[0]:
                break
            found.append(now)
        return found

    def go_to(self, stop: Node, window: Node) -> None:
        """Press Tab until the keyboard is on something."""
        stops = list(window.stops())
        while (now := self._focus_among(stops)).place != stop.place:
            self.press("Tab")
            self._focus_among(stops, other_than=now)

    def walk_by_arrows(self, group: Sequence[Node]) -> list[Node]:
        """Press an arrow from one of a group to the next, and back again; gives what it came to."""
        is_column = len({node.box[0] for node in group}) == 1
        on, back = ("Down", "Up") if is_column else ("Right", "Left")
        found = [self._focus_among(group)]
        for _ in group[1:]:
            self.press(on)
            found.append(self._focus_among(group, other_than=found[-1]))
        for before, after in pairwise(reversed(found)):
            self.press(back)
            assert self._focus_among(group, other_than=before) is after
        return found

    def _focus_among(self, nodes: Sequence[Node], other_than: Node | None = None) -> Node:
        """What the keyboard is on, once it is on one of these alone."""
        came_from = f"from {other_than}" if other_than is not None else ""
        return wait_for(lambda: self._focused(nodes, other_than), f"the keyboard is on one thing {came_from}")

    def _focused(self, nodes: Sequence[Node], other_than: Node | None = None) -> Node | None:
        states = self.reader.states([node.place for node in nodes])
        on = [node for node, own in zip(nodes, states, strict=True) if State.FOCUSED in own]
        return on[0] if len(on) == 1 and on[0] is not other_than else None

    def _settled(self, words: str) -> Node | None:
        """The active window where two looks find the same, and nothing half made."""
        found = self.windows()
        active = [one for one in found if one.is_in(State.ACTIVE) and words in one.name]
        is_whole = all(node.role for one in active for node in one.walk())
        return active[0] if len(active) == 1 and is_whole and found == self.windows() else None

    def _has_fewer_than(self, count: int) -> Callable[[], bool]:
        return lambda: len(self.windows()) < count

    def _find(self) -> Place | None:
        return next(iter(self.reader.programs()), None)

    def _focus(self, window: Node) -> None:
        """What a window manager does; there is none here."""
        if not window.is_in(State.ACTIVE):
            found = self._xdotool("search", "--onlyvisible", "--name", f"^{re.escape(window.name)}$").split()
            self._xdotool("windowfocus", "--sync", found[-1])

    def _xdotool(self, *words: str) -> str:
        command = ["xdotool", *words]
        return subprocess.run(command, env=self._environ, check=True, capture_output=True, text=True).stdout


@contextmanager
def running(scratch: Path, folder: Path | None = None) -> Iterator[Program]:
    """The program on the practice room in `folder`, or at its front door; it must complain of nothing."""
    complaints = scratch / "complaints.txt"
    with ExitStack() as stack:
        display = stack.enter_context(_screen())
        address = stack.enter_context(_bus(scratch))
        environ = _environ(display, address)
        command = [sys.executable, "-m", "tests.ui.accessibility.program", *([str(folder)] if folder else [])]
        with complaints.open("wb") as file:
            program = stack.enter_context(_process(command, environ, stderr=file))
        reader = Reader(address)
        stack.callback(reader.close)
        yield Program(reader, environ)
        assert program.poll() is None, "the program ended by itself"
    said = complaints.read_text("utf-8")
    assert not said, said


def _environ(display: str, address: str) -> dict[str, str]:
    ours = {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_ACCESSIBILITY": "1",
        "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",  # no registry is on this bus
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "AT_SPI_BUS_ADDRESS": address,
        "DBUS_SESSION_BUS_ADDRESS": address,
        "PYTHONPATH": str(ROOT),
    }
    left_out = {"WAYLAND_DISPLAY", "XAUTHORITY", "QT_SCALE_FACTOR"}
    return {name: value for name, value in os.environ.items() if name not in left_out} | ours


@contextmanager
def _screen() -> Iterator[str]:
    """A screen on the first free number; the server says which, once it is ready."""
    told, tell = os.pipe()
    size = "{}x{}x24".format(*SCREEN)
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", size, "-nolisten", "tcp", "-noreset"]
    with _process(command, dict(os.environ), pass_fds=(tell,), stderr=subprocess.DEVNULL):
        os.close(tell)
        yield f":{_line(told)}"


@contextmanager
def _bus(scratch: Path) -> Iterator[str]:
    """A message bus with nothing on it, for the session and for accessibility."""
    told, tell = os.pipe()
    config = scratch / "bus.conf"
    config.write_text(_BUS.format(folder=tempfile.gettempdir()), "utf-8")
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", f"--print-address={tell}"]
    with _process(command, dict(os.environ), pass_fds=(tell,), stderr=subprocess.DEVNULL):
        os.close(tell)
        yield _line(told)


def _line(descriptor: int) -> str:
    with os.fdopen(descriptor) as pipe:
        line = pipe.readline().strip()
    assert line, "it ended before it was ready"
    return line


@contextmanager
def _process(
    command: Sequence[str],
    environ: Mapping[str, str],
    *,
    stderr: object,
    pass_fds: Sequence[int] = (),
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environ, cwd=ROOT, stderr=stderr, pass_fds=pass_fds)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        process.wait(TO_END_SECONDS)
