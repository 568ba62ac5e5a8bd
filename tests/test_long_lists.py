"""Long lists: nothing is left out or told twice over the pages, each page is bounded, and costs what the first one does."""

import gc
import html
import random
import re
import weakref
from datetime import date

import pytest
from django.db import connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from talks.dates import in_order
from talks.differences import read_differences
from talks.index import current, refresh
from talks.index.refresh import CACHED_QUESTIONS
from talks.models import Actor, Article, Claim, Event, Participation, Question
from talks.pages import long_lists, read_event, read_people, read_person, read_questions, read_report, read_reports
from talks.pages.long_lists import Calendar, any_of, find_claims
from talks.pages.people import TookPart, count_statements, find_said, read_roster, said_by
from talks.pages.positions import read_position
from talks.pages.reports import count_reports, count_rows
from talks.rendering.answers import ANSWERS
from talks.timeline import Filters, pager
from talks.timeline.pager import Paged, cut, pages_of
from talks.vocabulary import ClaimKind, Role, Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_participation,
    make_question,
    make_topic,
)
from tests.test_positions import make_random_record


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of three rows or statements, and no list so short that its days are not looked up."""
    for module in ("talks.pages.long_lists", "talks.pages.reports", "talks.pages.people", "talks.pages.events"):
        monkeypatch.setattr(f"{module}.STATEMENTS", 3)
    monkeypatch.setattr("talks.pages.positions.position.STATEMENTS", 3)
    monkeypatch.setattr(pager, "PAGE", 3)
    monkeypatch.setattr(cut, "__defaults__", (3, 1))
    monkeypatch.setattr(pages_of, "__defaults__", (3,))
    monkeypatch.setattr(long_lists, "SHORT", 0)


def forget() -> None:
    """Let nothing be remembered of what was counted in this version of the record."""
    current().cached_counts.cache_clear()


def shown(response) -> str:
    main = re.search(r"<main.*</main>", response.content.decode(), re.S).group()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


DAYS = ["2022-03-09", "", "2022-03-01", "[..2022-03-05]", "2022-03", "2022-03-01", "", "[2022-03-04..2022-03-08]"]


# Cutting


@given(st.integers(0, 400), st.integers(-3, 10**9), st.integers(1, 60), st.integers(1, 9))
def test_any_page_asked_for_is_one_of_the_list(count, asked, size, at_least):
    paged, start, stop = cut(count, asked, size, at_least)
    assert 1 <= paged.number <= paged.pages
    assert 0 <= start <= stop <= count
    assert stop - start <= size
    assert bool(paged.notices) == (asked > paged.pages)
    if asked <= paged.pages:
        assert paged.number == max(asked, 1)


@given(
    st.lists(st.one_of(st.none(), st.dates(date(2022, 1, 1), date(2022, 1, 9))), min_size=1, max_size=60),
    st.integers(1, 9),
)
def test_the_days_of_a_page_hold_its_rows(days, size):
    rows = sorted(days, key=lambda day: (day is None, day or date.min))
    calendar = Calendar({day: days.count(day) for day in days})
    assert calendar.count == len(days)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_lists, "SHORT", 0)
        for start in range(0, len(rows), size):
            found = calendar.find(start, min(start + size, len(rows)))
            wanted = set(rows[start : start + size])
            first, last = rows[start], rows[min(start + size, len(rows)) - 1]
            held = [day for day in rows if day in wanted or _between(day, first, last)]
            assert held[found.start : found.stop] == rows[start : start + size]


def _between(day: date | None, first: date | None, last: date | None) -> bool:
    place = [(one is None, one or date.min) for one in (first, day, last)]
    return place == sorted(place)


def test_the_way_to_the_neighbours_keeps_what_is_asked():
    filters = Filters(known="2022-03-30")
    ways = [Paged((), 9, number, 3).pager(filters) for number in (1, 2, 3)]
    assert [way.previous for way in ways] == ["", "?known=2022-03-30", "?known=2022-03-30&page=2"]
    assert [way.following for way in ways] == ["?known=2022-03-30&page=2", "?known=2022-03-30&page=3", ""]
    assert Paged((), 9, 2, 3).pager(Filters()).previous == "?"
    assert Paged((), 3).pager(filters) is None


DAY_OF_REPORT = ["2022-03-11", "[2022-03-10..2022-03-20]", "", "2022-03", "[..2022-03-15]"]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_the_index_tells_where_a_page_of_statements_is_in_the_order_of_reading(seed):
    dice = random.Random(seed)  # noqa: S311 - the same in every run
    reports = [make_article(published=day, published_basis="stated" if day else "") for day in DAY_OF_REPORT * 3]
    events = [make_event() for _number in range(20)]

    def add() -> None:
        day = dice.choice([*DAYS, "2021", "2022-03-01", "2022-03-01"])
        where = {"event": dice.choice(events), "article": dice.choice(reports), "paragraph": dice.randint(1, 3)}
        make_claim(**where, said=day, standing=not day and dice.random() < 0.5)

    for number in range(70):
        add()
        if number == 60:
            current()  # what follows makes a second segment
    parts = [(segment, segment.claims) for segment in current().segments]
    assert len(parts) == 2
    whole = list(Claim.objects.public().in_reading_order())
    for size in (1, 3, 7, 40):
        for start in range(0, len(whole), size):
            stop = min(start + size, len(whole))
            rows, first, last = find_claims(parts, start, stop)
            found = list(Claim.objects.filter(rows).in_reading_order())
            assert found[first:last] == whole[start:stop]
            assert len(found) <= size + 2 * 15  # no more than lie on the days at both ends
    assert not Claim.objects.filter(find_claims(parts, 0, 0).rows).exists()


# Each list: all pages together are the whole list


@pytest.fixture
def record(db) -> dict:
    """Somebody of a side who says much, on uncertain days, in several wordings, and took part in much."""
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    lavrov = make_actor("lavrov", side=russia)
    topic, event = make_topic("sanctions"), make_event(slug="long")
    articles = [make_article(published=day, published_basis="stated" if day else "") for day in DAYS]
    made = []
    for number, day in enumerate(DAYS * 2):
        fields = {
            "said": day,
            "event": event,
            "topics": [topic],
            "article": articles[number % 8],
            "paragraph": 9 - number % 8,
        }
        made.append(make_claim(speaker=[lavrov, russia, lavrov][number % 3], **fields))
        if number % 4 == 0:
            again = {"repeats": made[-1], "article": articles[(number + 3) % 8], "said": DAYS[(number + 2) % 8]}
            make_claim(speaker=lavrov, **fields | again)
    make_claim(speaker=lavrov, side=ukraine, topics=[topic], event=event)
    make_claim(side=russia, speaker_role="an official", topics=[topic], event=event)
    make_claim(speaker=lavrov, status=Status.DRAFT, topics=[topic], event=event)
    make_claim(speaker=lavrov, topics=[topic], article=make_article(status=Status.DRAFT), event=event)
    make_claim(speaker=lavrov, topics=[topic], event=make_event(status=Status.DRAFT))
    for number, day in enumerate(DAYS):
        meeting = make_event(slug=f"meeting-{number}", date=day)
        make_claim(event=meeting)
        make_participation(meeting, [lavrov, russia][number % 2])
    make_participation(make_event(), lavrov)
    return {"lavrov": lavrov, "russia": russia, "topic": topic, "event": event, "articles": articles}


def over_pages(read) -> list:
    """All pages, one after another."""
    first = read(1)
    paged = getattr(first, "paged", first)
    assert paged.pages > 1
    return [first, *(read(number) for number in range(2, paged.pages + 1))]


def spoken(utterances) -> list[list[int]]:
    return [[one.row.pk for one in utterance.statements] for utterance in utterances]


@pytest.mark.parametrize("who", ["lavrov", "russia"])
@pytest.mark.parametrize("known", [None, date(2022, 3, 8)])
def test_all_that_somebody_said_and_took_part_in_stands_on_the_pages_in_order(record, request, who, known):
    whole = read_person(record[who], known)
    assert whole.paged.pages == 1
    forget()
    request.getfixturevalue("small_pages")
    pages = over_pages(lambda number: read_person(record[who], known, number))
    assert [one for page in pages for one in spoken(page.statements)] == spoken(whole.statements)
    assert [row.pk for page in pages for row in page.took_part] == [row.pk for row in whole.took_part]
    assert {page.count for page in pages} == {whole.count} == {sum(map(len, spoken(whole.statements)))}
    days = [one.lead.row.said for one in whole.statements]
    assert days[-1] == ""


def test_a_day_on_which_more_was_said_than_can_be_asked_for_by_id_stands_on_the_pages_in_order(record, request):
    whole = spoken(read_person(record["russia"]).statements), read_position("sanctions", "russia", Filters())
    request.getfixturevalue("small_pages")
    request.getfixturevalue("monkeypatch").setattr("talks.pages.long_lists.MANY", 0)
    pages = over_pages(lambda number: read_person(record["russia"], None, number))
    assert [one for page in pages for one in spoken(page.statements)] == whole[0]
    pages = over_pages(lambda number: read_position("sanctions", "russia", Filters(), number))
    assert [one.utterance.lead.row.pk for page in pages for one in page.said] == [
        one.utterance.lead.row.pk for one in whole[1].said
    ]


@pytest.mark.parametrize("asked", [Filters(), Filters(known="2022-03-08"), Filters(process=("talks-2022",))])
def test_a_position_stands_on_the_pages_in_order(record, request, asked):
    whole = read_position("sanctions", "russia", asked)
    forget()
    request.getfixturevalue("small_pages")
    pages = over_pages(lambda number: read_position("sanctions", "russia", asked, number))
    assert [one for page in pages for one in spoken(said.utterance for said in page.said)] == spoken(
        said.utterance for said in whole.said
    )
    assert {page.count for page in pages} == {whole.count}


def test_a_turn_is_told_whichever_page_the_earlier_answer_stands_on(record, small_pages):
    _question, (yes, no) = make_question()
    russia, topics = record["russia"], [record["topic"]]
    make_claim(slug="before", speaker=russia, said="2022-02-01", topics=topics, answers=[yes])
    make_claim(slug="after", speaker=russia, said="2022-04-01", topics=topics, answers=[no])
    pages = over_pages(lambda number: read_position("sanctions", "russia", Filters(), number))
    said = {one.utterance.lead.row.slug: (number, one) for number, page in enumerate(pages) for one in page.said}
    assert said["before"][0] < said["after"][0]
    (turn,) = said["after"][1].turns
    assert (turn.before, turn.after, turn.before_day) == (yes, no, "1 Feb 2022")
    assert not said["before"][1].turns


def test_what_was_said_about_an_event_stands_on_the_pages_and_the_counts_are_of_the_whole(record, request):
    event = Event.objects.get(slug="long")
    silent, late = make_actor("silent"), make_actor("ukraine")
    for one in (silent, late):
        make_participation(event, one)
    whole = read_event(event)
    request.getfixturevalue("small_pages")
    pages = over_pages(lambda number: read_event(event, None, number))
    told = [sorted(pk for column in page.sides for pks in spoken(column.about) for pk in pks) for page in pages]
    everything = [pk for column in whole.sides for pks in spoken(column.about) for pk in pks]
    assert sorted(pk for page in told for pk in page) == sorted(everything)
    assert {(page.origins, page.topics) for page in pages} == {(whole.origins, whole.topics)}
    rows = {row.page: row.statements for row in whole.reports}
    assert {row.page: row.statements for page in pages for row in page.reports} == rows
    # One who is quoted on another page is not said not to be quoted.
    assert {tuple(one.words.split()[0] for one in page.silent) for page in pages} == {(silent.name,)}
    assert sum(late.pk == (column.side and column.side.pk) for page in pages for column in page.sides) == 1


def test_the_paragraphs_of_a_report_stand_on_the_pages_each_with_all_that_was_taken_from_it(db, request):
    article = make_article(openings="\n".join(f"Opening {number}" for number in range(1, 13)))
    for paragraph in (2, 2, 5, 5, 5, 5, 9, 10):
        make_claim(article=article, paragraph=paragraph)
    whole = read_report(article)
    request.getfixturevalue("small_pages")
    pages = over_pages(lambda number: read_report(article, None, number))
    told = [(one.number, said.row.pk) for page in pages for one in page.passages for said in one.statements]
    assert told == [(one.number, said.row.pk) for one in whole.passages for said in one.statements]
    numbers = [one.number for page in pages for one in page.passages]
    assert list(dict.fromkeys(numbers)) == list(range(1, 13))
    assert len(numbers) == 13  # of the fifth, the statements go over two pages
    assert {(page.statements, page.own_voice, page.events) for page in pages} == {(8, 0, 8)}


@pytest.mark.parametrize("known", [None, date(2022, 3, 8)])
def test_reports_people_and_questions_stand_on_the_pages_in_order(record, request, known):
    for number in range(8):
        _question, (yes, _no) = make_question(f"question-{number}", text=f"Which of {number % 5}?")
        speaker = make_actor(f"voice-{number}", side=make_actor(["russia", "belarus"][number % 2]))
        make_claim(answers=[yes], article=record["articles"][number % 4], speaker=speaker)
    reads = (read_reports, read_people, read_questions)
    whole = [list(read(known)) for read in reads]
    forget()
    request.getfixturevalue("small_pages")
    reports, people, questions = (over_pages(lambda number, read=read: read(known, number)) for read in reads)
    assert [row for page in reports for row in page] == whole[0]
    assert [row for page in questions for row in page] == whole[2]
    told = {}
    for page in people:
        assert sum(1 + len(group.voices) for group in page) <= 4  # a side stands again above the rest of its voices
        for group in page:
            told.setdefault(group.side, []).extend(group.voices)
    assert [(side, tuple(voices)) for side, voices in told.items()] == [(one.side, one.voices) for one in whole[1]]


# Counting is exact


@pytest.mark.parametrize("known", [None, date(2022, 3, 8)])
def test_counts_are_what_counting_row_by_row_gives(record, known):
    bare = make_article(published="2022-03-02")
    make_claim(article=bare, status=Status.WITHDRAWN, status_reason="An error.")
    make_claim(article=make_article(published="2022-03-02"), event=make_event(status=Status.DRAFT))
    reports = Article.objects.public(known).annotate(day=in_order("published"))
    assert count_reports(known) == count_rows(reports, "day")
    claims = list(Claim.objects.public(known).with_side().values_list("speaker", "side_pk"))
    counts = count_statements(known)
    for actor in Actor.objects.all():
        made = sum(speaker == actor.pk for speaker, _side in claims)
        made_for = sum(side == actor.pk for _speaker, side in claims)
        assert counts[actor.pk] == (made if actor.side_id else made_for or made), actor


def test_what_is_remembered_is_of_this_version_alone_and_bounded(record):
    def remembered(name: str, number: int) -> int:
        return current().cached(name, lambda: number)

    assert remembered("one", 1) == remembered("one", 2) == 1
    former = weakref.ref(current())
    Actor.objects.filter(slug="lavrov").update(name="Sergey Lavrov")
    assert remembered("one", 3) == 3
    gc.collect()
    assert former() is None  # and with it all that was remembered
    for number in range(2 * CACHED_QUESTIONS):
        remembered(f"other-{number}", 4)
        remembered("one", 5)
    assert remembered("one", 6) == 3
    assert remembered("other-0", 7) == 7
    assert current().cached_counts.cache_info().currsize <= CACHED_QUESTIONS

    def changing() -> int:
        Actor.objects.filter(slug="lavrov").update(name="Lavrov")
        return 7

    assert current().cached("changing", changing) == 7
    assert remembered("changing", 8) == 8


def test_differences_of_some_statements_are_those_of_all_questions(record):
    made = []
    for number in range(4):
        _question, (yes, no) = make_question(f"question-{number}", text=f"Which {number}?")
        for answer, side in ((yes, "russia"), (no, "ukraine"), (yes, "belarus")):
            made.append(make_claim(answers=[answer], side=make_actor(side), said="2022-03-01"))
    everything = read_differences()
    for some in (made[:2], made[4:5], made[3:9], []):
        found = read_differences(answered_by=[claim.pk for claim in some])
        assert read_differences(answered_by=Claim.objects.filter(pk__in=[claim.pk for claim in some])) == found
        for claim in some:
            assert found.marks([claim.pk]) == everything.marks([claim.pk]) != []
    assert not read_differences(answered_by=[]).questions


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("known", [None, date(2022, 3, 11), date(2022, 3, 9)])
def test_who_is_public_and_what_each_said_is_told_by_the_index_as_by_the_database(seed, known, monkeypatch):
    dice = random.Random(seed)  # noqa: S311 - the same in every run
    make_random_record(dice)
    silent = [make_actor(f"silent-{number}", side=make_actor(f"host-{number}")) for number in range(3)]
    events = list(Event.objects.all()) + [make_event(date=day) for day in ("2022-03-09", "2022-03-10", "")]
    for event in events[-3:]:
        make_claim(event=event)
    for actor in (*silent, silent[0].side, make_actor("nobody")):
        make_participation(dice.choice(events), actor)
    for event in dice.sample(events, 8):
        for role in dice.sample(list(Role), 2):
            make_participation(event, make_actor(dice.choice(["north", "voice-0", "voice-3"])), role)
    make_claim(target=make_actor("spoken-of", side=make_actor("their-side")), event=events[0])
    current()
    make_claim(speaker=make_actor("late", side=make_actor("north")), event=events[0])
    article = dice.choice([one for one in Article.objects.public() if one.claims.count() < 4])
    article.published, article.published_basis = "2022-03-09", "stated"
    article.save()
    gone = dice.choice(list(Claim.objects.public().filter(repetitions=None)))
    Claim.objects.filter(pk=gone.pk).update(status=Status.DRAFT)
    assert len(current().segments) == 2
    reports = Article.objects.public(known).annotate(day=in_order("published"))
    assert count_reports(known) == count_rows(reports, "day")
    public = set(Actor.objects.public(known).values_list("pk", flat=True))
    assert {pk for pk, _side, _number in read_roster(known)} == public
    counts = count_statements(known)
    for actor in Actor.objects.all():
        said = Claim.objects.public(known).filter(any_of(said_by(actor)))
        ids = {segment.claim_pk(number) for segment, claims in find_said(actor, known) for number in claims}
        assert ids == set(said.values_list("pk", flat=True)), actor
        present = Participation.objects.filter(event__in=Event.objects.public(known))
        present = present.filter(actor__in=Actor.objects.filter(Q(pk=actor.pk) | Q(side=actor)))
        told = TookPart(actor, known)
        assert told.count == present.count(), actor
        times = present.order_by(in_order("event__date").asc(nulls_last=True), "event__slug", "id")
        for start in range(len(times)):
            stop = min(start + 3, len(times))
            for most in (long_lists.MANY, 0):  # of very many on one day, all are put in order
                monkeypatch.setattr(long_lists, "MANY", most)
                rows, first, last = told.find(start, stop)
                assert list(times.filter(rows)[first:last]) == list(times)[start:stop], actor
                monkeypatch.undo()
        made = Claim.objects.public(known).filter(speaker=actor).count()
        made_for = Claim.objects.public(known).with_side().filter(side_pk=actor.pk).count()
        assert counts[actor.pk] == (made if actor.side_id else made_for or made), actor


# What a reader meets


def test_a_page_past_the_end_is_the_last_with_a_notice_and_a_number_that_is_none_gets_one(client, record, small_pages):
    for kind in ClaimKind:
        make_claim(speaker=make_actor(f"voice-{kind}", side=record["russia"]), article=record["articles"][2])
    addresses = ["/reports/", "/people/", "/people/russia/", "/positions/sanctions/russia/", "/events/long/"]
    for address in [*addresses, record["articles"][2].get_absolute_url()]:
        first, last = client.get(address), client.get(f"{address}?page=999&known=2022-12-31")
        assert "Page 1 of " in shown(first), address
        assert "There is no page 999; this is the last one." in shown(last), address
        assert last.context["pager"].following == "", address
        assert last.context["pager"].previous.startswith("?known=2022-12-31"), address
        for bad in ("0", "-1", "two", "1.5"):
            text = shown(client.get(f"{address}?page={bad}"))
            assert f"“{bad}” is not a page number; this is the first page." in text, address
            assert "Page 1 of " in text, address


def test_a_list_of_one_page_has_no_pager(client, record):
    for address in ("/reports/", "/people/", "/people/russia/", "/positions/sanctions/russia/", "/events/long/"):
        response = client.get(address)
        assert response.context["pager"] is None, address
        assert 'class="pager"' not in response.content.decode(), address


def test_more_than_one_page_of_every_list_stays_within_its_bounds(client, db):
    event, topic, side = make_event(slug="long"), make_topic("sanctions"), make_actor("russia")
    article, process = make_article(slug="long"), event.process
    voices = [Actor(slug=f"voice-{n}", name=f"Voice {n:03}", kind="person", side=side) for n in range(60)]
    Actor.objects.bulk_create(voices)
    first = make_claim(slug="first", event=event, article=article, speaker=side)
    copies = []
    for number in range(120):
        report = Article(
            slug=f"report-{number}",
            headline="One",
            published="2022-03-11",
            published_basis="stated",
            status="published",
        )
        meeting = Event(slug=f"event-{number}", title="One", process=process, kind="visit", status="published")
        copies.append((report, meeting))
    Article.objects.bulk_create([report for report, _event in copies])
    Event.objects.bulk_create([meeting for _report, meeting in copies])
    claims = []
    for number, (report, meeting) in enumerate(copies):
        for where in ({"article": report, "event": event}, {"article": article, "event": meeting}):
            same = {
                name: getattr(first, name)
                for name in ("attribution", "kind", "statement", "quote", "quote_mode", "unchecked_reason", "status")
            }
            claims.append(Claim(slug=f"claim-{len(claims)}", speaker=voices[number % 60], paragraph=1, **same, **where))
    Claim.objects.bulk_create(claims)
    through = Claim.topics.through
    through.objects.bulk_create(through(claim=claim, topic=topic) for claim in claims)
    Participation.objects.bulk_create(
        Participation(event=meeting, actor=side, role="party", basis="stated") for _report, meeting in copies
    )
    for number in range(60):
        question = Question.objects.create(slug=f"q-{number}", text=f"Which {number}?", reason="So.", process=process)
        claims[number].answers.add(question.answers.create(slug="yes", text="Yes"))
    bounds = {
        "/reports/": ("<tr>", 51),
        "/questions/": ("<h2>", 50),
        "/people/": ("<li><a", 51),
        "/people/russia/": ('<li class="claim"', 100),
        "/positions/sanctions/russia/": ('<li class="claim', 100),
        "/events/long/": ('class="st"', 100),
        "/reports/long/": ('<li class="taken', 100),
    }
    for address, (mark, most) in bounds.items():
        for page in (1, 2):
            text = client.get(f"{address}?page={page}").content.decode()
            assert 0 < text.count(mark) <= most, (address, page)
            assert "Page" in shown(client.get(address)), address
    page = read_person(side)
    assert (len(page.voices), page.has_more_voices, len(page.took_part)) == (50, True, 50)
    assert "and others" in shown(client.get("/people/russia/"))
    assert "Took part 1 to 50 of 120" in shown(client.get("/people/russia/"))


@pytest.mark.slow
def test_the_number_of_queries_is_the_same_at_any_size_and_on_any_page(client, record, small_pages):
    _question, answers = make_question()

    def grow(start: int, stop: int) -> None:
        for number in range(start, stop):
            event, article = make_event(date=f"2022-04-{number + 1:02}"), make_article()
            for where in ({"event": event}, {"event": record["event"]}, {"article": record["articles"][2]}):
                fields = {"article": article, "topics": [record["topic"]], "said": f"2022-04-{number + 1:02}"}
                make_claim(speaker=record["lavrov"], answers=[answers[number % 2]], **fields | where)
            make_participation(event, record["lavrov"])
            make_claim(speaker=make_actor(f"voice-{number}", side=record["russia"]))

    def queries(address: str) -> int:
        ANSWERS.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    lists = [
        "/reports/",
        "/questions/",
        "/people/",
        "/people/lavrov/",
        "/people/russia/",
        "/positions/sanctions/russia/",
    ]
    lists += ["/events/long/", record["articles"][2].get_absolute_url(), "/questions/who-came/"]
    slugs = [one.slug for one in record["articles"]]
    lists += [f"/reports/compare/?report={slugs[0]}&report={slugs[2]}"]
    grow(0, 6)
    counts = []
    for start in (6, 12, 18):
        forget()
        refresh._held.clear()  # how the index follows the record is asked in test_index.py
        current()
        counts.append([queries(address) for address in lists])
        grow(start, start + 6)
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 28
    forget()
    for address in lists:
        first, again, later = (
            queries(address),
            queries(address),
            queries(f"{address}{'&' if '?' in address else '?'}page=2"),
        )
        assert max(again, later) <= first, address


def test_the_order_of_days_is_taken_from_an_index(record):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by how much there is")
    lavrov = Claim.objects.filter(speaker=record["lavrov"], status="published").annotate(day=in_order("said"))
    for rows, name in [
        (lavrov.order_by().values_list("day"), "claim_speaker_said"),
        (Article.objects.annotate(day=in_order("published")).order_by("day", "slug").values("day"), "article_in_order"),
        (
            Event.objects.filter(process=record["event"].process)
            .annotate(day=in_order("date"))
            .order_by(F("day").desc()),
            "event_in_order",
        ),
    ]:
        plan = rows.explain()
        assert name in plan
        assert "TEMP B-TREE" not in plan
