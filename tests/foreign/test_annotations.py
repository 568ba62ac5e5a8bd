"""Our annotations in Recogito's real text annotator, in a browser that reaches no host: it selects what was quoted.

npm install --prefix var/recogito --ignore-scripts @recogito/text-annotator@4    puts it there.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from talks.article_texts import attach_text
from talks.cleaning import clean
from talks.proof import text_of
from talks.quoting import folded
from tests.factories import make_actor, make_article, make_claim, make_event
from tests.foreign.test_views import get, needs

DIST = settings.BASE_DIR / "var/recogito/node_modules/@recogito/text-annotator/dist"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REPORT = "https://outlet.example/talks?a=1&b=2"

pytestmark = [
    needs("annotation"),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
    pytest.mark.skipif(
        not DIST.is_dir(),
        reason="no Recogito here; npm install --prefix var/recogito --ignore-scripts @recogito/text-annotator@4",
    ),
]

# The quotation of each statement stands in ⟦ ⟧, one pair for each piece. What comes after the doves stands elsewhere in
# UTF-16, in which browsers count, than in characters. Words that stand twice are told apart by what is before them.
STATEMENTS = {
    "plain": "The delegations said that ⟦the talks go on⟧ for another week.",
    "second": "One side hopes for peace; the other side ⟦hopes for peace⟧ too.",
    "pieces": "The host said that ⟦both sides\u00a0came⟧, that it rained, and that ⟦they   will come⟧ again ⟦in spring⟧.",
    "cyrillic": "Представник сказав: «⟦Переговори тривають, і ми чекаємо на відповідь⟧», й пішов. Ёлка, ї, ґ.",
    "arabic": "قال «الوفد» إن ⟦المحادثات مستمرة⟧ حتى ١١ مارس",
    "accents": "A cafe\u0301 in Gene\u0300ve was ⟦where the de\u0301le\u0301gations met⟧ at noon.",
    "hidden": "A soft\u00adened tone, \u202eturned round\u202c and jo\u200bined: ⟦it has soft\u00adened\u202c a lot⟧, they say.",
    "markup": '</p></script><script>alert(1)</script><!-- ⟦<b>the text</b> is &lt;ready&gt; & "agreed"⟧ --> ]]>',
    "emoji": "The channel wrote: 🕊️🕊️ “⟦We hope 🇺🇦 for 👩‍⚖️ peace 🤝 this week⟧” 🕊️",
    "after": "After the doves the host said: ⟦nobody left the hall⟧.",
    "letters": "𝔗𝔥𝔢 host wrote in old letters: ⟦𝔗𝔥𝔢 𝔱𝔞𝔩𝔨𝔰 go on⟧ and ⟦𠮷田 came too⟧.",
}
PREFIXES = {"second": "the other side"}
BEFORE_THE_DOVES = list(STATEMENTS)[: list(STATEMENTS).index("emoji")]
PIECE = re.compile("⟦(.*?)⟧")


@dataclass(frozen=True)
class Given:
    """A stored text, our annotations by the slug of their statements, and what each has to select: (start, words)."""

    text: str
    annotations: dict[str, dict]
    quoted: dict[str, list[tuple[int, str]]]


@pytest.fixture
def given(db, settings, client) -> Given:
    """A report with its text, and a statement for each paragraph: read before the browser starts a loop of its own."""
    settings.SITE_URL = "https://talks.example"
    event, speaker = make_event(slug="talks"), make_actor("host", name='The "host" <i>& others</i> 🕊️')
    article = make_article(slug="talks-go-on", url=REPORT)
    for number, (slug, marked) in enumerate(STATEMENTS.items(), 1):
        make_claim(
            slug=slug,
            event=event,
            article=article,
            speaker=speaker,
            paragraph=number,
            statement=f"says </script> 🕊️ {slug}.",
            quote=" […] ".join(folded(clean(piece).text) for piece in PIECE.findall(marked)),
            prefix=PREFIXES.get(slug, ""),
        )
    attach_text(article, "\n".join(re.sub("[⟦⟧]", "", marked) for marked in STATEMENTS.values()).encode())
    make_claim(slug="unstored", event=event, article=make_article(url=REPORT), speaker=speaker, quote="the talks go on")
    text = "\n".join(text_of(article).paragraphs)
    annotations = {slug: json.loads(get(client, f"/claims/{slug}.annotation")) for slug in [*STATEMENTS, "unstored"]}
    return Given(text, annotations, _quoted(text))


def _quoted(text: str) -> dict[str, list[tuple[int, str]]]:
    """Return where the pieces stand by their marks alone, without our own search for quotations."""
    quoted: dict[str, list[tuple[int, str]]] = {}
    start = 0
    for slug, marked in STATEMENTS.items():
        parts = re.split("[⟦⟧]", clean(marked).text)  # what is before, within, between …, after
        quoted[slug] = []
        for number, part in enumerate(parts):
            if number % 2:
                quoted[slug].append((start, part))
            assert text[start : start + len(part)] == part
            start += len(part)
        start += 1  # the line feed
    return quoted


@pytest.fixture
def page() -> Iterator:
    """A page with Recogito, which gets nothing from elsewhere."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page()
        opened.route("**/*", lambda route: route.abort())
        opened.set_content('<!doctype html><meta charset="utf-8"><div id="text"></div>')
        opened.add_style_tag(path=DIST / "text-annotator.css")
        # The file asks which build it is, in words that a bundler would replace.
        opened.add_script_tag(content='window.process = {env: {NODE_ENV: "production"}}')
        opened.add_script_tag(path=DIST / "text-annotator.umd.js")
        opened.add_script_tag(content=_from_docs())
        yield opened
        browser.close()


