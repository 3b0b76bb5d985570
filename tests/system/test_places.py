from __future__ import annotations

import stat
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iap_desktop.system.files import CannotWrite, NoSpace, NotThere
from iap_desktop.system.machine import Machine, Mount, can_be_unplugged, dropbox_folders, this_machine
from iap_desktop.system.places import (
    Danger,
    UnsafePlace,
    danger_of,
    default_room_folder,
    free_bytes,
    is_shared_place,
    keep_private,
    refuse_if_full,
    refuse_read_only,
    refuse_unsafe,
    room_folder_on,
    share_command,
)
from tests.system.faults import fill, read_only_folder, tiny_disk


def _mount(point: str, kind: str = "", options: str = "rw", device: str = "") -> Mount:
    return Mount(point, device or point, kind, frozenset(options.split(",")))


WINDOWS = Machine(
    platform="win32",
    env={
        "ONEDRIVE": r"C:\Users\sam\OneDrive - St Bede's School",
        "ONEDRIVECOMMERCIAL": r"D:\School Cloud",
        "PROGRAMDATA": r"C:\ProgramData",
        "SYSTEMROOT": r"C:\Windows",
    },
    home=r"C:\Users\sam",
    mounts=(
        _mount("C:\\", "NTFS", "rw,fixed"),
        _mount("D:\\", "NTFS", "rw,fixed"),
        _mount("E:\\", "FAT32", "rw,removable"),
        _mount("F:\\", "CDFS", "ro,cdrom"),
        _mount("G:\\", "FAT32", "rw,fixed"),
        _mount("H:\\", "NTFS", "rw,remote"),
    ),
    synced=((r"C:\Users\sam\St Bede's School\Inclusion - Documents", "OneDrive"),),
)
MACOS = Machine(
    platform="darwin",
    env={},
    home="/Users/sam",
    mounts=(
        _mount("/", "apfs", device="/dev/disk3s1s1"),
        _mount("/System/Volumes/Data", "apfs", device="/dev/disk3s5"),
        _mount("/Volumes/STICK", "msdos", device="/dev/disk4s1"),
        _mount("/Users/sam/share", "smbfs", device="//sam@server/share"),
    ),
)
LINUX = Machine(
    platform="linux",
    env={},
    home="/home/sam",
    mounts=(
        _mount("/", "overlay", device="overlay"),
        _mount("/tmp", "tmpfs", device="tmpfs"),  # noqa: S108 - a fact about a computer, not a file
        _mount("/home", "ext4", device="/dev/sda3"),
        _mount("/data", "ext4", device="/dev/mapper/data"),
        _mount("/data/share", "cifs", device="//server/share"),
        _mount("/data/share/local", "ext4", device="/dev/sdd1"),
        _mount("/srv/nfs", "nfs4", device="server:/export"),
        _mount("/srv/odd", "newfs", device="files.school.example:/export"),
        _mount("/mnt/ssh", "fuse.sshfs", device="sam@server:/home"),
        _mount("/mnt/ntfs", "fuseblk", device="/dev/sda5"),
        _mount("/mnt/vm", "9p", device="host"),
        _mount("/media/sam/STICK", "vfat", device="/dev/sdb1"),
        _mount("/mnt/usb", "ext4", device="/dev/sdc1"),
        _mount("/media/cdrom", "iso9660", device="/dev/sr0"),
        _mount("/mnt/twice", "nfs", device="server:/old"),
        _mount("/mnt/twice", "ext4", device="/dev/sde1"),
    ),
    unplugged=frozenset({"/dev/sdc1"}),
)


