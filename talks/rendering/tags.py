"""The template tags of the project, known to every template without ``{% load %}``."""

from django.template import Library, TemplateSyntaxError
from django.template.base import Parser, Token

from talks import logs
from talks.rendering.repeat import Repeat

register = Library()


@register.tag
def repeat(parser: Parser, token: Token) -> Repeat:
    """Parse ``{% repeat "part.html" for name in rows %}``; see ``Repeat``."""
    words = token.split_contents()
    if len(words) != 6 or words[2] != "for" or words[4] != "in" or words[1][:1] not in {'"', "'"}:
        raise TemplateSyntaxError('Write it as {% repeat "part.html" for name in rows %}.')
    return Repeat(words[1][1:-1], words[3], parser.compile_filter(words[5]))


@register.simple_tag
def reference() -> str:
    """Return the number under which the log has the present request."""
    return logs.reference()
