from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import iap_desktop
from iap_desktop.reports.pages import page_count, page_image, page_images, page_sizes, page_texts
from iap_desktop.reports.weekly_summary import weekly_summary_pdf
from tests.reports.samples import PRINTING, empty_week, summary


def test_pages_become_pictures_of_a4_at_the_asked_density() -> None:
    pdf = weekly_summary_pdf([summary(), empty_week()], PRINTING)
    images = list(page_images(pdf, dpi=50))
    assert len(images) == page_count(pdf) == 2
    for image in images:
        assert abs(image.width - 210 / 25.4 * 50) <= 1
        assert abs(image.height - 297 / 25.4 * 50) <= 1
        assert len(image.rgb) == image.stride * image.height
        assert image.stride >= image.width * 3


def test_a_picture_shows_ink_on_white_paper_and_nothing_in_the_margins() -> None:
    (image,) = page_images(weekly_summary_pdf([summary()], PRINTING), dpi=72)
    rows = [image.rgb[start : start + image.width * 3] for start in range(0, len(image.rgb), image.stride)]
    assert min(image.rgb) < 100
    assert all(set(row) == {255} for row in rows[:36] + rows[-36:])
    assert all(set(row[: 40 * 3]) == {255} and set(row[-40 * 3 :]) == {255} for row in rows)


def test_texts_come_page_by_page() -> None:
    first, second = page_texts(weekly_summary_pdf([summary(), summary(forename="Seán")], PRINTING))
    assert "Imogen's week" in first
    assert "Seán's week" in second


def test_one_page_is_drawn_by_its_number() -> None:
    pdf = weekly_summary_pdf([summary(), empty_week()], PRINTING)
    assert page_image(pdf, 1, dpi=50) == list(page_images(pdf, dpi=50))[1]


def test_pages_have_the_size_of_a4() -> None:
    (size,) = page_sizes(weekly_summary_pdf([summary()], PRINTING))
    assert [round(points / 72 * 25.4) for points in size] == [210, 297]


def test_the_window_paints_pages_while_a_worker_draws_others() -> None:
    pdf = weekly_summary_pdf([summary(), empty_week()], PRINTING)
    expected = page_image(pdf, 0, dpi=100)

    def draw(_: int) -> bool:
        return page_image(pdf, 0, dpi=100) == expected and page_count(pdf) == len(page_sizes(pdf))

    with ThreadPoolExecutor(3) as threads:
        assert all(threads.map(draw, range(60)))


def test_nothing_else_reaches_for_pdfium() -> None:
    """It may be in use on one thread at a time, which one module alone sees to."""
    root = Path(iap_desktop.__file__).parent
    importing = re.compile(r"^\s*(from|import) pypdfium2\b", re.MULTILINE)
    users = [path.name for path in root.rglob("*.py") if importing.search(path.read_text(encoding="utf-8"))]
    assert users == ["pdfium.py"]