@pytest.mark.parametrize(
    ("folder", "danger", "by"),
    [
        (r"C:\Users\sam\OneDrive - St Bede's School\room", Danger.CLOUD, "OneDrive"),
        (r"c:\users\SAM\onedrive - st bede's school\Documents\room", Danger.CLOUD, "OneDrive"),
        (r"C:\Users\other\OneDrive\room", Danger.CLOUD, "OneDrive"),
        (r"C:\Users\other\OneDrive - Another School\room", Danger.CLOUD, "OneDrive"),
        (r"D:\School Cloud\room", Danger.CLOUD, "OneDrive"),
        (r"C:\Users\sam\St Bede's School\Inclusion - Documents\room", Danger.CLOUD, "OneDrive"),
        (r"C:\Users\sam\Dropbox\room", Danger.CLOUD, "Dropbox"),
        (r"C:\Users\sam\Dropbox (School)\room", Danger.CLOUD, "Dropbox"),
        (r"C:\Users\sam\St Bede's Dropbox\Sam\room", Danger.CLOUD, "Dropbox"),
        (r"C:\Users\sam\Google Drive\room", Danger.CLOUD, "Google Drive"),
        (r"C:\Users\sam\My Drive\room", Danger.CLOUD, "Google Drive"),
        (r"G:\My Drive\room", Danger.CLOUD, "Google Drive"),
        (r"G:\Shared drives\Inclusion\room", Danger.CLOUD, "Google Drive"),
        (r"C:\Users\sam\iCloudDrive\room", Danger.CLOUD, "iCloud Drive"),
        (r"C:\Users\sam\Box\room", Danger.CLOUD, "Box"),
        (r"C:\Users\sam\Nextcloud\room", Danger.CLOUD, "Nextcloud"),
        (r"\\server\staff\room", Danger.NETWORK, ""),
        (r"\\?\UNC\server\staff\room", Danger.NETWORK, ""),
        (r"\\wsl.localhost\Debian\home\sam\room", Danger.NETWORK, ""),
        (r"H:\room", Danger.NETWORK, ""),
        (r"h:\room", Danger.NETWORK, ""),
        (r"E:\room", Danger.REMOVABLE, ""),
        (r"F:\room", Danger.DISC, ""),
        (r"\\?\E:\room", Danger.REMOVABLE, ""),
    ],
)
def test_unsafe_places_on_windows_are_told_apart(folder: str, danger: Danger, by: str) -> None:
    assert danger_of(PureWindowsPath(folder), WINDOWS) == (danger, by)


@pytest.mark.parametrize(
    "folder",
    [
        r"C:\ProgramData\IAP Desktop\room",
        r"\\?\C:\ProgramData\IAP Desktop\room",
        r"C:\Users\sam\AppData\Local\room",
        r"C:\Users\sam\Documents\Sandbox\room",
        r"C:\Users\sam\Documents\Dropbox Reports\room",
        r"C:\Users\sam\Documents\OneDriveTemp\room",
        r"C:\Users\sam\Documents\Box\room",
        r"C:\Users\sam\Boxes\room",
        r"C:\Work\My Drive\room",
        r"C:\Library\room",
        r"D:\School Cloudy\room",
        r"D:\room",
        r"Q:\room",
    ],
)
def test_safe_places_on_windows_are_left_alone(folder: str) -> None:
    assert danger_of(PureWindowsPath(folder), WINDOWS) is None


@pytest.mark.parametrize(
    ("folder", "danger", "by"),
    [
        ("/Users/sam/Library/Mobile Documents/com~apple~CloudDocs/room", Danger.CLOUD, "iCloud Drive"),
        ("/Users/sam/Library/Mobile Documents/room", Danger.CLOUD, "iCloud Drive"),
        ("/Users/sam/Library/CloudStorage/OneDrive-StBedesSchool/room", Danger.CLOUD, "OneDrive"),
        ("/Users/sam/Library/CloudStorage/GoogleDrive-sam@a.example/room", Danger.CLOUD, "Google Drive"),
        ("/Users/sam/Library/CloudStorage/Egnyte/room", Danger.CLOUD, "A sync program"),
        ("/Users/sam/Box Sync/room", Danger.CLOUD, "Box"),
        ("/Users/sam/share/room", Danger.NETWORK, ""),
        ("/Volumes/STICK/room", Danger.REMOVABLE, ""),
    ],
)  # fmt: skip
def test_unsafe_places_on_macos_are_told_apart(folder: str, danger: Danger, by: str) -> None:
    assert danger_of(PurePosixPath(folder), MACOS) == (danger, by)


@pytest.mark.parametrize(
    "folder",
    [
        "/Users/Shared/IAP Desktop/room",
        "/Users/sam/Documents/Mobile Documents/room",
        "/Users/sam/shared/room",
    ],
)
def test_safe_places_on_macos_are_left_alone(folder: str) -> None:
    assert danger_of(PurePosixPath(folder), MACOS) is None


