"""What a page asks for before it is drawn: no more than it shows, and nothing that it finds out about late."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.waiting import visit

PRELOADED = "[...document.querySelectorAll('link[rel=preload][as=font]')].map(link => link.href)"
FACES = "[...document.fonts].map(face => `${face.family}, ${face.style}`)"


@contextmanager
def asked_for(page: Page, ending: str) -> Iterator[list[str]]:
    """Note the addresses of this ending that the page asks for."""
    found: list[str] = []

    def note(request) -> None:
        if urlsplit(request.url).path.endswith(ending):
            found.append(request.url)

    page.on("request", note)
    yield found
    page.remove_listener("request", note)


def names(addresses: list[str]) -> set[str]:
    """Return the names of files, without what tells their versions apart."""
    return {urlsplit(address).path.rpartition("/")[2].partition(".")[0] for address in addresses}


def test_the_timeline_asks_for_the_stylesheets_that_it_shows_and_no_others(page: Page):
    with asked_for(page, ".css") as sheets:
        page.goto("/")
    assert names(sheets) == {"tokens", "base", "timeline", "lanes", "print"}


def test_other_pages_ask_for_the_sheets_of_pages_and_not_for_that_of_the_picture(page: Page):
    for address in ("/reports/", "/events/istanbul/", "/positions/"):
        with asked_for(page, ".css") as sheets:
            page.goto(address)
        assert names(sheets) == {"tokens", "base", "timeline", "pages", "positions", "print"}, address


def test_every_face_of_the_timeline_is_known_before_anything_is_laid_out(page: Page):
    """A face that is found out about by the layout comes after it, and then all is laid out anew."""
    with asked_for(page, ".woff2") as faces:
        visit(page, "/")
    assert sorted(faces) == sorted(page.evaluate(PRELOADED))


def test_a_face_of_other_letters_comes_with_the_first_of_them(page: Page):
    visit(page, "/")
    for letters, face in (("Зеленський", "cyrillic"), ("Çavuşoğlu", "latin-ext")):
        with asked_for(page, ".woff2") as faces:
            page.locator(".lede p").evaluate(
                "(paragraph, letters) => { paragraph.textContent = letters; paragraph.clientWidth; }", letters
            )
            page.evaluate("document.fonts.ready")
        assert names(faces) == {f"source-sans-3-{face}-wght-normal"}


def test_a_family_has_one_face_of_each_style(page: Page):
    """For a second range that a page does not need, Chromium prepares a font of the system in every size of the page."""
    visit(page, "/")
    faces = page.evaluate(FACES)
    assert len(faces) > 9
    assert len(set(faces)) == len(faces)
