from __future__ import annotations

from uuid import uuid4

from pytestqt.qtbot import QtBot

from iap_desktop.app.single import FirstWindow, has_called_first, socket_name


def test_a_second_start_calls_the_first_window_forward(qtbot: QtBot) -> None:
    name = f"iap-test-{uuid4().hex}"
    assert not has_called_first(name)
    first = FirstWindow(name)
    with qtbot.waitSignal(first.called):
        assert has_called_first(name)
    with qtbot.waitSignal(first.called):
        assert has_called_first(name)


def test_what_a_killed_window_left_behind_is_in_nobodys_way(qtbot: QtBot) -> None:
    name = f"iap-test-{uuid4().hex}"
    killed = FirstWindow(name)
    again = FirstWindow(name)
    assert killed is not again
    with qtbot.waitSignal(again.called):
        assert has_called_first(name)


def test_practice_and_real_rooms_have_windows_of_their_own() -> None:
    assert socket_name("practice") != socket_name("room")
    assert socket_name("room") == socket_name("room")
