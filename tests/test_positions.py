"""Topics by sides: what is a side's own, what is the latest where days are uncertain, and how one position moved."""

import random
import re
from collections import defaultdict
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from talks.differences import read_differences
from talks.models import Claim, Event, Lane, Question, Rename, Topic
from talks.pages.positions import ADDRESSED, POSITIONS, Cell, Latest, Positions, read_position, read_positions
from talks.pages.positions.cells import read_cells
from talks.pages.positions.line import STACKED, Point, draw_line
from talks.pages.positions.scope import asked_claims
from talks.querysets import BY_REPORT
from talks.rendering.answers import ANSWERS
from talks.timeline import Filters, select
from talks.vocabulary import ClaimKind, Difference, Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_process,
    make_question,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> dict:
    """Two sides with lanes in the order not of their names, one side without, and one topic."""
    russia, ukraine, west = make_actor("russia"), make_actor("ukraine"), make_actor("a-western-state")
    process = make_process()
    for position, side in enumerate([ukraine, russia], 1):
        Lane.objects.create(process=process, side=side, position=position, palette=position)
    made = {"russia": russia, "ukraine": ukraine, "west": west, "topic": make_topic("sanctions"), "process": process}
    return made | {"event": make_event(process=process), "article": make_article()}


@pytest.fixture
def say(record):
    """Make a statement of a side on the one topic; by Russia, on no day, unless told."""

    def say(slug: str, said: str = "", **fields):
        defaults = {"topics": [record["topic"]], "speaker": record["russia"]}
        defaults |= {"event": record["event"], "article": record["article"]}
        return make_claim(slug=slug, said=said, **defaults | fields)

    return say


def cells(page: Positions, topic: str = "sanctions") -> dict[str, Cell]:
    """The cells of a topic by the slugs of their sides."""
    name = Topic.objects.get(slug=topic).name
    row = next(row for row in (*page.rows, *page.folded) if row.topic == name)
    return {column.side.slug: cell for column, cell in zip(page.columns, row.cells, strict=True)}


def own(asked: Filters | None = None) -> list[Latest]:
    return cells(read_positions(asked or Filters()))["russia"].own


def latest(asked: Filters | None = None) -> Latest:
    (found,) = own(asked)
    return found


def shown(found: list[Latest]) -> str:
    """The slug of the statement that is shown; empty where there is none."""
    assert len(found) < 2
    return "".join(one.statement.slug for one in found)


# Rows, columns and what is missing


def test_sides_stand_in_the_order_of_their_lanes_and_those_without_one_after(record, say):
    for side in ("west", "russia", "ukraine"):
        say(f"by-{side}", speaker=record[side])
    columns = read_positions(Filters()).columns
    assert [(one.side.slug, one.palette) for one in columns] == [("ukraine", 1), ("russia", 2), ("a-western-state", 0)]


def test_topics_with_the_most_statements_stand_first(record, say):
    many, few = make_topic("zones"), make_topic("arms")
    say("one", topics=[many, few])
    say("two", topics=[many])
    assert [row.topic for row in read_positions(Filters()).rows] == ["Zones", "Arms"]


def test_a_side_that_says_nothing_is_said_to_be_silent(client, record, say):
    say("one")
    say("two", speaker=record["ukraine"], topics=[make_topic("arms")])
    page = read_positions(Filters())
    assert cells(page)["ukraine"].nothing == "Nothing in this report"
    make_claim(topics=[record["topic"]])  # of nobody, in a second report
    assert cells(read_positions(Filters()))["ukraine"].nothing == "Nothing in these 2 reports"
    assert "Nothing in these 2 reports" in client.get("/positions/").content.decode()


def test_a_side_with_a_lane_that_says_nothing_on_any_topic_is_named_below(client, record, say):
    say("one", target=record["ukraine"])
    page = client.get("/positions/").context["page"]
    assert [side.slug for side in page.silent] == ["ukraine"]
    assert [one.side.slug for one in page.columns] == ["russia"]


def test_a_silent_side_is_named_only_in_its_negotiation_and_where_something_public_names_it(record, say):
    say("one", target=record["west"])
    other = make_process("other")
    for position, side in enumerate([record["west"], make_actor("a-side-of-drafts")], 1):
        Lane.objects.create(process=other, side=side, position=position, palette=position)
    assert [side.slug for side in read_positions(Filters()).silent] == ["a-western-state"]
    assert read_positions(Filters(process=("talks-2022",))).silent == ()


