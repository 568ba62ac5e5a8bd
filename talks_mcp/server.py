"""The four tools. Each only reads, and says with every statement whose words it is and where it stands."""

from typing import Annotated, Any

import httpx2
from mcp.server.mcpserver import MCPServer
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from talks_mcp.site import Answer, Site, slug_of
from talks_mcp.words import NONE_HERE, as_text, shown, without

MOST = 30
HOW_TO_QUOTE = (
    "How to quote: never give a statement without its speaker, its report and the permanent link. It says what one report gives "
    "as somebody's words, not what is so: write “According to <outlet>, <speaker> said …”. Only a quotation that stands in "
    "quotation marks here holds a speaker's own words; “… writes:” are words of the report. Proof “found” means that the words "
    "stand in that paragraph of the report, not that they are true. Where accounts differ, give each with its speaker. What is "
    "not found is not in this record; that does not say that it was not said."
)
READING = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def make_server(site: Site) -> MCPServer:
    """Return the server, ready to run."""
    server = MCPServer(
        "talks", title="Talks: who said what at negotiations, in which report", instructions=HOW_TO_QUOTE
    )

    def tool(description: str) -> Any:
        return server.tool(description=f"{description} {HOW_TO_QUOTE}", annotations=READING, structured_output=False)

    @tool("Find statements made at and about negotiations, by words and by filters; filters take slugs of the record.")
    async def find_statements(
        words: Annotated[
            str, Field(description="Words in the statement, its quotation, speaker or event; all must be there.")
        ] = "",
        speaker: Annotated[str, Field(description="Slug of the speaker, as vladimir-putin.")] = "",
        side: Annotated[str, Field(description="Slug of the side that is spoken for, as russia.")] = "",
        topic: Annotated[str, Field(description="Slug of a topic.")] = "",
        since: Annotated[str, Field(description="First day of the events: 2022, 2022-03 or 2022-03-29.")] = "",
        until: Annotated[str, Field(description="Last day of the events.")] = "",
        known: Annotated[str, Field(description="Only what was published by this day.")] = "",
        most: Annotated[int, Field(ge=1, le=MOST, description="How many statements to give.")] = 10,
    ) -> CallToolResult:
        asked = {
            "q": words,
            "speaker": speaker,
            "side": side,
            "topic": topic,
            "since": since,
            "until": until,
            "known": known,
        }
        answer = await _asked(site.get("/timeline.json", {name: value for name, value in asked.items() if value}))
        if answer.status != 200:
            return _told(without(answer, "statement"), "wrong")
        claims = [claim for event in answer.data["events"] for claim in event["claims"]]
        if not claims:
            return _told(f"No statement was found. {NONE_HERE}", "none")
        left_out = len(claims) - most
        rest = f"\n\n{left_out} more found in the first {len(answer.data['events'])} events." if left_out > 0 else ""
        return _statements([shown(claim, answer) for claim in claims[:most]], more=max(left_out, 0), after=rest)

    @tool("Give one statement by its permanent link or its slug.")
    async def get_statement(
        statement: Annotated[str, Field(description="The permanent link, or its last part.")],
    ) -> CallToolResult:
        answer = await _asked(site.record("claims", statement))
        if answer.status != 200:
            return _told(without(answer, "statement"), _state(answer))
        return _statements([shown(answer.data, answer)])

    @tool(
        "Compare accounts: the answers that statements give to a question, each with its speaker. Takes a question or an event, by "
        "link, slug or words of the question; without any, lists the questions."
    )
    async def compare_accounts(
        about: Annotated[str, Field(description="A question or an event: link, slug, or words of a question.")] = "",
    ) -> CallToolResult:
        listed = await _asked(site.get("/questions.json"))
        if listed.status != 200:
            return _told(without(listed, "question"), "wrong")
        questions = listed.data["questions"]
        chosen = _chosen(questions, about)
        if not chosen and about:
            event = await _asked(site.record("events", about))
            if event.status not in {200, 404}:
                return _told(without(event, "event"), _state(event))
            if event.status == 200:
                given = {answer.partition("/")[0] for claim in event.data["claims"] for answer in claim["answers"]}
                chosen = [one for one in questions if one["slug"] in given]
                if not chosen:
                    return _told(
                        f"About this event no statement answers a question of this record. {NONE_HERE}", "none"
                    )
        if not chosen:
            names = "\n".join(f"- {one['text']} ({one['slug']})" for one in questions)
            words = f"No question is like that. {NONE_HERE}" if about else "Choose a question."
            return _told(f"{words}\nQuestions of this record:\n{names}", "none", questions=questions)
        answers = [await _asked(site.record("questions", one["slug"])) for one in chosen]
        return _accounts([answer for answer in answers if answer.status == 200])

    @tool("Check whether words stand in a quotation of this record, letter for letter, before you quote them.")
    async def check_quote(
        quotation: Annotated[
            str, Field(description="The words, without quotation marks around them; […] for what you left out.")
        ],
    ) -> CallToolResult:
        answer = await _asked(site.check(f"> {' '.join(quotation.split())}"))
        if answer.status != 200:
            return _told(without(answer, "quotation"), "wrong")
        if not answer.data["quotations"]:
            return _told("This is too short to be looked up: give at least three words.", "short")
        return _checked(answer.data["quotations"][0], answer)

    return server


