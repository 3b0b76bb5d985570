"""The guided path to a new room: five short steps that can be left and taken up again."""

from iap_desktop.ui.front.new_room.path import NewRoomPath

__all__ = ["NewRoomPath"]