def test_a_cell_shows_its_statement_its_report_and_how_many_there_are(client, record, say):
    say(
        "own",
        "2022-03-01",
        article=make_article(slug="a-report", outlet=make_outlet("paper")),
        paragraph=4,
        speaker_role="the host",
    )
    say("of-another", "2022-03", target=record["ukraine"], statement="says <b>no</b>.")
    by_envoy = {"speaker": None, "side": record["ukraine"], "speaker_role": "an envoy", "attribution": "described"}
    say("by-an-envoy", "2022-03-02", **by_envoy)
    text = " ".join(client.get("/positions/").content.decode().split())
    assert '<time datetime="2022-03-01">1 Mar 2022</time></p>' in text
    assert '<a href="/reports/a-report/#p4">' in text
    assert '<div class="of-others"><div class="latest"><p class="day"><b>About others</b> · ' in text
    assert "says &lt;b&gt;no&lt;/b&gt;." in text
    assert '2 statements<span class="visually-hidden">: Russia, Sanctions</span></a>, 1 about others</p>' in text
    assert "<strong>Ukraine</strong> <em>(an envoy)</em>" in text
    assert "the host" not in text  # the name is enough
    assert 'href="/reports/a-report/?known=2022-12#p4"' in client.get("/positions/?known=2022-12").content.decode()


def test_statements_of_nobodys_side_and_reports_own_words_fill_no_cell(record, say):
    say("unnamed", speaker=None)
    say("own-voice", speaker=None, attribution="own-voice")
    say("a-person-of-no-side", speaker=make_actor("a-bystander", kind="person"))
    assert read_positions(Filters()).columns == ()


def test_a_topic_without_a_position_of_any_side_is_folded(record, say):
    say("account", kind=ClaimKind.ACCOUNT)
    say("position", topics=[make_topic("arms")])
    page = read_positions(Filters())
    assert [row.topic for row in page.rows] == ["Arms"]
    assert [row.topic for row in page.folded] == ["Sanctions"]
    assert cells(page)["russia"].nothing == "No position in this report"


# What is a side's own


@pytest.mark.parametrize("kind", ClaimKind)
def test_own_are_demands_offers_pledges_refusals_and_assessments(say, kind):
    say("one", kind=kind)
    is_own = kind in {"demand", "offer", "pledge", "refusal", "assessment"}
    assert shown(own()) == ("one" if is_own else "")


def test_what_a_side_says_of_another_stands_apart_and_is_counted(record, say):
    say("of-itself", "2022-03-01")
    say("of-another", "2022-03-02", target=record["ukraine"])
    say("charges-another", "2022-03-03", target=record["ukraine"], kind=ClaimKind.ACCUSATION)
    cell = cells(read_positions(Filters()))["russia"]
    assert (shown(cell.own), shown(cell.others)) == ("of-itself", "charges-another")
    assert (cell.tally, cell.about_others, cell.nothing) == ("3 statements", "2", "")


def test_a_side_that_speaks_of_others_alone_has_nothing_of_its_own(client, record, say):
    say("one", target=record["ukraine"])
    cell = cells(read_positions(Filters()))["russia"]
    assert (cell.nothing, shown(cell.others)) == ("Nothing of its own in this report", "one")
    assert "About others" in client.get("/positions/").content.decode()


def test_a_demand_on_another_side_is_the_sides_own(record, say):
    say("one", kind=ClaimKind.DEMAND, target=record["ukraine"])
    assert shown(own()) == "one"
    assert read_position("sanctions", "russia", Filters()).said[0].about is None


def test_what_is_said_of_ones_own_side_or_its_people_is_ones_own(record, say):
    say("of-itself", "2022-03-01", target=record["russia"])
    say("of-its-minister", "2022-03-02", target=make_actor("minister", side=record["russia"]))
    cell = cells(read_positions(Filters()))["russia"]
    assert (cell.tally, cell.about_others, cell.others) == ("2 statements", "", [])
    assert shown(cell.own) == "of-its-minister"