async def _asked(answer: Any) -> Answer:
    """Return an answer; where there is none, or none that can be read, one with status 0 that says so."""
    try:
        given = await answer
    except httpx2.HTTPError as error:
        words = f"The site does not answer ({type(error).__name__})."
    else:
        if given.status != 200 or given.data is not None:
            return given
        words = "The answer of the site could not be read."
    return Answer(0, {"errors": {"": [f"{words} Nothing was found out; say so, and guess nothing."]}})


def _state(answer: Answer) -> str:
    return {404: "none", 410: "withdrawn"}.get(answer.status, "wrong")


def _told(words: str, state: str, **more: Any) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=words)], structured_content={"state": state, "words": words, **more}
    )


def _statements(statements: list[dict[str, Any]], after: str = "", **more: Any) -> CallToolResult:
    text = "\n\n".join(map(as_text, statements)) + after
    structured = {"state": "found", "statements": statements, **more}
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)


def _chosen(questions: list[dict[str, Any]], about: str) -> list[dict[str, Any]]:
    """Return the question of this slug or address, else those that have all of these words."""
    exact = [one for one in questions if one["slug"] == slug_of(about) and "/events/" not in about]
    words = about.casefold().replace("?", "").split()
    return exact or [one for one in questions if words and all(word in one["text"].casefold() for word in words)]


def _accounts(answers: list[Answer]) -> CallToolResult:
    questions, parts = [], []
    for answer in answers:
        question = answer.data
        differ = ", ".join(question["differences"])
        parts.append(
            f"Question: {question['text']}\n"
            + (
                f"Accounts differ ({differ}). The record does not say who is right."
                if differ
                else "No difference is computed here."
            )
            + (f"\nContext: {question['context']}" if question["context"] else "")
        )
        given = []
        for one in question["answers"]:
            statements = [shown(claim, answer) for claim in one["claims"]]
            given.append({"answer": one["text"], "excludes": one["excludes"], "statements": statements})
            parts.append(f"Answer given: {one['text']}")
            parts += map(as_text, statements)
        questions.append({name: question[name] for name in ("slug", "text", "url", "differences")} | {"answers": given})
    structured = {"state": "found", "questions": questions}
    return CallToolResult(content=[TextContent(type="text", text="\n\n".join(parts))], structured_content=structured)


def _checked(one: dict[str, Any], answer: Answer) -> CallToolResult:
    heading = {
        "stands": "These words stand so in a quotation of this record.",
        "longer": "Only a part of these words stands in a quotation of this record; quote no more than that part.",
        "differs": "These words do NOT stand so in this record: it has others. Quote the record's words, or do not quote.",
        "rendering": "These words do not stand so in this record. A translation here is near; wording alone decides nothing.",
        "absent": f"No quotation of this record is like these words. {NONE_HERE}",
    }.get(one["outcome"], one["meaning"])
    first = one["found"][0] if one["found"] else {}
    if one["outcome"] == "differs" and first["denial_before"]:
        denial = first["denial_before"]
        heading = f"Do not quote these words alone: beside them the record's quotation has “{denial}”."
    elif one["outcome"] == "differs" and first["only"]:
        heading = (
            f"The same words stand in a quotation of this record; only {first['only']} differ. Quote it as it stands."
        )
    statements, parts = [], []
    for found in one["found"]:
        made = shown(found["statement"], answer)
        difference = "".join(_marked(run) for run in found["difference"])
        extra = {
            "difference": found["difference"],
            "citation": found["citation"],
            "denial_before": found["denial_before"],
            "only": found["only"],
            "is_weighty": found["is_weighty"],
        }
        statements.append(made | extra)
        lines = [as_text(made), f"Citation: {found['citation']}"]
        if difference:
            lines.append(f"Difference ([-yours-] {{+the record's+}}): {difference.strip()}")
        if found["denial_before"]:
            lines.append(
                f"Mind: in the record's quotation “{found['denial_before']}” stands beside or before these words."
            )
        if found["is_weighty"]:
            lines.append("A figure or a denial is among what differs.")
        parts.append("\n".join(lines))
    text = "\n\n".join([heading, *parts])
    structured = {"state": one["outcome"], "words": heading, "statements": statements, "more": one["more"]}
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)


def _marked(run: dict[str, str]) -> str:
    form = {"draft": " [-{}-]", "record": " {{+{}+}}", "around": " ({})"}.get(run["where"], " {}")
    return form.format(run["text"])