@pytest.mark.parametrize(
    ("folder", "danger"),
    [
        ("/data/share/room", Danger.NETWORK),
        ("/srv/nfs/room", Danger.NETWORK),
        ("/srv/odd/room", Danger.NETWORK),
        ("/mnt/ssh/room", Danger.NETWORK),
        ("/mnt/vm/room", Danger.NETWORK),
        ("/media/sam/STICK/room", Danger.REMOVABLE),
        ("/mnt/usb/room", Danger.REMOVABLE),
        ("/media/cdrom/room", Danger.DISC),
    ],
)
def test_unsafe_drives_on_linux_are_told_apart(folder: str, danger: Danger) -> None:
    assert danger_of(PurePosixPath(folder), LINUX) == (danger, "")


@pytest.mark.parametrize(
    "folder",
    [
        "/room",
        "/tmp/room",  # noqa: S108 - a fact about a computer, not a file
        "/home/sam/.local/share/iap-desktop/room",
        "/data/room",
        "/data/shared/room",
        "/data/share/local/room",
        "/mnt/ntfs/room",
        "/mnt/twice/room",
        "/srv/Box/room",
        "/srv/my drive/room",
    ],
)
def test_safe_places_on_linux_are_left_alone(folder: str) -> None:
    assert danger_of(PurePosixPath(folder), LINUX) is None


def test_a_computer_that_runs_from_a_stick_or_a_shared_root_still_has_a_place() -> None:
    for kind in ("ext4", "9p"):
        machine = Machine(
            "linux", {}, "/root", (_mount("/", kind, device="/dev/sda"),), frozenset({"/dev/sda"})
        )
        assert danger_of(PurePosixPath("/root/room"), machine) is None


@pytest.mark.parametrize("value", ["", "C:\\", "OneDrive", "\\"])
def test_a_senseless_onedrive_variable_condemns_nothing(value: str) -> None:
    machine = Machine("win32", {"OneDrive": value}, r"C:\Users\sam", (_mount("C:\\", "NTFS", "rw,fixed"),))
    assert danger_of(PureWindowsPath(r"C:\ProgramData\room"), machine) is None


_ORDINARY = st.text(st.sampled_from("abcdeBDOX -()'é1"), min_size=1, max_size=12).filter(
    lambda name: name.strip() == name and name.casefold() not in {"box", "box sync"}
)


@given(st.lists(_ORDINARY, min_size=1, max_size=5))
def test_ordinary_names_never_condemn_a_folder_on_the_own_drive(names: list[str]) -> None:
    assert danger_of(PureWindowsPath("C:\\", *names), WINDOWS) is None
    assert danger_of(PurePosixPath("/home/sam", *names), LINUX) is None


@given(st.lists(_ORDINARY, max_size=3), st.lists(_ORDINARY, max_size=3))
def test_a_synced_folder_condemns_all_that_lies_below_it(above: list[str], below: list[str]) -> None:
    folder = PurePosixPath("/", *above, "OneDrive - School", *below)
    assert danger_of(folder, LINUX) == (Danger.CLOUD, "OneDrive")


def test_the_room_lies_in_program_data_on_windows() -> None:
    assert room_folder_on(WINDOWS) == PureWindowsPath(r"C:\ProgramData\IAP Desktop\room")
    without = Machine("win32", {}, r"C:\Users\sam")
    assert room_folder_on(without) == PureWindowsPath(r"C:\ProgramData\IAP Desktop\room")


def test_the_room_lies_in_the_shared_folder_on_macos() -> None:
    assert room_folder_on(MACOS) == PurePosixPath("/Users/Shared/IAP Desktop/room")


def test_the_room_lies_in_the_data_folder_of_the_account_on_linux() -> None:
    assert room_folder_on(LINUX) == PurePosixPath("/home/sam/.local/share/iap-desktop/room")
    chosen = Machine("linux", {"XDG_DATA_HOME": "/data"}, "/home/sam")
    assert room_folder_on(chosen) == PurePosixPath("/data/iap-desktop/room")
    relative = Machine("linux", {"XDG_DATA_HOME": "data"}, "/home/sam")
    assert room_folder_on(relative) == room_folder_on(LINUX)


