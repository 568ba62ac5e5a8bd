"""The addresses of files in the words of OpenAPI 3.1, made of the one table of parameters and the registries of formats."""

from typing import Any

from django.utils.translation import gettext as _

from talks.describing.checking import checking_path as _checking_path
from talks.describing.checking import checking_schemas as _checking_schemas
from talks.describing.questions import question_paths as _question_paths
from talks.describing.questions import question_schemas as _question_schemas
from talks.exports import FORMATS, RECORD_FORMATS, fields
from talks.exports.fields import Field
from talks.pages.data import ShownParameter, read_parameters
from talks.sources import public_url

TYPES: dict[str, dict[str, Any]] = {
    fields.TEXT: {"type": ["string", "null"]},
    fields.SLUG: {"type": ["string", "null"]},
    fields.WORD: {"type": ["string", "null"]},
    fields.URL: {"type": ["string", "null"], "format": "uri-reference"},
    fields.LANGUAGE: {"type": "string"},
    fields.HASH: {"type": "string"},
    fields.EDTF: {"type": "string"},
    fields.DAY: {"type": ["string", "null"], "format": "date"},
    fields.MOMENT: {"type": ["string", "null"], "format": "date-time"},
    fields.INTEGER: {"type": ["integer", "null"]},
    fields.BOOLEAN: {"type": ["boolean", "null"]},
    fields.SLUGS: {"type": "array", "items": {"type": "string"}},
    fields.OBJECT: {"type": "object"},
    fields.OBJECTS: {"type": "array", "items": {"type": "object"}},
}

SCHEMAS = {
    "view": fields.VIEW,
    "event": fields.EVENT,
    "claim": fields.CLAIM,
    "report": fields.REPORT,
    "participant": fields.PARTICIPANT,
    "proof": fields.PROOF,
    "correction": fields.CORRECTION,
}
WITHIN = {
    "events": "event_of_view",
    "participants": "participant",
    "proof": "proof",
    "corrections": "correction",
}
"""What the objects in a field are."""

OF_CSV = ("bom",)
"""The parameters that say nothing to other formats."""
KINDS = {"event": "events", "claim": "claims", "report": "reports"}


def as_openapi() -> dict[str, Any]:
    """Return the description of all files. Cost: no query."""
    parameters = {one.name: _parameter(one) for one in read_parameters()}
    certain = _property("certain", fields.IN_VIEW["certain"])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Talks"),
            "version": "1",
            "summary": _("Who said what at and about negotiations, when, and in which report."),
            "description": _(
                "All addresses are read with GET; one also takes a text with POST, and stores nothing. A statement is what one "
                "report gives as the words of one speaker: give it "
                "with its speaker and its report. Several values of one parameter mean any of them; different parameters "
                "mean all of them, and what is asked of a statement must hold for one and the same statement."
            ),
        },
        "servers": [{"url": public_url("")}],
        "paths": _timeline_paths(list(parameters))
        | _record_paths()
        | _codebook_path()
        | _question_paths()
        | _checking_path(),
        "components": {
            "parameters": parameters,
            "responses": {
                "wrong": _answer(_("A value was not understood."), "application/json", _one("errors")),
                "unknown": {"description": _("There is no such record.")},
                "withdrawn": {"description": _("The record was withdrawn. The page says why.")},
                "moved": {"description": _("The record was renamed. Location has its address.")},
                "busy": {"description": _("Too many whole files are being sent. Retry-After says when to come back.")},
            },
            "schemas": {name: _schema(table) for name, table in SCHEMAS.items()}
            | {
                "event_of_view": _also("event", certain=certain, claims=_list_of("claim_of_view")),
                "claim_of_view": _also("claim", certain=certain),
                "event_file": _also("event", claims=_list_of("claim")),
                "claim_file": _also("claim", about=_one("event"), source=_one("report")),
                "report_file": _also("report", claims=_list_of("claim")),
                **_checking_schemas(),
                **_question_schemas(),
                "errors": {
                    "type": "object",
                    "required": ["errors"],
                    "properties": {
                        "errors": {
                            "type": "object",
                            "description": _("Sentences by the name of the parameter."),
                            "additionalProperties": TYPES[fields.SLUGS],
                        }
                    },
                },
            },
        },
    }


def _schema(table: dict[str, Field]) -> dict[str, Any]:
    properties = {name: _property(name, field) for name, field in table.items()}
    return {"type": "object", "required": list(properties), "properties": properties}


def _also(name: str, **more: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has more than one of these."""
    return {"allOf": [_one(name), {"type": "object", "required": list(more), "properties": more}]}


def _one(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _one(name)}


def _property(name: str, field: Field) -> dict[str, Any]:
    """Return the schema of a field. Shape: a word may be empty or null, where there is none."""
    schema = TYPES[field.type] | {"description": str(field.meaning)}
    if field.terms:
        schema["enum"] = [*field.terms.values, "", None]
    if name in WITHIN:
        within = _one(WITHIN[name])
        return schema | ({"items": within} if field.type == fields.OBJECTS else {"allOf": [within]})
    return schema


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
    asked = [{"$ref": f"#/components/parameters/{name}"} for name in parameters if name not in OF_CSV]
    of_csv = [{"$ref": f"#/components/parameters/{name}"} for name in OF_CSV]
    schemas = {"json": _one("view")}
    return {
        f"/timeline.{name}": {
            "get": {
                "operationId": f"timeline_{name}",
                "summary": f"{one.title}: {one.purpose}",
                "parameters": [*asked, *of_csv] if name == "csv" else asked,
                "responses": {
                    "200": _answer(_("The view as a file."), one.media_type, schemas.get(name)),
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
                        one.media_type,
                        _one(f"{kind}_file") if name == "json" else None,
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
    answer = _answer(_("Each word of the closed lists, with its definition."), "application/json", TYPES[fields.OBJECT])
    return {
        "/data/codebook.json": {
            "get": {"operationId": "codebook", "summary": _("The codebook."), "responses": {"200": answer}}
        }
    }