def test_a_speaker_counts_for_the_side_that_is_set_before_his_own(record, say):
    say("one", speaker=make_actor("envoy", side=record["russia"]), side=record["ukraine"])
    assert list(cells(read_positions(Filters()))) == ["ukraine"]


# The latest


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2022-03-01", "2022-03-30", "2022-03-11"], "2022-03-30"),
        (["2022", "2022-03-01"], "2022-03-01"),  # the year may have begun before
        (["2022-03", "2022-03-01"], "2022-03"),  # that month began on that day at the earliest
        (["[2022-03-11..2022-03-17]", "2022-03-14"], "2022-03-14"),
        (["2022-12-XX", "2022-12-25?"], "2022-12-25?"),
        (["[..2022-03-30]", "2022-03-29"], "[..2022-03-30]"),  # as it stands in the order said
        (["", "2022-03-01"], "2022-03-01"),
        (["[2022-03-05..]", "2022-03-04"], "[2022-03-05..]"),
    ],
)
def test_the_latest_is_the_last_in_the_order_said_and_any_day_beats_none(say, days, expected):
    for number, day in enumerate(days):
        say(f"said-{number}", day)
    assert latest().statement.row.said == expected
    listed = [one.utterance.lead.row.said for one in read_position("sanctions", "russia", Filters()).said]
    assert [day for day in listed if day][-1] == expected or expected == "2022-03"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (["2022-03-30", "2022-03-30", "2022-03-29"], "1 more on that day"),
        (["2022-03-30", "[2022-03-29..2022-03-30]", "2022-03-29"], "1 more may be as late"),
        (["2022-03-30", "2022-03", "2022-02"], "1 more may be as late"),
        (["2022-03-10", ""], "1 more may be as late"),  # the report is of 11 March
        (["2022-03-12", ""], ""),
        (["[2022-03-20..]"], ""),
        (["", "", ""], "2 more without a day"),
        (["2022-03-30", "2022-03-01"], ""),
    ],
)
def test_those_that_nobody_can_call_earlier_are_counted(say, days, words):
    for number, day in enumerate(days):
        say(f"said-{number}", day)
    assert latest().more == words


def test_one_without_a_day_may_be_as_late_as_the_last_day_on_which_its_report_may_have_appeared(say):
    say("dated", "2022-03-14")
    say("undated", article=make_article(published="[2022-03-11..2022-03-17]"))
    assert (shown(own()), latest().more) == ("dated", "1 more may be as late")


def test_of_several_on_one_day_the_first_in_reading_order_is_shown(say):
    say("a-later-paragraph", "2022-03-30", paragraph=7)
    say("an-earlier-paragraph", "2022-03-30", paragraph=2)
    say("the-report-published-first", "2022-03-30", paragraph=9, article=make_article(published="2022-03-01"))
    assert shown(own()) == "the-report-published-first"


def test_without_any_day_the_one_published_last_is_shown_by_that_day(client, say):
    say("first", article=make_article(published="2022-03-01"))
    say("second", article=make_article(published="[2022-03-11..2022-03-17]"))
    say("nobody-knows", article=make_article(published="", published_basis=""))
    assert shown(own()) == "second"
    assert latest().day == "by 17 Mar 2022"
    assert "by 17 Mar 2022" in client.get("/positions/").content.decode()


def test_an_utterance_given_twice_is_one_and_its_first_record_is_shown(say):
    first = say("first", "2022-03-30", article=make_article(published="2022-04-02"))
    say("repeat", "2022-03-30", article=make_article(published="2022-03-31"), repeats=first)
    assert shown(own()) == "first"
    assert latest().more == ""


def test_each_cell_has_its_own_latest_where_a_statement_is_on_two_topics(record, say):
    arms = make_topic("arms")
    say("on-both", "2022-03-01", topics=[record["topic"], arms])
    say("on-one", "2022-03-02", topics=[arms])
    page = read_positions(Filters())
    assert shown(cells(page)["russia"].own) == "on-both"
    assert shown(cells(page, "arms")["russia"].own) == "on-one"
    assert (cells(page)["russia"].tally, cells(page, "arms")["russia"].tally) == ("1 statement", "2 statements")


