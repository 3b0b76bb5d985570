"""What a test may log: nothing from WARNING up, except what it said would come."""

from __future__ import annotations

import logging


class ExpectedLogs(logging.Handler):
    """Collects log records from WARNING up, and the parts of messages that a test says will come."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[logging.LogRecord] = []
        self._parts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record for the end of the test."""
        self._records.append(record)

    def expect(self, part: str) -> None:
        """Say that at least one record with `part` in its message belongs to this test."""
        self._parts.append(part)

    def faults(self) -> list[str]:
        """What was logged and not expected, and what was expected and not logged."""
        messages = [record.getMessage() for record in self._records]
        stray = [message for message in messages if not any(part in message for part in self._parts)]
        silent = [part for part in self._parts if not any(part in message for message in messages)]
        return [f"logged: {message}" for message in stray] + [f"never logged: {part}" for part in silent]
