"""What a new room starts with: sensible English defaults for three school years, to be corrected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from iap_desktop.domain.attendance import AttendanceCode, parse_codes
from iap_desktop.domain.bell_times import BellTimes, Period, parse_template
from iap_desktop.domain.calendar import WeekLetter
from iap_desktop.domain.school import DEFAULT_CAPACITY, Setting, SettingKind
from iap_desktop.domain.school_years import DefaultYear
from iap_desktop.storage import school
from iap_desktop.storage.connection import Connection
from iap_desktop.system.errors import UserError
from iap_desktop.system.resources import read_text, resource
