from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from iap_desktop.reports.pages import page_count, page_image, page_sizes
from iap_desktop.reports.weekly_summary import weekly_summary_pdf
from iap_desktop.system.errors import UserError
from iap_desktop.ui.widgets.printing import new_printer, paint_pages, print_pdf, settings_of
from tests.reports.samples import PRINTING, summary


@pytest.fixture(scope="module")
def three() -> bytes:
    return weekly_summary_pdf([summary() for _pupil in range(3)], PRINTING)


def to_file(path: Path, settings: Mapping[str, object] | None = None) -> QPrinter:
    printer = new_printer("Weekly summaries", settings or {})
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def never() -> bool:
    return False


def test_each_page_prints_on_a_page_of_its_own_at_its_true_size(three: bytes, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "printed.pdf"
    assert paint_pages(to_file(path), three, never, lambda done, total: told.append((done, total))) == 3
    printed = path.read_bytes()
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert page_count(printed) == 3
    for width, height in page_sizes(printed):
        assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def test_what_prints_is_what_was_previewed(three: bytes, tmp_path: Path) -> None:
    path = tmp_path / "printed.pdf"
    paint_pages(to_file(path), three, never, lambda _done, _total: None)
    wanted, got = page_image(three, 0, dpi=100), page_image(path.read_bytes(), 0, dpi=100)
    assert (got.width, got.height) == (wanted.width, wanted.height)
    apart = sum(abs(one - other) for one, other in zip(wanted.rgb, got.rgb, strict=True)) / len(wanted.rgb)
    assert apart < 4


def test_only_the_pages_asked_for_are_printed(three: bytes, tmp_path: Path) -> None:
    path = tmp_path / "printed.pdf"
    printer = to_file(path)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    assert paint_pages(printer, three, never, lambda _done, _total: None) == 2
    assert page_count(path.read_bytes()) == 2


def test_cancel_ends_between_two_pages(three: bytes, tmp_path: Path) -> None:
    done: list[int] = []
    printed = paint_pages(
        to_file(tmp_path / "printed.pdf"), three, lambda: len(done) == 1, lambda now, _total: done.append(now)
    )
    assert printed == 1
    assert done == [1]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_fails_is_said_in_words(three: bytes, tmp_path: Path) -> None:
    printer = to_file(tmp_path / "no such folder" / "printed.pdf")
    with pytest.raises(UserError) as refused:
        paint_pages(printer, three, never, lambda _done, _total: None)
    assert refused.value.safe == "Nothing was printed."


def test_duplex_and_copies_are_remembered(tmp_path: Path) -> None:
    before = {"copies": 3, "duplex": "short side", "printer": "gone"}
    printer = to_file(tmp_path / "printed.pdf", before)
    assert settings_of(printer, before) == before
    printer.setCopyCount(2)
    assert settings_of(printer, before) == before | {"copies": 2}
    assert settings_of(to_file(tmp_path / "printed.pdf", {"copies": "many"}), {})["copies"] == 1


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="this computer has a printer")
def test_no_printer_is_said_in_words_before_any_dialog(three: bytes) -> None:
    with pytest.raises(UserError, match=r"No printer is set up.*Nothing was printed.*Save it as a PDF"):
        print_pdf(None, three, "Week", settings={})
