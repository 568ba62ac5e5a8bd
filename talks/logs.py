"""Log lines: one JSON object each, with the reference of the request, and never too many of one kind.

Imports nothing of the project. Settings and the server name these classes; error pages show the reference.
"""

import json
import logging
import secrets
import time
from collections import Counter
from contextvars import ContextVar

from django.core.exceptions import SuspiciousOperation

A_MINUTE = 60
LINES_A_MINUTE = 20  # of one kind: what strangers can cause must not fill the disk

_reference: ContextVar[str] = ContextVar("reference", default="")


def new_reference() -> str:
    """Give the present request a reference, which its log lines and its error page show, and return it."""
    made = secrets.token_hex(4)
    _reference.set(made)
    return made


def reference() -> str:
    """Return the reference of the present request; empty outside of requests."""
    return _reference.get()


class Lines(logging.Formatter):
    """One JSON object a line, so that nothing in a message can look like a line of its own."""

    converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if made := reference():
            line["reference"] = made
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)


class NotTooMany(logging.Filter):
    """Let ``LINES_A_MINUTE`` of a kind through; the first of the next minute says how many were left out.

    A kind is a logger with an unformatted message. What clients do wrong is logged without a traceback.
    """

    def __init__(self) -> None:
        super().__init__()
        self.minute = 0
        self.met: Counter[tuple[str, str]] = Counter()
        self.former: Counter[tuple[str, str]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        minute, kind = int(time.monotonic() / A_MINUTE), (record.name, str(record.msg))
        if minute != self.minute:
            self.minute, self.former, self.met = minute, self.met, Counter()
        if record.exc_info and isinstance(record.exc_info[1], SuspiciousOperation):
            record.exc_info = None
        self.met[kind] += 1
        left_out = self.former.pop(kind, 0) - LINES_A_MINUTE
        if left_out > 0:
            record.msg, record.args = f"{record.getMessage()} (and {left_out} more like it before)", None
        return self.met[kind] <= LINES_A_MINUTE
