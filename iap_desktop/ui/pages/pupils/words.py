"""How a pupil's page says things: pure words, apart from the widgets that show them."""

from __future__ import annotations

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.weekly import AttendanceFigures
from iap_desktop.services.pupil_pages import PatternLine, PupilPage, StayLine

DOT = " \u00b7 "


def under_the_name(page: PupilPage) -> str:
    """Year, form, pronouns: what stands small beside the name."""
    year, form = page.known.fact(FactKind.YEAR_GROUP), page.known.fact(FactKind.FORM)
    shown_year = f"Year {year}" if year and year.isdigit() else year
    return DOT.join(part for part in (shown_year, form, page.pupil.pronouns) if part)


def legal_name(pupil: Pupil) -> str:
    """The legal name where the pupil goes by another one, else nothing."""
    legal = f"{pupil.legal_forename} {pupil.legal_surname}"
    return "" if legal == pupil.name else f"Legal name {legal}"


def figures_in_words(figures: AttendanceFigures) -> str:
    """Sessions with their n, a share only where there is one, and what is not marked."""
    unmarked = f"{len(figures.unmarked)} not marked"
    if figures.percentage is None:
        return f"No sessions yet, {unmarked}"
    words = f"{figures.attended} of {figures.possible} sessions, {percent(figures)}, {unmarked}"
    late = f"late {figures.late} time{'' if figures.late == 1 else 's'}" if figures.late else ""
    return f"{words}, {late}" if late else words


def percent(figures: AttendanceFigures) -> str:
    """Whole per cent, never rounded up to all or down to none."""
    exact = figures.percentage or 0.0
    whole = round(exact)
    if whole == 100 and figures.attended < figures.possible:
        whole = 99
    if whole == 0 and figures.attended:
        whole = 1
    return f"{whole} %"


def contact_name(contact: Contact) -> str:
    """Title, forename and surname."""
    return " ".join(part for part in (contact.title, contact.forename, contact.surname) if part)


def contact_line(contact: Contact) -> str:
    """Who a contact is to the pupil."""
    responsible = "parental responsibility" if contact.has_parental_responsibility else ""
    return DOT.join(part for part in (contact.relationship, responsible) if part)


def numbers(contact: Contact) -> tuple[str, ...]:
    """What can be copied to ring or write to a contact: never of somebody who must not be contacted."""
    if contact.is_barred:
        return ()
    return tuple(one for one in (contact.phone, contact.second_phone, contact.email) if one)


def stay_in_words(stay: StayLine) -> str:
    """One placement and who looked after the pupil."""
    return DOT.join(part for part in (stay.words, stay.key_adult) if part)


def pattern_in_words(lines: tuple[PatternLine, ...]) -> tuple[tuple[str, str], ...]:
    """Days and their periods, weeks A and B told apart where they differ."""
    return tuple(
        (f"{line.weekday[:3]}{f' {line.letter}' if line.letter else ''}", ", ".join(line.periods))
        for line in lines
    )


def personal_lines(pupil: Pupil) -> tuple[tuple[str, str], ...]:
    """What is known of the pupil beyond the names."""
    born = day_in_words(pupil.date_of_birth) if pupil.date_of_birth else None
    sex = {"F": "Female", "M": "Male"}.get(pupil.sex or "", pupil.sex)
    lines = (
        ("Date of birth", born),
        ("Sex", sex),
        ("UPN", pupil.upn),
        ("Former UPN", pupil.former_upn),
        ("ULN", pupil.uln),
        ("Middle names", pupil.middle_names),
        ("First language", pupil.first_language),
        ("Ethnicity", pupil.ethnicity),
    )
    return tuple((title, words) for title, words in lines if words)
