"""Questions as JSON in the words of OpenAPI."""

from typing import Any

from django.utils.translation import gettext as _

from talks.describing.checking import TEXT, answer_of, object_of, said, schema_of
from talks.exports import fields
from talks.vocabulary import Difference, QuestionKind


def question_paths() -> dict[str, Any]:
    """Return the list of questions, and the file of one."""
    slug = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
    missing = {
        status: {"$ref": f"#/components/responses/{name}"} for status, name in (("301", "moved"), ("404", "unknown"))
    }
    return {
        "/questions.json": {
            "get": {
                "operationId": "questions_json",
                "summary": _("The questions of the record."),
                "responses": {"200": answer_of(_("Without their answers."), schema_of("questions"))},
            }
        },
        "/questions/{slug}.json": {
            "get": {
                "operationId": "question_json",
                "summary": _("A question with its answers, each with the statements that give it."),
                "parameters": [slug],
                "responses": {"200": answer_of(_("The question as a file."), schema_of("question_file"))} | missing,
            }
        },
    }


def question_schemas() -> dict[str, Any]:
    """Return the objects of these files, by name."""
    version = said({"type": "integer"}, _("The version of the record."))
    words = {
        "slug": said(TEXT, fields.TYPES[fields.SLUG]),
        "process": said(TEXT, _("The negotiation.")),
        "text": said(TEXT, _("The question.")),
        "kind": said(TEXT, _("What it asks for.")) | {"enum": QuestionKind.values},
        "context": said(TEXT, _("Of a characterisation: who characterises what, and when.")),
        "reason": said(TEXT, _("Why a difference is one.")),
        "differences": said(
            {"type": "array", "items": {"type": "string", "enum": Difference.values}},
            _("How accounts differ; empty if they do not."),
        ),
        "url": said(TEXT, _("The address of its page.")),
    }
    claims = said({"type": "array", "items": schema_of("claim")}, _("The statements that give it, in the order said."))
    excludes = said(
        {"type": "array", "items": TEXT}, _("The other answers given that cannot be true together with it.")
    )
    answers = {"type": "array", "items": schema_of("answer")}
    return {
        "question": object_of(**words),
        "answer": object_of(slug=TEXT, text=TEXT, excludes=excludes, claims=claims),
        "questions": object_of(version=version, questions={"type": "array", "items": schema_of("question")}),
        "question_file": object_of(version=version, **words, answers=answers),
    }
