"""A statement as a W3C Web Annotation: what we say in our words, and where in the report it was taken from.

Each piece of a quotation is a target of its own. It has its words (TextQuoteSelector); its place in the cleaned text
(TextPositionSelector, with the text's SHA-256) if that text is stored and the quotation was found in it; and its paragraph
(FragmentSelector for plain text, RFC 5147), since the cleaned text has one paragraph a line. The last two are about that
text and not about the page of the outlet.

Recogito's text annotator takes an annotation only if each target has both a TextQuoteSelector and a TextPositionSelector,
and it counts in the text that it shows: show it the cleaned text. It passes over all other selectors. So without a stored text
it refuses the annotation. It counts in UTF-16, where some characters are two; here characters are counted, as W3C wants.
``docs/citing.md`` has a function that counts for it, and ``tests/foreign/test_annotations.py`` tries the file with and without.

The importer of Hypothesis reads no Web Annotations but its own export, {"annotations": [...]}: ``uri`` and ``target`` with
``source`` and ``selector`` can be taken from here as they are, ``text`` from the first body, and ``tags`` and ``document`` have
to be added. There a TextQuoteSelector is enough to find the words.
"""

import hashlib
import json
import re

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import quoting
from talks.cleaning import clean
from talks.exports.citing import sentence
from talks.exports.records import File
from talks.exports.single import Record
from talks.models import ArticleText
from talks.proof_in_words import found_words
from talks.vocabulary import QuoteMode

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PLAIN_TEXT = "http://tools.ietf.org/rfc/rfc5147"
TYPE = f'application/ld+json; profile="{CONTEXT}"'
WORD = re.compile(r"\S+")


def write_annotation(record: Record) -> File:
    """Return a statement as an annotation. Cost: one query; the text of its report is read and cleaned."""
    (claim,) = record.claims
    text = ArticleText.objects.filter(article__slug=claim["report"]).first()
    return File(json.dumps(annotation(record, text.paragraphs if text else []), ensure_ascii=False, indent=1), TYPE)


def annotation(record: Record, paragraphs: list[str]) -> dict:
    """Return a statement as an annotation. Shape: ``paragraphs`` are those of the stored text, none without one."""
    (claim,), report = record.claims, record.report or {}
    archive = claim["archive_url"]
    # Without an address the page of the report in this record is annotated: it shows the words.
    source = {"source": claim["report_url"] or archive or report["url"]}
    state = {"state": {"type": "TimeState", "cached": archive}} if archive and claim["report_url"] else {}
    return {
        "@context": [CONTEXT, {"sha256": "https://schema.org/sha256"}],
        "id": f"{claim['url'].rstrip('/')}.annotation",
        "type": "Annotation",
        "motivation": ["describing", "linking"],
        "created": claim["recorded"],
        "modified": claim["changed"],
        "body": [
            _body("describing", f"{claim['speaker_name']} {claim['statement']}"),
            {"type": "SpecificResource", "source": claim["url"], "purpose": "linking"},
            _body("commenting", _of_quotation(claim)),
        ],
        "target": [
            {"type": "SpecificResource", **source, "language": claim["language"], "selector": selector, **state}
            for selector in _selectors(claim, paragraphs)
        ],
    }


def _body(purpose: str, text: str) -> dict:
    language = get_language() or "en"
    return {"type": "TextualBody", "value": text, "format": "text/plain", "language": language, "purpose": purpose}


def _of_quotation(claim: dict) -> str:
    """Return whose words the quotation holds, and whether it was found: “Speaker's words; found in ¶3.”"""
    found = found_words(claim["paragraph"], claim["proof"]["reason"], get_language())
    mode = QuoteMode(claim["quote_mode"]).label if claim["quote_mode"] else ""
    return sentence(_("%(mode)s; %(found)s") % {"mode": mode, "found": found} if mode else found)


def _selectors(claim: dict, paragraphs: list[str]) -> list[list[dict]]:
    """Return the selectors of each piece of a quotation; without a quotation the paragraph alone is selected."""
    line = {"type": "FragmentSelector", "conformsTo": PLAIN_TEXT, "value": _line(claim["paragraph"])}
    if not claim["quote"]:
        return [[line]]
    pieces, found = quoting.pieces(claim["quote"]), positions(claim, paragraphs)
    sha256 = claim["proof"]["text_sha256"]
    selectors = []
    for number, piece in enumerate(pieces):
        words = {"type": "TextQuoteSelector", "exact": piece}
        if claim["prefix"] and number == 0:
            words["prefix"] = f"{quoting.folded(claim['prefix'])} "
        if claim["suffix"] and number == len(pieces) - 1:
            words["suffix"] = f" {quoting.folded(claim['suffix'])}"
        places = [
            {"type": "TextPositionSelector", "start": start, "end": end} for start, end in found[number : number + 1]
        ]
        selectors.append([words, *(one | {"sha256": sha256} for one in places), line | {"refinedBy": words}])
    return selectors


def _line(paragraph: int) -> str:
    """Return a paragraph as a line of plain text. Source: RFC 5147, which counts from 0 between lines."""
    return f"line={paragraph - 1},{paragraph}"


def positions(claim: dict, paragraphs: list[str]) -> list[tuple[int, int]]:
    """Return where the pieces of a quotation stand in the cleaned text of its report.

    Shape: one (start, end) for each piece; none unless this is the text in which the quotation was found.
    Units: characters of the cleaned paragraphs, joined by line feeds, whose SHA-256 stands beside each position.
    """
    cleaned = [clean(paragraph).text for paragraph in paragraphs]
    sha256 = hashlib.sha256("\n".join(cleaned).encode()).hexdigest()
    number = claim["paragraph"]
    if claim["proof"]["state"] != "found" or claim["proof"]["text_sha256"] != sha256 or number > len(cleaned):
        return []
    paragraph = cleaned[number - 1]
    try:
        spans = quoting.find(claim["quote"], paragraph, prefix=claim["prefix"], suffix=claim["suffix"])
    except ValidationError:
        return []
    before = sum(len(one) + 1 for one in cleaned[: number - 1])
    # Where each character of the folded paragraph stands in the paragraph itself; a fold stands at its first character.
    words = [range(*found.span()) for found in WORD.finditer(paragraph)]
    places = [at for word in words for at in (*word, word.stop)]
    return [(before + places[start], before + places[end - 1] + 1) for start, end in spans]
