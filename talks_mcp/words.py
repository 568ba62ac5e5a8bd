"""Puts statements into words that may be repeated: quotation first, then who said it, in which report, and how that is known.

Nothing is given as a fact: a statement is what one report gives as the words of one speaker.
"""

from typing import Any

from talks_mcp.site import Answer

NONE_HERE = "This record has none. That does not say that it was not said, or did not happen."
IN_OUR_WORDS = "no quotation: in our words"


AVAILABLE = {"beginning": "only its beginning", "parts": "with pieces missing"}
"""How much of a report the record has, where a part of it is known to be missing."""


def shown(claim: dict[str, Any], answer: Answer) -> dict[str, Any]:
    """Return a statement as tools give it: what has to stand beside it first, then the rest."""
    proof = claim["proof"]
    found = f"found in paragraph {claim['paragraph']} of the text of the report" + (
        f", {proof['day']}" if proof["day"] else ""
    )
    return {
        "quotation": quotation_of(claim) or IN_OUR_WORDS,
        "speaker": claim["speaker_name"],
        "report": report_of(claim),
        "paragraph": claim["paragraph"],
        "permanent_link": claim["url"],
        "mode": claim["quote_mode"],
        "proof": found if proof["state"] == "found" else f"not checked: {proof['reason']}",
        "version": answer.version,
        "newest_release": answer.release or "none yet",
        "according_to": according_to(claim),
        "rendering": claim["rendering"],
        "report_available": AVAILABLE.get(claim.get("completeness", ""), ""),
        "speaker_role": claim["speaker_role"],
        "side": claim["side_name"] or "",
        "said": claim["said"],
        "standing_position": claim["standing"],
        "kind": claim["kind"],
        "language": claim["language"],
        "original": claim["report_url"] or claim["archive_url"],
        "event": claim["event"],
        "answers": claim["answers"],
        "note": claim["note"],
        "corrections": claim["corrections"],
    }


def quotation_of(claim: dict[str, Any]) -> str:
    """Return the quotation: in quotation marks if they are the speaker's own words, else as those of the report."""
    if not claim["quote"]:
        return ""
    if claim["quote_mode"] != "direct" or claim["rendering"] == "reworded":
        return f"{outlet_of(claim)} writes: {claim['quote']}"
    translated = f" (translated by {outlet_of(claim)})" if claim["rendering"] == "translated" else ""
    return f"“{claim['quote']}”{translated}"


def outlet_of(claim: dict[str, Any]) -> str:
    return claim["outlet_name"] or "a report whose outlet is not known"


def report_of(claim: dict[str, Any]) -> str:
    # A title that the report does not state is no quotation of it: it stands in brackets, as on the pages.
    is_stated = claim.get("headline_basis", "stated") == "stated"
    title = f"“{claim['headline']}”" if is_stated else f"[{claim['headline']}]"
    return f"{title}, {outlet_of(claim)}, {claim['published'] or 'day not known'}"


def according_to(claim: dict[str, Any]) -> str:
    """Return the statement in one sentence, with whose words it is."""
    if claim["attribution"] == "own-voice":
        return f"{outlet_of(claim)}, in its own voice, {claim['statement']}"
    return f"According to {outlet_of(claim)}, {claim['speaker_name']} {claim['statement']}"


LEADING = {
    "quotation": "Quotation",
    "speaker": "Speaker",
    "report": "Report",
    "paragraph": "Paragraph",
    "permanent_link": "Permanent link",
    "mode": "Whose words (mode)",
    "proof": "Proof",
    "version": "Version of the record",
    "newest_release": "Newest release",
}
FURTHER = {
    "according_to": "In a sentence",
    "rendering": "Translation",
    "report_available": "What the record has of the report",
    "speaker_role": "Role as reported",
    "side": "Speaks for",
    "said": "Said",
    "original": "Original report",
    "note": "Note",
}


def as_text(one: dict[str, Any]) -> str:
    """Return a statement as lines of text."""
    lines = [f"{title}: {one[name]}" for name, title in (LEADING | FURTHER).items() if one[name] not in ("", None)]
    for correction in one["corrections"]:
        lines.append(
            f"Corrected ({correction['of']}, {correction['kind']}, {correction['day']}): {correction['reason']}"
        )
    return "\n".join(lines)


def without(answer: Answer, what: str) -> str:
    """Return words for an answer that has no record: there is none, it was withdrawn, or the question was wrong."""
    data = answer.data if isinstance(answer.data, dict) else {}
    if answer.status == 410:
        reason = (data.get("withdrawn") or {}).get("reason", "")
        return f"The {what} was withdrawn from this record. Do not quote it. Reason: {reason or 'see its page'}"
    if answer.status == 404:
        return f"No such {what}. {NONE_HERE}"
    errors = [sentence for sentences in (data.get("errors") or {}).values() for sentence in sentences]
    return " ".join(errors) or f"The site answered {answer.status}. Nothing was found out; try again later."
