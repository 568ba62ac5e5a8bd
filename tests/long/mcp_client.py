"""Asks scripted questions of talks_mcp, as an assistant's program does: a real MCP client, over standard input and output.

Runs in the environment that make mcp makes. Usage: python mcp_client.py ADDRESS-OF-A-SITE QUESTIONS.json; writes JSON.
"""

import asyncio
import json
import sys
from pathlib import Path

from mcp import Client, StdioServerParameters

ROOT = Path(__file__).parents[2]


async def main(site: str, questions: list[dict]) -> None:
    command = StdioServerParameters(command=str(ROOT / "deploy" / "talks-mcp"), args=["--site", site])
    async with Client(command) as client:
        listed = (await client.list_tools()).tools
        tools = [
            {"name": one.name, "description": one.description, "reads": one.annotations.read_only_hint}
            for one in listed
        ]
        answers = []
        for one in questions:
            answer = await client.call_tool(one["tool"], one["arguments"])
            text = "\n".join(part.text for part in answer.content)
            answers.append({"text": text, "data": answer.structured_content, "is_error": answer.is_error})
    json.dump({"tools": tools, "answers": answers}, sys.stdout)


asyncio.run(main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))
