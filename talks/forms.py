"""Turns the query string into ``Filters``, and into notices about what was not understood.

Checks everything that comes from outside, once for pages, parts and files. ``views`` hands the result to ``timeline``.
"""

from collections.abc import Callable, Collection

from django.http import QueryDict
from django.utils.translation import gettext as _

from talks import dates, search
from talks.models import Rename
from talks.parameters import BY_NAME, FACETS, NONE, TITLES
from talks.timeline import LANES, ORDERS, VALUES_ALLOWED, VIEWS, Filters, public_values
from talks.validators import DIRECTION

LONGEST_DATE = 300  # characters; more than any date has
REPORTS_COMPARED = 4
LONGEST_ECHO = 60  # characters of a wrong value that a notice repeats


class FilterForm:
    """What a query string asks for.

    Shape: ``filters`` holds what was understood, ``notices`` the messages by parameter about the rest. ``page`` is at
    least 1. ``more`` is a facet to list in full, ``counts`` asks to count reports however long it takes, ``folded`` is
    the event whose other statements are wanted. Unknown parameters are ignored.
    Cost: no query, except one for reports and one for each parameter with an unknown value.
    """

    def __init__(self, query: QueryDict, names: Collection[str] = ()) -> None:
        """Read a query string; with ``names``, only these parameters."""
        self._query = query if not names else QueryDict(mutable=True)
        for name in names:
            self._query.setlist(name, query.getlist(name))
        query = self._query
        self.notices: dict[str, list[str]] = {}
        values = {name: self._values(name) for name in FACETS if name in query}
        since, until, known = self._date("since", dates.first_text), self._date("until"), self._date("known")
        if since == NONE and until:
            self._notice("until", _("Events without a date have no end; this date is ignored."))
            until = ""
        if since and until and self._is_backwards(since, until):
            self._notice("until", _("The end is before the start; both dates are ignored."))
            since = until = ""
        self.filters = Filters(
            q=self._text(),
            since=since,
            until=until,
            sure="1" if self._one_of("sure", ("", "1")) and (since or until) and since != NONE else "",
            known=known,
            order=self._one_of("order", ["", *(f"{sign}{order}" for order in ORDERS for sign in ("", "-"))], ORDERS[0]),
            view=self._one_of("view", ["", *VIEWS], VIEWS[0]),
            lanes=self._one_of("lanes", ["", *LANES]),
            **values,
        )
        self.page = self._page()
        folded = query.get("folded", "")
        self.folded = folded if folded.isprintable() else ""
        self.counts = query.get("counts", "") == "1"
        self.more = query.get("more", "") if query.get("more") in FACETS else ""
        # What text fields show: the text as typed where it was not understood, so that it can be corrected.
        self.typed = {
            name: echo(query.get(name, ""), search.LONGEST) if name in self.notices else getattr(self.filters, name)
            for name in ("q", "since", "until", "known")
        }

    @property
    def address(self) -> str:
        """The question as a query string in its one spelling: equal questions have equal strings."""
        extra = {"more": self.more, "counts": int(self.counts), "folded": self.folded}
        return self.filters.querystring(page=self.page if self.page > 1 else "", **extra)

    def add_notices(self, name: str, messages: list[str]) -> None:
        """Add messages about a parameter. An answer with notices is not cached."""
        for message in messages:
            self._notice(name, message)

    def _notice(self, name: str, message: str) -> None:
        self.notices.setdefault(name, []).append(message)

    def _text(self) -> str:
        text = " ".join(self._query.get("q", "").split())
        if any(not character.isprintable() or character in DIRECTION for character in text):
            self._notice("q", _("The search contains hidden characters; it is ignored."))
            return ""
        if len(text) > search.LONGEST:
            self._notice("q", _("Only the first %(n)d characters are searched.") % {"n": search.LONGEST})
            text = text[: search.LONGEST].rsplit(" ", 1)[0]
        if text and not any(search.words(text)):
            self._notice("q", _("There is no word to search for in “%(text)s”.") % {"text": echo(text)})
            return ""
        return text

    def _date(self, name: str, simplest: Callable[[dates.FuzzyDate], str] = dates.last_text) -> str:
        """Return a date as EDTF, however it was typed. Of ``simplest``, so that equal questions have one spelling."""
        text = echo(self._query.get(name, "").strip(), LONGEST_DATE)
        if name == "since" and text == NONE:
            return NONE
        if not text:
            return ""
        try:
            read = dates.parse(dates.read_typed(text))
        except dates.EDTFError as error:
            self._notice(name, _("%(error)s This date is ignored.") % {"error": error})
            return ""
        return simplest(read) or read.text

    def _one_of(self, name: str, allowed: Collection[str], usual: str = "") -> str:
        """Return the chosen word, empty for the default, so that one view has one URL."""
        asked = self._query.get(name, "")
        if asked not in allowed:
            self._notice(name, _("“%(value)s” is not an option here; it is ignored.") % {"value": echo(asked)})
            return ""
        return "" if asked == usual else asked

    def _is_backwards(self, since: str, until: str) -> bool:
        first, last = dates.parse(since).earliest, dates.parse(until).latest
        return bool(first and last and last < first)

    def _values(self, name: str) -> tuple[str, ...]:
        asked = list(dict.fromkeys(value for value in self._query.getlist(name) if value))
        if len(asked) > VALUES_ALLOWED:
            self._notice(name, _("Only the first %(n)d values are used.") % {"n": VALUES_ALLOWED})
            asked = asked[:VALUES_ALLOWED]
        if not asked:
            return ()
        known = known_values(name, asked)
        for value in asked:
            if value not in known:
                words = _("%(title)s: “%(value)s” is not in this record; it is ignored.")
                self._notice(name, words % {"title": TITLES[name], "value": echo(value)})
        return tuple(dict.fromkeys(known[value] for value in asked if value in known))

    def _page(self) -> int:
        text = self._query.get("page", "").strip()
        if not text:
            return 1
        if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
            self._notice("page", _("“%(value)s” is not a page number; this is the first page.") % {"value": echo(text)})
            return 1
        # No answer has a billion pages; longer numbers are cut to that.
        return int(text[:9]) if len(text) <= 9 else 10**9


