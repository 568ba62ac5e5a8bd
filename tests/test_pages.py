"""What the pages of single records say, and what the timeline must not say: read as a reader reads them."""

import html
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from talks.differences import read_differences
from talks.index import current
from talks.models import Actor, Claim, Event, Rename
from talks.pages import read_event, read_people, read_person, read_report, read_reports
from talks.pages.events import neighbours
from talks.rendering.answers import ANSWERS
from talks.rendering.events import EVENTS
from talks.timeline import Filters, read_table, read_timeline
from talks.version import read_version
from talks.vocabulary import Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_origin,
    make_outlet,
    make_participation,
    make_place,
    make_process,
    make_question,
    make_topic,
)
from tests.reading import entries_of

pytestmark = pytest.mark.django_db


def shown(response) -> str:
    """The words of a page as they are read, quotation marks included, white space folded."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.S).group()
    text = re.sub(r"<[^>]+>", " ", main.replace("<q>", "“").replace("</q>", "”"))
    return " ".join(html.unescape(text).split())


def differing(**other) -> tuple[Claim, Claim]:
    """Two sides that answer one question differently, the second in a later report."""
    event = make_event(slug="disputed")
    _question, (yes, no) = make_question()
    first = make_claim(
        slug="yes",
        event=event,
        speaker=make_actor("russia"),
        answers=[yes],
        article=make_article(published="2022-03-11"),
    )
    later = make_article(published="2022-03-30")
    return first, make_claim(
        slug="no", event=event, speaker=make_actor("ukraine"), answers=[no], article=later, **other
    )


# Where accounts differ, counted


def test_any_difference_is_a_choice_with_the_number_of_events_it_gives(client):
    differing()
    make_claim(event=make_event(slug="agreed"))
    (facet,) = [facet for facet in read_timeline(Filters(differ=("any",))).facets if facet.name == "differ"]
    assert [(one.value, one.count, one.chosen) for one in facet.shown] == [("any", 1, True), ("sides", 1, False)]


def test_taking_off_what_was_known_is_counted_with_the_differences_known_since():
    differing()
    empty = read_timeline(Filters(differ=("sides",), known="2022-03-29"))
    assert empty.counts.events == 0
    assert {chip.title: chip.events for chip in empty.chips} == {"Published by": 1, "Accounts": 1}


# Dates under the heading of another clock


def test_under_the_month_of_another_clock_the_date_is_given_in_full():
    make_claim(event=make_event(date="2022-02-24"), said="2022-12-25", article=make_article(published="2022-12-26"))
    for order in ("said", "-said", "published", "recorded"):
        (entry,) = entries_of(read_timeline(Filters(order=order)))
        assert (entry.big, entry.small) == ("24 Feb 2022", ""), order
    stamps = set()
    for order, big in [("", "24"), ("-happened", "24"), ("said", "24 Feb 2022")]:
        answer = read_timeline(Filters(order=order))
        assert entries_of(answer)[0].big == big
        stamps.add(answer.events[0].stamp)
    assert len(stamps) == 2  # a cached event is not shown under the other heading


def test_the_table_shows_the_days_it_is_ordered_by():
    event = make_event(date="2022-03-01")
    make_claim(event=event, said="2022-03-02", article=make_article(published="2022-03-03"))
    make_claim(event=event, said="2022-03-08", article=make_article(published="2022-03-09"))
    for order, days in [("said", ("2 Mar 2022", "3 Mar 2022")), ("-said", ("8 Mar 2022", "9 Mar 2022"))]:
        (row,) = read_table(entries_of(read_timeline(Filters(view="table", order=order))), order)
        assert tuple(one.day for one in row.days[1:3]) == days
        assert row.reports == 2


def test_the_table_shows_what_an_event_is_and_how_much_is_said_of_it(client):
    event = make_event(
        slug="met", date="2022-03-01", place=make_place("istanbul"), kind="visit", occurrence="postponed"
    )
    report = make_article(published="2022-03-03")
    make_claim(event=event, said="2022-03-02", article=report)
    make_claim(event=event, article=report)
    text = shown(client.get("/?view=table"))
    assert "1 Mar 2022 2 Mar 2022 3 Mar 2022" in text
    assert "Visit, postponed Istanbul 2 1" in text
    assert 'href="/events/met/?known=2022-12"' in client.get("/?view=table&known=2022-12").content.decode()


@pytest.mark.parametrize("view", ["table", "coverage"])
def test_table_and_coverage_part_what_only_possibly_falls_into_the_chosen_days_as_the_list_does(client, view):
    for slug, day in {"surely": "2022-03-11", "perhaps": "[2022-02-01..2022-03-11]", "perhaps-too": "2022"}.items():
        make_claim(event=make_event(slug=slug, date=day))
    page = client.get(f"/?view={view}&since=2022-03&until=2022-03").content.decode()
    certain, possible = page.split('<tbody class="possibly">')
    assert re.findall(r'<tr id="e-([\w-]+)"', certain) == ["surely"]
    assert re.findall(r'<tr id="e-([\w-]+)"', possible) == ["perhaps-too", "perhaps"]
    assert "Only possibly in these days 2 events" in shown(client.get(f"/?view={view}&since=2022-03&until=2022-03"))
    for rest in ("since=2022-03&until=2022-03&sure=1", "kind=round-of-talks"):
        assert '<tbody class="possibly">' not in client.get(f"/?view={view}&{rest}").content.decode()


def test_the_coverage_tells_reports_that_differ_that_are_silent_and_that_came_before(client):
    differing()
    make_claim(event=make_event(date="2022-03-20"), article=make_article(published="2022-03-21"))
    text = shown(client.get("/?view=coverage"))
    of, other = "1 in outlet not known, 11 Mar 2022", "1 in outlet not known, 30 Mar 2022"
    assert f"{of} differs silent {other} differs 2" in text
    assert "before 1 in outlet not known, 21 Mar 2022 silent 1" in text


def test_the_table_and_the_coverage_ask_the_database_what_the_list_asks_but_for_what_stands_open(client):
    for day in (1, 2, 3):
        make_claim(said=f"2022-03-0{day}", article=make_article(published=f"2022-03-0{day + 1}"))
    asked = []
    for view in ("list", "table", "coverage"):
        client.get(f"/?view={view}&order=-said")
        EVENTS.clear()
        ANSWERS.clear()
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/?view={view}&order=-said")
        asked.append(len(captured))
    assert asked[1:] == [asked[0] - 1] * 2


def test_a_meeting_brings_several_sides_together_by_its_kind_held_or_not_with_lanes_or_without():
    met, alone, refused = make_event(slug="met"), make_event(slug="alone"), make_event(slug="x", occurrence="refused")
    proposal = make_event(slug="paper", kind="proposal")
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    for event, actors in [
        (met, (russia, ukraine)),
        (alone, (russia, make_actor("lavrov", side=russia))),
        (refused, (russia, ukraine)),
        (proposal, (russia, ukraine)),
    ]:
        make_claim(event=event)
        for actor in actors:
            make_participation(event, actor)
    entries = entries_of(read_timeline(Filters()))
    meetings = {entry.event.slug: entry.weight == "meeting" for entry in entries}
    assert meetings == {"met": True, "alone": False, "x": True, "paper": False}
    assert {entry.event.slug for entry in entries if entry.is_uncertain} == {"x"}


# Events


def test_each_fact_of_an_event_shows_how_it_is_known(client):
    event = make_event(
        slug="antalya",
        place=make_place("antalya"),
        place_basis="elsewhere",
        place_basis_note="The venue was announced.",
        date_basis="inferred",
        date_basis_note="“On Thursday”.",
    )
    present = make_participation(event, make_actor("russia"))
    make_claim(event=event)
    text = shown(client.get(event.get_absolute_url()))
    assert "Thursday 10 March 2022 inferred: “On Thursday”." in text
    assert "Antalya known from elsewhere: The venue was announced." in text
    assert "Russia stated" in text
    present.basis_note = "“The Russian side”."
    present.save()
    Event.objects.update(date_basis="stated", date_basis_note="")
    text = shown(client.get(event.get_absolute_url()))
    assert "Thursday 10 March 2022 stated" in text
    assert "Russia stated: “The Russian side”." in text


def test_an_event_without_date_place_or_participants_says_so_and_no_basis(client):
    make_claim(event=make_event(slug="bare", date=""))
    text = shown(client.get("/events/bare/"))
    assert "Day Not stated Place Not stated" in text
    assert "Took part Not stated" in text


def test_the_reports_on_an_event_are_counted_with_their_separate_origins(client):
    event, reuters, made = make_event(slug="one"), make_outlet("reuters"), []
    for published, outlet, agency in [
        ("2022-03-30", "tass", reuters),
        ("[..2022-03-12]", None, reuters),
        ("2022-03-11", "press-tv", None),
        ("", None, None),
    ]:
        article = make_article(
            published=published,
            published_basis="stated" if published else "",
            outlet=make_outlet(outlet) if outlet else None,
            agency=agency,
        )
        make_claim(event=event, article=article)
        made.append(article.get_absolute_url())
    make_claim(event=event, article=article)
    page = read_event(event)
    assert [row.page for row in page.reports] == [made[2], made[1], made[0], made[3]]
    assert [row.statements for row in page.reports] == [1, 1, 1, 2]
    assert "4 reports, separate origins: at least 2, at most 4" in shown(client.get("/events/one/"))


def test_what_each_side_said_stands_apart_and_so_does_what_was_said_there_and_the_reports_own_words():
    event, other = make_event(), make_event()
    russia = make_actor("russia")
    about = make_claim(event=event, speaker=make_actor("lavrov", side=russia))
    there = make_claim(event=other, occasion=event, speaker=russia)
    nobody = make_claim(event=event, speaker_role="an expert")
    own = make_claim(event=event, attribution="own-voice")
    page = read_event(event)
    columns = {
        column.side and column.side.name: [[u.lead.slug for u in group] for group in (column.about, column.there)]
        for column in page.sides
    }
    assert columns == {"Russia": [[about.slug], [there.slug]], None: [[nobody.slug], []]}
    assert list(columns)[-1] is None
    assert [one.lead.slug for one in page.own_voice] == [own.slug]
    assert sum(row.statements for row in page.reports) == 3  # what was said there is about another event


def test_an_utterance_given_to_two_sides_stands_whole_where_its_first_record_is():
    event = make_event()
    first = make_claim(event=event, speaker=make_actor("russia"))
    again = make_claim(event=event, repeats=first, speaker_role="an official")
    (column,) = read_event(event).sides
    (utterance,) = column.about
    assert [one.slug for one in utterance.statements] == [first.slug, again.slug]


def test_the_neighbours_of_an_event_are_those_of_the_timeline_in_its_process():
    for slug, text in [("b", "2022-03-02"), ("a", "2022-03-02"), ("z", "[..2022-03-01]"), ("m", ""), ("k", "")]:
        make_claim(event=make_event(slug=slug, date=text))
    make_claim(event=make_event(slug="aa", date="2022-03-02", process=make_process("other")))
    make_claim(event=make_event(slug="ab", date="2022-03-02"), status=Status.DRAFT)
    order = ["z", "a", "b", "k", "m"]
    pages = {slug: read_event(Event.objects.get(slug=slug)) for slug in order}
    assert [page.previous and page.previous.slug for page in pages.values()] == [None, "z", "a", "b", "k"]
    assert [page.following and page.following.slug for page in pages.values()] == ["a", "b", "k", "m", None]


@pytest.mark.parametrize("known", [None, date(2022, 3, 15), date(2021, 1, 1)])
def test_the_neighbours_are_those_that_were_known_by_then_wherever_the_index_holds_them(known):
    articles = [make_article(published=day) for day in ("2022-03-11", "2022-03-20")]
    days = ["2022-03-02", "2022-03-09", "", "[..2022-03-05]", "2022-03"]
    for number in range(24):
        event = make_event(slug=f"e-{number * 7 % 24:02}", date=days[number % 5])
        make_claim(event=event, article=articles[number // 2 % 2])
        if number == 20:
            current()
    assert len(current().segments) == 2
    order = list(Event.objects.public(known).chronological())
    for event in Event.objects.public():
        # One that was not known itself stands where it would.
        among = list(Event.objects.filter(pk__in=[event.pk, *(one.pk for one in order)]).chronological())
        place = among.index(event)
        expected = (among[place - 1] if place else None, among[place + 1] if place + 1 < len(among) else None)
        assert neighbours(event, known) == expected


def test_what_was_known_when_offers_the_days_of_the_reports():
    event = make_event()
    for published in ("2022-03-30", "[2022-03-11..2022-03-17]", "2022-03-30", ""):
        basis = "stated" if published else ""
        make_claim(event=event, article=make_article(published=published, published_basis=basis))
    assert [day for day, _words in read_event(event).report_days] == ["2022-03-17", "2022-03-30"]


# As known by a day


def test_a_page_shows_what_was_certainly_published_by_then_and_carries_the_day_on(client):
    first, later = differing()
    first.topics.set([make_topic("venue")])
    response = client.get("/events/disputed/?known=2022-03-29")
    text = shown(response)
    assert first.statement in text
    assert later.statement not in text
    assert "Sides disagree" not in text
    assert "Only what was certainly published by 29 March 2022" in text
    links = re.findall(r"<main.*</main>", response.content.decode(), re.S)[0]
    inside = [link for link in re.findall(r'href="([/?][^"]*)"', links) if not link.startswith("/events/disputed")]
    carried = [
        html.unescape(link) for link in inside if not re.fullmatch(r"\?known=2022-03-11|\?known=2022-03-30", link)
    ]
    assert carried
    assert [link for link in carried if "known=2022-03-29" not in link] == []
    assert "/?topic=venue&known=2022-03-29" in carried
    assert later.statement in shown(client.get("/events/disputed/?known=2022-03-30"))


def test_a_record_of_which_nothing_was_published_by_then_says_so(client):
    first, later = differing()
    for row in (later, later.article, later.speaker):
        words = "None of this was certainly published by then."
        assert words in shown(client.get(f"{row.get_absolute_url()}?known=2022-03-29")), row
        assert words not in shown(client.get(f"{row.get_absolute_url()}?known=2022-03-30")), row
        assert words not in shown(client.get(row.get_absolute_url())), row
    # A report holds what it holds: nothing is said not to have been taken from it.
    text = shown(client.get(f"{later.article.get_absolute_url()}?known=2022-03-29"))
    assert "Taken from it 1 statement on 1 event" in text
    assert "nothing taken" not in text
    assert "nothing taken" not in shown(client.get(f"{first.article.get_absolute_url()}?known=2022-03-29"))


def test_a_known_that_is_no_date_gets_a_notice_on_every_page(client):
    differing()
    for address in (
        "/events/disputed/",
        "/reports/",
        "/people/",
        "/questions/",
        "/questions/who-came/",
        "/claims/yes/",
    ):
        response = client.get(f"{address}?known=2022-13")
        assert response.status_code == 200
        assert "There is no month 13" in shown(response), address


def test_lists_hold_what_was_known_by_then():
    first, _later = differing()
    assert len(read_reports(None)) == 2
    (row,) = read_reports(Filters(known="2022-03-29").known_day)
    assert (row.page, row.published) == (first.article.get_absolute_url(), "Friday 11 March 2022")
    assert [group.side.actor.slug for group in read_people(Filters(known="2022-03-29").known_day)] == ["russia"]


# What is gone, and what moved


@pytest.mark.parametrize("part", ["event", "article"])
def test_a_statement_whose_event_or_report_was_withdrawn_answers_410_with_that_reason(client, part):
    claim = make_claim(slug="fallen")
    record = getattr(claim, part)
    record.status, record.status_reason = Status.WITHDRAWN, "It was a forgery."
    record.save()
    response = client.get("/claims/fallen/")
    assert response.status_code == 410
    assert "It was a forgery." in shown(response)
    Claim.objects.update(status=Status.DRAFT)
    assert client.get("/claims/fallen/").status_code == 404


def test_a_redirect_keeps_what_was_asked(client):
    claim = make_claim(slug="new")
    Rename.objects.create(model="claim", former="old", present="new")
    response = client.get("/claims/old/?known=2022-03-30")
    assert (response.status_code, response["Location"]) == (301, f"{claim.get_absolute_url()}?known=2022-03-30")


# Statements


def test_a_statement_is_cited_by_speaker_headline_outlet_day_and_paragraph(client):
    article = make_article(headline="Talks go on", outlet=make_outlet("tass", name="TASS"), published="2022-03-30")
    make_claim(slug="one", article=article, paragraph=4, speaker=make_actor("lavrov", name="Sergey Lavrov"))
    make_claim(slug="own", article=article, paragraph=5, attribution="own-voice")
    assert "Cite Sergey Lavrov, in “Talks go on”, TASS, 30 March 2022, ¶4. Stat" in shown(client.get("/claims/one/"))
    # The report is not said to be in itself.
    assert "Cite “Talks go on”, TASS, 30 March 2022, ¶5. Stat" in shown(client.get("/claims/own/"))


def test_a_statement_says_whose_words_are_quoted_and_where_its_other_wordings_stand(client):
    tass = make_outlet("tass", name="TASS")
    first = make_claim(slug="first", quote="we came", said="2022-03-29")
    make_claim(
        slug="again",
        event=first.event,
        repeats=first,
        quote="they had come",
        quote_mode="indirect",
        article=make_article(outlet=tass),
        statement="says that they came.",
    )
    text = shown(client.get("/claims/again/"))
    assert "TASS writes: they had come" in text
    assert "Report's words" in text
    assert "Said Not stated" in text
    assert "The same statement elsewhere" in text
    assert "“ we came ”" in text.replace("“we came”", "“ we came ”")
    text = shown(client.get("/claims/first/"))
    assert "Tuesday 29 March 2022" in text
    assert "TASS writes: they had come" in text


def test_a_report_shows_whose_words_each_quoted_passage_holds(client):
    article = make_article(slug="one", openings="During a meeting")
    make_claim(article=article, quote="we came", quote_mode="direct")
    make_claim(article=article, quote="they came", quote_mode="indirect")
    make_claim(article=article, paragraph=3, attribution="own-voice", quote_mode="indirect")
    text = shown(client.get("/reports/one/"))
    assert "Taken from it 3 statements on 3 events 1 of them is the report’s own" in text
    assert re.search(r"we came a .*? Speaker's words ¶1, not checked: no text is stored On:", text)
    assert re.search(r"they came b .*? Report's words ¶1, not checked: no text is stored On:", text)
    assert "¶3" in text  # a paragraph beyond the known openings still stands


def test_the_wordings_of_an_utterance_lead_with_its_first_record_wherever_it_was_read():
    first = make_claim(said="2022-03-12")
    again = make_claim(event=first.event, repeats=first, said="2022-03-10")
    (entry,) = entries_of(read_timeline(Filters()))
    (utterance,) = entry.utterances
    assert [one.slug for one in utterance.statements] == [first.slug, again.slug]


def test_a_speaker_who_is_not_named_is_called_as_in_the_report_and_the_side_stands_behind(client):
    ukraine = make_actor("ukraine")
    make_claim(slug="described", side=ukraine, attribution="described", speaker_role="a Ukrainian official")
    make_claim(slug="unnamed", side=ukraine)
    make_claim(slug="nobody", speaker_role="an expert", attribution="described")
    make_claim(slug="blank")
    leads = {claim: shown(client.get(f"/claims/{claim}/")) for claim in ("described", "unnamed", "nobody", "blank")}
    assert "a Ukrainian official for Ukraine says what described" in leads["described"]
    assert "Speaker not named for Ukraine says what unnamed" in leads["unnamed"]
    assert "an expert says what nobody" in leads["nobody"]
    assert "Speaker not named says what blank" in leads["blank"]


# People


def test_one_who_speaks_for_no_side_is_found_on_the_timeline_as_a_speaker(client):
    expert = make_actor("expert", kind="person")
    make_claim(speaker=expert)
    page = read_person(expert)
    assert (page.timeline, page.count) == ("?speaker=expert", 1)
    assert client.get(f"/{page.timeline}").context["notices"] == {}
    make_claim(speaker=make_actor("lavrov", side=make_actor("russia")))
    assert read_person(Actor.objects.get(slug="russia")).timeline == "?side=russia"
    assert read_person(Actor.objects.get(slug="lavrov")).timeline == "?speaker=lavrov"


def test_people_stand_under_their_side_with_the_number_of_their_statements():
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    lavrov, peskov = make_actor("lavrov", side=russia), make_actor("peskov", side=russia)
    make_claim(speaker=lavrov)
    make_claim(speaker=russia)
    make_claim(speaker=lavrov, side=ukraine)
    # Peskov is only spoken of, Kuleba only took part: their sides must hold them all the same.
    make_claim(
        speaker=make_actor("lukashenko", side=make_actor("belarus")),
        target=make_actor("blinken", side=make_actor("usa")),
    )
    make_participation(Event.objects.first(), peskov)
    make_participation(Event.objects.first(), make_actor("cavusoglu", side=make_actor("turkiye")))
    groups = {
        group.side.actor.slug: (group.side.statements, {row.actor.slug: row.statements for row in group.voices})
        for group in read_people()
    }
    assert groups == {
        "russia": (2, {"lavrov": 2, "peskov": 0}),
        "ukraine": (1, {}),
        "belarus": (1, {"lukashenko": 1}),
        "usa": (0, {"blinken": 0}),
        "turkiye": (0, {"cavusoglu": 0}),
    }


def test_a_person_page_holds_everything_said_in_the_order_said_and_where_they_took_part(client):
    russia = make_actor("russia")
    lavrov = make_actor("lavrov", side=russia)
    late, undated = (
        make_claim(slug="late", speaker=lavrov, said="2022-03-09"),
        make_claim(slug="undated", speaker=lavrov),
    )
    early = make_claim(slug="early", speaker=lavrov, said="2022-03-01")
    make_claim(speaker=russia, said="2022-03-05")
    second, first = make_event(slug="second", date="2022-03-08"), make_event(slug="first", date="2022-03-01")
    for event in (second, first):
        make_claim(event=event)
        make_participation(event, lavrov)
    make_participation(make_event(slug="never"), lavrov)
    page = read_person(lavrov)
    assert [one.lead.slug for one in page.statements] == [early.slug, late.slug, undated.slug]
    assert [row.event.slug for row in page.took_part] == ["first", "second"]
    assert read_person(russia).count == 4
    assert [row.event.slug for row in read_person(russia).took_part] == ["first", "second"]
    assert "day not stated" in shown(client.get("/people/lavrov/"))


# Questions


def test_a_question_says_how_accounts_differ_or_that_they_do_not(client):
    first, _second = differing()
    make_claim(event=first.event, answers=first.answers.all(), attribution="own-voice")
    for slug, text in [("agreed", "Was it cold?"), ("once", "Was it warm?")]:
        _question, (yes, _no) = make_question(slug, text=text)
        for _number in range(2 if slug == "agreed" else 1):
            make_claim(answers=[yes])
    make_question("unasked", text="Was it dark?")
    text = shown(client.get("/questions/"))
    assert "Sides disagree, Reports differ Who came? Yes (2 statements) · No (1 statement)" in text
    assert "Accounts differ on 1 question, about 1 event" in text
    assert "No difference so far Was it cold?" in text
    assert "One account so far Was it warm?" in text
    assert "Was it dark?" not in text
    assert client.get("/questions/unasked/").status_code == 404
    text = shown(client.get("/questions/who-came/"))
    assert text.index("Who came?") < text.index("Yes 2 reports") < text.index("No only here")
    assert "Both cannot be." in text


def test_each_answer_shows_its_speakers_its_reports_and_their_separate_origins(client):
    _question, (yes, no) = make_question()
    agency, paper = make_outlet("agency"), make_outlet("paper")
    one, two, three = (
        make_article(slug="one", outlet=paper, agency=agency),
        make_article(slug="two", published="2022-03-12", origin=make_origin("one"), origin_basis="stated"),
        make_article(slug="three", published="2022-03-13"),
    )
    lavrov = make_actor("lavrov", side=make_actor("russia"))
    event = make_event(title="Talks in a town")
    first = make_claim(event=event, answers=[yes], speaker=lavrov, article=one, paragraph=4, quote="the same words")
    make_claim(event=event, answers=[yes], speaker=lavrov, article=two, repeats=first, quote="the same words")
    make_claim(answers=[yes], speaker=make_actor("kuleba", side=make_actor("ukraine")), article=three)
    make_claim(answers=[no], article=three, attribution="own-voice", quote="its own words")
    response = client.get("/questions/who-came/")
    text = shown(response)
    assert "Yes 2 speakers 3 reports, separate origins: at least 1, at most 2" in text
    assert "Said once, in 2 reports, separate origins: 1" in text
    assert "No only here: outlet not known, 13 Mar 2022" in text  # a report is no speaker
    assert (
        "“the same words” Paper, 11 Mar 2022, ¶4, not checked: no text is stored same words as outlet not known, 12 Mar 2022"
        in text
    )
    page = response.content.decode()
    assert 'href="/reports/one/#p4">Paper, 11 Mar 2022, ¶4, not checked: no text is stored</a>' in page
    assert page.count('<a href="/people/lavrov/">Lavrov</a>') == 2  # where he answers, and among the people
    assert f'<a href="{event.get_absolute_url()}">Talks in a town</a>' in page
    assert [one.label for one in response.context["page"].reports] == [
        "Paper, 11 Mar 2022",
        "outlet not known, 12 Mar 2022",
        "outlet not known, 13 Mar 2022",
    ]


def test_accounts_differ_on_as_many_questions_and_events_as_the_filter_finds(client):
    differing()
    _question, (yes, _no) = make_question("agreed", text="A first question?")
    make_claim(answers=[yes])
    response = client.get("/questions/")
    assert [row.question.slug for row in response.context["rows"]] == ["who-came", "agreed"]  # differing ones first
    counted = response.context["differing"]
    assert (counted.questions, counted.events, counted.address) == ("1 question", "1 event", "/?differ=any")
    assert client.get(counted.address).context["counts"].events == 1
    assert client.get("/questions/?known=2022-03-11").context["differing"].questions == "0 questions"


def test_a_person_page_gives_the_role_as_reported_once(client):
    lavrov = make_actor("lavrov", side=make_actor("russia"))
    for _number in range(3):
        make_claim(speaker=lavrov, speaker_role="foreign minister")
    assert shown(client.get("/people/lavrov/")).count("foreign minister") == 1


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ({"side": "russia"}, {"side": "ukraine"}, "sides"),
        ({"side": "russia"}, {}, "sides"),
        ({}, {}, "sides"),
        ({"side": "russia"}, {"attribution": "own-voice"}, "reports"),
        ({"side": "russia", "said": "2022-03-01"}, {"side": "russia", "said": "2022-03-02"}, "changed"),
        ({"side": "russia", "said": "2022-03-02"}, {"side": "russia", "said": "2022-03-01"}, "changed"),
        ({"side": "russia", "said": "2022-03-01"}, {"side": "russia", "said": "2022-03-01"}, "voices"),
        ({"side": "russia", "said": "[2022-03-01..2022-03-03]"}, {"side": "russia", "said": "2022-03-02"}, "voices"),
        ({"side": "russia", "said": "2022-03-01"}, {"side": "russia"}, "voices"),
        ({"side": "russia"}, {"side": "ukraine", "repeats": True}, "reports"),
    ],
)
def test_how_two_accounts_differ_follows_from_whose_they_are_and_when_they_were_said(one, other, kind):
    _question, (yes, no) = make_question()
    made = []
    for answer, fields in ((yes, one), (no, other)):
        side = {"side": make_actor(fields["side"])} if "side" in fields else {}
        repeats = {"repeats": made[0]} if "repeats" in fields else {}
        made.append(make_claim(answers=[answer], **fields | side | repeats))
    differences = read_differences()
    assert {found for kinds in differences.of_event.values() for found in kinds} == {kind}
    assert set(differences.of_claim) == {claim.pk for claim in made}


def test_answers_that_do_not_exclude_each_other_make_no_difference():
    _question, (yes, no) = make_question()
    yes.excludes.clear()
    make_claim(answers=[yes], side=make_actor("russia"))
    make_claim(answers=[no], side=make_actor("ukraine"))
    assert read_differences().of_event == {}


# Lists


def test_reports_stand_in_order_of_publication_and_count_public_statements():
    late, early = (
        make_article(slug="late", published="2022-03-30"),
        make_article(slug="early", published="[..2022-03-12]"),
    )
    make_claim(article=late)
    make_claim(article=late)
    make_claim(article=late, status=Status.DRAFT)
    make_claim(article=early)
    assert [(row.page, row.statements) for row in read_reports()] == [("/reports/early/", 1), ("/reports/late/", 2)]
    assert read_report(late).statements == 2


# Notices and files


def test_a_notice_names_the_field_it_belongs_to(client):
    make_claim()
    notices = client.get("/?speaker=nobody&outlet=nobody").context["notices"]
    assert notices["speaker"] == ["Speaker: “nobody” is not in this record; it is ignored."]
    assert notices["outlet"] == ["Outlet: “nobody” is not in this record; it is ignored."]


def test_the_version_in_json_moves_with_every_change_that_readers_can_see(client):
    make_claim(speaker=make_actor("lavrov"))
    before = client.get("/timeline.json").json()["version"]
    assert before == read_version()
    Actor.objects.update(name="Sergey Lavrov")
    assert client.get("/timeline.json").json()["version"] > before
