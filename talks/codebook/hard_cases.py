"""What was hard to decide when a record was made, and how it was decided, by list and word.

The cases stand in the record, in ``Process.hard_cases``; a word on which nothing had to be decided has none.
"""

from collections import defaultdict
from dataclasses import dataclass

from talks.index import Index
from talks.models import Process
from talks.timeline.negotiations import public_processes
from talks.validators import CASE_PARTS, case_parts


@dataclass(frozen=True)
class HardCase:
    """A case, and what was decided on it. Shape: sentences."""

    case: str
    decided: str


Cases = dict[tuple[str, str], tuple[HardCase, ...]]
"""By the name of the list and the word, which is empty for what concerns a whole list."""


def read_cases(index: Index) -> Cases:
    """Return the hard cases of all negotiations that readers see, in the order of their slugs. Cost: one query."""
    found: dict[tuple[str, str], list[HardCase]] = defaultdict(list)
    # Id 0 does not exist; with it an empty record costs a query too.
    public = [one.pk for one in public_processes(index)] or [0]
    texts = Process.objects.filter(pk__in=public).exclude(hard_cases="").order_by("slug")
    for text in texts.values_list("hard_cases", flat=True):
        for line in text.splitlines():
            parts = case_parts(line)
            if len(parts) == CASE_PARTS:  # whatever was written past the forms
                name, word, case, decided = parts
                found[name, word].append(HardCase(case, decided))
    return {key: tuple(cases) for key, cases in found.items()}