class EmptyForm(FilterForm):
    """The form of an address without parameters: it reads nothing, so that all questions are one."""

    def __init__(self, query: QueryDict, names: Collection[str] = ()) -> None:
        super().__init__(QueryDict())


class FileForm(FilterForm):
    """Which view is wanted as a file.

    Shape: ``bom`` is ``"1"`` or empty: whether a byte order mark stands before CSV, by which Excel knows UTF-8.
    """

    def __init__(self, query: QueryDict, names: Collection[str] = ()) -> None:
        """Read a query string; with ``names``, only these parameters."""
        super().__init__(query, names)
        self.bom = self._one_of("bom", ("", "1"))

    @property
    def address(self) -> str:
        """As of any form; files with and without the mark are different answers."""
        return f"{super().address}#{self.bom}"


class CompareForm(FilterForm):
    """Which reports are to be compared.

    Shape: ``reports`` are at most four public ones, each once; with fewer than two there is nothing to compare yet.
    """

    def __init__(self, query: QueryDict, names: Collection[str] = ()) -> None:
        """Read a query string; with ``names``, only these parameters."""
        super().__init__(query, names)
        asked = [slug for slug in query.getlist("report") if slug]
        found = tuple(slug for slug in self.filters.report if slug != NONE)
        self.reports = found[:REPORTS_COMPARED]
        if len(set(asked)) < len(asked):
            self._notice("report", _("A report is named twice; it is shown once."))
        if len(found) > REPORTS_COMPARED:
            self._notice("report", _("Only the first four reports are compared."))
        if len(found) < 2:
            self._notice("report", _("Choose two to four reports to compare."))


def known_values(name: str, asked: list[str]) -> dict[str, str]:
    """Return the known values among ``asked``, each with its present value (a slug may be a former one).

    A value that stands in no public record is as unknown as one that never existed.
    Cost: no query, except one for reports and one where a value is unknown.
    """
    terms, model = BY_NAME[name].terms, BY_NAME[name].model
    if terms:
        words = {*terms.values, *(("any",) if name == "differ" else ())}
        return {value: value for value in asked if value in words}
    # No slug contains NUL, and PostgreSQL refuses it in a query.
    candidates = [value for value in asked if value.isprintable() and value != NONE]
    found = public_values(name, candidates)
    missing = [value for value in candidates if value not in found]
    former = {}
    if missing:
        rows = Rename.objects.filter(model=model._meta.model_name, former__in=missing)
        former = dict(rows.values_list("former", "present"))
        found |= public_values(name, list(former.values()))
    known = {value: value if value in found else former.get(value) for value in candidates}
    known = {value: now for value, now in known.items() if now in found}
    return known | ({NONE: NONE} if NONE in asked else {})


def echo(value: str, longest: int = LONGEST_ECHO) -> str:
    """Return what a reader typed, to be shown again: short, with hidden characters replaced."""
    short = value if len(value) <= longest else f"{value[:longest]}…"
    return "".join(character if character.isprintable() and character not in DIRECTION else "�" for character in short)