def make_random_record(dice: random.Random) -> None:
    """Sides with voices and without, uncertain days of every shape, repeats, drafts, two negotiations."""
    sides = [make_actor(slug) for slug in ("north", "south", "east")]
    voices = [make_actor(f"voice-{number}", side=sides[number % 3]) for number in range(5)]
    speakers = [*sides, *voices, make_actor("bystander", kind="person"), None]
    topics = [make_topic(f"topic-{number}") for number in range(3)]
    events = [make_event(process=make_process(slug)) for slug in ("one", "other") for _number in range(12)]
    events.append(make_event(status=Status.DRAFT))
    days = ["2022-03-10", "[2022-03-08..2022-03-12]", "2022-04", "", "[2022-03-20..]", "[..2022-03-09]", "2022"]
    articles = [make_article(published=day, published_basis="stated" if day else "") for day in days]
    articles += [make_article(status=Status.DRAFT), make_article(published="2022-05-01")]
    said = ["", "2022", "2022-03", "[2022-03-05..]", "[..2022-03-04]", "[2022-03-02..2022-03-08]", "2021-12-30"]
    made = []
    for _number in range(100):
        speaker, side = dice.choice(speakers), dice.choice([None, None, None, *sides])
        first = dice.choice([None, None, *made]) if made else None
        made.append(
            make_claim(
                event=dice.choice(events),
                article=dice.choice(articles),
                speaker=speaker,
                side=side,
                target=dice.choice([None, None, *sides, *voices]),
                kind=dice.choice(list(ClaimKind)),
                said=dice.choice([*said, *(f"2022-03-0{day}" for day in range(1, 9))]),
                topics=dice.sample(topics, dice.randint(0, 3)),
                paragraph=dice.randint(1, 3),
                repeats=first.repeats or first if first else None,
                status=dice.choice([Status.PUBLISHED] * 5 + [Status.DRAFT]),
            )
        )


def plain_cells(asked: Filters) -> tuple[dict, dict]:
    """Count and compare the statements one by one, as docs/decisions/latest-position.md has it."""
    groups, counts = defaultdict(list), {}
    claims = Claim.objects.public(asked.known_day).with_side().filter(side_pk__isnull=False)
    for claim in claims.order_by(*BY_REPORT).select_related("target", "article", "event__process"):
        if asked.process and claim.event.process.slug not in asked.process:
            continue
        is_about = claim.target is not None and (claim.target.side_id or claim.target_id) != claim.side_pk
        is_about = is_about and claim.kind not in ADDRESSED
        for topic in claim.topics.values_list("pk", flat=True):
            count, others = counts.get((topic, claim.side_pk), (0, 0))
            counts[topic, claim.side_pk] = (count + 1, others + is_about)
            if is_about or claim.kind in POSITIONS:
                groups[topic, claim.side_pk, is_about].append(claim)
    return counts, {cell: plain_latest(group) for cell, group in groups.items()}


def first_day(claim: Claim) -> date | None:
    return claim.said_earliest or claim.said_latest


def last_day(claim: Claim) -> date:
    if not claim.said:
        return claim.article.published_latest or date.max
    return claim.said_latest or max(claim.article.published_latest or date.min, claim.said_earliest)


def lateness(claim: Claim) -> tuple[date, date]:
    last = last_day(claim)
    return first_day(claim) or date.min, last if last < date.max else date.min


def plain_latest(group: list[Claim]) -> tuple[int, int, bool]:
    left = [one for one in group if not any(first_day(other) and first_day(other) > last_day(one) for other in group)]
    shown = [one for one in left if lateness(one) == max(map(lateness, left))]
    lead = min(shown, key=lambda one: one.repeats_id is not None)  # the first of them in reading order
    others = defaultdict(list)
    for one in left:
        if one.utterance_id != lead.utterance_id:
            others[one.utterance_id].append(one)
    # What reports give on several days counts by the least late of them.
    days = {(first_day(one), last_day(one)) for one in (min(records, key=lateness) for records in others.values())}
    same_day = days <= {(first_day(lead), first_day(lead))} and first_day(lead) == last_day(lead)
    return lead.pk, len(others), same_day or not others


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_every_cell_is_what_comparing_the_statements_one_by_one_gives(seed, monkeypatch):
    if seed % 4 == 0:  # as where too many may be as late to ask for them by id
        monkeypatch.setattr("talks.pages.positions.cells.MANY", 0)
    dice = random.Random(seed)  # noqa: S311 - the same in every run
    make_random_record(dice)
    others = 0
    for changed in (False, True):
        if changed:  # the index then has two parts
            event = dice.choice(list(Event.objects.public()))
            event.claims.filter(status=Status.PUBLISHED).update(kind=ClaimKind.DEMAND)
        for asked in (Filters(), Filters(known="2022-03-11"), Filters(process=("other",)), Filters(known="2022-03")):
            selection = select(asked)
            assert len(selection.parts) == 1 + changed
            counts, latest = plain_cells(asked)
            cells = read_cells(selection)
            assert cells.counts == counts
            assert {cell: tuple(found) for cell, found in cells.found.items()} == latest
            others += sum(found.others for found in cells.found.values())
            assert read_positions(asked).reports == selection.agencies().total()
    assert others


