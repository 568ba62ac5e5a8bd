"""The codebook as JSON and as Markdown."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from talks.codebook.hard_cases import HardCase
from talks.codebook.reading import Codebook, CodebookList, CodebookWord, read_codebook
from talks.sources import public_url


def as_json(codebook: Codebook) -> dict:
    """Return the codebook for programs. Shape: ``lists``, each with its ``words``; ``fields``, once for each object."""
    return {
        "url": public_url(reverse("codebook")),
        "lists": [_list(one) for one in codebook.lists],
        "fields": [
            {
                "name": one.name,
                "of": meant.of,
                "type": meant.type,
                "meaning": str(meant.meaning),
                "list": meant.list or None,
                "url": _address(one.name),
            }
            for one in codebook.fields
            for meant in one.meanings
        ],
    }


def _list(one: CodebookList) -> dict:
    return {
        "name": one.name,
        "title": str(one.title),
        "fields": list(one.fields),
        "parameter": one.parameter or None,
        "url": _address(one.name),
        "hard_cases": _cases(one.cases),
        "words": [_word(word) for word in one.words],
    }


def _word(one: CodebookWord) -> dict:
    return {
        "word": one.word,
        "label": str(one.label),
        "definition": str(one.definition),
        "url": _address(one.anchor),
        "example": one.example and {"text": one.example.text, "url": public_url(one.example.address)},
        "hard_cases": _cases(one.cases),
    }


def _cases(cases: tuple[HardCase, ...]) -> list[dict]:
    return [{"case": str(one.case), "decided": str(one.decided)} for one in cases]


def _address(anchor: str) -> str:
    return f"{public_url(reverse('codebook'))}#{anchor}"


def as_markdown(codebook: Codebook | None = None) -> str:
    """Return the codebook of the record as it is now for a release, as Markdown."""
    codebook = codebook or read_codebook()
    lines = [
        f"# {_('Codebook')}",
        "",
        _("Each word of the closed lists, with its definition, an example and the hard cases."),
    ]
    for one in codebook.lists:
        lines += ["", f"## {escaped(str(one.title))} (`{one.name}`)"]
        if one.fields:
            lines += ["", _("In files:") + " " + ", ".join(f"`{field}`" for field in one.fields)]
        lines += _lines_of(one.cases)
        for word in one.words:
            lines += ["", f"### `{word.word}`: {escaped(str(word.label))}"]
            if word.definition:
                lines += ["", escaped(str(word.definition))]
            if word.example:
                lines += ["", f"{_('Example:')} {escaped(word.example.text)} <{public_url(word.example.address)}>"]
            lines += _lines_of(word.cases)
    lines += [
        "",
        f"## {_('Fields')}",
        "",
        f"| {_('field')} | {_('of')} | {_('type')} | {_('meaning')} |",
        "|---|---|---|---|",
    ]
    for field in codebook.fields:
        lines += [f"| `{field.name}` | {one.of} | {one.type} | {escaped(str(one.meaning))} |" for one in field.meanings]
    return "\n".join(lines) + "\n"


def _lines_of(cases: tuple[HardCase, ...]) -> list[str]:
    words = _("*Hard case:* %(case)s *Decided:* %(decided)s")
    shown = [words % {"case": escaped(str(one.case)), "decided": escaped(str(one.decided))} for one in cases]
    return [line for one in shown for line in ("", f"- {one}")]


def escaped(text: str) -> str:
    """Return a text on one line in which nothing is markup."""
    return re.sub(r"([\\`*_\[\]<>&#|~])", r"\\\1", " ".join(text.split()))
