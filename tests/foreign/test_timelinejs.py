"""Our slides in the real TimelineJS, in a browser that reaches no other host.

npm install --prefix var/timelinejs --ignore-scripts @knight-lab/timelinejs    puts it there.
"""

import json
import shutil
from collections.abc import Iterator
from mimetypes import guess_type

import pytest
from django.conf import settings

from tests.foreign.hostile import WORDS
from tests.foreign.test_views import get, in_json, letters, needs

DIST = settings.BASE_DIR / "var/timelinejs/node_modules/@knight-lab/timelinejs/dist"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOST = "https://slides.example"
PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/css/timeline.css">
<div id="timeline" style="width: 1000px; height: 600px"></div><script src="/js/timeline.js"></script>"""

pytestmark = [
    needs("timelinejs"),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
    pytest.mark.skipif(
        not DIST.is_dir(),
        reason="no TimelineJS here; npm install --prefix var/timelinejs --ignore-scripts @knight-lab/timelinejs",
    ),
]


@pytest.fixture
def given(record) -> tuple[list[dict], dict, dict]:
    """The events in our JSON, all slides, and those of the hostile record: read before the browser starts a loop of its own."""
    slides = [json.loads(get(record, f"/timeline.timelinejs{question}")) for question in ("", "?process=hostile")]
    return in_json(record, ""), *slides


@pytest.fixture
def page() -> Iterator:
    """A page with TimelineJS, which gets its files from the package and nothing from elsewhere."""
    from playwright.sync_api import Route, sync_playwright

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        file = DIST / path.partition("?")[0].lstrip("/")
        if path == "/":
            route.fulfill(body=PAGE, content_type="text/html")
        elif route.request.url.startswith(HOST) and file.is_file():
            route.fulfill(path=file, content_type=guess_type(file)[0] or "application/octet-stream")
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page()
        opened.route("**/*", answer)
        opened.goto(f"{HOST}/")
        yield opened
        browser.close()


def show(page, slides: dict) -> list[dict]:
    """Show slides, and return what TimelineJS made of each: id, headline and text as a reader sees them."""
    page.evaluate(
        """(slides) => new Promise((done) => {
          window.alerted = [];
          window.alert = (words) => window.alerted.push(words);
          window.timeline = new TL.Timeline("timeline", slides, {font: null, script_path: "/js/", hash_bookmark: false});
          window.timeline.on("loaded", done);
        })""",
        slides,
    )
    return page.evaluate(
        """() => [...document.querySelectorAll(".tl-slide")].map((slide) => ({
          id: slide.id,
          headline: slide.querySelector(".tl-headline")?.textContent ?? "",
          text: slide.querySelector(".tl-text-content, .tl-text")?.textContent ?? "",
          date: slide.querySelector(".tl-headline-date")?.textContent ?? "",
          scripts: slide.querySelectorAll("script, iframe, object, [onerror], [onload]").length,
        }))"""
    )


def test_timelinejs_shows_a_slide_for_each_event_with_its_title_and_the_speaker_of_each_statement(given, page):
    events = {one["id"].rstrip("/").rpartition("/")[2]: one for one in given[0] if one["date"]}
    shown = show(page, given[1])
    assert len(shown) == len(events) + 1  # the title is a slide too
    for slug, event in events.items():
        (slide,) = [one for one in shown if one["id"] == slug]
        assert letters(event["title"]) in letters(slide["headline"])
        for claim in event["claims"]:
            assert letters(claim["speaker_name"])[:60] in letters(slide["text"])
            assert letters(claim["statement"])[:60] in letters(slide["text"])


def test_no_word_of_the_record_becomes_markup_or_a_script_in_timelinejs(given, page):
    shown = show(page, given[2])
    assert sum(one["scripts"] for one in shown) == 0
    assert page.evaluate("window.alerted") == []
    assert any(letters(WORDS["script"]) in letters(one["headline"]) for one in shown)