# Where accounts differ


def mark_of(kind: Difference, question: Question) -> tuple[str, str, str]:
    return str(kind.label), question.text, question.get_absolute_url()


def test_a_cell_bears_a_mark_where_its_statement_answers_a_disputed_question(client, record, say):
    question, (yes, no) = make_question()
    say("yes", "2022-03-01", answers=[yes])
    say("no", "2022-03-01", answers=[no], speaker=record["ukraine"])
    assert latest().statement.marks == (mark_of(Difference.SIDES, question),)
    text = client.get("/positions/").content.decode()
    assert re.search(rf'href="{question.get_absolute_url()}"[^>]*>Sides disagree', text)


def test_a_cell_says_that_the_position_changed(client, say):
    _question, (yes, no) = make_question()
    say("before", "2022-03-01", answers=[yes])
    say("after", "2022-03-09", answers=[no])
    assert [mark.kind for mark in latest().statement.marks] == ["Position changed"]
    assert "Position changed" in client.get("/positions/").content.decode()


@pytest.mark.parametrize("seed", range(6))
def test_a_cell_bears_the_marks_of_all_wordings_that_count_in_the_table(seed):
    dice = random.Random(seed)  # noqa: S311 - the same in every run
    make_random_record(dice)
    for number in range(3):
        _question, answers = make_question(f"question-{number}", text=f"Question {dice.random()}?")
        for claim in Claim.objects.all():
            if dice.random() < 0.3:
                claim.answers.add(dice.choice(answers))
    marked = 0
    for changed in (False, True):
        if changed:  # the index then has two parts
            dice.choice(list(Event.objects.public())).claims.update(kind=ClaimKind.DEMAND)
        for asked in (Filters(), Filters(known="2022-03-11"), Filters(process=("other",))):
            differences, wordings = read_differences(asked.known_day), defaultdict(list)
            for claim in asked_claims(asked):
                wordings[claim.utterance_id].append(claim.pk)
            page = read_positions(asked)
            found = [cell for row in (*page.rows, *page.folded) for cell in row.cells]
            for one in [latest.statement for cell in found for latest in (*cell.own, *cell.others)]:
                expected = differences.marks(wordings[one.row.utterance])
                assert list(one.marks) == [mark_of(*difference) for difference in expected]
                marked += bool(one.marks)
    assert marked


def test_a_change_is_marked_where_it_happened_with_the_answer_before(client, say):
    question, (yes, no, maybe) = make_question(answers=("yes", "no", "maybe"))
    maybe.excludes.clear()
    say("first", "2022-03-01", answers=[yes])
    say("between", "2022-03-05", answers=[maybe])
    say("then", "2022-03-09", answers=[no])
    say("still", "2022-03-10", answers=[no])
    page = client.get("/positions/sanctions/russia/").context["page"]
    turns = {one.utterance.lead.row.slug: one.turns for one in page.said}
    assert not turns["first"]
    assert not turns["between"]
    assert [(turn.question, turn.before, turn.before_day, turn.after) for turn in turns["then"]] == [
        (question, yes, "1 Mar 2022", no)
    ]
    assert [mark.point.address for mark in page.line.marks if mark.point.turns] == ["#c-then", "#c-still"]


def test_an_answer_that_was_not_certainly_given_before_is_no_change(say):
    _question, (yes, no) = make_question()
    say("first", "2022-03", answers=[yes])
    say("then", "2022-03-09", answers=[no])
    assert not any(one.turns for one in read_position("sanctions", "russia", Filters()).said)


