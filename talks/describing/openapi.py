"""The addresses of files in the words of OpenAPI 3.1, made of the one table of parameters and the registries of formats."""

from typing import Any

from django.utils.translation import gettext as _

from talks.exports import FORMATS, RECORD_FORMATS
from talks.pages.data import ShownParameter, read_parameters
from talks.sources import public_url

ANY_TYPE = "*/*"
MEDIA_TYPES = {
    "annotation": "application/ld+json",
    "atom": "application/atom+xml",
    "bib": "application/x-bibtex",
    "csl": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv",
    "ics": "text/calendar",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ris": "application/x-research-info-systems",
    "svg": "image/svg+xml",
    "timelinejs": "application/json",
    "txt": "text/plain",
}
"""By the name of the format; a format that is not here may have any type."""

TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "text?": {"type": ["string", "null"]},
    "truth": {"type": "boolean"},
    "truth?": {"type": ["boolean", "null"]},
    "number": {"type": "integer"},
    "number?": {"type": ["integer", "null"]},
    "day?": {"type": ["string", "null"], "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "address": {"type": "string", "format": "uri"},
    "address?": {"type": ["string", "null"], "format": "uri"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "proof": {"$ref": "#/components/schemas/proof"},
    "participants": {"type": "array", "items": {"$ref": "#/components/schemas/participant"}},
    "corrections": {"type": "array", "items": {"$ref": "#/components/schemas/correction"}},
    "claims": {"type": "array", "items": {"$ref": "#/components/schemas/claim"}},
    "events": {"type": "array", "items": {"$ref": "#/components/schemas/event"}},
    "object": {"type": "object"},
}

SCHEMAS = {
    "event": {
        "text": "slug process title kind occurrence format date date_basis date_basis_note place_basis place_basis_note summary",
        "text?": "place place_name",
        "day?": "date_earliest date_latest",
        "moment": "recorded changed",
        "address": "url id",
        "participants": "participants",
        "corrections": "corrections",
    },
    "claim": {
        "text": (
            "slug process event report headline origin_basis published language report_url archive_url speaker_name speaker_role "
            "attribution kind cue statement quote prefix suffix quote_mode rendering said said_basis said_basis_note note"
        ),
        "text?": "occasion outlet outlet_name agency agency_name origin speaker side side_name target repeats",
        "day?": "said_earliest said_latest",
        "moment": "recorded changed",
        "address": "url",
        "number": "paragraph",
        "truth": "standing",
        "texts": "topics answers",
        "proof": "proof",
        "corrections": "corrections",
    },
    "report": {
        "text": (
            "slug headline origin_basis origin_note byline report_url archive_url no_capture published published_basis "
            "published_basis_note reference language rendering summary note text_sha256"
        ),
        "text?": "outlet outlet_name agency agency_name origin",
        "day?": "captured published_earliest published_latest checked",
        "moment": "recorded changed",
        "address": "url",
        "number?": "text_words",
    },
    "proof": {"text": "state paragraph_sha256 text_sha256 reason", "day?": "day"},
    "participant": {"text": "actor name role basis"},
    "correction": {"text": "of kind field before after reason", "day?": "day"},
    "view": {"number": "version count", "object": "filters", "address?": "next", "events": "events"},
}
"""The fields that each object always has, by their type."""

KINDS = {"event": "events", "claim": "claims", "report": "reports"}


def as_openapi() -> dict[str, Any]:
    """Return the description of all files. Cost: no query."""
    parameters = {one.name: _parameter(one) for one in read_parameters()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Talks"),
            "version": "1",
            "summary": _("Who said what at and about negotiations, when, and in which report."),
            "description": _(
                "All addresses are read with GET. A statement is what one report gives as the words of one speaker: give it "
                "with its speaker and its report. Several values of one parameter mean any of them; different parameters "
                "mean all of them, and what is asked of a statement must hold for one and the same statement."
            ),
        },
        "servers": [{"url": public_url("")}],
        "paths": _timeline_paths(list(parameters)) | _record_paths() | _codebook_path(),
        "components": {
            "parameters": parameters,
            "responses": {
                "wrong": _answer(
                    _("A value was not understood."), "application/json", {"$ref": "#/components/schemas/errors"}
                ),
                "unknown": {"description": _("There is no such record.")},
                "withdrawn": {"description": _("The record was withdrawn. The page says why.")},
                "moved": {"description": _("The record was renamed. Location has its address.")},
                "busy": {"description": _("Too many whole files are being sent. Retry-After says when to come back.")},
            },
            "schemas": {name: _schema(fields) for name, fields in SCHEMAS.items()}
            | {
                "errors": {
                    "type": "object",
                    "required": ["errors"],
                    "properties": {
                        "errors": {
                            "type": "object",
                            "description": _("Sentences by the name of the parameter."),
                            "additionalProperties": TYPES["texts"],
                        }
                    },
                }
            },
        },
    }


