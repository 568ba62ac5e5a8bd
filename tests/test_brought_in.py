"""Reports as people bring them in: facts before the text, lines that are no paragraphs, texts stored already, directions."""

import pytest
from django.test import Client
from django.urls import reverse

from talks.article_texts import attach_text
from talks.desk.intake import day_in
from talks.desk.reading.documents import Document, read
from talks.desk.reading.front_matter import front_matter
from talks.desk.reading.furniture import reason_of, reasons_of
from talks.desk.texts import mostly_in
from talks.models import Article
from talks.vocabulary import Status
from tests.factories import make_article, make_outlet
from tests.saved_reports import FOLDER, needs_saved_reports, sources
from tests.test_desk import NEW, filled, send
from tests.test_intake import bring, kept

pytestmark = pytest.mark.django_db

CLIPPED = """\
Title: Rain expected (from the address)
ADDRESS: https://example.org/rain
outlet: The Paper (Agency)
date: 2022-03-03/2022-03-04
date_basis: inferred: “the eighth day” of the rain
completeness: cut off
mood: grey
Language: Ukrainian
by: A Writer
---
Note: nobody is dry.
It rains, said the minister, and it goes on raining."""
FACTS = {
    "headline": "Rain expected",
    "url": "https://example.org/rain",
    "outlet": "The Paper (Agency)",
    "published": "[2022-03-03..2022-03-04]",
    "published_basis": "inferred",
    "published_basis_note": "inferred: “the eighth day” of the rain",
    "language": "uk",
    "byline": "A Writer",
    "headline_basis": "address",
    "completeness": "beginning",
    "completeness_note": "cut off",
}
LONG = "The minister said that it rains in the north, and that nobody there expects the rain to end this week."


def of(text: str) -> Document:
    return read(text.encode())


# Facts before the text


def test_lines_of_keys_before_a_rule_fill_the_form_and_are_no_paragraphs():
    document = of(CLIPPED)
    assert document.fields == FACTS
    assert kept(document) == ["Note: nobody is dry.", "It rains, said the minister, and it goes on raining."]


def test_what_no_field_takes_is_named():
    notes = " ".join(of(CLIPPED).notes)
    assert "not taken over: mood: grey." in notes
    assert "says of its headline: “from the address”" in notes
    assert "“2022-03-03/2022-03-04” is taken as one day of that span" in notes
    unread = of("title: Rain\ndate: when it rained\naddress: nowhere\n---\nIt rains.")
    assert "published" not in unread.fields
    assert "url" not in unread.fields
    assert "“when it rained” is not taken over" in " ".join(unread.notes)
    assert "address: nowhere" in " ".join(unread.notes)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("completeness: looks complete", {"completeness": "whole"}),
        ("completeness: as stored", {"completeness_note": "as stored"}),
        ("genre: live-log", {"genre": "live-log"}),
        ("genre: a poem", {}),
        ("headline: Rain (described; no headline in the text)", {"headline": "Rain", "headline_basis": "described"}),
    ],
)
def test_what_a_file_says_of_genre_completeness_and_title_is_filled_in_where_the_words_are_known(key, expected):
    assert of(f"date: 2022-03-08\n{key}\n---\nIt rains.").fields == expected | {
        "published": "2022-03-08",
        "published_basis": "stated",
    }


def test_keys_between_two_rules_are_read_with_lists_and_quotation_marks():
    document = of(
        '---\ntitle: "Rain: day one"\nsource: https://example.org/a\nauthor:\n  - "[[A Writer]]"\n  - B Writer\n'
        "published: 2022-03-08T08:43:00+08:00\ntags: [rain, snow]\n---\nIt rains."
    )
    assert document.fields == {
        "headline": "Rain: day one",
        "url": "https://example.org/a",
        "byline": "A Writer, B Writer",
        "published": "2022-03-08",
        "published_basis": "stated",
    }
    assert kept(document) == ["It rains."]
    assert "tags: rain, snow" in " ".join(document.notes)


@pytest.mark.parametrize(
    ("reason", "basis"),
    [("page: “8 March”", "stated"), ("store metadata", "elsewhere"), ("address", "inferred"), ("", "stated")],
)
def test_the_reason_of_a_day_tells_its_basis(reason, basis):
    document = of(f"title: Rain\ndate: 8 March 2022\ndate_basis: {reason}\n---\nIt rains.")
    assert (document.fields["published"], document.fields["published_basis"]) == ("2022-03-08", basis)
    assert document.fields.get("published_basis_note", "") == reason