def test_a_change_leads_back_only_to_an_answer_that_is_excluded(say):
    _question, (a, b, c, d) = make_question(answers=("a", "b", "c", "d"))
    for one, other in ((a, c), (b, d)):
        one.excludes.set([other])
        other.excludes.set([one])
    for number, answer in enumerate((a, b, c, d), 1):
        say(answer.slug, f"2022-03-0{number}", answers=[answer])
    said = read_position("sanctions", "russia", Filters()).said
    assert [[turn.before.slug for turn in one.turns] for one in said] == [[], [], ["a"], ["b"]]


def test_a_change_leads_back_only_to_an_answer_certainly_given_before(say):
    _question, (yes, no) = make_question()
    say("first", "2022-03-01", answers=[yes], paragraph=1)
    say("some-day-of-that-month", "2022-03", answers=[no], paragraph=2)
    say("last", "2022-04-01", answers=[yes])
    say("between", "2022-03-09", answers=[no])
    turns = {
        one.utterance.lead.row.slug: bool(one.turns) for one in read_position("sanctions", "russia", Filters()).said
    }
    assert turns == {"first": False, "some-day-of-that-month": False, "between": True, "last": True}


# One position


def test_a_position_holds_every_public_statement_of_the_side_on_the_topic_in_the_order_said(client, record, say):
    say("last", "", kind=ClaimKind.ACCOUNT)
    say("second", "2022-03-02", target=record["ukraine"])
    say("first", "2022-03-01")
    say("of-another-side", speaker=record["ukraine"])
    say("on-another-topic", topics=[make_topic("arms")])
    response = client.get("/positions/sanctions/russia/")
    said = response.context["page"].said
    assert [one.utterance.lead.row.slug for one in said] == ["first", "second", "last"]
    assert [one.about and one.about.slug for one in said] == [None, "ukraine", None]
    text = response.content.decode()
    for one in said:
        assert one.utterance.lead.row.quote in text
    assert "About Ukraine" in text
    assert "/positions/sanctions/ukraine/" in text


def test_the_number_in_a_cell_is_the_number_on_the_page_it_leads_to(client, record, say):
    first = say("first", "2022-03-01")
    say("repeat", "2022-03-01", repeats=first)
    say("second", target=record["ukraine"])
    say("elsewhere", event=make_event(process=make_process("other")))
    for asked in ("", "?process=other", "?process=talks-2022"):
        cell = cells(client.get(f"/positions/{asked}").context["page"])["russia"]
        assert client.get(cell.address).context["page"].count == int(cell.tally.split()[0])


@pytest.mark.parametrize("address", ["nothing/russia", "sanctions/nobody", "sanctions/ukraine", "RUSSIA/%00", "a/b/c"])
def test_a_topic_or_side_without_a_public_statement_is_not_found(client, say, address):
    say("one")
    assert client.get(f"/positions/{address}/").status_code == 404


def test_a_renamed_topic_or_side_redirects(client, say):
    say("one")
    Rename.objects.create(model="topic", former="embargo", present="sanctions")
    Rename.objects.create(model="actor", former="muscovy", present="russia")
    response = client.get("/positions/embargo/muscovy/")
    assert (response.status_code, response["Location"]) == (301, "/positions/sanctions/russia/")


def test_drafts_show_in_no_cell_count_or_list(client, record, say):
    say("seen", "2022-03-01")
    hidden = {"status": Status.DRAFT}
    say("draft", "2022-03-09", statement="says zyxwvut.", **hidden)
    say("of-a-draft", "2022-03-09", statement="says zyxwvut.", article=make_article(**hidden))
    say("on-a-draft", "2022-03-09", statement="says zyxwvut.", event=make_event(**hidden))
    say("other-side", speaker=make_actor("zyxwvut"), **hidden)
    say("other-topic", topics=[make_topic("zyxwvut")], **hidden)
    for address in ("/positions/", "/positions/sanctions/russia/"):
        assert "zyxwvut" not in client.get(address).content.decode().lower()
    assert cells(read_positions(Filters()))["russia"].tally == "1 statement"
    assert client.get("/positions/zyxwvut/russia/").status_code == 404
    assert client.get("/positions/sanctions/zyxwvut/").status_code == 404


# What is asked


