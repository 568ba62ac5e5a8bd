"""What the timeline says in words and links: marks, chips, notices, pages, stretches without an event, second views."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from talks import dates
from talks.differences import read_differences
from talks.index import current
from talks.models import Claim, Lane, Rename
from talks.pages import read_claim, read_event, read_people, read_report
from talks.palette import Palette
from talks.rendering.answers import ANSWERS
from talks.rows import read_events
from talks.sources import Origins, known_origin, separate_origins
from talks.timeline import PAGE, Counts, Filters, Labels, facets, read_coverage, read_timeline, select
from talks.vocabulary import Status
from talks.wording import grouped
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_place,
    make_process,
    make_question,
    make_topic,
)
from tests.reading import entries_of, row_of

pytestmark = pytest.mark.django_db

# What rows take over from records as it stands there.
SHOWN_OF_CLAIM = (
    *("pk", "slug", "paragraph", "speaker_role", "attribution", "kind", "statement", "quote", "prefix", "suffix"),
    *("quote_mode", "cue", "said", "said_basis", "said_basis_note", "standing", "note"),
)
SHOWN_OF_EVENT = (
    *("pk", "slug", "title", "kind", "occurrence", "format", "date", "date_basis", "date_basis_note", "place_basis"),
    *("place_basis_note", "summary"),
)
SHOWN_OF_REPORT = ("pk", "slug", "headline", "origin_basis", "origin_note", "published")


def entries(filters: Filters, page: int = 1) -> list:
    return entries_of(read_timeline(filters, page))


def events(filters: Filters, page: int = 1) -> list:
    return read_timeline(filters, page).events


def facet(filters: Filters, name: str):
    return next((one for one in read_timeline(filters).facets if one.name == name), None)


# Marks


def test_an_utterance_is_marked_wherever_one_of_its_wordings_differs_the_sides_first():
    event = make_event()
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    _question, (yes, no) = make_question()
    first = make_claim(event=event, speaker=russia)
    make_claim(event=event, speaker=russia, repeats=first, answers=[yes])
    make_claim(event=event, speaker=ukraine, answers=[no])
    make_claim(event=event, attribution="own-voice", answers=[no])
    (entry,) = entries(Filters())
    (marked,) = [one for one in entry.utterances if one.lead.slug == first.slug]
    assert [one.kind for one in marked.marks] == ["Sides disagree", "Reports differ"]
    assert "sides" in read_differences().of_event[event.pk]


def test_the_colour_of_a_side_is_that_of_its_lane_in_the_process():
    one, other, third = make_process("one"), make_process("two"), make_process("three")
    russia = make_actor("russia")
    Lane.objects.create(process=one, side=russia, position=1, palette=3)
    Lane.objects.create(process=other, side=russia, position=1, palette=5)
    palette = Palette(current().names.lanes)
    assert [palette.number(russia.pk, process.pk) for process in (one, other, third)] == [3, 5, 3]
    assert palette.number(make_actor("ukraine").pk, one.pk) == 0


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        ([], "0 reports"),
        ([None], "1 report"),
        ([7], "1 report"),
        ([None, None], "2 reports, separate origins: at least 1, at most 2"),
        ([7, 7], "2 reports, separate origins: 1"),
        ([7, 8], "2 reports, separate origins: 2"),
        ([7, 7, None], "3 reports, separate origins: at least 1, at most 2"),
        ([7, 8, None, None], "4 reports, separate origins: at least 2, at most 4"),
    ],
)
def test_reports_of_one_origin_are_one_and_a_report_without_a_known_one_may_have_any(origins, words):
    assert str(separate_origins(origins)) == words


@given(st.lists(st.sampled_from([None, 1, 2, 3]), max_size=5))
def test_the_bounds_of_separate_origins_are_those_of_every_way_to_give_each_report_an_origin(origins):
    # A report without a known origin has one of the known ones, or another one, alone or together with others.
    any_origin = [*{one for one in origins if one}, *(-place for place in range(1, len(origins) + 1))]
    ways = product(*([one] if one else any_origin for one in origins))
    numbers = [len(set(way)) for way in ways]
    assert separate_origins(origins)[1:] == (min(numbers), max(numbers))


def test_a_supposed_origin_counts_as_none():
    assert [known_origin(7, basis) for basis in ("stated", "matched", "supposed", "")] == [7, 7, None, 7]
    assert known_origin(None, "") is None


def test_a_link_to_the_original_says_which_of_two_places_is_meant(client):
    article = make_article(url="https://example.org/a")
    make_claim(slug="one", article=article, quote="talks", prefix="The", suffix="go on")
    assert "https://example.org/a#:~:text=The-,talks,-go%20on" in client.get("/claims/one/").content.decode()


# What is asked


def test_statements_are_counted_of_the_events_that_answer():
    for kind in ("visit", "visit", "briefing"):
        make_claim(event=make_event(kind=kind))
    assert read_timeline(Filters(kind=("briefing",))).counts.statements_line.startswith("1 statement in 1 report")


def test_none_and_former_names_are_understood_in_an_address_and_page_0_is_not(client):
    make_claim(article=make_article(outlet=make_outlet("tass"), agency=make_outlet("reuters")))
    make_claim(slug="bare", topics=[make_topic("venue")])
    for model, former, present in [("outlet", "tas", "tass"), ("outlet", "rtr", "reuters"), ("topic", "site", "venue")]:
        Rename.objects.create(model=model, former=former, present=present)
    for query, filters in [
        ("outlet=none", Filters(outlet=("none",))),
        ("outlet=tas&outlet=tass", Filters(outlet=("tass",))),
        ("agency=rtr", Filters(agency=("reuters",))),
        ("topic=site", Filters(topic=("venue",))),
    ]:
        response = client.get(f"/?{query}")
        assert (response.context["timeline"].filters, response.context["notices"]) == (filters, {}), query
    assert client.get("/?page=0").context["notices"]["page"] == ["“0” is not a page number; this is the first page."]


def test_what_has_no_topic_and_whose_event_names_nobody_is_found_as_none():
    make_claim(event=make_event(slug="with"), topics=[make_topic("venue")])
    make_claim(event=make_event(slug="without"))
    make_participation(make_event(slug="x"), make_actor("russia"))
    assert [entry.event.slug for entry in entries(Filters(topic=("none",)))] == ["without"]
    assert [entry.event.slug for entry in entries(Filters(topic=("none", "venue")))] == ["with", "without"]
    assert [entry.event.slug for entry in entries(Filters(party=("none",)))] == ["with", "without"]


def test_backwards_an_event_stands_by_the_last_of_its_statements():
    first, second = make_event(slug="first"), make_event(slug="second")
    for event, day in [(first, "2022-03-01"), (first, "2022-03-09"), (second, "2022-03-05")]:
        make_claim(event=event, said=day, article=make_article(published=day))
    for clock in ("said", "published"):
        assert [entry.event.slug for entry in entries(Filters(order=clock))] == ["first", "second"]
        assert [entry.event.slug for entry in entries(Filters(order=f"-{clock}"))] == ["first", "second"]
    # Of one day, backwards is backwards by slug too.
    assert [entry.event.slug for entry in entries(Filters(order="-happened"))] == ["second", "first"]


def test_words_without_a_letter_are_said_to_be_none(client):
    make_claim()
    response = client.get("/?q=%3F%20-")
    assert response.context["timeline"].filters == Filters()
    assert response.context["notices"]["q"] == ["There is no word to search for in “? -”."]


def test_what_was_typed_is_shown_again_but_nothing_that_cannot_be_seen(client):
    make_claim()
    response = client.get("/", {"since": "2022-13", "until": "2022\u202e-01", "known": "x" * 300})
    typed = response.context["typed"]
    assert (typed["since"], typed["until"]) == ("2022-13", "2022�-01")
    assert typed["known"] == "x" * 200 + "…"


def test_one_view_has_one_address(client):
    make_claim()
    for query in ("order=happened&view=list&sure=&known=", "sure=1"):
        ANSWERS.clear()  # each is understood by itself
        assert client.get(f"/?{query}").context["timeline"].filters.querystring() == "", query
    response = client.get("/?page=2&kind=round-of-talks&kind=round-of-talks", headers={"hx-request": "true"})
    assert response["HX-Push-Url"] == "/?kind=round-of-talks"


def test_a_page_past_the_first_is_pushed_with_its_number(client):
    for _number in range(PAGE + 1):
        make_claim()
    response = client.get("/?page=2", headers={"hx-request": "true"})
    assert response["HX-Push-Url"] == "/?page=2"
    first, last = (read_timeline(Filters(), page).paged.pager(Filters()) for page in (1, 2))
    assert (first.previous, first.following) == ("", "?page=2")
    assert (last.previous, last.following) == ("?", "")


def test_who_took_part_only_in_what_is_not_public_is_unknown(client):
    make_claim()
    make_participation(make_event(status=Status.DRAFT), make_actor("secret"))
    assert "secret" in client.get("/?party=secret").context["notices"]["party"][0]


# Choices and chips


def test_a_facet_shows_eight_values_the_chosen_ones_and_last_what_is_missing():
    for number in range(10):
        for _time in range(2 if number else 1):
            make_claim(topics=[make_topic(f"topic-{number}")])
    for _time in range(5):
        make_claim()
    found = facet(Filters(topic=("topic-0",)), "topic")
    assert [one.value for one in found.shown] == [*(f"topic-{n}" for n in range(1, 9)), "topic-0"]
    assert (found.rest, found.others) == ([], "2 more")
    (found,) = [one for one in read_timeline(Filters(topic=("topic-0",)), more="topic").facets if one.name == "topic"]
    assert [one.value for one in found.rest] == ["topic-9", "none"]


def test_a_chosen_value_stands_in_its_facet_with_0_even_where_it_was_not_known_then():
    make_claim(kind="offer", article=make_article(published="2022-03-01"))
    make_claim(kind="demand", article=make_article(published="2022-03-30"))
    found = facet(Filters(says=("demand",), known="2022-03-02"), "says")
    assert {one.value: (one.count, one.chosen) for one in found.shown} == {"offer": (1, False), "demand": (0, True)}
    make_claim(kind="offer")
    assert facet(Filters(kind=("round-of-talks",)), "kind").shown[0].chosen  # the only value, but to be taken off


def test_a_chip_leads_to_the_view_without_it_and_the_best_stands_first_where_nothing_is_found(client):
    for _time in range(2):
        make_claim(kind="offer")
    make_claim(kind="demand", event=make_event(kind="visit"))
    assert [chip.href for chip in read_timeline(Filters(says=("offer",))).chips] == ["?"]
    chips = read_timeline(Filters(says=("offer",), kind=("visit",))).chips
    assert [(chip.label, chip.events, chip.href) for chip in chips] == [
        ("Visit", 2, "?says=offer"),
        ("Offer", 1, "?kind=visit"),
    ]
    assert read_timeline(Filters(order="-said", view="table")).chips == []


# Events in the list


def test_a_role_other_than_party_is_named_and_what_was_not_held_is_said_so(client):
    event = make_event(occurrence="refused")
    make_claim(event=event)
    make_participation(event, make_actor("russia"))
    make_participation(event, make_actor("belarus"), role="host")
    (entry,) = entries(Filters())
    assert [(one.name, one.role) for one in entry.participants] == [("Russia", ""), ("Belarus", "Host")]
    assert entry.is_uncertain
    text = client.get("/").content.decode()
    assert "Belarus (host)" in text
    assert f"{entry.kind} · refused · " in text


def test_own_voice_is_told_apart_in_the_list_and_has_no_day_said(client):
    tass = make_outlet("tass", name="TASS")
    make_claim(slug="own", attribution="own-voice", article=make_article(outlet=tass), statement="says so.")
    text = client.get("/").content.decode()
    item = re.search(r'<li class="claim own-voice" id="c-own">.*?</li>', text, re.S).group()
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", item)).split())
    assert words.startswith("The report · TASS says so.")
    assert "day not stated" not in words
    assert "TASS , 11 Mar 2022, ¶1" in words
    make_claim(slug="said")
    assert "day not stated" in client.get("/").content.decode()


def test_another_wording_names_its_speaker_where_the_report_names_another(client):
    putin, kremlin = make_actor("putin"), make_actor("kremlin")
    first = make_claim(speaker=putin)
    make_claim(event=first.event, speaker=putin, repeats=first, statement="says it so.")
    make_claim(event=first.event, speaker=kremlin, repeats=first, statement="says it otherwise.")
    text = client.get(first.event.get_absolute_url()).content.decode()
    assert re.search(
        r", ¶1, not checked: no text is stored( · day not stated)?( · no address)?: <span>says it so\.", text
    )
    assert ": Kremlin <span>says it otherwise." in text
    assert "says it otherwise." not in client.get("/").content.decode()
    assert ": Kremlin <span>says it otherwise." in client.get("/?speaker=putin").content.decode()


def test_files_hold_only_the_wordings_that_match_and_the_stamp_tells_folded_ones_apart():
    event = make_event()
    first = make_claim(event=event, kind="offer", topics=[make_topic("venue")])
    again = make_claim(event=event, repeats=first, kind="pledge")
    other = make_claim(event=event, kind="demand", topics=[make_topic("venue")])
    found = {says: entries(Filters(says=(says,)))[0] for says in ("offer", "pledge", "demand")}
    assert [[row.pk for row in entry.claims] for entry in found.values()] == [[first.pk], [again.pk], [other.pk]]
    stamps = {says: events(Filters(says=(says,)))[0].stamp for says in found}
    assert len({stamps["offer"], stamps["demand"], events(Filters())[0].stamp}) == 3
    assert stamps["offer"] == events(Filters(says=("offer",), kind=(event.kind,)))[0].stamp


def test_statements_of_a_report_whose_day_is_not_known_stand_after_those_of_the_others():
    event = make_event()
    undated = make_claim(
        event=event, article=make_article(slug="a", published="", published_basis=""), said="2022-03-10"
    )
    dated = make_claim(event=event, article=make_article(slug="z", published="2022-03-11"), said="2022-03-10")
    (entry,) = entries(Filters())
    assert [row.pk for row in entry.claims] == [dated.pk, undated.pk]


# Months and stretches


def test_a_month_counts_its_events_on_all_pages():
    for _number in range(PAGE + 1):
        make_claim()
    for page in (1, 2):
        (month,) = read_timeline(Filters(), page).months
        assert (month.title, month.events_number) == ("March 2022", PAGE + 1)


@pytest.mark.parametrize(
    ("between", "words"),
    [
        ("", "No event is known to lie between: 2 March – 30 June 2022"),
        ("[..2022-08-01]", "No event is known to lie between: 2 March – 30 June 2022"),
        ("[..2022-02-01]", "No event in these reports, 2 March – 30 June 2022"),
        ("2022-02-01/..", ""),
        ("[2022-02-01..]", ""),
        ("2022-02-01/2022-05-31", "No event in these reports, 1–30 June 2022"),
    ],
)
def test_a_stretch_is_called_empty_only_as_far_as_that_is_known(between, words):
    make_claim(event=make_event(slug="early", date="2022-03-01"))
    make_claim(event=make_event(slug="late", date="2022-07-01"))
    make_claim(event=make_event(slug="between", date=between))
    quiet = {one.slug: one.quiet_before for one in events(Filters())}
    assert quiet["late"] == words


def test_a_stretch_is_said_of_the_filtered_view_and_in_the_order_of_events_only():
    for day in ("2022-03-01", "2022-07-01"):
        make_claim(event=make_event(date=day), kind="offer")
    assert [one.quiet_before for one in events(Filters(says=("offer",)))] == [
        "",
        "No event with these filters, 2 March – 30 June 2022",
    ]
    assert not any(one.quiet_before for order in ("-happened", "recorded") for one in events(Filters(order=order)))


def test_an_event_on_the_next_page_knows_the_stretch_before_it():
    for _number in range(PAGE):
        make_claim(event=make_event(date="2022-03-01"))
    make_claim(event=make_event(date="2022-07-01"))
    (entry,) = events(Filters(), page=2)
    assert entry.quiet_before == "No event in these reports, 2 March – 30 June 2022"


# Second views


def test_each_event_stands_under_its_month_and_each_quiet_time_is_said_once_before_what_ends_it(client):
    for slug, day in (
        ("first", "2022-03-01"),
        ("second", "2022-03-30"),
        ("third", "2022-06-01"),
        ("last", "2022-06-02"),
    ):
        make_claim(event=make_event(slug=slug, date=day))
    page = client.get("/").content.decode()
    marks = re.findall(
        r'<h2 class="month" id="[\w-]+">(\w+ \d+)|id="e-(\w+)"|class="quiet">No event in these reports, ([^<]*)<', page
    )
    assert ["".join(mark) for mark in marks] == [
        "March 2022",
        "first",
        "2–29 March 2022",
        "second",
        "31 March – 31 May 2022",
        "June 2022",
        "third",
        "last",
    ]


def test_the_order_of_the_present_clock_can_be_turned_round_and_back():
    def switches(order: str) -> dict[str, tuple[str, str]]:
        return {one.name: (one.href, one.direction) for one in read_timeline(Filters(order=order)).orders}

    assert switches("")["happened"] == ("?order=-happened", "ascending")
    assert switches("-happened")["happened"] == ("?", "descending")
    assert switches("said")["said"] == ("?order=-said", "ascending")
    assert switches("-said")["said"] == ("?order=said", "descending")
    assert switches("-said")["published"] == ("?order=published", "")


def test_coverage_marks_what_differs_and_what_certainly_appeared_before():
    event = make_event(date="2022-03-10")
    _question, (yes, no) = make_question()
    same_day, maybe, before = (
        make_article(published=day) for day in ("2022-03-10", "[2022-03-09..2022-03-12]", "2022-03-08")
    )
    make_claim(event=event, article=same_day, side=make_actor("russia"), answers=[yes])
    make_claim(event=event, article=same_day)
    make_claim(event=event, article=maybe)
    make_claim(article=maybe, event=make_event(slug="other"), side=make_actor("ukraine"), answers=[no])
    make_claim(article=before)
    coverage = read_coverage(entries(Filters(view="coverage")))
    row = next(row for row in coverage.rows if row.entry.event.pk == event.pk)
    assert [column.report.slug for column in coverage.columns] == [before.slug, maybe.slug, same_day.slug]
    assert [(cell.statements, cell.before, cell.differs) for cell in row.cells] == [
        (0, True, False),
        (1, False, False),
        (2, False, True),
    ]


# Pages


def test_the_topics_of_an_event_are_those_of_the_statements_about_it():
    event = make_event()
    make_claim(event=event, topics=[make_topic("venue"), make_topic("grain")])
    make_claim(event=event, topics=[make_topic("secret")], status=Status.DRAFT)
    make_claim(occasion=event, topics=[make_topic("elsewhere")])
    assert [topic.slug for topic in read_event(event).topics] == ["grain", "venue"]


def test_a_report_page_marks_what_differs_and_reads_from_top_to_bottom():
    article = make_article(archive_url="https://web.archive.org/a")
    _question, (yes, no) = make_question()
    make_claim(slug="b", article=article, paragraph=2, side=make_actor("russia"), answers=[yes])
    make_claim(slug="a", article=article, paragraph=2)
    make_claim(article=article, paragraph=1)
    make_claim(side=make_actor("ukraine"), answers=[no])
    page = read_report(article)
    assert [passage.number for passage in page.passages] == [1, 2]
    assert [(one.slug, len(one.marks)) for one in page.passages[1].statements] == [("a", 0), ("b", 1)]
    assert page.archive == "https://web.archive.org/a"
    article.archive_url = article.url = "javascript:alert(1)"  # data may be older than the rule
    assert (read_report(article).archive, read_report(article).original) == ("", "")


def test_a_statement_page_shows_its_own_differences_and_every_wording_whichever_is_opened():
    _question, (yes, no) = make_question()
    _other, (agreed, _never) = make_question("agreed")
    first = make_claim(answers=[yes, agreed], article=make_article(published="2022-03-30"))
    again = make_claim(event=first.event, repeats=first, article=make_article(published="2022-03-11"))
    third = make_claim(event=first.event, repeats=first, article=make_article(published="2022-03-12"))
    make_claim(answers=[no])
    pages = {
        claim: read_claim(type(claim).objects.with_side().with_names().get(pk=claim.pk)) for claim in (first, again)
    }
    assert sorted(one.row.pk for one in pages[first].wordings) == sorted([again.pk, third.pk])
    assert sorted(one.row.pk for one in pages[again].wordings) == sorted([first.pk, third.pk])
    assert [panel.question.slug for panel in pages[first].panels] == ["who-came"]
    # Asked as known before it was published, a statement still shows itself, and of the others what was known.
    page = read_claim(type(first).objects.with_side().with_names().get(pk=first.pk), date(2022, 3, 11))
    assert page.statement.row.pk == first.pk
    assert [one.row.pk for one in page.wordings] == [again.pk]


def test_answers_stand_in_their_order_and_only_where_somebody_gives_them():
    event = make_event()
    _question, (maybe, yes, no) = make_question(answers=("zero", "one", "two"))
    make_claim(event=event, side=make_actor("russia"), answers=[maybe])
    make_claim(event=event, side=make_actor("ukraine"), answers=[yes])
    (question,) = read_event(event).questions
    assert [row.text for row in question.answers] == [maybe.text, yes.text]
    no.delete()


def test_sides_with_a_lane_come_first_on_every_page():
    process = make_process()
    zulu, alpha, bravo = make_actor("zulu"), make_actor("alpha"), make_actor("bravo")
    Lane.objects.create(process=process, side=zulu, position=1, palette=1)
    event = make_event()
    for side in (bravo, alpha, zulu):
        make_claim(event=event, speaker=side)
    assert [column.side.name for column in read_event(event).sides] == ["Zulu", "Alpha", "Bravo"]
    assert [group.side.actor.name for group in read_people()] == ["Zulu", "Alpha", "Bravo"]


def test_sides_without_a_lane_stand_by_name_on_the_page_of_an_event_whether_they_are_quoted_or_silent():
    event = make_event()
    for slug in ("delta", "bravo"):
        make_claim(event=event, speaker=make_actor(slug))
    for slug in ("charlie", "alpha"):
        make_participation(event, make_actor(slug))
    page = read_event(event)
    assert [column.side.name for column in page.sides] == ["Bravo", "Delta"]
    assert [one.words.split()[0] for one in page.silent] == ["Alpha", "Charlie"]


def test_a_process_that_is_still_a_draft_changes_no_title_and_no_licence(client):
    make_claim(event=make_event(process=make_process("one", title="The first", licence="CC BY 4.0")))
    make_claim(event=make_event(process=make_process("two", title="The second", licence="None"), status="draft"))
    assert "<h1>The first</h1>" in client.get("/").content.decode()
    described = client.get("/timeline.csv-metadata.json").json()
    assert (described["dc:title"], described["dc:license"]) == ("The first", "CC BY 4.0")


def test_several_processes_share_a_page_without_the_title_of_one(client):
    make_claim(event=make_event(process=make_process("one", title="The first")))
    assert "<h1>The first</h1>" in client.get("/").content.decode()
    make_claim(event=make_event(process=make_process("two", title="The second")))
    assert "<h1>Timeline of negotiations</h1>" in client.get("/").content.decode()
    assert "<h1>The second</h1>" in client.get("/?process=two").content.decode()


def test_a_renamed_record_that_was_withdrawn_answers_410_at_its_former_address_too(client):
    claim = make_claim(slug="new", status=Status.WITHDRAWN, status_reason="It was never said.")
    Rename.objects.create(model="claim", former="old", present=claim.slug)
    response = client.get("/claims/old/")
    assert response.status_code == 410
    assert "ETag" not in response  # what is gone may come back, and no cache may hold it
    assert "public" not in response.get("Cache-Control", "")


def test_an_answer_says_who_when_and_in_which_report(client):
    _question, (yes, _no) = make_question()
    article = make_article(outlet=make_outlet("tass", name="TASS"))
    make_claim(speaker=make_actor("russia"), said="2022-03-09", answers=[yes], article=article, paragraph=3)
    text = " ".join(re.sub(r"<[^>]+>", "", client.get("/questions/who-came/").content.decode()).split())
    assert "Russia, 9 Mar 2022, says" in text
    assert "TASS, 11 Mar 2022, ¶3" in text


# Files


def test_files_may_be_read_by_other_sites_and_csv_is_saved_under_a_name(client):
    make_claim()
    for name in ("json", "csv"):
        assert client.get(f"/timeline.{name}")["Access-Control-Allow-Origin"] == "*"
    assert client.get("/timeline.csv")["Content-Disposition"] == 'attachment; filename="timeline.csv"'
    refused = client.get("/timeline.csv?page=2")
    assert refused.status_code == 400
    assert "ETag" not in refused


def test_a_file_names_the_speaker_the_side_and_the_first_record_only_where_readers_may_see_it(client):
    lavrov = make_actor("lavrov", side=make_actor("russia"))
    first = make_claim(slug="first", speaker=lavrov, article=make_article(published="2022-03-10"))
    make_claim(slug="second", event=first.event, repeats=first, speaker_role="an official")
    hidden = make_claim(slug="hidden", event=first.event, status=Status.DRAFT)
    make_claim(slug="third", event=first.event, repeats=hidden, attribution="own-voice")
    rows = {one["slug"]: one for event in client.get("/timeline.json").json()["events"] for one in event["claims"]}
    assert {slug: (row["speaker_name"], row["side"], row["repeats"]) for slug, row in rows.items()} == {
        "first": ("Lavrov", "russia", None),
        "second": ("an official", None, "first"),
        "third": ("The report", None, None),
    }


def test_json_is_the_same_wherever_it_was_recorded(client):
    make_claim(event=make_event(recorded=datetime(2026, 2, 1, 12, tzinfo=UTC)))
    (event,) = client.get("/timeline.json").json()["events"]
    assert event["recorded"] == "2026-02-01T12:00:00Z"


# How rows are read


def test_a_row_holds_what_the_record_holds():
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    lavrov = make_actor("lavrov", side=russia, spellings="Lavrow")
    event = make_event(
        date="2022-03-01/2022-03-04", place=make_place("antalya"), date_basis_note="“In March”.", summary="They meet."
    )
    for actor, role in ((lavrov, "party"), (ukraine, "host")):
        make_participation(event, actor, role)
    agency = {"agency": make_outlet("reuters")}
    article = make_article(outlet=make_outlet("tass"), url="https://example.org/a", published="2022-03~", **agency)
    elsewhere = make_claim()
    first = make_claim(event=event, speaker=ukraine, side=russia)
    claim = make_claim(
        **{"event": event, "article": article, "speaker": lavrov, "target": ukraine, "repeats": first},
        **{
            "occasion": elsewhere.event,
            "speaker_role": "Minister",
            "prefix": "The",
            "suffix": "go on",
            "note": "Heard.",
        },
        **{"said": "2022-03-02~", "said_basis_note": "“On Wednesday”.", "quote_mode": "mixed", "paragraph": 3},
    )
    for record in Claim.objects.filter(pk__in=[claim.pk, first.pk, elsewhere.pk]):
        row, event, article = row_of(record), record.event, record.article
        for one, model, names in (
            (row, record, SHOWN_OF_CLAIM),
            (row.event, event, SHOWN_OF_EVENT),
            (row.report, article, SHOWN_OF_REPORT),
        ):
            assert {name: getattr(one, name) for name in names} == {name: getattr(model, name) for name in names}
            assert one.page == model.get_absolute_url()
        assert [(one.earliest, one.latest) for one in (row, row.event, row.report)] == [
            (record.said_earliest, record.said_latest),
            (event.date_earliest, event.date_latest),
            (article.published_earliest, article.published_latest),
        ]
        assert [(one and (one.pk, one.slug)) for one in (row.speaker, row.target, row.side)] == [
            one and (one.pk, one.slug) for one in (record.speaker, record.target, record.speaks_for)
        ]
        assert [
            one and (one.pk, one.slug) for one in (row.report.outlet, row.report.agency, row.event.place, row.occasion)
        ] == [one and (one.pk, one.slug) for one in (article.outlet, article.agency, event.place, record.occasion)]
        assert (row.repeats, row.utterance) == (record.repeats_id, record.utterance_id)
        assert (row.event.process, row.report.link) == (event.process_id, article.url)
        recorded = [datetime.fromisoformat(one.recorded).replace(tzinfo=UTC) for one in (row, row.event)]
        assert recorded == [record.recorded, event.recorded]
    ((row, _said),) = read_events(current(), [claim.event_id])
    facts = claim.event.participations.order_by("id").values_list("actor__slug", "role", "basis", "basis_note")
    assert [(one.actor.slug, *one[1:4]) for one in row.present] == list(facts)
    assert [one.side for one in row.present] == [russia.pk, ukraine.pk]


@pytest.mark.parametrize("text", ["", "2022-03-01", "2022-03", "2022-03~", "[2022-03-01..2022-03-04]", "2022-03/.."])
def test_an_event_lasted_where_its_date_is_an_interval(text):
    row = row_of(make_claim(event=make_event(date=text))).event
    assert row.lasted == (bool(text) and dates.parse(text).precision == "interval")


def test_large_numbers_are_grouped_for_readers_and_plain_for_scripts(monkeypatch):
    assert [grouped(number) for number in (0, 999, 1000, 1234567)] == ["0", "999", "1,000", "1,234,567"]
    make_claim()
    monkeypatch.setattr(facets, "most_frequent", lambda *_asked: [("visit", 12345), ("briefing", 67890)])
    selection = select(Filters())
    labels = Labels(selection.index, Palette(()))
    found = facets.read_facet(selection, labels, "kind", in_full=False)
    choice = render_to_string("timeline/facet.html", {"facet": found})
    assert '<span class="n">12,345</span>' in choice
    assert 'value="12345" max="67890"' in choice
    counts = Counts(1_000_000, 5_000_000, own_voice=1_000, origins=Origins(2_000, 2, 2_000))
    assert counts.events_line == "1,000,000 events"
    origins = "separate origins: at least 2, at most 2,000"
    assert counts.statements_line == f"5,000,000 statements, 1,000 of the reports’ own, in 2,000 reports, {origins}"


@pytest.mark.parametrize(("days", "words"), [(28, ""), (29, "No event in these reports, 2–29 March 2022")])
def test_a_stretch_is_quiet_from_the_twenty_ninth_day_on(db, days, words):
    first = date(2022, 3, 1)
    make_claim(event=make_event(slug="first", date=str(first)))
    make_claim(event=make_event(slug="second", date=str(first + timedelta(days))))
    *_first, second = read_timeline(Filters()).events
    assert second.quiet_before == words
