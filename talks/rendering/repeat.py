"""Small templates compiled to format strings, for the parts that a page repeats by the hundred.

Django resolves every variable and every tag again for every row. What a small template renders depends only on its
values and on which of them are true; so each pattern of true and false values is rendered once, with a slot for each
value, and rows are filled in. Imports nothing of the project; ``tags`` registers the template tag.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from operator import attrgetter, itemgetter
from typing import Any

from django.template import Context, Engine, Node, NodeList, TemplateSyntaxError, VariableDoesNotExist
from django.template.base import FilterExpression, TextNode, Variable, VariableNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, TemplateLiteral, URLNode
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

SLOT = re.compile("\ue000([0-9]+)\ue001")  # characters of private use, which no template and no translation holds
TO_ESCAPE = re.compile("[&<>\"']")
SLOTS = "_slots"  # no template can look this up, since it begins with an underscore

Path = tuple[str, ...]
"""A value that a template shows or asks about: ``{{ row.name }}`` is ``("row", "name")``."""

Pattern = tuple[str, Callable[[tuple], tuple]]
"""The text around the slots, to be filled with ``%``; and what picks their values out of all values."""


class Scope:
    """What the parts of one ``{% repeat %}`` see: the rows being rendered by name, and the context around them."""

    def __init__(self, context: Context, language: str | None) -> None:
        self.rows: dict[str, Any] = {}
        self.context, self.language = context, language
        self._outer: dict[Path, Any] = {}

    def value(self, path: Path) -> Any:
        """Return a value; an empty string where the context has none, as in any template."""
        if path[0] in self.rows:
            return attrgetter(".".join(path[1:]))(self.rows[path[0]])
        if path not in self._outer:
            try:
                self._outer[path] = Variable(".".join(path)).resolve(self.context)
            except VariableDoesNotExist:
                self._outer[path] = ""
        return self._outer[path]


class Repeat(Node):
    """``{% repeat "part.html" for name in rows %}``: a small template, once for each row.

    The part may show values (``{{ row.name }}``, ``{{ other }}``), ask whether they are true (``{% if %}`` with ``and``,
    ``or`` and ``not``), translate, include such parts, and repeat parts of its own. Filters, comparisons and calls are
    refused: values arrive computed, numbers as they are to be read. Cost: some µs a row.
    """

    def __init__(self, part: str, name: str, rows: FilterExpression) -> None:
        self.part, self.name, self.rows = part, name, rows
        self._compiled: CompiledPart | None = None

    def render(self, context: Context) -> str:
        if SLOTS in context:  # a part that repeats others is compiled
            return context[SLOTS][self]
        rows = self.rows.resolve(context)
        return self.render_rows(rows, Scope(context, get_language())) if rows else ""

    def render_rows(self, rows: Iterable[Any], scope: Scope) -> str:
        """Return the part once for each of these rows."""
        if self._compiled is None:
            self._compiled = compile_part(Engine.get_default(), self.part, self.name)
        return SafeString("".join(self._compiled.render(rows, scope)))

    def render_nested(self, scope: Scope) -> str:
        """Return the part once for each row that the row around it has."""
        rows = scope.value(self.rows.var.lookups)
        return self.render_rows(rows, scope) if rows else ""


def render_each(part: str, name: str, rows: Iterable[Any], **context: Any) -> list[str]:
    """Return a small template for each of these rows, as ``{% repeat %}`` renders it."""
    scope = Scope(Context(context), get_language())
    return list(compile_part(Engine.get_default(), part, name).render(rows, scope))


class CompiledPart:
    """A small template for rows of one name, with the patterns rendered so far."""

    def __init__(self, engine: Engine, part: str, name: str) -> None:
        self._template, self._name = engine.get_template(part), name
        reader = PartReader(engine, part)
        reader.read(self._template.nodelist)
        of_row = [path for path in reader.values if path[0] == name]
        self._others = [path for path in reader.values if path[0] != name]
        self._paths, self._nested = [*of_row, *self._others], reader.nested
        self._values_of = tuple_getter(attrgetter, [".".join(path[1:]) for path in of_row])
        self._patterns: dict[tuple, Pattern] = {}

    def render(self, rows: Iterable[Any], scope: Scope) -> Iterator[str]:
        """Yield each row as the template renders it."""
        values_of, nested, language = self._values_of, self._nested, scope.language
        others = tuple([scope.value(path) for path in self._others])
        for row in rows:
            values = values_of(row) + others
            key = (language, *map(bool, values))
            if nested:
                scope.rows[self._name] = row
                values += tuple([one.render_nested(scope) for one in nested])
            text, pick = self._patterns.get(key) or self._add(key, values)
            yield text % escaped(pick(values))

    def _add(self, key: tuple, values: tuple) -> Pattern:
        """Render the template with a slot for each value."""
        scope: dict[str, Any] = {}
        for number, path in enumerate(self._paths):
            inner = scope
            for step in path[:-1]:
                inner = inner.setdefault(step, {})
            inner[path[-1]] = (SafeString if values[number] else FalseSlot)(f"\ue000{number}\ue001")
        nested = enumerate(self._nested, len(self._paths))
        scope[SLOTS] = {one: SafeString(f"\ue000{number}\ue001") for number, one in nested}
        parts = SLOT.split(self._template.render(Context(scope)))
        text = "%s".join(part.replace("%", "%%") for part in parts[::2])
        self._patterns[key] = pattern = (text, tuple_getter(itemgetter, list(map(int, parts[1::2]))))
        return pattern


def compile_part(engine: Engine, part: str, name: str) -> CompiledPart:
    """Return the compiled part; it is cached on its template, and so is gone when that is loaded again."""
    compiled = engine.get_template(part).__dict__.setdefault("compiled", {})
    if name not in compiled:
        compiled[name] = CompiledPart(engine, part, name)
    return compiled[name]


class FalseSlot(SafeString):
    """The slot of a value that is false and may be shown all the same, as 0 is."""

    def __bool__(self) -> bool:
        return False


def escaped(values: tuple) -> tuple:
    """Return the values as they stand in HTML; those that are marked safe as they are."""
    try:
        text = "".join(values)
    except TypeError:  # a number among them
        values = tuple([value if isinstance(value, str) else str(value) for value in values])
        text = "".join(values)
    if not TO_ESCAPE.search(text):
        return values  # one search through all of them, since most hold nothing to escape
    return tuple(
        [value if isinstance(value, SafeString) or not TO_ESCAPE.search(value) else escape(value) for value in values]
    )


def tuple_getter(getter: Callable, names: list) -> Callable[[Any], tuple]:
    """Return ``getter(*names)``, which also for one name or none returns a tuple."""
    if len(names) > 1:
        return getter(*names)
    if names:
        one = getter(*names)
        return lambda row: (one(row),)
    return lambda row: ()


class PartReader:
    """Reads what a small template shows, asks about and repeats.

    Raises: TemplateSyntaxError for what a compiled template cannot do.
    """

    def __init__(self, engine: Engine, part: str) -> None:
        self._engine, self._part = engine, part
        self.values: dict[Path, None] = {}
        self.nested: list[Repeat] = []

    def read(self, nodes: NodeList) -> None:
        for node in nodes:
            if isinstance(node, Repeat):
                self._path(node.rows)
                self.nested.append(node)
            elif isinstance(node, VariableNode):
                self._value(node.filter_expression)
            elif isinstance(node, IfNode):
                for condition, inner in node.conditions_nodelists:
                    self._condition(condition)
                    self.read(inner)
            elif isinstance(node, BlockTranslateNode) and not node.countervar:
                for expression in node.extra_context.values():
                    self._value(expression)
            elif isinstance(node, IncludeNode) and not isinstance(node.template.var, Variable):
                self._include(node)
            elif isinstance(node, URLNode) and not node.args and not node.kwargs:
                continue
            elif not isinstance(node, TextNode | TranslateNode | CommentNode | LoadNode):
                raise self._refusal(node.token.contents)

    def _value(self, expression: FilterExpression) -> None:
        if path := self._path(expression):
            self.values[path] = None

    def _path(self, expression: FilterExpression) -> Path | None:
        """Return what an expression names; None for a constant."""
        if expression.filters:
            raise self._refusal(expression.token)
        return expression.var.lookups if isinstance(expression.var, Variable) else None

    def _condition(self, condition: Any) -> None:
        if isinstance(condition, TemplateLiteral):
            self._value(condition.value)
        elif condition is not None:  # None is {% else %}
            if condition.id not in {"and", "or", "not"}:
                raise self._refusal(condition.id)
            self._condition(condition.first)
            self._condition(condition.second)

    def _include(self, node: IncludeNode) -> None:
        """Take over what an included part shows; what it calls by another name is put back."""
        inner = PartReader(self._engine, self._part)
        inner.read(self._engine.get_template(node.template.var).nodelist)
        renamed = {name: self._path(expression) for name, expression in node.extra_context.items()}
        if renamed and inner.nested:
            raise self._refusal(node.token.contents)
        for path in inner.values:
            first = renamed.get(path[0], path[:1])
            if first:
                self.values[*first, *path[1:]] = None
        self.nested += inner.nested

    def _refusal(self, words: str) -> TemplateSyntaxError:
        return TemplateSyntaxError(f"{self._part}: a part that is repeated cannot hold “{words}”.")
