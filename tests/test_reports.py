"""The page of a report, its text where that may be shown, the list of reports, and reports side by side."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talks.models import ArticleText
from talks.pages import compare, read_comparison, read_report, read_reports
from talks.pages.passages import joined, letter_at
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_question,
)
from tests.reading import row_of
from tests.test_pages import shown

pytestmark = pytest.mark.django_db

SECRET = "nobodymayreadthis"


def pieces(article, number=1):
    """The pieces of a paragraph: quoted words with their letters in brackets, other words as they are."""
    passage = read_report(article).passages[number - 1]
    return [
        f"{piece.text}[{''.join(one.letter for one in piece.letters)}]" if piece.letters else piece.text
        for piece in passage.pieces
    ]


# Passages


def test_quotes_that_overlap_are_one_passage_with_the_letters_of_both():
    article = make_article(openings="We do not")
    make_claim(slug="a", article=article, quote="We do not rule out discussion")
    make_claim(slug="b", article=article, quote="We do not rule out discussion, but they do")
    make_claim(slug="c", article=article, quote="in the right direction")
    assert pieces(article) == [
        "We do not rule out discussion, but they do[ab]",
        " … ",
        "in the right direction[c]",
        " … ",
    ]
    (passage,) = read_report(article).passages
    assert [(one.letter.name, one.passage) for one in passage.taken] == [("¶1a", "p1a"), ("¶1b", "p1a"), ("¶1c", "p1c")]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("talks", "the talks go on", "the talks go on"),
        ("the […] on", "the talks go on", "the talks go on"),
        ("had described the Istanbul meeting […] as good", "Medinsky had described the Istanbul meeting",
         "Medinsky had described the Istanbul meeting […] as good"),
        ("with the United States", "the United States of Europe", None),  # three words may stand in two places
        ("talk", "the talks go on", None),
    ],
)  # fmt: skip
def test_quotes_are_joined_only_where_they_certainly_overlap(one, other, together):
    assert joined(one, other) == joined(other, one) == together


@given(st.integers(0, 20_000))
def test_letters_go_on_after_z_and_none_is_given_twice(position):
    assert re.fullmatch("[a-z]+", letter_at(position))
    assert (len(letter_at(position)), letter_at(position)) < (len(letter_at(position + 1)), letter_at(position + 1))


def test_the_words_a_paragraph_begins_with_are_not_said_twice():
    article = make_article(openings="“We are ready\nThe host greeted")
    make_claim(slug="b", article=article, quote="up to them")
    make_claim(slug="c", article=article, quote="We are ready to talk")
    make_claim(article=article, paragraph=2, quote="both of them")
    assert pieces(article) == ["We are ready to talk[b]", " … ", "up to them[a]", " … "]
    assert pieces(article, 2) == ["The host greeted", " … ", "both of them[a]", " … "]


def test_own_voice_is_told_apart_without_a_colour(client):
    article = make_article(slug="one")
    make_claim(article=article, attribution="own-voice", quote_mode="indirect")
    text = client.get("/reports/one/").content.decode()
    assert '<li class="taken side-0 own"' in text
    assert '<mark class="side-0 own"' in text


def test_a_statement_and_its_passage_lead_to_each_other(client):
    make_claim(slug="said", article=make_article(slug="one"), paragraph=3)
    text = client.get("/reports/one/").content.decode()
    assert 'id="p3a"' in text
    assert 'href="#p3a"' in text
    assert 'id="c-said"' in text
    assert 'href="#c-said"' in text


def test_a_report_without_outlet_and_address_says_so_and_what_is_odd_stands_open(client):
    make_claim(article=make_article(slug="one", note="One quotation never closes."))
    text = shown(client.get("/reports/one/"))
    assert "Who published this report, and where, is not known." in text
    assert "Odd in this report: One quotation never closes." in text
    make_claim(article=make_article(slug="two", outlet=make_outlet("tass"), url="https://example.org/"))
    assert "is not known" not in shown(client.get("/reports/two/"))
    assert shown(client.get("/reports/")).count("No address is recorded") == 1


# The full text


@pytest.fixture
def texts():
    """Two reports with a text, of which one may be shown."""
    made = []
    for slug, is_public in (("open", True), ("private", False)):
        article = make_article(slug=slug, text_is_public=is_public, openings="Both came to\nAnd then they")
        paragraphs = [f"Both came to the talks, {SECRET}, and left soon.", f"And then they {SECRET}."]
        ArticleText.objects.create(article=article, paragraphs=paragraphs, sha256="ab12cd34" * 8)
        event = make_event(slug=f"event-{slug}")
        make_claim(slug=f"{slug}-b", article=article, event=event, quote="came to […] left")
        make_claim(slug=f"{slug}-a", article=article, event=event, quote="came to the talks")
        make_claim(slug=f"{slug}-c", article=article, event=event, quote="not in it")
        made.append(article)
    return made


def test_a_text_that_may_be_shown_stands_in_full_with_its_version_and_the_quoted_words_marked(client, texts):
    text = shown(client.get("/reports/open/"))
    assert "The text is shown in full." in text
    assert "ab12cd34…" in text
    assert f"And then they {SECRET}." in text
    assert pieces(texts[0]) == [
        "Both ",
        "came to the talks[ab]",
        f", {SECRET}, and ",
        "left[b]",
        " soon.",
    ]


def test_the_own_voice_of_a_report_without_an_outlet_is_named_with_that_in_brackets(client):
    make_claim(
        slug="told", article=make_article(slug="report"), attribution="own-voice", statement="says that it rains"
    )
    assert "The report (outlet not known) says that it rains" in shown(client.get("/claims/told/"))


def test_no_word_of_a_private_text_reaches_any_page_or_file(client, texts):
    texts[0].text_is_public = False
    texts[0].save()
    addresses = ["/", "/?view=table", "/?view=coverage", f"/?q={SECRET[:-1]}", "/timeline.json", "/timeline.csv"]
    addresses += ["/reports/", "/reports/open/", "/reports/private/", "/reports/compare/?report=open&report=private"]
    addresses += ["/events/event-open/", "/claims/open-a/", "/questions/", "/people/", "/positions/"]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert SECRET not in response.getvalue().decode(), address
    assert "The text is not public." in shown(client.get("/reports/private/"))


# The list


def test_the_list_counts_separate_origins_once_and_says_whose_copy_a_report_relays(client):
    make_claim(article=make_article(agency=make_outlet("reuters"), outlet=make_outlet("tass")))
    make_claim(article=make_article(language="uk"))
    text = shown(client.get("/reports/"))
    assert "2 reports, separate origins: at least 1, at most 2" in text
    assert "Origin: Reuters, matched: Same words." in text
    assert "Ukrainian" in text
    assert {row.lang for row in read_reports()} == {"", "uk"}


def test_reports_are_compared_from_the_list_and_from_the_page_of_one(client):
    for slug in ("one", "two"):
        make_claim(article=make_article(slug=slug))
    assert 'action="/reports/compare/"' in client.get("/reports/").content.decode()
    text = client.get("/reports/one/").content.decode()
    assert '<input type="hidden" name="report" value="one">' in text
    assert '<option value="two">' in text
    assert '<option value="one">' not in text


# Side by side


def lines_of(comparison, event=0):
    """Who says each line of an event, and what each report has."""
    return [
        (line.who, line.how, [[one.slug for one in cell.statements] for cell in line.cells])
        for line in comparison.events[event].lines
    ]


def alone_in(comparison, event=0):
    return [[one.slug for one in (*side.shown, *side.folded)] for side in comparison.events[event].alone]


@pytest.fixture
def pair():
    """Two reports of one event: an utterance in both, equal words, a difference, and one statement each alone."""
    event, russia, ukraine = make_event(slug="met"), make_actor("russia"), make_actor("ukraine")
    one, two = make_article(slug="one"), make_article(slug="two")
    _question, (yes, no) = make_question()
    first = make_claim(slug="l-said", event=event, article=one, speaker=russia, quote="we came")
    make_claim(slug="r-said", event=event, article=two, speaker=russia, quote="they came", repeats=first)
    make_claim(slug="l-words", event=event, article=one, speaker=ukraine, quote="it was short")
    make_claim(slug="r-words", event=event, article=two, speaker=ukraine, quote="it was short")
    make_claim(slug="l-yes", event=event, article=one, speaker=russia, answers=[yes])
    make_claim(slug="r-no", event=event, article=two, speaker=ukraine, answers=[no])
    make_claim(slug="l-alone", event=event, article=one, speaker=russia, quote="it was hot")
    make_claim(slug="r-alone", event=event, article=two, speaker=ukraine, quote="it was hot")  # another speaker
    make_claim(slug="l-lone", event=make_event(slug="lone"), article=one)
    return one, two


def test_a_line_says_whether_both_say_it_and_how(pair):
    comparison = read_comparison(["one", "two"])
    assert lines_of(comparison) == [
        ("both", "", [["l-yes"], ["r-no"]]),
        ("both", "same utterance, other words", [["l-said"], ["r-said"]]),
        ("both", "same words", [["l-words"], ["r-words"]]),
    ]
    assert [mark.kind for mark in comparison.events[0].lines[0].marks] == ["Sides disagree"]
    assert alone_in(comparison) == [["l-alone"], ["r-alone"]]
    assert [side.position for side in comparison.events[0].alone] == ["left only", "right only"]
    assert [[one.event.slug for one in lone.events] for lone in comparison.lone] == [["lone"]]


def test_the_counts_add_up_to_the_number_of_lines(pair):
    comparison = read_comparison(["one", "two"])
    assert comparison.lines == "6 lines"
    assert comparison.counts == ["3 in both", "2 left only", "1 right only"]
    assert comparison.together == ["1 the same utterance", "1 with the same words", "1 where accounts differ"]


def test_the_order_of_reports_is_the_order_asked_for(pair):
    assert lines_of(read_comparison(["two", "one"]))[1][2] == [["r-said"], ["l-said"]]


def test_what_differs_is_limited_by_the_day_on_which_reports_were_known(pair):
    later = read_comparison(["one", "two"], row_of(pair[0].claims.first()).report.earliest.replace(year=2021))
    assert "0 where accounts differ" in later.together


def test_three_reports_say_of_each_line_how_many_say_it(pair):
    third = make_article(slug="three")
    make_claim(slug="t-said", article=third, event=pair[0].claims.get(slug="l-said").event, quote="both came",
               speaker=make_actor("russia"), repeats=pair[0].claims.get(slug="l-said"))  # fmt: skip
    comparison = read_comparison(["one", "two", "three"])
    assert [line[0] for line in lines_of(comparison)] == ["2 of 3", "all 3", "2 of 3"]
    assert comparison.counts[:2] == ["1 in all of them", "2 in some of them"]
    assert comparison.events[0].alone[0].position == "only here"


def test_an_utterance_that_two_reports_file_under_different_events_is_one_line():
    first = make_claim(slug="one", article=make_article(slug="a"))
    make_claim(slug="two", article=make_article(slug="b"), repeats=first)
    comparison = read_comparison(["a", "b"])
    assert lines_of(comparison) == [("both", "same utterance, other words", [["one"], ["two"]])]
    assert comparison.lone == []


def test_accounts_of_different_events_that_differ_stay_with_their_events_and_are_marked(client):
    _question, (yes, no) = make_question()
    one, two = make_article(slug="one"), make_article(slug="two")
    events = [make_event(date="2022-03-01"), make_event(date="2022-03-02")]
    for event, left, right in zip(events, ([yes], []), ([], [no]), strict=True):
        make_claim(event=event, article=one, answers=left)
        make_claim(event=event, article=two, answers=right)
    comparison = read_comparison(["one", "two"])
    assert [event.lines for event in comparison.events] == [[], []]
    marks = [[len(side.shown[0].marks) for side in event.alone] for event in comparison.events]
    assert marks == [[1, 0], [0, 1]]
    assert "2 where accounts differ" in shown(client.get("/reports/compare/?report=one&report=two"))


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("", "Choose two to four reports to compare."),
        ("report=one", "Choose two to four reports to compare."),
        ("report=one&report=one", "A report is named twice; it is shown once."),
        ("report=one&report=two&report=one", "A report is named twice; it is shown once."),
        ("report=one&report=nobody", "Report: “nobody” is not in this record; it is ignored."),
        ("report=one&report=none", "Choose two to four reports to compare."),
        ("report=one&report=two&report=r-3&report=r-4&report=r-5", "Only the first four reports are compared."),
        ("report=one&report=two&page=0", "“0” is not a page number"),
        ("report=one&report=two&page=99", "There is no page 99"),
        ("report=one&report=two&known=2022-13", "There is no month 13"),
        ("report=%00&report=%FF", "is not in this record"),
    ],
)
def test_what_cannot_be_compared_gets_a_notice_whether_or_not_it_was_asked_before(client, pair, query, notice):
    for number in (3, 4, 5):
        make_claim(article=make_article(slug=f"r-{number}"))
    client.get("/reports/compare/?report=one&report=two")
    for _again in range(2):
        response = client.get(f"/reports/compare/?{query}")
        assert response.status_code == 200
        assert notice in shown(response)


def test_a_long_comparison_is_cut_with_links_to_the_rest(client, monkeypatch):
    for name, number in {"EVENTS": 2, "LINES": 1, "OPEN": 1, "IN_ALL": 2, "IN_CELL": 1, "ALONE": 1}.items():
        monkeypatch.setattr(compare, name, number)
    one, two = make_article(slug="one"), make_article(slug="two")
    for day in range(1, 6):
        event = make_event(slug=f"event-{day}", date=f"2022-03-0{day}")
        for _number in range(3):
            first = make_claim(event=event, article=one)
            make_claim(event=event, article=two, repeats=first)
            make_claim(event=event, article=one)
    for _number in range(2):
        make_claim(article=two)
    first, last = (client.get(f"/reports/compare/?report=one&report=two&page={page}") for page in (1, 3))
    assert "Page 1 of 3" in shown(first)
    assert "2 more lines" in shown(first)
    assert "Events that only one" not in shown(first)
    assert "Events that only one of them tells of" in shown(last)
    assert "1 more event" in shown(last)


# The original


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/report", "https://example.org/report#:~:text=we%20came"),
        ("https://example.org/live#post-3", "https://example.org/live#post-3:~:text=we%20came"),
        ("https://example.org/live#", "https://example.org/live#:~:text=we%20came"),
        ("https://example.org/live?a=b#!/post/3", "https://example.org/live?a=b#!/post/3:~:text=we%20came"),
        ("https://example.org/#:~:text=old", "https://example.org/#:~:text=we%20came"),
        ("https://example.org/#post:~:text=old", "https://example.org/#post:~:text=we%20came"),
    ],
)
def test_the_link_to_the_quoted_words_keeps_the_place_that_an_address_names(client, url, link):
    claim = make_claim(article=make_article(slug="one", url=url), quote="we came")
    for address in (claim.get_absolute_url(), "/reports/one/"):
        assert f'href="{link}"' in client.get(address).content.decode(), address
