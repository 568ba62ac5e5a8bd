"""A report that nobody saw before is marked: eight statements on three events, one of them new. The hands are counted."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bench.keystrokes import SECONDS, WRITE_TO, seconds
from talks.article_texts import attach_text
from talks.models import Article, Claim, Event
from talks.vocabulary import Status
from tests.browser.hands import Hands
from tests.browser.test_admin import curator
from tests.browser.test_desk import select
from tests.browser.waiting import shown, visit
from tests.factories import make_actor, make_article

__all__ = ["curator"]

MOST_CLICKS, MOST_SECONDS, MOST_SECONDS_OF_KEYS, MOST_TYPED = 90, 25, 30, 60


class Said(NamedTuple):
    """One statement to mark. Shape: ``event`` is what is typed to find it; empty where it stays; ``new`` makes one."""

    paragraph: int
    quote: str
    speaker: str
    name: str
    statement: str
    kind: str
    event: str = ""
    new: bool = False


REPORT = [
    f"Paragraph {place} names a place. {who} said that the {what} {verb} before the {end} of the week, and that nobody in the "
    f"room of {place} chairs had asked for more. Reporters counted {place} cars at the gate. The hall stood open, the lamps "
    f"were lit, and the doors were shut at noon while the people outside waited in the rain for some word of it all."
    for place, (who, what, verb, end) in enumerate(
        [
            ("Speaker Four", "papers", "would be read", "middle"),
            ("Speaker Five", "guards", "would be sent", "start"),
            ("Speaker Four", "prices", "could be halved", "end"),
            ("Speaker Six", "harbour", "would be opened", "close"),
            ("Speaker Five", "bridges", "might be mended", "end"),
            ("Speaker Six", "markets", "would be closed", "start"),
            ("Speaker Four", "schools", "would be warned", "middle"),
            ("Speaker Five", "letters", "could be answered", "close"),
            ("Speaker Six", "trains", "would be stopped", "end"),
        ],
        1,
    )
]
STATEMENTS = [
    Said(1, "papers would be read", "r four", "Speaker Four", "says that papers are to be read soon.", "ple", "istanb"),
    Said(2, "guards would be sent", "r five", "Speaker Five", "says that guards come in a few days.", "ple"),
    Said(3, "prices could be halved", "r four", "Speaker Four", "says that half of the price is possible.", "ass"),
    Said(
        4, "harbour would be opened", "r six", "Speaker Six", "says that ships may enter again.", "ple", "11 may 2022"
    ),
    Said(5, "bridges might be mended", "r five", "Speaker Five", "says that mending is not ruled out.", "ass"),
    Said(6, "markets would be closed", "r six", "Speaker Six", "says that no market opens.", "ple", "Visit", new=True),
    Said(7, "schools would be warned", "r four", "Speaker Four", "says that schools are told in time.", "ple"),
    Said(8, "letters could be answered", "r five", "Speaker Five", "says that an answer is possible.", "ass"),
]


@pytest.fixture
def report(record) -> Article:
    article = make_article(slug="unseen", headline="A day at the gate", status=Status.DRAFT, language="en")
    attach_text(article, "\n".join(REPORT).encode())
    assert sum(len(paragraph.split()) for paragraph in REPORT) > 590
    for number in ("four", "five", "six"):
        make_actor(f"the-{number}", name=f"Speaker {number.title()}", kind="person", side=make_actor("russia"))
    return article


def choose(page: Page, name: str, typed: str, label: str) -> None:
    """Type into a chooser that has the focus, and take the one entry that is meant."""
    field = page.locator(f"#id_{name}")
    expect(field).to_be_focused()
    page.keyboard.type(typed)
    choices = page.locator(f"#id_{name}_list li")
    expect(choices.first).to_contain_text(label)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f"#id_{name}_live")).to_contain_text(label)


def mark(page: Page, said: Said, take: Callable[[Page, Said], None]) -> None:
    """Mark one statement: the words by mouse or keyboard, the rest by keyboard."""
    typed = len(said.speaker + said.statement + said.kind + said.event)
    assert typed <= MOST_TYPED
    take(page, said)
    expect(page.locator("#id_quote")).to_have_value(said.quote)
    choose(page, "speaker", said.speaker, said.name)
    for name in ("speaker_role", "attribution", "statement"):
        page.keyboard.press("Tab")
        expect(page.locator(f"#id_{name}")).to_be_focused()
    page.keyboard.type(said.statement)
    page.keyboard.press("Tab")
    page.keyboard.type(said.kind)
    if said.event:
        for name in ("quote_mode", "paragraph", None, "event"):  # None: the link to a new event
            page.keyboard.press("Tab")
            if name:
                expect(page.locator(f"#id_{name}")).to_be_focused()
        event = page.locator("#id_event")
        if event.input_value():
            page.keyboard.press("Control+a")
        if said.new:
            make_event(page, said.event)
        else:
            choose(page, "event", said.event, "Istanbul" if "ist" in said.event else "number 4")
    page.keyboard.press("Control+Enter")
    expect(page.locator("mark").filter(has_text=said.quote)).to_have_count(1)
    expect(page.locator("#id_quote")).to_have_value("")
    shown(page)


def make_event(page: Page, title: str) -> None:
    """Type the name of an event that is not there, and make it from the link beside the field."""
    page.keyboard.type(f"{title} to the gate")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    dialog = page.locator("dialog")
    expect(dialog.locator("#id_new-title")).to_be_focused()
    expect(dialog.locator("#id_new-title")).to_have_value(f"{title} to the gate")
    page.keyboard.press("Tab")
    page.keyboard.type("visit")
    for name in ("occurrence", "format", "date"):
        page.keyboard.press("Tab")
        expect(dialog.locator(f"#id_new-{name}")).to_be_focused()
    page.keyboard.type("28 March 2022")
    expect(dialog.locator("#id_new-date_live")).to_contain_text("2022-03-28")
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#id_event")).to_have_value(f"{title} to the gate")
    expect(page.locator("#id_event_live")).to_contain_text(title)


AT_REST = """async (part) => {
    for (let last, same = 0; same < 5; ) {
        await new Promise(requestAnimationFrame);
        const { y } = part.getBoundingClientRect();
        same = y === last ? same + 1 : 0;
        last = y;
    }
}"""  # a hand waits until what it reaches for stands still


def by_mouse(page: Page, said: Said) -> None:
    page.wait_for_load_state("networkidle")
    page.locator(f"#p{said.paragraph}").scroll_into_view_if_needed()  # by the wheel, which costs little
    page.locator(f"#p{said.paragraph}").evaluate(AT_REST)
    select(page, said.paragraph, said.quote)


def by_keyboard(page: Page, said: Said) -> None:
    """Go to the first word by its first letters, and extend to the last."""
    page.keyboard.press("Alt+t")
    page.keyboard.type(said.quote.split()[0])
    for _word in said.quote.split()[1:]:
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("way", "take", "most"), [("mouse", by_mouse, 25), ("keyboard", by_keyboard, 30)])
def test_a_report_is_marked_in_so_few_seconds_of_hands_without_a_slip(curator: Page, report, way, take, most):
    hands = Hands(curator)
    curator.set_viewport_size({"width": 1280, "height": 800})
    visit(curator, reverse("desk_mark", args=[report.pk]))
    hands.part("the desk is opened")
    for said in STATEMENTS:
        mark(curator, said, take)
        hands.part(f"¶{said.paragraph}{', with an event' if said.event else ''}{' that is new' if said.new else ''}")
    claims = list(Claim.objects.filter(article=report).order_by("paragraph").select_related("speaker", "event"))
    assert [(claim.quote, claim.speaker.name, claim.statement) for claim in claims] == [
        (said.quote, said.name, said.statement) for said in STATEMENTS
    ]
    assert all(claim.paragraph_sha256 for claim in claims)
    assert {claim.quote_mode for claim in claims} == {"indirect"}
    assert [len([c for c in claims if c.event == event]) for event in dict.fromkeys(c.event for c in claims)] == [
        3,
        2,
        3,
    ]
    assert Event.objects.get(title="Visit to the gate").date == "2022-03-28"
    note(way, hands)
    done = [counted for _name, counted in hands.parts[1:]]
    further = [seconds(counted) for said, counted in zip(STATEMENTS, done, strict=True) if not said.new]
    assert sum(counted["clicks"] for counted in done) <= (0 if way == "keyboard" else MOST_CLICKS)
    assert max(further) <= most, further


def note(way: str, hands: Hands) -> None:
    """Write what was counted for ``bench.keystrokes``, where that asks for it."""
    if not (place := os.environ.get(WRITE_TO)):
        return
    file = Path(place)
    found = json.loads(file.read_text()) if file.exists() else {}
    parts = [(name, {one: counted[one] for one in SECONDS}) for name, counted in hands.parts]
    file.write_text(json.dumps(found | {f"Marked with the {way}": parts}))
