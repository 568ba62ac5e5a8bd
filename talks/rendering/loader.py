"""Loads templates without the white space that only lays them out, as JSX does.

A line break and the indentation around it are dropped beside a tag, ``<…>``, ``{% … %}`` or ``{{ … }}``; within text they
are one space. Where a space is meant at the end of a line, write ``{{ " " }}``. So lines of a template are as short as
they read best, and line numbers in error messages stay right.
"""

import re

from django.template.base import Template, TextNode
from django.template.loaders import base, cached, filesystem

BREAK = re.compile(r"(\A|>)?[ \t]*\n\s*(\Z|<)?")


class WithoutLayout(base.Loader):
    """Drops the layout of the project's own templates; others, as those of the admin, are left as they are."""

    def get_template(self, template_name: str, skip: list | None = None) -> Template:
        template = super().get_template(template_name, skip)
        if isinstance(template.origin.loader, Loader):
            for node in template.nodelist.get_nodes_by_type(TextNode):
                node.s = without_layout(node.s)
        return template


class Loader(WithoutLayout, filesystem.Loader):
    """Finds templates in the folders of DIRS, and reads them again each time."""


class CachedLoader(cached.Loader, WithoutLayout):
    """Keeps the templates that other loaders found."""


def without_layout(text: str) -> str:
    """Return the text between two template tags without the line breaks that only lay it out."""
    return BREAK.sub(lambda found: " " if found[1] is found[2] is None else (found[1] or "") + (found[2] or ""), text)
