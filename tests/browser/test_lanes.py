"""The picture under the hand: light both ways, dates by dragging and by key, zoom, strip, no scripts, a phone, paper."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.waiting import resize, settled, shown, until, visit

LIT = re.compile(r"\blit\b")


def mark(page: Page, slug: str) -> Locator:
    """The first mark of an event."""
    return page.locator(f".marks a[data-events~='{slug}']").first


def drag(page: Page, start: float, end: float) -> None:
    """Drag over the picture between two parts of its width, high up, where only the ground is."""
    box = page.locator(".plot .lane").first.bounding_box()
    y = page.locator(".plot").bounding_box()["y"] + page.locator(".plot").bounding_box()["height"] - 40
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + (start + end) / 2 * box["width"], y, steps=5)
    page.mouse.move(box["x"] + end * box["width"], y, steps=5)


def test_a_mark_says_who_what_and_when_and_lights_its_event_in_the_list(timeline):
    mark(timeline, "istanbul").locator("path.head").first.hover(force=True)
    expect(timeline.locator(".tip")).to_contain_text("Talks in Istanbul. 29 March 2022.")
    expect(timeline.locator("#e-istanbul")).to_have_class(LIT)
    expect(mark(timeline, "istanbul")).to_have_class(LIT)
    timeline.mouse.move(5, 5)
    expect(timeline.locator(".tip")).to_be_hidden()
    expect(timeline.locator(".lit")).to_have_count(0)
    expect(mark(timeline, "istanbul").locator("title")).to_contain_text("Talks in Istanbul")


def test_an_event_in_the_list_lights_its_marks_by_pointer_and_by_focus(timeline):
    timeline.locator("#e-istanbul h3 a").hover()
    expect(mark(timeline, "istanbul")).to_have_class(LIT)
    timeline.mouse.move(5, 5)
    timeline.locator("#e-event-4 h3 a").focus()
    expect(mark(timeline, "event-4")).to_have_class(LIT)
    expect(mark(timeline, "istanbul")).not_to_have_class(LIT)


def test_a_mark_leads_to_its_event_in_the_list(timeline):
    mark(timeline, "istanbul").focus()
    timeline.keyboard.press("Enter")
    expect(timeline).to_have_url(re.compile(r"#e-istanbul$"))
    expect(timeline.locator("#e-istanbul")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1280, 390])
def test_an_address_leads_to_an_event_far_down_the_list(page: Page, many, width: int):
    resize(page, width, 900)
    visit(page, "/#e-many-20")
    far_down = page.locator("#e-many-20")

    def is_near_the_top() -> bool:
        return 0 < far_down.evaluate("event => event.getBoundingClientRect().top") < 200

    expect(far_down).to_be_in_viewport(ratio=1)
    until(page, is_near_the_top)
    visit(page, "/")
    page.evaluate("location.hash = 'e-many-20'")
    expect(far_down).to_be_in_viewport(ratio=1)
    until(page, is_near_the_top)


def test_dragging_shows_the_days_and_letting_go_chooses_them_and_back_returns(timeline):
    drag(timeline, 0.03, 0.3)
    expect(timeline.locator(".tip")).to_contain_text("2022-03-")
    timeline.mouse.up()
    expect(timeline).to_have_url(re.compile(r"since=2022-0\d-\d\d&until=2022-0\d-\d\d"))
    expect(timeline.locator("#id_since")).to_have_value(re.compile(r"2022-0\d-\d\d"))
    expect(timeline.locator(".chips")).to_contain_text("From")
    settled(timeline)
    shown = timeline.locator("#lanes-title span").inner_text()
    assert "December" not in shown
    timeline.go_back()
    expect(timeline.locator("#lanes-title span")).to_contain_text("December 2022")
    expect(timeline.locator("#id_since")).to_have_value("")


def test_a_drag_that_ends_on_a_mark_opens_nothing_and_escape_gives_it_up(timeline):
    box = mark(timeline, "istanbul").locator("path.head").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    timeline.mouse.move(x, y)
    timeline.mouse.down()
    timeline.mouse.move(x + 60, y, steps=5)
    timeline.keyboard.press("Escape")
    timeline.mouse.up()
    expect(timeline.locator("path.chosen")).to_have_attribute("d", "")
    assert timeline.url.endswith("/")


def test_the_keyboard_alone_reaches_a_mark_opens_it_chooses_days_zooms_and_resets(timeline):
    timeline.keyboard.press("Tab")
    for _step in range(30):
        if timeline.evaluate("document.activeElement.closest('.marks') !== null"):
            break
        timeline.keyboard.press("Tab")
    expect(timeline.locator(".tip")).to_be_visible()
    timeline.keyboard.press("ArrowRight")
    assert timeline.evaluate("document.activeElement.closest('.marks') !== null")
    mark(timeline, "istanbul").focus()
    timeline.keyboard.press("[")
    expect(timeline).to_have_url(re.compile(r"since=2022-03-29&lanes=open$"))
    expect(timeline.locator("#zoom-all")).to_be_focused()
    expect(timeline.locator("#zoom-all")).to_have_attribute("href", re.compile("#lanes"))
    settled(timeline)
    timeline.mouse.move(5, 5)
    timeline.keyboard.press("+")
    expect(timeline).to_have_url(re.compile(r"since=.*until="))
    settled(timeline)
    nearer = timeline.url
    timeline.keyboard.press("-")
    expect(timeline).not_to_have_url(nearer)
    settled(timeline)
    expect(timeline.locator("#zoom-out")).to_be_focused()
    timeline.keyboard.press("0")
    expect(timeline).to_have_url(re.compile(r"/$"))
    expect(timeline.locator("#zoom-all")).to_be_focused()


@pytest.mark.parametrize("place", [".plot", "#filters", ".months", ".event"])
def test_the_wheel_scrolls_the_page_wherever_it_is_turned(timeline, place: str):
    timeline.locator(place).first.hover(position={"x": 40, "y": 60})

    def roll() -> bool:
        timeline.mouse.wheel(0, 300)
        return timeline.evaluate("scrollY > 100")

    until(timeline, roll)  # now and then a busy browser loses the first turn


def test_the_picture_follows_a_choice_in_the_filters(timeline):
    timeline.locator("#f-speaker-speaker-1").check()
    expect(timeline.locator(".count")).to_have_text("2 events")
    settled(timeline)
    slugs = timeline.locator(".strip .marks a").evaluate_all(
        "links => [...new Set(links.map(link => link.dataset.events))]"
    )
    assert sorted(slugs) == ["event-4", "istanbul"]
    timeline.locator(".open-picture").click()
    expect(timeline.locator(".plot")).to_be_visible()
    expect(timeline).to_have_url(re.compile(r"lanes=open#lanes$"))


def test_zooming_in_on_a_mark_keeps_its_day_in_the_picture_and_the_focus_on_it(timeline):
    for _press in range(3):
        mark(timeline, "event-4").focus()
        before = timeline.url
        timeline.keyboard.press("+")
        expect(timeline).not_to_have_url(before)
        settled(timeline)
        expect(mark(timeline, "event-4")).to_be_focused()
    first, last = re.findall(r"\d{4}-\d\d-\d\d", timeline.url)
    assert first <= "2022-05-11" <= last


def test_without_scripts_marks_and_buttons_are_links(new_context):
    page = new_context(java_script_enabled=False).new_page()
    visit(page, "/")
    expect(page.locator(".howto")).to_be_hidden()
    page.locator("#zoom-in").click()
    expect(page).to_have_url(re.compile(r"since=.*until=.*#lanes$"))
    page.locator("#zoom-all").click()
    expect(page).to_have_url(re.compile(r"/#lanes$"))
    shown(page)  # the address changes before the picture is there
    mark(page, "istanbul").locator("path.head").first.click(force=True)
    expect(page).to_have_url(re.compile(r"#e-istanbul$"))


def test_on_a_phone_the_same_names_stand_one_below_the_other_at_real_size(new_context):
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    visit(page, "/")
    expect(page.locator(".plot")).to_be_hidden()
    page.locator(".rail-part > summary").click()  # folded, since the milestones stand above it
    name = page.locator(".rail a", has_text="Talks in Istanbul")
    expect(name).to_be_visible()
    assert float(name.evaluate("link => getComputedStyle(link).fontSize").removesuffix("px")) >= 14
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    name.click()
    expect(page).to_have_url(re.compile(r"#e-istanbul$"))


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_label_is_clipped_or_covered_and_the_page_never_scrolls_sideways(page: Page, width: int):
    resize(page, width, 900)
    visit(page, "/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    resize(page, 1280, 900)
    # The letters of a label, not the height of its line.
    boxes = page.locator(".plot :is(.ground text, .label, .flag, .tally)").evaluate_all(
        "texts => texts.map(text => { const b = text.getBBox(); return [b.x, b.y + 3, b.width, b.height - 6] })"
    )
    view = page.locator(".plot").evaluate("plot => [plot.viewBox.baseVal.x, plot.viewBox.baseVal.width]")
    assert all(x >= view[0] and x + w <= view[0] + view[1] + 0.5 for x, _y, w, _h in boxes)
    for one, (x, y, w, h) in enumerate(boxes):
        for other_x, other_y, other_w, other_h in boxes[one + 1 :]:
            assert x + w <= other_x or other_x + other_w <= x or y + h <= other_y or other_y + other_h <= y
    widths = page.locator(".plot text.name").evaluate_all(
        "texts => texts.map(text => { const b = text.getBBox(); return b.x + b.width })"
    )
    assert max(widths) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_has_no_serious_barrier(new_context, scheme):
    context: BrowserContext = new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    visit(page, "/")
    page.locator("#lanes-words summary").click()
    expect(page.locator("#lanes-words")).to_have_attribute("open", "")
    settled(page)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "async () => (await axe.run('#lanes')).violations.map(one => [one.id, one.impact, one.nodes[0].html])"
    )
    assert [one for one in found if one[1] in {"serious", "critical"}] == []


@pytest.mark.parametrize("view", ["table", "coverage"])
def test_on_a_phone_each_number_of_a_dense_table_has_its_heading_and_on_paper_every_row_is_there(page: Page, view: str):
    visit(page, f"/?view={view}")
    headings = page.locator(".dense thead th").all_inner_texts()[1:]
    labels = (
        page.locator(".dense tbody tr").first.locator("td").evaluate_all("cells => cells.map(c => c.dataset.label)")
    )
    assert labels == headings
    resize(page, 390, 844)
    shown = page.locator(".dense tbody td").first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert shown == f'"{headings[0]}"'
    assert page.locator(".wide").evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    page.emulate_media(media="print")
    resize(page, 700, 300)
    assert page.locator(".wide").evaluate("frame => frame.scrollHeight <= frame.clientHeight")
    assert page.locator(".dense thead th").first.evaluate("cell => getComputedStyle(cell).position") == "static"


@pytest.mark.parametrize("view", ["table", "coverage"])
def test_the_wheel_over_a_dense_table_scrolls_the_page_and_its_headings_stay_in_sight(page: Page, view: str):
    visit(page, f"/?view={view}")
    row = page.locator(".dense tbody tr").nth(3)
    row.scroll_into_view_if_needed()
    row.hover()
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 300)
    until(page, f"scrollY > {before + 150}")
    page.locator(".dense tbody tr").last.evaluate("row => row.scrollIntoView()")
    expect(page.locator(".dense thead th").first).to_be_in_viewport()


def test_on_paper_sides_have_the_dark_colours_in_the_dark_theme_too(new_context):
    page = new_context(color_scheme="dark").new_page()
    visit(page, "/")
    page.emulate_media(media="print", color_scheme="dark")
    fill = page.locator(".marks path.head").first.evaluate("mark => getComputedStyle(mark).fill")
    assert max(int(part) for part in re.findall(r"\d+", fill)) < 170


def test_on_paper_the_whole_picture_is_shown_with_its_key_and_without_its_buttons(timeline):
    timeline.emulate_media(media="print")
    resize(timeline, 700, 900)
    expect(timeline.locator(".zoom")).to_be_hidden()
    expect(timeline.locator(".keys > .key")).to_be_visible()
    figure = timeline.locator(".lanes figure").bounding_box()
    plot = timeline.locator(".plot").bounding_box()
    assert plot["x"] + plot["width"] <= figure["x"] + figure["width"] + 1
