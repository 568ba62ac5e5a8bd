"""What a repeated part renders is what Django renders with a loop and an include, and white space of layout is dropped."""

import re
from functools import cache
from types import SimpleNamespace as Row
from unittest.mock import patch

import pytest
from django.conf import settings
from django.template import Context, Engine, Library, NodeList, TemplateSyntaxError, engines
from django.template.base import Parser, TextNode, Token
from django.template.defaulttags import ForNode
from django.template.loader_tags import IncludeNode
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from talks.rendering.loader import without_layout
from talks.rendering.repeat import PartReader, Repeat

ENGINE: Engine = engines["django"].engine
FOLDER = settings.BASE_DIR / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*"))
REPEATS = [node for name in NAMES for node in ENGINE.get_template(name).nodelist.get_nodes_by_type(Repeat)]
CODE = "".join(path.read_text() for path in (settings.BASE_DIR / "talks").rglob("*.py"))
PARTS = sorted({(node.part, node.name) for node in REPEATS} | {*re.findall(r'render_each\(\s*"(.+?)", "(.+?)"', CODE)})
ROWS = '{% repeat "part.html" for row in rows %}'

register = Library()


@register.tag("repeat")
def loop(parser: Parser, token: Token) -> ForNode:
    """Parse ``{% repeat "part.html" for name in rows %}`` as a loop around an include, as Django has them."""
    _tag, part, _for, name, _in, rows = token.split_contents()
    include = IncludeNode(parser.compile_filter(part))
    include.origin = parser.origin
    return ForNode([name], parser.compile_filter(rows), is_reversed=False, nodelist_loop=NodeList([include]))


@cache
def with_loops(engine: Engine) -> Engine:
    """Return the same engine, but every ``{% repeat %}`` is a loop."""
    builtins = [*engine.builtins, __name__]
    return Engine(dirs=engine.dirs, loaders=engine.loaders, libraries=engine.libraries, builtins=builtins)


def rendered(part: str, *rows: Row, source: str = ROWS, others: dict[str, str] | None = None, **context: object) -> str:
    """Return how a template that repeats a part is rendered, by us as by Django; ``others`` are further parts."""
    loaders = [("django.template.loaders.locmem.Loader", {"part.html": part} | (others or {}))]
    engine = Engine(loaders=loaders, libraries=ENGINE.libraries, builtins=ENGINE.builtins)
    context["rows"] = rows
    with patch.object(Engine, "get_default", lambda: engine):
        ours, djangos = (one.from_string(source).render(Context(context)) for one in (engine, with_loops(engine)))
    assert ours == djangos
    return ours


# Every part that is repeated anywhere

texts = st.text("ab <>&\"'{}%é\n", max_size=6)
values = st.one_of(st.just(""), texts, texts.map(SafeString), st.integers(-2, 2_000), st.booleans(), st.none())

Needs = dict[tuple[str, ...], "Needs | None"]


def needs_of(part: str, name: str) -> tuple[Needs, Needs]:
    """Return what a part shows and asks about, of its row and of what is around it: None for a value, for rows their needs."""
    reader = PartReader(ENGINE, part)
    reader.read(ENGINE.get_template(part).nodelist)
    needs: Needs = dict.fromkeys(reader.values)
    for one in reader.nested:
        of_rows, around = needs_of(one.part, one.name)
        rows = one.rows.var.lookups
        needs |= {rows: (needs.get(rows) or {}) | of_rows}
        needs |= {path: what for path, what in around.items() if needs.get(path) is None}
    of_row = {path[1:]: what for path, what in needs.items() if path[0] == name}
    return of_row, {path: what for path, what in needs.items() if path[0] != name}


def objects(needs: Needs) -> st.SearchStrategy[Row]:
    """Return objects that have all this: under each first name a value, rows, or another such object."""
    fields = {}
    for name in dict.fromkeys(path[0] for path in needs):
        inner = {path[1:]: what for path, what in needs.items() if path[0] == name}
        rows = inner.get((), inner)
        one = values if rows is None else objects(rows)
        fields[name] = st.lists(one, max_size=2) if inner.get(()) is not None else one
    return st.builds(Row, **fields)


@pytest.mark.slow
@pytest.mark.parametrize(("part", "name"), PARTS)
@given(st.data())
def test_every_repeated_part_is_rendered_as_django_renders_it_in_a_loop_whatever_the_values(part, name, data):
    of_row, around = needs_of(part, name)
    context = vars(data.draw(objects({("rows_",): of_row, **around})))
    source = f'{{% repeat "{part}" for {name} in rows_ %}}'
    ours, djangos = (one.from_string(source).render(Context(context)) for one in (ENGINE, with_loops(ENGINE)))
    assert ours == djangos


def test_no_part_is_forgotten_here():
    assert sum((FOLDER / name).read_text().count("{% repeat ") for name in NAMES) == len(REPEATS) > 20
    assert ("timeline/event.html", "entry") in PARTS


# What a part may do


def test_what_is_not_safe_is_escaped():
    row = Row(field="<script>", before=SafeString("<b>safe</b>"), words='"', after="& 100 %")
    html = rendered('<p title="{{ row.words }}">{{ row.field }}: {{ row.before }}{{ row.after }}</p>', row)
    assert html == '<p title="&quot;">&lt;script&gt;: <b>safe</b>&amp; 100 %</p>'