def test_a_remark_after_the_day_is_its_reason_unless_another_one_is_given():
    fields = of("\ufefftitle: Rain\r\ndate: 8 March 2022 (address)\r\n\r\n---\r\nIt rains.").fields
    assert (fields["published"], fields["published_basis_note"]) == ("2022-03-08", "address")
    assert fields["published_basis"] == "inferred"
    fields = of("title: Rain\ndate: 8 March 2022 (a guess)\ndate basis: page\n---\nIt rains.").fields
    assert (fields["published_basis"], fields["published_basis_note"]) == ("stated", "page")


@pytest.mark.parametrize(
    "text",
    [
        "Note: it rains\nNobody is dry.\n---\nIt goes on.",
        "Minister: it rains.\nThe other one: it does not.\n---\nIt goes on.",
        "Note: it rains, and it will rain.",
    ],
)
def test_a_text_that_only_looks_like_keys_is_a_text(text):
    assert not front_matter(text).length
    assert set(of(text).struck.values()) <= {"signs"}  # the rule itself


def test_lines_below_the_facts_are_joined_and_the_facts_are_not():
    lines = "The minister said that it rains in the\nnorth and in the south of the country and\n" * 4
    document = of(f"title: Rain\noutlet: The Paper\n---\n{lines}there is no end of it.")
    assert document.is_joined
    assert document.fields["outlet"] == "The Paper"
    assert len(kept(document)) == 1


def test_facts_of_a_file_stand_in_the_form_and_the_outlet_is_found_without_its_agency(admin_client: Client):
    make_outlet("paper", name="The Paper")
    page = bring(admin_client, "rain.txt", CLIPPED.encode())
    shown = filled(page)
    assert {name: shown[name] for name in FACTS} == FACTS | {"outlet": "The Paper"}
    assert page.context["form"].found == set(FACTS)
    send(admin_client, NEW, page)
    article = Article.objects.get()
    assert [str(one) for one in article.text.paragraphs] == CLIPPED.split("\n")[-2:]
    assert article.published_basis_note == FACTS["published_basis_note"]


def test_the_day_in_the_address_is_offered_as_inferred_where_nothing_else_gives_one(admin_client: Client):
    page = send(admin_client, NEW, button="preview", text=LONG, url="https://example.org/2022/03/11/rain")
    shown = filled(page)
    assert (shown["published"], shown["published_basis"]) == ("2022-03-11", "inferred")
    assert shown["published_basis_note"] == "From the address of the report."


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://example.org/20220311-0016.html", "2022-03-11"),
        ("https://example.org/rain20220310175947/", "2022-03-10"),
        ("https://example.org/2022-03-10/rain", "2022-03-10"),
        ("https://example.org/2203082836/", ""),
        ("https://example.org/2022/13/10/", ""),
        ("https://example.org/2022/02/30/", ""),
        ("https://example.org/2022/03/10/2022/03/11/", ""),
        ("https://example.org/20220310123", ""),
    ],
)
def test_a_day_is_read_from_an_address_only_where_it_is_one(address, day):
    assert day_in(address) == day


