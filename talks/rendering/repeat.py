"""Compiles small templates to format strings, for parts that a page repeats hundreds of times.

Django resolves every variable and tag again for every row. The output of a small template depends only on its values
and on which of those that it tests are true; so each pattern of true and false ones is rendered once, with a slot for
each value, and rows are then formatted. Imports nothing of the project; ``tags`` registers the template tag.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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

SLOT = re.compile("\ue000([0-9]+)\ue001")  # characters for private use, which no template and no translation has
TO_ESCAPE = re.compile("[&<>\"']")
SLOTS = "_slots"  # templates cannot look up names with an underscore

Path = tuple[str, ...]
"""A variable of a template: ``{{ row.name }}`` is ``("row", "name")``."""

Values = tuple[Any, ...]

Pattern = tuple[str, Callable[[Values], Values]]
"""A format string for ``%``, and the function that picks its values out of all values."""


class Scope:
    """The variables of the parts of one ``{% repeat %}``: the current rows by name, and the context around them."""

    def __init__(self, context: Context, language: str | None) -> None:
        self.rows: dict[str, Any] = {}
        self.context, self.language = context, language
        self._outer: dict[Path, Any] = {}

    def value(self, path: Path) -> Any:
        """Return the value of a variable, or the empty string if the context has none, as in any template."""
        if path[0] in self.rows:
            return attrgetter(".".join(path[1:]))(self.rows[path[0]])
        if path not in self._outer:
            try:
                self._outer[path] = Variable(".".join(path)).resolve(self.context)
            except VariableDoesNotExist:
                self._outer[path] = ""
        return self._outer[path]


class Repeat(Node):
    """``{% repeat "part.html" for name in rows %}`` renders a small template for each row.

    The part may show variables, test them (``{% if %}`` with ``and``, ``or`` and ``not``), translate, include such
    parts, and repeat parts of its own. Filters, comparisons and calls are refused: Python computes values and formats
    numbers.
    Cost: a few µs per row.
    """

    def __init__(self, part: str, name: str, rows: FilterExpression) -> None:
        self.part, self.name, self.rows = part, name, rows
        self.key = part, name, rows.token  # the same each time that the template is loaded
        self._compiled: CompiledPart | None = None

    def render(self, context: Context) -> str:
        if SLOTS in context:  # the part around this tag is being compiled
            slot: str = context[SLOTS][self.key]
            return slot
        rows = self.rows.resolve(context)
        return self.render_rows(rows, Scope(context, get_language())) if rows else ""

    def render_rows(self, rows: Iterable[Any], scope: Scope) -> str:
        """Return the part for each of these rows."""
        if self._compiled is None:
            self._compiled = compile_part(Engine.get_default(), self.part, self.name)
        return SafeString("".join(self._compiled.render(rows, scope)))

    def render_nested(self, scope: Scope) -> str:
        """Return the part for each row of the row around it."""
        rows = scope.value(self.rows.var.lookups)
        return self.render_rows(rows, scope) if rows else ""


def render_each(part: str, name: str, rows: Iterable[Any], **context: Any) -> list[str]:
    """Return a small template rendered for each of these rows, as ``{% repeat %}`` does."""
    scope = Scope(Context(context), get_language())
    return list(compile_part(Engine.get_default(), part, name).render(rows, scope))


class CompiledPart:
    """A small template compiled for rows of one name, with the patterns seen so far."""

    def __init__(self, engine: Engine, part: str, name: str) -> None:
        self._template, self._name = engine.get_template(part), name
        reader = PartReader(engine, part)
        reader.read(self._template.nodelist)
        refuse_overlaps(reader.values, part, name)
        of_row = [path for path in reader.values if path[0] == name]
        self._others = [path for path in reader.values if path[0] != name]
        self._paths, self._nested = [*of_row, *self._others], reader.nested
        self._values_of = tuple_getter(attrgetter, [".".join(path[1:]) for path in of_row])
        self._tested_of = tuple_getter(itemgetter, [self._paths.index(path) for path in reader.tested])
        self._patterns: dict[Values, Pattern] = {}

    def render(self, rows: Iterable[Any], scope: Scope) -> Iterator[str]:
        """Yield the output of the template for each row."""
        values_of, tested_of, nested, language = self._values_of, self._tested_of, self._nested, scope.language
        others = tuple([scope.value(path) for path in self._others])
        for row in rows:
            values = values_of(row) + others
            key = (language, *map(bool, tested_of(values)))
            if nested:
                scope.rows[self._name] = row
                values += tuple([one.render_nested(scope) for one in nested])
            text, pick = self._patterns.get(key) or self._add(key, values)
            yield text % escaped(pick(values))

    def _add(self, key: Values, values: Values) -> Pattern:
        """Render the template with a slot for each value."""
        scope: dict[str, Any] = {}
        for number, path in enumerate(self._paths):
            inner = scope
            for step in path[:-1]:
                inner = inner.setdefault(step, {})
            inner[path[-1]] = (SafeString if values[number] else FalseSlot)(f"\ue000{number}\ue001")
        nested = enumerate(self._nested, len(self._paths))
        scope[SLOTS] = {one.key: SafeString(f"\ue000{number}\ue001") for number, one in nested}
        parts = SLOT.split(self._template.render(Context(scope)))
        text = "%s".join(part.replace("%", "%%") for part in parts[::2])
        self._patterns[key] = pattern = (text, tuple_getter(itemgetter, list(map(int, parts[1::2]))))
        return pattern


def refuse_overlaps(paths: Iterable[Path], part: str, name: str) -> None:
    """Refuse a part that shows a row itself, or both a value and an attribute of it: one slot cannot stand for both."""
    known = {*paths, (name,)}
    for path in paths:
        if path == (name,) or any(path[:length] in known for length in range(2, len(path))):
            raise TemplateSyntaxError(
                f"{part}: a part that is repeated cannot use both “{'.'.join(path)}” and a part of it."
            )


def compile_part(engine: Engine, part: str, name: str) -> CompiledPart:
    """Return the compiled part, cached on its template: a template that is loaded again is compiled again."""
    compiled: dict[str, CompiledPart] = engine.get_template(part).__dict__.setdefault("compiled", {})
    if name not in compiled:
        compiled[name] = CompiledPart(engine, part, name)
    return compiled[name]


class FalseSlot(SafeString):
    """The slot of a value that is false but may still be shown, such as 0."""

    def __bool__(self) -> bool:
        return False


def escaped(values: Values) -> Values:
    """Escape values for HTML, except those marked safe."""
    try:
        text = "".join(values)
    except TypeError:  # a number among them
        values = tuple([value if isinstance(value, str) else str(value) for value in values])
        text = "".join(values)
    if not TO_ESCAPE.search(text):
        return values  # one search through all values is enough for most rows
    return tuple(
        [value if isinstance(value, SafeString) or not TO_ESCAPE.search(value) else escape(value) for value in values]
    )


def tuple_getter(getter: Callable[..., Callable[[Any], Any]], names: Sequence[str | int]) -> Callable[[Any], Values]:
    """Return ``getter(*names)``, which returns a tuple even for one name or none."""
    if len(names) > 1:
        return getter(*names)
    if names:
        one = getter(*names)
        return lambda row: (one(row),)
    return lambda row: ()


class PartReader:
    """Collects the variables of a small template and the parts that it repeats.

    Shape: ``values`` are all variables, ``tested`` those of conditions.
    Raises: TemplateSyntaxError for anything that a compiled template cannot do.
    """

    def __init__(self, engine: Engine, part: str) -> None:
        self._engine, self._part = engine, part
        self.values: dict[Path, None] = {}
        self.tested: dict[Path, None] = {}
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
        """Return the variable of an expression, or None for a constant."""
        if expression.filters:
            raise self._refusal(expression.token)
        found: Path | None = expression.var.lookups if isinstance(expression.var, Variable) else None
        return found

    def _condition(self, condition: Any) -> None:
        if isinstance(condition, TemplateLiteral):
            self._value(condition.value)
            if path := self._path(condition.value):
                self.tested[path] = None
        elif condition is not None:  # None is {% else %}
            if condition.id not in {"and", "or", "not"}:
                raise self._refusal(condition.id)
            self._condition(condition.first)
            self._condition(condition.second)

    def _include(self, node: IncludeNode) -> None:
        """Add the variables of an included part, with the names that ``{% include … with %}`` changes put back."""
        inner = PartReader(self._engine, self._part)
        inner.read(self._engine.get_template(node.template.var).nodelist)
        renamed = {name: self._path(expression) for name, expression in node.extra_context.items()}
        if renamed and inner.nested:
            raise self._refusal(node.token.contents)
        for mine, theirs in ((self.values, inner.values), (self.tested, inner.tested)):
            for path in theirs:
                first = renamed.get(path[0], path[:1])
                if first:
                    mine[*first, *path[1:]] = None
        self.nested += inner.nested

    def _refusal(self, words: str) -> TemplateSyntaxError:
        return TemplateSyntaxError(f"{self._part}: a part that is repeated cannot hold “{words}”.")