def test_languages_are_kept_apart():
    source = "{% load i18n %}{% for code in codes %}{% language code %}" + ROWS + "{% endlanguage %}{% endfor %}"
    part = '{% load i18n %}{% translate "January" %} {{ row.n }}, '
    html = rendered(part, Row(n=1), source=source, codes=["en", "de", "xx", "en", "de"])
    assert html == "January 1, Januar 1, January 1, January 1, Januar 1, "


@pytest.mark.parametrize("value", [0, False, 1, True, "", "a", None, -1, 1234567])
def test_what_is_false_is_shown_as_django_shows_it(value):
    part = "[{{ row.n }}]{% if row.n %}[{{ row.n }}]{% endif %}{% if not row.n %}none {{ row.n }}{% endif %}"
    assert rendered(part, Row(n=value)) == (f"[{value}][{value}]" if value else f"[{value}]none {value}")


def test_conditions_choose_as_django_chooses():
    part = (
        "{% if row.a and not row.b %}one{% elif row.b or row.c %}two {{ row.b }}{% elif other %}three{% else %}"
        "{{ row.c }}four{% endif %}{% if row.a and row.b or row.c %}!{% endif %};"
    )
    rows = [Row(a=a, b=b, c=c) for a in ("", 1) for b in ("", 0, "b") for c in (False, "<c>")]
    assert "Falsefour;" in rendered(part, *rows, other="")
    assert "three;" in rendered(part, *rows, other="yes")


def test_a_part_includes_others_under_other_names_and_repeats_others():
    part = (
        '{% include "name.html" with one=row.side kept=other.words %}{% include "bare.html" %}'
        '{% repeat "inner.html" for item in row.items %}{% repeat "bare.html" for row in more %}'
    )
    others = {
        "name.html": "{{ one.name }}{% if one.name %} ({{ kept }}){% endif %}",
        "bare.html": "<{{ row.side.name }}>",
        "inner.html": "{{ item.name }} of {{ row.side.name }}, {{ other.words }}; ",
    }
    many = [("A & B", "ab"), ("", ""), ("C", "c")]
    rows = [Row(side=Row(name=name), items=[Row(name=one) for one in items]) for name, items in many]
    html = rendered(part, *rows, others=others, more=rows[1:], other=Row(words="<w>"))
    assert html.startswith("A &amp; B (&lt;w&gt;)<A &amp; B>a of A &amp; B, &lt;w&gt;; b of A")


def test_nothing_is_rendered_of_no_rows_and_what_the_context_lacks_is_empty():
    assert rendered("[{{ row.a }}]") == ""
    assert rendered("[{{ row.a }}{{ lacking.too }}{{ none }}]", Row(a=1)) == "[1]"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("{{ row.name|upper }}", "row.name|upper"),
        ("{% if row.n == 1 %}a{% endif %}", "=="),
        ("{% if row.a and row.n in row.b %}a{% endif %}", "“in”"),
        ("{% if row.a %}{% for one in row.many %}a{% endfor %}{% endif %}", "for one in row.many"),
        ("{% url 'person' row.slug %}", "url 'person' row.slug"),
        ("{% include row.template %}", "include row.template"),
        ('{% include "other.html" %}', "with one=row.a"),
        ("{% load i18n %}{% blocktranslate count n=row.n %}a{% plural %}b{% endblocktranslate %}", "count n=row.n"),
        ("{% repeat 'other.html' for one in row.many|slice:'2' %}", "row.many|slice"),
        ("{{ row }}", "row"),
        ("{{ row.side.name }}{% if row.side %}a{% endif %}", "row.side.name"),
        ("{% if row.side %}{{ row.side.name }}{% endif %}", "row.side.name"),
    ],
)
def test_what_a_compiled_part_cannot_do_is_refused_with_its_name(part, words):
    others = {"other.html": "{% with one=row.a %}{{ one }}{% endwith %}"}
    with pytest.raises(TemplateSyntaxError, match=f"^part.html: .*{re.escape(words)}"):
        rendered(part, Row(), others=others)


# White space


def test_line_breaks_vanish_beside_a_tag_and_are_one_space_within_text_and_a_space_written_out_stays(tmp_path):
    assert without_layout("\n  <p>\n    one\n  </p>\n") == "<p>one</p>"
    assert without_layout("one\n  two  \n\n  three") == "one two three"
    assert without_layout(" one  two ") == " one  two "
    (tmp_path / "a.html").write_text('<p>\n  {{ a }}\n  one{{ " " }}\n  {% if a %}\n    two\n  {% endif %}\n</p>\n')
    engine = Engine(dirs=[tmp_path], loaders=["talks.rendering.loader.Loader"])
    assert engine.get_template("a.html").render(Context({"a": "b"})) == "<p>bone two</p>"


def test_templates_of_the_admin_are_left_as_they_are():
    ours, admins = map(ENGINE.get_template, ["timeline/event.html", "admin/change_list.html"])
    assert not any("\n" in node.s for node in ours.nodelist.get_nodes_by_type(TextNode))
    assert all(node.s in admins.source for node in admins.nodelist.get_nodes_by_type(TextNode))
    assert any("\n" in node.s for node in admins.nodelist.get_nodes_by_type(TextNode))
