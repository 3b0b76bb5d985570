from __future__ import annotations

import zlib
from dataclasses import replace

import pytest

from iap_desktop.domain.weekly import WeeklySummary
from iap_desktop.reports.pages import page_count, page_texts
from iap_desktop.reports.weekly_summary import CommentRoom, weekly_summary_pdf
from iap_desktop.system.errors import UserError
from tests.reports.samples import LONG_NAME, PRINTING, closed_week, crowded, empty_week, summary, week_to_come

SENTENCE = "A good week with a hard Thursday. "


def texts(*summaries: WeeklySummary, copy_type: str = "Parent copy", duplex: bool = False) -> list[str]:
    printing = replace(PRINTING, copy_type=copy_type)
    return [
        " ".join(text.split()) for text in page_texts(weekly_summary_pdf(summaries, printing, duplex=duplex))
    ]


def png(*, wide: int = 4, high: int = 2) -> bytes:
    """A plain red picture, made by hand from the three chunks that a PNG needs."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = wide.to_bytes(4) + high.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    pixels = zlib.compress((b"\0" + b"\xff\0\0" * wide) * high)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_the_sheet_says_whose_week_it_is_and_whom_to_ring() -> None:
    (text,) = texts(summary())
    for words in (
        "Imogen's week",
        "Imogen Clarke · Year 7 · 7C",
        "16 to 20 Nov 2026 · Week A",
        "The Bridge, St Bede's School",
        "Key adult: Ms Bell, 01632 960 114",
        "Where Imogen was",
        "In school for 8 of the 9 sessions marked, 1 late (8 minutes); 1 not marked: Thu 19 afternoon.",
        "89% of 9 marked",
        "Three English lessons in a row",
        "Reply slip Imogen Clarke · 7C · 16 to 20 Nov 2026",
        "page 1 of 1",
    ):
        assert words in text


def test_each_pupil_has_a_page_with_no_other_pupils_name() -> None:
    names = ["Imogen", "Seán", "Kacper"]
    pages = texts(*(summary(forename=name, surname=f"{name}son", comment="A calm week.") for name in names))
    assert len(pages) == 3
    for name, page in zip(names, pages, strict=True):
        assert f"{name}'s week" in page
        assert not [other for other in names if other != name and other in page]


def test_the_same_values_give_the_same_bytes() -> None:
    weeks = [summary(logo_png=png()), crowded()]
    assert weekly_summary_pdf(weeks, PRINTING) == weekly_summary_pdf(weeks, PRINTING)


def test_the_files_properties_name_no_pupil() -> None:
    document = weekly_summary_pdf([summary()], PRINTING)
    assert b"/Title (Weekly summary)" in document
    assert b"Imogen" not in document


@pytest.mark.parametrize("week", [summary(), crowded(), empty_week(), closed_week(), week_to_come()])
def test_a_comment_of_1500_letters_stays_on_one_page(week: WeeklySummary) -> None:
    nine_periods = tuple(replace(row, cells=summary().rows[1].cells) for row in crowded().rows)
    rows = nine_periods if len(week.rows) > 9 else week.rows
    pages = texts(replace(week, rows=rows, comment=(SENTENCE * 50)[:1500]))
    assert len(pages) == 1
    assert pages[0].count("hard Thursday") == 44


def test_a_longer_comment_goes_on_to_a_second_page_and_loses_nothing() -> None:
    pages = texts(summary(comment=SENTENCE * 160), summary(forename="Seán"))
    assert [page.split("14:12 · ")[1][:11] for page in pages] == ["page 1 of 2", "page 2 of 2", "page 1 of 1"]
    whole = " ".join(page.split("This week")[1] for page in pages[:2])
    assert len([word for word in whole.split() if word == "hard"]) == 160
    assert "This week, continued" in pages[1]
    assert "Reply slip" in pages[1]
    assert "Reply slip" not in pages[0]


@pytest.mark.parametrize("repeats", [46, 60, 90, 150, 250, 420])
def test_a_comment_of_any_length_is_printed_to_its_last_word(repeats: int) -> None:
    words = " ".join(texts(replace(crowded(), comment=SENTENCE * repeats)))
    assert words.count("Thursday.") == repeats


def test_a_week_without_period_marks_prints_only_its_sessions() -> None:
    (text,) = texts(empty_week())
    assert "Morning" in text
    assert "Afternoon" in text
    assert "P1" not in text


def test_a_week_to_come_and_a_closed_week_have_no_figures() -> None:
    to_come, closed = texts(week_to_come(), closed_week())
    assert "This week has not begun." in to_come
    assert "empty: still to come" in to_come
    assert "The school was closed all week." in closed
    for text in (to_come, closed):
        assert "Possible" not in text
        assert "not marked" not in text


def test_no_comment_leaves_room_to_write_by_hand() -> None:
    (text,) = texts(empty_week())
    assert "This week" in text
    assert "Reply slip" in text


def test_on_two_sides_each_pupil_begins_on_a_fresh_sheet() -> None:
    pages = texts(
        summary(), summary(forename="Seán", comment=SENTENCE * 160), summary(forename="Kacper"), duplex=True
    )
    assert len(pages) == 5
    assert "Imogen's week" in pages[0]
    assert pages[1].startswith("Parent copy · printed by S. Carter, Fri 20 Nov 2026 14:12 · blank side")
    assert "Imogen" not in pages[1]
    assert "Seán's week" in pages[2]
    assert "page 2 of 2" in pages[3]
    assert "Kacper's week" in pages[4]


def test_copies_that_stay_in_school_carry_no_reply_slip_and_the_files_copy_the_number() -> None:
    (tutor,) = texts(summary(), copy_type="Tutor copy")
    (filed,) = texts(summary(), copy_type="File copy")
    assert "Reply slip" not in tutor + filed
    assert "pupil no. 7 · page 1 of 1" in filed
    assert "no. 7" not in tutor


def test_long_names_are_printed_in_full() -> None:
    text = texts(crowded())[0]
    assert f"{LONG_NAME[0]}'s week" in text
    assert " ".join(LONG_NAME) in text


def test_a_300_letter_name_still_makes_one_sheet() -> None:
    (text,) = texts(summary(forename="A" * 300, surname="B" * 300))
    assert "page 1 of 1" in text


def test_names_in_other_scripts_are_readable() -> None:
    text = texts(summary(forename="明", surname="李"))[0]
    assert "Ming's week" in text
    assert "Ming Li" in text


def test_a_logo_is_in_the_document_once() -> None:
    week = summary(logo_png=png())
    document = weekly_summary_pdf([week, week, week], PRINTING)
    assert document.count(b"/Subtype /Image") == 1
    assert page_count(document) == 3


@pytest.mark.parametrize("spoilt", [b"", b"not a picture", png()[:40]])
def test_a_spoilt_logo_stops_no_print_run(spoilt: bytes) -> None:
    (text,) = texts(summary(logo_png=spoilt))
    assert "Imogen's week" in text


def test_progress_counts_the_pupils_done() -> None:
    done: list[int] = []
    weekly_summary_pdf([summary(), empty_week(), crowded()], PRINTING, progress=done.append)
    assert done == [1, 2, 3]


def test_nobody_to_print_is_said_in_words() -> None:
    with pytest.raises(UserError, match="There is no pupil to print"):
        weekly_summary_pdf([], PRINTING)


@pytest.mark.parametrize("copy_type", ["Parent copy", "File copy"])
def test_the_room_for_a_comment_is_that_of_the_drawn_sheet(copy_type: str) -> None:
    room = CommentRoom(summary(), replace(PRINTING, copy_type=copy_type))
    seen = set()
    for count in range(0, 90, 3):
        comment = "\n".join(f"Line {number}." for number in range(count))
        fit = room.fit(comment)
        pages = texts(replace(summary(), comment=comment), copy_type=copy_type)
        assert fit.pages == len(pages)
        has_slip = "Reply slip" in " ".join(pages)
        if comment and copy_type == "Parent copy":
            assert fit.is_without_slip is not has_slip
        seen.add((fit.is_small, fit.is_without_slip, fit.pages))
    assert len(seen) >= 3


def test_the_room_for_a_comment_shrinks_with_each_line() -> None:
    room = CommentRoom(summary(), PRINTING)
    left = [room.fit("\n".join(["A line."] * count)).lines_left for count in range(6)]
    assert left == [left[0] - count for count in range(6)]