# Lines that are no paragraphs


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("News / World", "section"),
        ("News   /   Norland", "section"),
        ("Home > News > Norland", "section"),
        ("Show More", "button"),
        ("Back to top button", "button"),
        ("Click to comment", "button"),
        ("Help us reach 5,000 membersSupport our reporting", "appeal"),
        ("Now is the time to support independent reporting!", "appeal"),
        ("Підписуйтесь на наш канал у Telegram", "appeal"),
        ("By AFP", "byline"),
        ("Xinhua", "byline"),
        ("Source: Xinhua   Editor: A Writer", "byline"),
        ("by The Daily Example news desk", "byline"),
        ("The minister in the rain (photo by Reuters)", "picture"),
        ("The minister in the rain. | Photo: Twitter/@rain", "picture"),
        ("Ivan Primer. Oksana Sample/AFP", "picture"),
        ("Ministers pose in the rain before the talks on March 7, 2022.", "picture"),
        ('<image>data:image/png;base64,AAAA" alt="It rains"</image>', "picture"),
        ("Tagged", "tags"),
        ("Story Code : 12345", "tags"),
        ("اقرأ أيضا", "link"),
        ("* * *", "signs"),
        ("14:35 GMT", "time"),
        ("© 2022 The Paper. All rights reserved.", "rights"),
        ("Image caption, Ministers in the rain", "picture"),
        ("A minister in the rain. REUTERS/Ivan Primer", "picture"),
        ("A minister in the rain, 29 March 2022. Photo: AFP", "picture"),
        ("Ілюстративне фото", "picture"),
        ("Reuters Staff", "byline"),
        ("Джерело: «Укрінформ»", "byline"),
        ("Джерело: Петро Прикладний у коментарі «Прикладу»", ""),
        ("Source: a minister told the Daily Example", ""),
        ("Пряма мова: «Ми не здамося»", ""),
        ("What they want", ""),
        ("Нашли опечатку? Выделите и нажмите Ctrl+Enter", "button"),
        ("Просмотров: 1 234", "button"),
        ("14:35 The talks began in the rain.", ""),
        ("14:35 The talks began.", ""),
        ("The ministers met in the rain on March 7, 2022.", ""),
        ("We support our allies and independent reporting, he said.", ""),
        ("“Support us,” he said.", ""),
        ("Norland and/or Sudland take part.", ""),
        ("Source of the rain is the sea.", ""),
        ("Related talks go on.", ""),
        ("Nobody/everybody", ""),
        ("By Monday they had met.", ""),
    ],
)
def test_a_line_of_the_site_is_known_by_itself_and_a_sentence_is_none(line, reason):
    assert reason_of(line) == reason


def test_the_headline_after_related_is_struck_and_the_paragraph_after_it_is_not():
    assert reasons_of([LONG, "RELATED:", "Sudland Calls for Snow", LONG]) == {2: "link", 3: "link"}
    assert reasons_of([LONG, "Read also", LONG]) == {2: "link"}


def test_a_line_with_which_a_caption_begins_is_a_caption():
    caption = "Ministers in the rain. March 7, 2022."
    assert reasons_of([f"• {caption}", f"{caption} | Photo: The Paper", LONG]) == {1: "picture", 2: "picture"}


def test_single_words_above_the_first_paragraph_are_sections_and_below_it_are_not():
    assert reasons_of(["Новини", "Rain expected in the north", LONG, "Norland", LONG]) == {1: "section"}
    assert reasons_of(["Norland", "A text without a paragraph"]) == {}


def test_who_told_something_is_no_outlet_and_stays_a_paragraph():
    document = of(f"Rain expected in the north\nДжерело: Петро Прикладний у коментарі «Прикладу»\n{LONG}")
    assert "outlet" not in document.fields
    assert kept(document) == ["Джерело: Петро Прикладний у коментарі «Прикладу»", LONG]


def test_lists_of_other_reports_after_the_last_paragraph_are_struck_from_the_first_button_on():
    lines = [LONG, "Short words of the minister", "Tagged", "Rain", "Snow in Sudland!", "30 March 2022"]
    assert reasons_of(lines) == {3: "tags", 4: "after", 5: "after", 6: "after"}
    assert reasons_of([LONG, "Show more", "Short words", LONG]) == {2: "button"}
    assert reasons_of([LONG, "What they want", "A text that is cut off in the middle of a sent"]) == {}


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("08:43 UTC+8, 2022-03-08       0", "2022-03-08"),
        ("Posted: 08.03.2022 09:45:00", "2022-03-08"),
        ("Published 8 March 2022", "2022-03-08"),
        ("21:40, 08 марта 2022", "2022-03-08"),
        ("by the Daily Example news deskMarch 8, 2022 4:24 am", "2022-03-08"),
        ("Mon, March 8, 2022, 8:43 PM · 3 min read", "2022-03-08"),
        ("Source: Agency| 2022-03-08 08:43:15|Editor: A Writer", "2022-03-08"),
        ("Updated: 9 March 2022", ""),
        ("03/29/2022", "2022-03-29"),
        ("Mar. 29, 2022 at 3:27 p.m. EDT", "2022-03-29"),
        ("29.03.2022, вівторок, 15:27", "2022-03-29"),
        ("2022-03-29T15:27:00+03:00", "2022-03-29"),
        ("March 29, 20229:15 PM GMT+2Updated 8 months ago", "2022-03-29"),
        ("نشر في 29 مارس 2022", "2022-03-29"),
    ],
)
def test_the_day_beside_a_time_an_author_or_a_count_is_found_and_its_line_is_no_paragraph(line, day):
    document = of(f"Rain expected in the north\n{line}\n{LONG}")
    assert document.fields.get("published", "") == day
    assert kept(document) == [LONG]