def test_the_usual_place_is_safe_on_each_system() -> None:
    assert all(danger_of(room_folder_on(machine), machine) is None for machine in (WINDOWS, MACOS, LINUX))


def test_the_usual_place_on_this_computer_is_absolute_and_not_made_by_asking(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("XDG_DATA_HOME", "ProgramData"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    folder = default_room_folder()
    assert folder.is_absolute()
    assert not (tmp_path / "data").exists()


def test_a_temporary_folder_of_this_computer_is_not_refused(tmp_path: Path) -> None:
    refuse_unsafe(tmp_path)
    refuse_unsafe(tmp_path / "not" / "there" / "yet")


def test_a_refusal_says_why_and_what_to_do_and_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - School" / "room"
    with pytest.raises(UnsafePlace, match="OneDrive copies this folder") as caught:
        refuse_unsafe(folder)
    assert caught.value.danger is Danger.CLOUD
    assert str(folder) in caught.value.what
    assert len(caught.value.lines) == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_into_a_synced_folder_is_refused(tmp_path: Path) -> None:
    synced = tmp_path / "Dropbox"
    synced.mkdir()
    (tmp_path / "link").symlink_to(synced)
    with pytest.raises(UnsafePlace, match="Dropbox"):
        refuse_unsafe(tmp_path / "link" / "room")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("part", ["room.db", "room.keys", "backups"])
def test_a_part_of_the_room_that_leads_into_a_synced_folder_is_refused(tmp_path: Path, part: str) -> None:
    room, synced = tmp_path / "room", tmp_path / "Dropbox"
    room.mkdir()
    synced.mkdir()
    refuse_unsafe(room)
    (room / part).symlink_to(synced / part)
    with pytest.raises(UnsafePlace, match="Dropbox copies") as caught:
        refuse_unsafe(room)
    assert str(synced / part) in caught.value.what


def test_dots_do_not_hide_a_synced_folder(tmp_path: Path) -> None:
    with pytest.raises(UnsafePlace, match="Dropbox"):
        refuse_unsafe(tmp_path / "plain" / ".." / "Dropbox" / "room")


@pytest.mark.parametrize(
    ("marker", "program"),
    [(".dropbox", "Dropbox"), (".tmp.driveupload", "Google Drive"), (".stfolder", "Syncthing")],
)
def test_the_marker_of_a_sync_program_above_the_room_is_seen(
    tmp_path: Path, marker: str, program: str
) -> None:
    (tmp_path / "shared" / "a" / "b").mkdir(parents=True)
    (tmp_path / "shared" / marker).mkdir()
    with pytest.raises(UnsafePlace, match=program):
        refuse_unsafe(tmp_path / "shared" / "a" / "b" / "room")
    refuse_unsafe(tmp_path / "beside")


def test_settings_of_dropbox_in_the_home_folder_condemn_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / ".dropbox").mkdir()
    refuse_unsafe(tmp_path / "room")


def test_a_renamed_dropbox_is_found_by_its_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    settings = tmp_path / "home" / ".dropbox"
    settings.mkdir(parents=True)
    renamed = str(tmp_path / "Our papers").replace("\\", "\\\\")
    (settings / "info.json").write_text(f'{{"personal": {{"path": "{renamed}"}}}}', encoding="utf-8")
    with pytest.raises(UnsafePlace, match="Dropbox"):
        refuse_unsafe(tmp_path / "Our papers" / "room")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"personal": 3}', '{"personal": {"path": 3}}', "[" * 100_000]
)
def test_a_damaged_dropbox_list_names_no_folder(tmp_path: Path, text: str) -> None:
    (tmp_path / "info.json").write_text(text, encoding="utf-8")
    assert list(dropbox_folders([tmp_path / "info.json", tmp_path / "missing.json"])) == []


