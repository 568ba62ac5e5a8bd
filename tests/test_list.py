"""The list of events: what stands open, how large an event stands, how a statement and its source are shown, the index."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from talks.differences import Differences
from talks.index import current
from talks.palette import Palette
from talks.statements import utterances
from talks.timeline import Filters, read_folded, read_timeline, select
from talks.timeline.contents import MOST_MONTHS
from talks.timeline.entries import HEAVY, OPEN, Said, open_some
from talks.vocabulary import QuoteMode, Rendering
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_place,
    make_question,
)
from tests.reading import entries_of, row_of

pytestmark = pytest.mark.django_db

NO_FILTERS = Filters()


def entry_of(filters: Filters = NO_FILTERS):
    (entry,) = entries_of(read_timeline(filters))
    return entry


def folded(event):
    selection = select(NO_FILTERS)
    return read_folded(selection, event.pk, Palette(selection.index.names.lanes))


def leads(shown) -> list[str]:
    return [one.lead.slug for one in shown]


# What stands open


def test_five_statements_of_an_event_stand_open_and_a_fold_has_the_others():
    event = make_event()
    for number in range(8):
        make_claim(slug=f"c-{number}", event=event, paragraph=number + 1)
    entry = entry_of()
    assert leads(entry.utterances) == [f"c-{number}" for number in range(OPEN)]
    assert entry.more == "3 more statements"
    assert leads(folded(event).utterances) == ["c-5", "c-6", "c-7"]
    assert len(entry.claims) == 8


def test_sides_answers_and_the_speakers_own_words_stand_open_before_others_by_the_day_said_the_report_last():
    event, side, (_question, (yes, _no)) = make_event(), make_actor("russia"), make_question()
    made = {
        "own": {"attribution": "own-voice", "quote_mode": "indirect", "answers": [yes]},
        "indirect": {"speaker": side, "quote_mode": "indirect"},
        "mixed": {"speaker": side, "quote_mode": "mixed"},
        "late": {"speaker": side, "said": "2022-03-09", "paragraph": 9},
        "early": {"speaker": side, "said": "2022-03-08", "paragraph": 8},
        "answer": {"speaker": side, "quote_mode": "indirect", "answers": [yes]},
    }
    for slug, fields in made.items():
        make_claim(slug=slug, event=event, **fields)
    entry = entry_of()
    assert set(leads(entry.utterances)) == {"answer", "late", "early", "mixed", "indirect"}
    assert leads(entry.utterances)[:2] == ["early", "late"]
    make_claim(slug="fewer", event=make_event(), speaker=side)
    entries = entries_of(read_timeline(Filters(mode=("direct", "indirect"))))
    assert leads(entries[0].utterances)[-1] == "own"


ranks = st.builds(
    Said,
    pk=st.integers(1, 40),
    repeats=st.one_of(st.none(), st.integers(41, 45)),
    own_voice=st.booleans(),
    answers=st.booleans(),
    mode=st.sampled_from(QuoteMode.values),
    paragraph=st.integers(1, 5),
)


@hypothesis_settings(deadline=None)
@given(st.lists(ranks, max_size=12, unique_by=lambda one: one.pk), st.integers(0, 6))
def test_no_folded_utterance_ranks_before_one_that_stands_open(said, number):
    opened = open_some(said, number)
    groups = {one.utterance for one in said}
    assert opened <= groups
    assert len(opened) == min(number, len(groups))
    best = {group: min(one.rank for one in said if one.utterance == group) for group in groups}
    assert all(best[one] <= best[other] for one in opened for other in groups - opened)


def test_an_event_with_very_many_statements_shows_the_same_as_one_with_fewer():
    event = make_event()
    for number in range(HEAVY + 1):
        make_claim(slug=f"c-{number:03}", event=event, paragraph=number + 1)
    entry = entry_of()
    assert leads(entry.utterances) == [f"c-{number:03}" for number in range(OPEN)]
    assert entry.more == f"{HEAVY + 1 - OPEN} more statements"


def test_what_explains_the_talks_is_folded_to_its_title_unless_a_statement_of_it_is_asked_for():
    event = make_event(kind="context")
    make_claim(event=event, kind="offer")
    make_claim(event=event, kind="demand")
    assert (entry_of().weight, entry_of().utterances, entry_of().more) == ("context", [], "2 statements")
    assert len(folded(event).utterances) == 2
    asked = entry_of(Filters(says=("offer",)))
    assert (len(asked.utterances), asked.more) == (1, "1 more statement")


def test_the_same_event_is_cached_apart_with_and_without_a_filter_on_statements():
    event = make_event()
    for _number in range(7):
        make_claim(event=event, kind="offer")
    stamps = {read_timeline(filters).events[0].stamp for filters in (Filters(), Filters(says=("offer",)))}
    assert len(stamps) == 2


@pytest.mark.parametrize(
    ("date", "weight"),
    [
        ("2022-03-29", "meeting"),
        ("2022-02-28?", "meeting"),
        ("2022-03-10/2022-03-12", "meeting"),
        ("[2022-03-10..2022-03-12]", "remark"),
        ("2022-03", "remark"),
        ("", "remark"),
    ],
)
def test_a_meeting_stands_large_if_its_day_is_known(date, weight):
    event = make_event(date=date, kind="round-of-talks", place=make_place("istanbul"))
    for slug in ("russia", "ukraine"):
        make_participation(event, make_actor(slug))
    make_claim(event=event)
    assert entry_of().weight == weight
    assert entry_of().facts == "Round of talks · in Istanbul"


# Whose words


@pytest.mark.parametrize("mode", QuoteMode.values)
@pytest.mark.parametrize("own", ["", *Rendering.values])
@pytest.mark.parametrize("of_report", Rendering.values)
def test_only_the_speakers_own_words_that_were_not_reworded_stand_in_quotation_marks(mode, own, of_report):
    article = make_article(outlet=make_outlet("tass", name="TASS"), rendering=of_report)
    row = row_of(make_claim(article=article, quote="no breakthrough", quote_mode=mode, rendering=own))
    (shown,) = utterances([row], Differences(), Palette(current().names.lanes))
    html = render_to_string("statements/quotation.html", {"one": shown.lead})
    rendering = own or of_report
    assert ("<q>" in html) == (mode == "direct" and rendering != "reworded")
    assert ("TASS writes:" in html) == ("<q>" not in html)
    assert ("translated by TASS" in html) == ("<q>" in html and rendering == "translated")


def test_quotation_marks_are_made_for_words_in_q_only():
    """The texts that are copied are made in the browser; this is the one place in copy.js that makes marks."""
    script = Path(settings.BASE_DIR, "talks/static/talks/copy.js").read_text()
    assert re.findall(r".*“.*", script) == [line for line in script.splitlines() if "“${quotation[0]}”" in line]
    assert script.count("“") == 1


def test_the_language_of_a_quotation_is_named_where_it_is_not_that_of_the_page(client):
    make_claim(slug="one", article=make_article(language="ar"), quote="مفاوضات")
    make_claim(slug="two", article=make_article(language="en"), quote="talks", quote_mode="indirect")
    page = client.get("/").content.decode()
    assert '<q lang="ar" dir="auto">مفاوضات</q>' in page
    assert "<em>talks</em>" in page


# Where it stands


def test_the_day_said_stands_only_where_it_is_neither_that_of_the_event_nor_that_of_the_report(client):
    event, article = make_event(date="2022-03-29"), make_article(published="2022-03-30")
    for day in ("2022-03-29", "2022-03-30", "2022-03-28", ""):
        make_claim(slug=f"on{day}", event=event, article=article, said=day)
    shown = {one.lead.slug: one.lead.said for one in entry_of().utterances}
    assert shown == {"on2022-03-29": "", "on2022-03-30": "", "on2022-03-28": "said 28 Mar 2022", "on": "day not stated"}


def test_a_report_without_an_address_says_so_at_each_of_its_statements(client):
    event = make_event()
    for article in (make_article(url=""), make_article(url="https://example.org/a")):
        make_claim(event=event, article=article)
    for path in ("/", event.get_absolute_url()):
        assert client.get(path).content.decode().count("· no address") >= 1
    assert client.get("/").content.decode().count("· no address") == 1


def test_links_and_buttons_of_two_statements_have_different_names(client):
    peskov = make_actor("peskov", name="Dmitry Peskov", kind="person")
    for paragraph in (3, 4):
        make_claim(speaker=peskov, said="2022-03-30", paragraph=paragraph)
    page = client.get("/").content.decode()
    for word in ("Copy", "Cite"):
        names = re.findall(rf'aria-label="({word}: [^"]*)"', page)
        assert names == [f"{word}: Dmitry Peskov, 30 Mar 2022, ¶{paragraph}" for paragraph in (3, 4)]


def test_a_repeat_is_named_by_its_source_and_its_words_stand_where_a_filter_may_have_found_them(client):
    first = make_claim(quote="we came")
    make_claim(event=first.event, repeats=first, quote="they both came", kind="offer", article=make_article())
    assert "they both came" not in client.get("/").content.decode()
    assert re.search(r"· also <a [^>]*>[^<]+, ¶1, not checked: [^<]+</a>", client.get("/").content.decode())
    assert "they both came" in client.get("/?says=offer").content.decode()
    assert "they both came" in client.get(first.event.get_absolute_url()).content.decode()


def test_each_statement_has_the_number_of_its_report_in_the_list_of_sources(client):
    event = make_event()
    late = make_article(slug="late", headline="Late", published="2022-03-30")
    early = make_article(slug="early", headline="Early", published="2022-03-11")
    make_claim(slug="a", event=event, article=late)
    make_claim(slug="b", event=event, article=early)
    page = client.get("/?view=list").content.decode()
    number = {slug: re.search(rf'id="c-{slug}".*?data-ref="(\d)"', page, re.S).group(1) for slug in "ab"}
    listed = re.findall(r'<li id="s-(\w+)">', page)
    assert number == {"a": str(listed.index("late") + 1), "b": str(listed.index("early") + 1)}
    assert "\ue002" not in page
    assert "\ue004" not in page


# The index, and from difference to difference


def contents(filters: Filters = NO_FILTERS, page: int = 1) -> list[tuple[str, str, str, str]]:
    return [tuple(one[:4]) for one in read_timeline(filters, page).contents]


def test_the_index_has_each_month_with_its_events_and_leads_to_its_heading():
    for day in ("2021-12-30", "2022-03-01", "2022-03-30", ""):
        make_claim(event=make_event(date=day))
    assert contents() == [
        ("2021", "December", "1", "#m-2021-12"),
        ("2022", "March", "2", "#m-2022-03"),
        ("", "Date not known", "1", "#m-none"),
    ]
    assert [title for _year, title, *_rest in contents(Filters(order="-happened"))] == [
        "March",
        "December",
        "Date not known",
    ]
    assert contents(Filters(order="said")) == []
    assert contents(Filters(view="table")) == []
    assert contents(Filters(since="2022", until="2022")) == []  # one month needs no index


def test_a_month_on_another_page_is_a_view_of_its_own_and_many_months_are_shown_by_year():
    for number in range(MOST_MONTHS + 1):
        make_claim(event=make_event(date=f"{2000 + number // 12}-{number % 12 + 1:02}-01"))
    for _number in range(50):
        make_claim(event=make_event(date="2000-01-05"))
    first, second = read_timeline(Filters()).contents, read_timeline(Filters(), 2).contents
    assert [(one.title, one.number) for one in first if not one.within] == [
        ("2000", "62"),
        ("2001", "12"),
        ("2002", "1"),
    ]
    assert [one.title for one in first if one.within] == ["January 2000"]
    assert first[0].href == "?since=2000&until=2000"
    assert "January 2002" in [one.title for one in second if one.within]
    centuries = [make_claim(event=make_event(date=f"{year:04}-05-01")) for year in range(900, 1990, 10)]
    titles = [one.title for one in read_timeline(Filters()).contents]
    assert titles[0] == "900–999"
    assert len(titles) < 20 < len(centuries)


def test_links_lead_from_each_difference_to_the_next_and_back(client):
    _question, (yes, no) = make_question()
    for slug, day in (("one", "2022-03-01"), ("plain", "2022-03-02"), ("two", "2022-03-03"), ("three", "2022-03-04")):
        event = make_event(slug=slug, date=day, title=slug.title())
        for answer, side in ((yes, "russia"), (no, "ukraine")):
            make_claim(event=event, speaker=make_actor(side), answers=[] if slug == "plain" else [answer])
    page = client.get("/").content.decode()
    jumps = re.findall(r'href="#e-(\w+)" aria-label="(Previous|Next) difference: (\w+)"', page)
    assert jumps == [
        ("two", "Next", "Two"),
        ("one", "Previous", "One"),
        ("three", "Next", "Three"),
        ("two", "Previous", "Two"),
    ]
    assert page.count("Who came?</a>") >= 3