def test_of_several_days_at_the_beginning_none_is_taken_and_all_are_named():
    document = of(f"Saturday, December 24, 2022\nRain expected in the north\nDecember 17, 2022 4:24 am\n{LONG}")
    assert "published" not in document.fields
    assert "2022-12-24, 2022-12-17" in " ".join(document.notes)
    assert document.fields["headline"] == "Rain expected in the north"


def test_a_text_without_a_headline_gets_none_from_its_middle():
    long = f"{LONG} {LONG}"
    assert "headline" not in of(f"{long}\nRELATED:\nSudland Calls for Snow\n{long}\nAnd so it goes on and on").fields


@needs_saved_reports
def test_no_paragraph_of_the_saved_reports_is_struck_and_nearly_all_else_is():
    right = missed = 0
    for source in sources():
        lines = (FOLDER / source["file"]).read_text(encoding="utf-8").split("\n")
        struck = of("\n".join(lines)).struck
        furniture = {line for first, last in source["furniture_lines"] for line in range(first, last + 1)}
        furniture = {number for number in furniture if lines[number - 1 : number] != [source["headline"]]}
        assert not struck.keys() - furniture, source["file"]
        for number in furniture:
            if number <= len(lines) and lines[number - 1].strip():
                right, missed = right + (number in struck), missed + (number not in struck)
    assert (right, missed) == (220, 6)


# Texts that are stored already


def stored(slug: str, *paragraphs: str, **fields: str) -> Article:
    article = make_article(slug=slug, **{"published": "2022-03-30"} | fields)
    attach_text(article, "\n".join(paragraphs).encode())
    return article


def numbered(count: int) -> list[str]:
    return [f"Paragraph {number} of the report says how much it rains in the north" for number in range(count)]


def test_a_report_in_which_most_paragraphs_stand_is_named_with_their_number():
    paragraphs = numbered(6)
    twin = stored("twin", *paragraphs[:3], "Words of its own that stand in no other report")
    assert mostly_in([f" {one.replace(' of', '  of')} " for one in paragraphs], "2022-03-28") == [(twin, 3, 6)]
    assert not mostly_in(paragraphs, "2022-05-01")  # not near
    assert mostly_in(paragraphs, "")  # of any day
    assert not mostly_in([*numbered(1), "Other words", "Short ones"], "2022-03-30")
    Article.objects.update(status=Status.WITHDRAWN, status_reason="Wrong.")
    assert not mostly_in(paragraphs, "2022-03-30")


def test_most_paragraphs_of_another_report_are_told_on_the_page_and_hinder_nothing(admin_client: Client):
    stored("twin", *numbered(4), headline="It rains elsewhere")
    page = send(admin_client, NEW, button="preview", text="\n".join(numbered(5)), headline="It rains")
    shown = page.content.decode()
    assert "4 of 5 longer paragraphs stand in" in shown
    assert "It rains elsewhere" in shown
    send(admin_client, NEW, page)
    assert Article.objects.count() == 2


# Directions


@pytest.mark.parametrize(("language", "direction"), [("ar", 'dir="rtl"'), ("fa-IR", 'dir="rtl"'), ("uk", "")])
def test_the_text_of_a_report_runs_as_its_language_does(admin_client: Client, language, direction):
    article = stored("rain", "قال الوزير إن المطر مستمر.", language=language)
    page = admin_client.get(reverse("desk_mark", args=[article.pk])).content.decode()
    pane = page.partition('class="desk-text"')[2].partition(">")[0]
    assert ('dir="rtl"' in pane) is bool(direction)
    quote = page.partition('name="quote"')[2].partition(">")[0]
    assert 'dir="auto"' in quote
