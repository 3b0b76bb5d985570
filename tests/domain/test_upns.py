"""UPNs, by the worked examples of the domain reference (6.1)."""

from __future__ import annotations

import pytest

from iap_desktop.domain.upns import check_upn, is_temporary


@pytest.mark.parametrize("upn", ["B801200005001", "P207000016049", "K82012342600A"])
def test_right_upn_is_taken_without_a_word(upn: str) -> None:
    assert check_upn(upn) == (upn, None)


def test_spaces_and_small_letters_do_not_matter() -> None:
    assert check_upn(" b801 2000\u00a005001 ") == ("B801200005001", None)


@pytest.mark.parametrize("upn", ["Q207000016049", "A123456789001"])
def test_wrong_check_letter_warns_and_keeps(upn: str) -> None:
    kept, warning = check_upn(upn)
    assert kept == upn
    assert warning is not None
    assert "first letter" in warning


def test_unknown_authority_warns_and_keeps() -> None:
    kept, warning = check_upn("T999200005001")
    assert kept == "T999200005001"
    assert warning is not None
    assert "local authority" in warning
    assert "first letter" not in warning


def test_authorities_newer_than_the_list_are_known() -> None:
    assert check_upn("M940200005001") == ("M940200005001", None)


@pytest.mark.parametrize(
    "text",
    [
        "B80120000500",
        "B8012000050012",
        "S801200005001",
        "B8012O0005001",
        "K8201234260A0",
        "0801200005001",
        "B٨01200005001",
    ],
)
def test_what_cannot_be_a_upn_is_left_out(text: str) -> None:
    kept, warning = check_upn(text)
    assert kept is None
    assert warning is not None


def test_blank_says_nothing() -> None:
    assert check_upn(" \u00a0") == (None, None)


def test_temporary_upn_ends_in_a_letter() -> None:
    assert is_temporary("K82012342600A")
    assert not is_temporary("B801200005001")
