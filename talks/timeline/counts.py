"""Counts the events, statements, reports and origins of an answer, and puts the counts into words.

Imports ``selection`` and ``sources``; ``answer`` and exports show the result.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks.sources import Origins
from talks.timeline.selection import Selection, possibly_known, select
from talks.wording import grouped


@dataclass(frozen=True)
class Counts:
    """The counts of an answer.

    Shape: ``origins`` is None if reports are not counted yet.
    """

    events: int
    statements: int
    own_voice: int
    origins: Origins | None
    events_possibly: int = 0
    statements_possibly: int = 0
    sure: bool = False

    @property
    def number(self) -> str:
        """The number of events as text."""
        return grouped(self.events)

    @property
    def possibly_number(self) -> str:
        """The number of events only possibly in the chosen days, as text."""
        return grouped(self.events_possibly)

    @property
    def events_line(self) -> str:
        """The number of events in words, with how many are only possibly in the chosen days."""
        line = ngettext("%(n)s event", "%(n)s events", self.events) % {"n": grouped(self.events)}
        if not self.events_possibly:
            return line
        possibly = (
            _("%(n)s more only possibly in these days") if self.sure else _("%(n)s of them only possibly in these days")
        )
        return _(", ").join([line, possibly % {"n": grouped(self.events_possibly)}])

    @property
    def statements_line(self) -> str:
        """The number of statements, reports and origins: “71 statements, 9 of the reports’ own, in 5 reports, …”."""
        if not self.statements:
            return self._with_possibly(_("No statement"))
        parts = [ngettext("%(n)s statement", "%(n)s statements", self.statements) % {"n": grouped(self.statements)}]
        if self.own_voice:
            parts.append(_("%(n)s of the reports’ own") % {"n": grouped(self.own_voice)})
        line = _(", ").join(parts)
        if self.origins is None:
            return self._with_possibly(line)
        whole = _("%(statements)s, in %(reports)s") if self.own_voice else _("%(statements)s in %(reports)s")
        return self._with_possibly(whole % {"statements": line, "reports": self.origins})

    def _with_possibly(self, line: str) -> str:
        if not self.statements_possibly:
            return line
        return _("%(line)s; %(n)s more possibly by then") % {"line": line, "n": grouped(self.statements_possibly)}


def read_counts(selection: Selection, in_full: bool = False) -> Counts:
    """Return the counts of an answer.

    Shape: reports and origins of a large answer are not counted, unless ``in_full``.
    Cost: no query; linear in the statements if reports are counted.
    """
    filters = selection.filters
    events_possibly = statements_possibly = 0
    if filters.has_span:
        touching = select(replace(filters, sure=""), selection.index) if filters.sure else selection
        events_possibly = touching.sections[1].count
    if selection.known is not None:
        statements_possibly = possibly_known(filters, selection.index, selection.known)
    return Counts(
        events=selection.count,
        statements=selection.statements,
        own_voice=selection.own_voice,
        origins=selection.origins() if in_full or selection.is_fast_to_count else None,
        events_possibly=events_possibly,
        statements_possibly=statements_possibly,
        sure=bool(filters.sure),
    )
