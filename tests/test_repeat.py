"""What is printed by stencil is what its template prints."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from talks.stencils import Stencil

from talks import fragments
from talks.pages.positions import table
from talks.picture import shown
from talks.timeline import coverage, facets

STENCILS = [
    printer if isinstance(printer, Stencil) else printer.stencil
    for module in (fragments, shown, facets, table, coverage)
    for printer in vars(module).values()
    if isinstance(printer, Stencil | fragments.Printer)
]

texts = st.text("ab <>&\"'{}%é", max_size=6).map(str.strip)
values = st.one_of(st.just(""), texts, texts.map(SafeString))


def by_template(stencil: Stencil, printed: list[str]) -> str:
    context = {"one": {}}
    for name, value in zip(stencil.names, printed, strict=True):
        (context["one"] if name.startswith("one.") else context)[name.removeprefix("one.")] = value
    html = render_to_string(stencil.template, context)
    return "\n".join(line for line in map(str.strip, html.splitlines()) if line)


@pytest.mark.parametrize("stencil", STENCILS, ids=lambda stencil: stencil.template)
@given(st.data())
def test_a_stencil_prints_what_its_template_prints_whatever_the_values(stencil, data):
    printed = data.draw(st.lists(values, min_size=len(stencil.names), max_size=len(stencil.names)))
    lines = [line for line in map(str.strip, stencil.print(printed).splitlines()) if line]
    assert "\n".join(lines) == by_template(stencil, printed)


def test_every_small_template_is_tried_here():
    assert len(STENCILS) == 23


def test_a_stencil_escapes_what_is_not_safe():
    stencil = Stencil("timeline/hit.html", "one.field", "one.before", "one.words", "one.after")
    printed = stencil.print(["<script>", SafeString("<b>safe</b>"), '"', "&"])
    assert printed == '<p class="found">&lt;script&gt;: <b>safe</b><mark>&quot;</mark>&amp;</p>'


def test_a_stencil_speaks_the_language_of_the_reader(settings):
    stencil = Stencil("statements/wording.html", "one.page", "one.original")
    with override("en"):
        assert "Cite" in stencil.print(["/claims/x/", ""])
    with override("xx"):
        stencil.print(["/claims/x/", ""])
    assert {shape[0] for shape in stencil._cut} == {"en", "xx"}


def test_a_printer_prints_nothing_for_what_is_not_there_or_not_so():
    printer = fragments.Printer("timeline/participant.html", "palette name capacity")
    one = SimpleNamespace(palette=0, name="Ann", capacity=None)
    assert printer.print("en", one) == '<span><span class="dot side-0"></span>Ann</span>'
