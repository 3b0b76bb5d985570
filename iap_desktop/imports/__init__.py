"""Pupil lists in: files of a school's information system become domain values and problems."""
