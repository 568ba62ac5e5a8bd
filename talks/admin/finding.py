"""Search and order in lists and choosers of the admin, alike on both databases.

SQLite compares only ASCII letters without regard to capitals, and orders by code. PostgreSQL does as its locale says.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

LONGEST_SEARCH = 200  # characters; SQLite refuses patterns of some ten thousand

APOSTROPHES = "'’‘ʼʻ`´′＇"
DOTTED = "iIİı"  # one letter, as readers' search has it; capitals differ from language to language
SIGMAS = "σςΣ"


class InAnyCase(models.Lookup):
    """``name__in_any_case="östman"``: the text holds these words, whatever the capitals and the kind of apostrophe."""

    lookup_name = "in_any_case"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return SQL for PostgreSQL, where one character stands for any apostrophe."""
        sql, parameters = self.process_lhs(compiler, connection)
        escaped = str(self.rhs).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = "".join("_" if char in APOSTROPHES else char for char in escaped)
        return f"UPPER({sql}::text) LIKE UPPER(%s)", [*parameters, f"%{pattern}%"]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        sql, parameters = self.process_lhs(compiler, connection)
        return f"{sql} GLOB %s", [*parameters, f"*{''.join(map(in_any_case, str(self.rhs)))}*"]


def in_any_case(char: str) -> str:
    """Return a pattern of SQLite's GLOB for one character."""
    for alike in (APOSTROPHES, DOTTED, SIGMAS):
        if char in alike:
            return f"[{alike}]"
    cases = {char, *(one for one in (char.lower(), char.upper(), char.title()) if len(one) == 1)}
    return f"[{''.join(sorted(cases))}]" if len(cases) > 1 or char in "*?[" else char


for field in (models.CharField, models.TextField):
    field.register_lookup(InAnyCase)


class FindsInAnyCase(admin.ModelAdmin):
    """A list whose search, and whose choosers, mind neither capitals nor the kind of apostrophe."""

    def get_search_fields(self, request):
        return [f"{name}__{InAnyCase.lookup_name}" for name in super().get_search_fields(request)]

    def get_search_results(self, request, queryset, search_term):
        # PostgreSQL refuses NUL. Django takes a pair of straight apostrophes for quotation marks.
        words = search_term.replace("\0", "")[:LONGEST_SEARCH].replace("'", "’")
        return super().get_search_results(request, queryset, words)
