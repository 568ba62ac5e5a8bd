"""Checking quotations in the words of OpenAPI: the form that a program sends, and what it gets."""

from typing import Any

from django.utils.translation import gettext as _

from talks.checking_quotes import CITED_MOST, QuoteCheck

TEXT: dict[str, Any] = {"type": "string"}
INTEGER: dict[str, Any] = {"type": "integer"}
BOOLEAN: dict[str, Any] = {"type": "boolean"}


def checking_path() -> dict[str, Any]:
    """Return the address for programs that takes a POST."""
    sent = object_of(text=said(TEXT, _("The draft.")), token=said(TEXT, _("What GET gave within the last hour.")))
    refused = {"400": _("The token or the text is missing, or the token is old."), "413": _("The text is too long.")}
    refused |= {"429": _("Too many texts in this hour. Retry-After says when to come back.")}
    answers = {status: answer_of(words, object_of(errors=TEXT_LISTS, token=TEXT)) for status, words in refused.items()}
    return {
        "/check-quotes.json": {
            "get": {
                "operationId": "check_quotes_token",
                "summary": _("A token for an hour, and the limits."),
                "responses": {
                    "200": answer_of(
                        _("Limits: numbers by name."),
                        object_of(
                            token=TEXT,
                            token_holds=said(INTEGER, _("Seconds.")),
                            limits={"type": "object", "additionalProperties": INTEGER},
                        ),
                    )
                },
            },
            "post": {
                "operationId": "check_quotes",
                "summary": _("The quotations of a draft, looked up among the public quotations. Nothing is stored."),
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {"schema": sent},
                        "application/x-www-form-urlencoded": {"schema": sent},
                    },
                },
                "responses": {"200": answer_of(_("What was found."), schema_of("checks"))} | answers,
            },
        }
    }


TEXT_LISTS: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}}


def checking_schemas() -> dict[str, Any]:
    """Return the objects of the answer, by name."""
    meanings = " ".join(f"{one.value}: {one.definition}" for one in QuoteCheck)
    only = said(TEXT, _("capitals or signs, where nothing else differs; else empty.")) | {
        "enum": ["", "capitals", "signs"]
    }
    return {
        "checks": object_of(
            version=said(INTEGER, _("The version of the record.")),
            quotations={"type": "array", "items": schema_of("checked_quotation")},
            counts=said({"type": "object", "additionalProperties": INTEGER}, _("How many there are of each outcome.")),
            left_out=said(INTEGER, _("Quotations beyond the limit.")),
            short=said(INTEGER, _("Quotations with too few words to be looked up.")),
            unclosed=said(INTEGER, _("Marks that open a quotation and are not closed.")),
        ),
        "checked_quotation": object_of(
            number=INTEGER,
            quotation=TEXT,
            is_block=said(BOOLEAN, _("Whether it is a block quote.")),
            is_cut=said(BOOLEAN, _("Whether only its beginning was compared.")),
            outcome=said(TEXT, meanings) | {"enum": [one.value for one in QuoteCheck]},
            meaning=said(TEXT, _("The outcome in one sentence.")),
            found=said(
                {"type": "array", "items": schema_of("found_statement"), "maxItems": CITED_MOST},
                _("By day, or the nearest."),
            ),
            more=said(INTEGER, _("Statements that are left out.")),
        ),
        "found_statement": object_of(
            statement=schema_of("claim"),
            citation=said(TEXT, _("How the statement is cited.")),
            is_part=said(BOOLEAN, _("Whether the words are a part of the record’s quotation.")),
            denial_before=said(
                TEXT, _("A word that denies, just before the words in the record’s quotation; else empty.")
            ),
            difference={"type": "array", "items": schema_of("difference_run")},
            only=only,
            is_weighty=said(BOOLEAN, _("Whether a figure or a denial is among what differs.")),
            other_wordings=said(INTEGER, _("Other records of the same utterance.")),
        ),
        "difference_run": object_of(
            where=said(
                TEXT,
                _("Who has these words: both, the draft, the record; around is the rest of the record’s quotation."),
            )
            | {"enum": ["both", "draft", "record", "around"]},
            text=TEXT,
        ),
    }


def object_of(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def said(schema: dict[str, Any], words: Any) -> dict[str, Any]:
    return schema | {"description": str(words)}


def schema_of(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def answer_of(words: Any, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": str(words), "content": {"application/json": {"schema": schema}}}