def _schema(fields: dict[str, str]) -> dict[str, Any]:
    properties = {name: TYPES[kind] for kind, names in fields.items() for name in names.split()}
    return {"type": "object", "required": list(properties), "properties": properties}


def _parameter(one: ShownParameter) -> dict[str, Any]:
    item: dict[str, Any] = {"type": "integer", "minimum": 1} if one.name == "page" else {"type": "string"}
    if one.values:
        item["enum"] = list(one.values)
    words = f"{one.meaning} {_('Takes %(what)s.') % {'what': one.values_in}}" if one.values_in else str(one.meaning)
    many = {"schema": {"type": "array", "items": item}, "style": "form", "explode": True}
    return {"name": one.name, "in": "query", "description": words, **(many if one.is_repeated else {"schema": item})}


def _answer(words: Any, media_type: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": str(words), "content": {media_type: {"schema": schema} if schema else {}}}


def _timeline_paths(parameters: list[str]) -> dict[str, Any]:
    asked = [{"$ref": f"#/components/parameters/{name}"} for name in parameters]
    schemas = {"json": {"$ref": "#/components/schemas/view"}}
    return {
        f"/timeline.{name}": {
            "get": {
                "operationId": f"timeline_{name}",
                "summary": f"{one.title}: {one.purpose}",
                "parameters": asked,
                "responses": {
                    "200": _answer(_("The view as a file."), MEDIA_TYPES.get(name, ANY_TYPE), schemas.get(name)),
                    "400": {"$ref": "#/components/responses/wrong"},
                    "503": {"$ref": "#/components/responses/busy"},
                },
            }
        }
        for name, one in FORMATS.items()
    }


def _record_paths() -> dict[str, Any]:
    slug = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        f"/{folder}/{{slug}}.{name}": {
            "get": {
                "operationId": f"{kind}_{name}",
                "summary": f"{one.title}: {one.purpose}",
                "parameters": [slug],
                "responses": {
                    "200": _answer(
                        _("The record as a file."),
                        MEDIA_TYPES.get(name, ANY_TYPE),
                        {"$ref": f"#/components/schemas/{kind}"} if name == "json" else None,
                    ),
                    "301": {"$ref": "#/components/responses/moved"},
                    "404": {"$ref": "#/components/responses/unknown"},
                    "410": {"$ref": "#/components/responses/withdrawn"},
                },
            }
        }
        for name, one in RECORD_FORMATS.items()
        for kind, folder in KINDS.items()
        if kind in one.kinds
    }


def _codebook_path() -> dict[str, Any]:
    answer = _answer(_("Each word of the closed lists, with its definition."), MEDIA_TYPES["json"], TYPES["object"])
    return {
        "/data/codebook.json": {
            "get": {"operationId": "codebook", "summary": _("The codebook."), "responses": {"200": answer}}
        }
    }