def test_one_negotiation_can_be_asked_for_and_its_links_keep_to_it(client, record, say):
    say("here", "2022-03-01")
    say("there", "2022-03-09", event=make_event(process=make_process("other", title="Other talks")))
    assert shown(own()) == "there"
    response = client.get("/positions/?process=talks-2022")
    cell = cells(response.context["page"])["russia"]
    assert (shown(cell.own), cell.address) == ("here", "/positions/sanctions/russia/?process=talks-2022")
    choices = response.context["page"].choices
    assert [(one.title, one.chosen) for one in choices] == [
        ("All negotiations", False),
        ("Negotiations, 2022", True),
        ("Other talks", False),
    ]
    assert not client.get("/positions/sanctions/russia/?process=other").context["page"].line


def test_where_there_is_one_negotiation_there_is_nothing_to_choose(say):
    say("one")
    assert read_positions(Filters()).choices == ()


def test_only_what_was_certainly_published_by_a_day_counts(client, say):
    _question, (yes, no) = make_question()
    say("early", "2022-03-01", answers=[yes], article=make_article(published="2022-03-02"))
    say("late", "2022-03-05", answers=[no], article=make_article(published="[2022-03-06..2022-03-12]"))
    asked = Filters(known="2022-03-11")
    assert shown(own(asked)) == "early"
    assert latest(asked).statement.marks == ()
    assert read_positions(asked).reports == 1
    position = read_position("sanctions", "russia", asked)
    assert (position.count, position.said[0].utterance.marks) == (1, ())
    assert read_position("sanctions", "russia", Filters(known="2022-03-01")) is None
    page = client.get("/positions/?known=2022-03-11").context["page"]
    assert cells(page)["russia"].address.endswith("?known=2022-03-11")


HOSTILE = ["\x00", "'\"><script>alert(1)</script>", "none", "%" * 3000, "2022-13-45", "‮", "-1"]


@pytest.mark.parametrize("name", ["process", "known", "page", "speaker"])
def test_no_value_of_a_parameter_brings_an_error_or_comes_back_as_markup(client, say, name):
    say("one")
    for value in HOSTILE:
        response = client.get("/positions/", {name: value})
        assert response.status_code == 200, value
        assert b"<script>alert" not in response.content, value
        assert client.get("/positions/sanctions/russia/", {name: value}).status_code in (200, 404), value


def test_an_unknown_negotiation_gets_a_notice_and_everything_is_shown(client, say):
    say("one")
    response = client.get("/positions/?process=nothing")
    assert "“nothing” is not in this record" in response.content.decode()
    assert cells(response.context["page"])["russia"].own


@pytest.mark.parametrize("address", ["/positions/", "/positions/sanctions/russia/"])
def test_reading_takes_get_and_head_and_nothing_else(client, say, address):
    say("one")
    assert client.head(address).status_code == 200
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(address).status_code == 405


# The page


def test_an_empty_record_says_so(client):
    assert "No side has a statement on any topic." in client.get("/positions/").content.decode()


def test_every_cell_of_the_table_has_its_headings_and_nothing_is_styled_in_place(client, record, say):
    say("one", "2022-03-01")
    say("two", "2022-03-09", speaker=record["ukraine"])
    say("three", "2022-03-10")
    text = client.get("/positions/").content.decode()
    assert "<caption" in text
    assert text.count('scope="col"') == 3
    assert text.count('scope="row"') == 1
    for address in ("/positions/", "/positions/sanctions/russia/"):
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", client.get(address).content.decode()
        )


def test_every_mark_of_the_picture_is_a_titled_link_to_a_statement_of_the_list(client, say):
    for number, day in enumerate(["2022-03-01", "2022-03", "2022-03-30", "[..2022-04-02]", ""]):
        say(f"said-{number}", day)
    text = client.get("/positions/sanctions/russia/").content.decode()
    picture = re.search(r"<svg role=.*?</svg>", text, re.S).group()
    links = re.findall(r'<a href="#(.*?)" aria-label=".*?says what.*?">\s*<title>', picture)
    assert len(links) == picture.count("<a ") == 4
    assert all(f'id="{link}"' in text for link in links)
    assert "1 without a day, at the end of the list" in text


# The line of dots


def day(number: int) -> date:
    return date(2022, 1, number)