def test_sticks_are_known_by_what_the_kernel_says(tmp_path: Path) -> None:
    devices, blocks = tmp_path / "devices", tmp_path / "block"
    blocks.mkdir()
    disks = {"zza": ("pci0/ata1", "0"), "zzb": ("pci0/usb2/2-1", "0"), "zzc": ("pci0/mmc", "1")}
    for name, (bus, removable) in disks.items():
        disk = devices / bus / name
        (disk / f"{name}1").mkdir(parents=True)
        (disk / "removable").write_text(f"{removable}\n", encoding="ascii")
        (disk / f"{name}1" / "partition").write_text("1\n", encoding="ascii")
        (blocks / name).symlink_to(disk)
        (blocks / f"{name}1").symlink_to(disk / f"{name}1")
    (blocks / "dm-7" / "slaves" / "zzc1").mkdir(parents=True)
    found = {name for name in ("zza", "zza1", "zzb1", "zzc1", "zzc", "dm-7", "gone") if
             can_be_unplugged(f"/dev/{name}", blocks)}  # fmt: skip
    assert found == {"zzb1", "zzc1", "zzc", "dm-7"}
    assert not can_be_unplugged("tmpfs", blocks)


def test_this_computer_is_described_with_the_drive_of_the_tests() -> None:
    machine = this_machine()
    assert machine.platform == sys.platform
    assert machine.mounts
    assert machine.path(machine.home).is_absolute()


def test_free_bytes_are_those_of_the_nearest_folder_that_exists(tmp_path: Path) -> None:
    with tiny_disk(tmp_path, size_kib=64) as disk:
        assert free_bytes(disk / "not" / "yet") == free_bytes(disk)


def test_a_full_drive_is_refused_in_words(tmp_path: Path) -> None:
    refuse_if_full(tmp_path, 1)
    with pytest.raises(NoSpace, match="no space left"):
        refuse_if_full(tmp_path / "room", 2**62)


def test_a_folder_that_can_be_written_passes_and_stays_empty(tmp_path: Path) -> None:
    refuse_read_only(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_folder_is_refused_in_words(tmp_path: Path) -> None:
    with read_only_folder(tmp_path), pytest.raises(CannotWrite, match="cannot be written"):
        refuse_read_only(tmp_path)


def test_a_missing_folder_is_not_made_by_trying_it(tmp_path: Path) -> None:
    with pytest.raises(NotThere, match="was not found"):
        refuse_read_only(tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs a full drive")
def test_a_trial_on_a_full_disk_says_no_space(tmp_path: Path) -> None:
    with tiny_disk(tmp_path, size_kib=64) as disk:
        if free_bytes(disk) > 64 * 1024:
            pytest.skip("no drive may be mounted here")
        fill(disk)
        with pytest.raises(NoSpace):
            refuse_read_only(disk)


@pytest.mark.skipif(sys.platform == "win32", reason="file modes of POSIX")
def test_private_folders_and_files_are_closed_to_other_accounts(tmp_path: Path) -> None:
    folder, file = tmp_path / "room", tmp_path / "file"
    folder.mkdir(mode=0o755)
    file.write_bytes(b"")
    file.chmod(0o644)
    assert keep_private(folder) is None
    assert keep_private(file) is None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_could_not_be_kept_private_is_said(tmp_path: Path) -> None:
    with read_only_folder(tmp_path):
        said = keep_private(tmp_path / "missing")
    assert said is not None
    assert str(tmp_path) in said


def test_only_folders_in_program_data_are_shared_between_windows_accounts() -> None:
    assert is_shared_place(PureWindowsPath(r"c:\programdata\IAP Desktop\room"), WINDOWS)
    assert not is_shared_place(PureWindowsPath(r"C:\Users\sam\room"), WINDOWS)
    assert not is_shared_place(PureWindowsPath(r"C:\ProgramDataX\room"), WINDOWS)
    assert not is_shared_place(PurePosixPath("/Users/Shared/room"), MACOS)


def test_sharing_names_the_users_group_by_number_and_the_program_by_its_full_path() -> None:
    folder = PureWindowsPath(r"C:\ProgramData\IAP Desktop\room")
    assert share_command(folder, WINDOWS) == [
        r"C:\Windows\System32\icacls.exe",
        r"C:\ProgramData\IAP Desktop\room",
        "/grant",
        "*S-1-5-32-545:(OI)(CI)M",
        "/Q",
    ]
