"""Loads templates without the white space that only lays them out, as JSX does.

A line break with its indentation is removed next to a tag, ``<…>``, ``{% … %}`` or ``{{ … }}``, and becomes one space
within text; write ``{{ " " }}`` for a space at the end of a line. Line numbers in error messages stay correct.
"""

import re
from typing import Any

from django.template.base import Template, TextNode
from django.template.loaders import base, cached, filesystem

BREAK = re.compile(r"(\A|>)?[ \t]*\n\s*(\Z|<)?")


class WithoutLayout(base.Loader):
    """Removes layout from the project's own templates; those of others, such as the admin, stay as they are."""

    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        if isinstance(template.origin.loader, Loader):
            for node in template.nodelist.get_nodes_by_type(TextNode):
                node.s = without_layout(node.s)
        return template


class Loader(WithoutLayout, filesystem.Loader):
    """Loads templates from the folders of DIRS, each time from disk."""


class CachedLoader(cached.Loader, WithoutLayout):
    """Caches the templates that other loaders found."""


def without_layout(text: str) -> str:
    """Return the text between two template tags without its layout."""
    return BREAK.sub(lambda found: " " if found[1] is found[2] is None else (found[1] or "") + (found[2] or ""), text)