def points(*spans: tuple[date | None, date | None]) -> list[Point]:
    return [Point(first, last, f"#{number}", f"Point {number}") for number, (first, last) in enumerate(spans)]


def test_fewer_than_two_days_are_no_line():
    assert draw_line([]) is None
    assert draw_line(points((day(1), day(1)), (None, None))) is None


def test_a_day_is_a_dot_an_unknown_day_a_bracket_and_an_open_end_stays_open():
    line = draw_line(points((day(1), day(1)), (day(1), day(11)), (None, day(6)), (day(3), None)))
    dot, bracket, until, since = line.marks
    assert (dot.is_dot, dot.middle) == (True, 3.0)
    assert (bracket.is_dot, bracket.start, bracket.end, bracket.middle) == (False, 3.0, 97.0, 50.0)
    assert (until.is_dot, until.start, until.end) == (False, None, 50.0)
    assert (since.is_dot, since.end) == (False, None)


def test_marks_never_lie_on_one_another_and_those_without_room_become_a_number():
    line = draw_line(points(*[(day(1), day(1))] * 20, (day(31), day(31))))
    drawn = [mark for mark in line.marks if not mark.more]
    assert len({(mark.middle, mark.y) for mark in drawn}) == len(drawn) == STACKED + 1
    (heap,) = [mark for mark in line.marks if mark.more]
    assert (heap.more, heap.point.address, heap.label[:18]) == (14, "#6", "14 more statements")
    assert all(0 < mark.y < line.base < line.height for mark in line.marks)


def test_everything_on_one_day_stands_in_the_middle_under_one_label():
    line = draw_line(points((day(1), day(1)), (day(1), day(1))))
    assert {mark.middle for mark in line.marks} == {50.0}
    assert (line.first, line.last, line.start) == ("1 Jan 2022", "", 50.0)


@pytest.mark.parametrize(("last", "most"), [(date(2022, 2, 28), 3), (date(2122, 1, 1), 2), (date(9999, 12, 31), 2)])
def test_ticks_are_few_however_long_the_time(last, most):
    line = draw_line(points((day(1), day(1)), (last, last)))
    assert len(line.ticks) <= most
    assert line.ticks == tuple(sorted(line.ticks))


# Cost


def test_the_table_is_rendered_once_for_each_version_and_question(client, record, say):
    say("one", "2022-03-01")
    say("late", "2022-03-20", article=make_article(published="2022-04-01"))

    def shown(address: str) -> tuple[str, int]:
        with CaptureQueriesContext(connection) as captured:
            return client.get(address).content.decode(), len(captured)

    first, dear = shown("/positions/")
    again, cheap = shown("/positions/")
    assert first == again
    assert cheap < 5 < dear
    asked = ["/positions/?known=2022-03-12", "/positions/?process=talks-2022", "/positions/?process=nothing"]
    assert len({first, *(shown(address)[0] for address in asked)}) == 4
    record["russia"].name = "Rossiya"
    record["russia"].save()
    assert "Rossiya" in shown("/positions/")[0]
    with override_settings(DEBUG=True):
        assert shown("/positions/")[1] > 5


def test_the_number_of_queries_does_not_grow_with_the_record(client, record, say):
    def grow(start: int, stop: int) -> None:
        for number in range(start, stop):
            topics = [record["topic"], make_topic(f"topic-{number}")]
            speaker = make_actor(f"speaker-{number}", side=record["russia"] if number % 2 else record["ukraine"])
            answer = answers[number % 2]
            fields = {"answers": [answer], "article": report, "event": make_event()}
            say(f"own-{number}", f"2022-03-{number + 1:02}", topics=topics, speaker=speaker, **fields)
            say(f"of-other-{number}", topics=topics, speaker=speaker, target=record["west"], kind=ClaimKind.DENIAL)
            say(f"of-side-{number}", topics=topics, speaker=make_actor(f"side-{number}"))

    def queries(address: str) -> int:
        client.get(address)  # what is counted for a version of the record is counted once
        ANSWERS.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    _question, answers = make_question()
    report = make_article(outlet=make_outlet("agency"))
    addresses = ["/positions/", "/positions/?process=talks-2022", "/positions/sanctions/russia/"]
    grow(0, 4)
    before = [queries(address) for address in addresses]
    grow(4, 24)
    assert [queries(address) for address in addresses] == before
    assert max(before) <= 20