def _from_docs() -> str:
    """Return what docs/citing.md gives to those who show our annotations in Recogito."""
    (script,) = re.findall(r"```js\n(.*?)```", (settings.BASE_DIR / "docs/citing.md").read_text(), re.DOTALL)
    return script


def show(page: Any, given: Given, slugs: list[str], change: str = "(annotation) => annotation") -> dict[str, dict]:
    """Show the text and the annotations of these statements in Recogito, each changed by a function of the page.

    Shape: what it took, by the slug: what it gives back as a W3C annotation, and what it selects, as (text before, words).
    """
    taken = page.evaluate(
        """([text, source, annotations, change]) => {
          window.alerted = [];
          window.alert = (words) => window.alerted.push(words);
          const shown = document.querySelector("#text");
          shown.replaceChildren(...text.split("\\n").flatMap((words, number) => {
            const paragraph = document.createElement("p");
            paragraph.textContent = words;
            return number ? ["\\n", paragraph] : [paragraph];
          }));
          window.annotator = RecogitoJS.createTextAnnotator(shown, {adapter: RecogitoJS.W3CTextFormat(source, shown)});
          annotator.setAnnotations(annotations.map(eval(change)));
          return annotator.state.store.all().map(({id, target}) => ({
            given: JSON.parse(JSON.stringify(annotator.getAnnotationById(id))),  // as in a file
            selected: target.selector.map(({range}) => {
              const before = document.createRange();
              before.setStart(shown, 0);
              before.setEnd(range.startContainer, range.startOffset);
              return [before.toString(), range.toString()];
            }),
          }));
        }""",
        [given.text, REPORT, [given.annotations[slug] for slug in slugs], change],
    )
    return {one["given"]["id"].rpartition("/")[2].removesuffix(".annotation"): one for one in taken}


def selected(shown: dict) -> list[tuple[int, str]]:
    return [(len(before), words) for before, words in shown["selected"]]


def test_recogito_takes_our_file_as_it_is_and_selects_each_piece_where_it_was_quoted(given, page):
    shown = show(page, given, BEFORE_THE_DOVES)
    assert {slug: selected(one) for slug, one in shown.items()} == {
        slug: given.quoted[slug] for slug in BEFORE_THE_DOVES
    }
    assert len(given.quoted["pieces"]) == 3


def test_with_the_function_of_the_documentation_it_does_so_after_characters_that_browsers_count_twice(given, page):
    shown = show(page, given, list(STATEMENTS), "(annotation) => forRecogito(annotation, shown.textContent)")
    assert {slug: selected(one) for slug, one in shown.items()} == given.quoted


def test_without_that_function_recogito_is_off_by_one_for_each_such_character_before_the_words(given, page):
    """It counts in UTF-16, the annotation in characters as W3C wants; once Recogito does too, the function can go."""
    shown = show(page, given, ["after"])["after"]
    [(start, words)] = given.quoted["after"]
    twice = sum(character > "\uffff" for character in given.text[:start])
    assert twice > 0
    assert shown["selected"] != [[given.text[:start], words]]
    [[before, _words]] = shown["selected"]
    assert before == given.text[:start][:-twice]


def test_recogito_gives_back_our_id_bodies_motivation_days_words_and_source(given, page):
    for slug, shown in show(page, given, BEFORE_THE_DOVES).items():
        ours, back = given.annotations[slug], shown["given"]
        for name in ("id", "type", "body", "motivation"):
            assert back[name] == ours[name], (slug, name)
        for name in ("created", "modified"):
            # Browsers know milliseconds.
            assert abs(datetime.fromisoformat(back[name]) - datetime.fromisoformat(ours[name])) < timedelta(
                milliseconds=1
            )
        for theirs, target, (_start, words) in zip(back["target"], ours["target"], given.quoted[slug], strict=True):
            assert theirs["source"] == target["source"] == REPORT
            quote, place = theirs["selector"]
            assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", " ".join(words.split()))
            assert place == {name: target["selector"][1][name] for name in ("type", "start", "end")}


def test_a_click_on_the_quoted_words_finds_our_annotation_and_a_click_beside_them_none(given, page):
    show(page, given, ["plain", "cyrillic"])
    page.wait_for_selector(".r6o-annotation")
    for slug in ("plain", "cyrillic"):
        address = given.annotations[slug]["id"]
        box = page.evaluate(
            "(id) => annotator.state.store.getAnnotation(id).target.selector[0].range.getBoundingClientRect().toJSON()",
            address,
        )
        middle = box["top"] + box["height"] / 2
        page.mouse.click(box["left"] + box["width"] / 2, middle)
        page.wait_for_function("annotator.getSelected().length === 1")
        assert page.evaluate("annotator.getSelected().map(({id}) => id)") == [address]
        page.mouse.click(box["right"] + 20, middle)
        page.wait_for_function("annotator.getSelected().length === 0")


def test_no_word_of_a_text_or_an_annotation_becomes_a_script_in_recogito(given, page):
    show(page, given, list(STATEMENTS))
    page.wait_for_selector(".r6o-annotation")
    assert page.evaluate("document.querySelectorAll('#text script, #text b, #text i').length") == 0
    assert page.evaluate("window.alerted") == []


def test_recogito_refuses_an_annotation_without_a_stored_text_and_takes_those_beside_it(given, page):
    assert given.annotations["unstored"]["target"]
    assert list(show(page, given, ["unstored", "second"])) == ["second"]
