"""Topics by sides: what is a side's own, what is latest and first where days are uncertain, and how a position moved."""

import random
import re
from collections import defaultdict
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from talks.differences import read_differences, read_pairs
from talks.models import Claim, Event, Lane, Question, Rename, Topic
from talks.pages.positions import ADDRESSED, POSITIONS, Cell, DayOf, Positions, read_position, read_positions
from talks.pages.positions.cells import SHOWN, read_cells
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
    """The cells of a topic by the names of their sides, in lower case, in order."""
    name = Topic.objects.get(slug=topic).name
    row = next(row for row in page.rows if row.topic == name)
    return {cell.side.lower(): cell for cell in row.cells}


def russia(asked: Filters | None = None) -> Cell:
    return cells(read_positions(asked or Filters()))["russia"]


def latest(asked: Filters | None = None) -> DayOf:
    return russia(asked).days[0]


def shown(cell: Cell) -> list[list[str]]:
    """The slugs of the statements that are shown, by day: the latest day, then the first."""
    return [[one.statement.slug for one in day.said] for day in cell.days]


# Sides, and what is missing


def test_sides_stand_in_the_order_of_their_lanes_and_those_without_one_after(record, say):
    for side in ("west", "russia", "ukraine"):
        say(f"by-{side}", speaker=record[side])
    found = cells(read_positions(Filters()))
    assert [(side, cell.palette) for side, cell in found.items()] == [
        ("ukraine", 1),
        ("russia", 2),
        ("a western state", 0),
    ]


def test_the_sides_of_the_first_two_lanes_keep_their_columns_where_the_other_is_silent(record, say):
    say("by-west", speaker=record["west"])
    say("by-russia")
    assert list(cells(read_positions(Filters()))) == ["a western state", "russia"]
    Claim.objects.filter(slug="by-west").delete()
    assert list(cells(read_positions(Filters()))) == ["russia"]


@pytest.mark.parametrize(("sides", "columns"), [(1, 1), (2, 2), (3, 3), (4, 2), (5, 3)])
def test_one_side_is_a_list_and_others_stand_in_two_or_three_columns(say, sides, columns):
    for number in range(sides):
        say(f"said-{number}", speaker=make_actor(f"side-{number}"))
    (row,) = read_positions(Filters()).rows
    assert (row.sides, row.columns) == (sides, columns)


def test_topics_with_the_most_statements_stand_first(record, say):
    many, few = make_topic("zones"), make_topic("arms")
    say("one", topics=[many, few])
    say("two", topics=[many])
    assert [row.topic for row in read_positions(Filters()).rows] == ["Zones", "Arms"]


def test_the_sides_that_say_nothing_on_a_topic_are_named_in_one_line(client, record, say):
    say("one")
    say("two", speaker=record["ukraine"], topics=[make_topic("arms")])
    sanctions = next(row for row in read_positions(Filters()).rows if row.topic == "Sanctions")
    assert sanctions.silent == "Ukraine: nothing on this in this report"
    assert [cell.side for cell in sanctions.cells] == ["Russia"]
    make_claim(topics=[record["topic"]])  # of nobody, in a second report
    assert "Ukraine: nothing on this in these 2 reports" in client.get("/positions/").content.decode()


def test_of_several_negotiations_at_once_no_side_is_called_silent_on_a_topic(client, record, say):
    say("one")
    say("two", speaker=record["ukraine"], topics=[make_topic("arms")])
    make_claim(event=make_event(process=make_process("other")))
    assert {row.silent for row in read_positions(Filters()).rows} == {""}
    assert any(row.silent for row in read_positions(Filters(process=("talks-2022",))).rows)


def test_a_side_with_a_lane_that_says_nothing_on_any_topic_is_named_below(client, record, say):
    say("one", target=record["ukraine"])
    page = client.get("/positions/").context["page"]
    assert [side.slug for side in page.silent] == ["ukraine"]
    assert list(cells(page)) == ["russia"]
    assert [row.silent for row in page.rows] == [""]  # named once is enough


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
    say("of-another", "2022-03", target=record["ukraine"])
    say("escaped", statement="says <b>no</b>.", speaker=record["west"])
    by_envoy = {"speaker": None, "side": record["ukraine"], "speaker_role": "an envoy", "attribution": "described"}
    say("by-an-envoy", "2022-03-02", **by_envoy)
    text = " ".join(client.get("/positions/").content.decode().split())
    assert '<time datetime="2022-03-01">1 Mar 2022</time>' in text
    assert '<a href="/reports/a-report/#p4">Paper, ¶4, not checked: no text is stored</a>' in text
    assert '<a href="/claims/own/">says what own says.</a>' in text
    assert "says &lt;b&gt;no&lt;/b&gt;." in text
    assert '2 statements<span class="visually-hidden">: Russia, Sanctions</span></a>, 1 about others' in text
    assert "<strong>an envoy</strong> " in text
    assert "the host" not in text  # the name is enough
    assert 'href="/reports/a-report/?known=2022-12#p4"' in client.get("/positions/?known=2022-12").content.decode()


def test_statements_of_nobodys_side_and_reports_own_words_fill_no_cell(record, say):
    say("unnamed", speaker=None)
    say("own-voice", speaker=None, attribution="own-voice")
    say("a-person-of-no-side", speaker=make_actor("a-bystander", kind="person"))
    assert read_positions(Filters()).rows == ()


# What is a side's own


@pytest.mark.parametrize("kind", ClaimKind)
def test_own_are_demands_offers_pledges_refusals_and_assessments(record, say, kind):
    say("one", "2022-03-01", kind=kind)
    say("of-another", "2022-03-02", kind=ClaimKind.DENIAL, target=record["ukraine"])
    is_own = kind in {"demand", "offer", "pledge", "refusal", "assessment"}
    assert shown(russia()) == ([["one"]] if is_own else [["of-another"]])


def test_what_a_side_says_of_others_is_counted_and_shown_only_where_it_has_no_position(client, record, say):
    say("charges-another", "2022-03-03", target=record["ukraine"], kind=ClaimKind.ACCUSATION)
    say("of-another", "2022-03-02", target=record["ukraine"])
    assert shown(russia()) == [["charges-another"], ["of-another"]]
    assert [one.about for day in russia().days for one in day.said] == ["Ukraine", "Ukraine"]
    assert "About Ukraine:" in client.get("/positions/").content.decode()
    say("of-itself", "2022-03-01")
    assert shown(russia()) == [["of-itself"]]
    assert (russia().tally, russia().parts) == ("3 statements", ", 2 about others")


def test_a_side_that_only_reports_or_justifies_is_shown_with_that(say):
    say("one", kind=ClaimKind.JUSTIFICATION)
    assert shown(russia()) == [["one"]]
    assert russia().days[0].said[0].statement.kind == "Justification"


def test_a_demand_on_another_side_is_the_sides_own(record, say):
    say("one", kind=ClaimKind.DEMAND, target=record["ukraine"])
    assert russia().days[0].said[0].about == ""
    assert read_position("sanctions", "russia", Filters()).said[0].about is None


def test_what_is_said_of_ones_own_side_or_its_people_is_ones_own(record, say):
    say("of-itself", "2022-03-01", target=record["russia"])
    say("of-its-minister", "2022-03-02", target=make_actor("minister", side=record["russia"]))
    assert (russia().tally, russia().parts) == ("2 statements", "")
    assert shown(russia()) == [["of-its-minister"], ["of-itself"]]


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
    assert [one.statement.row.said for one in latest().said] == [expected]
    listed = [one.utterance.lead.row.said for one in read_position("sanctions", "russia", Filters()).said]
    assert [day for day in listed if day][-1] == expected or expected == "2022-03"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (["2022-03-30"] * 5, "2 more on that day"),
        (["2022-03-30", "2022-03-30", "2022-03-29"], ""),
        (["2022-03-30", "[2022-03-29..2022-03-30]", "2022-03-29"], "1 more may be as late"),
        (["2022-03-30", "2022-03", "2022-02"], "1 more may be as late"),
        (["2022-03-10", ""], "1 more may be as late"),  # the report is of 11 March
        (["2022-03-12", ""], ""),
        (["[2022-03-20..]"], ""),
        ([""] * 5, "2 more without a day"),
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
    assert (shown(russia()), latest().more) == ([["dated"]], "1 more may be as late")


def test_all_statements_of_the_latest_day_are_shown_in_reading_order_up_to_a_limit(say):
    say("a-later-paragraph", "2022-03-30", paragraph=7)
    say("an-earlier-paragraph", "2022-03-30", paragraph=2)
    say("the-report-published-first", "2022-03-30", paragraph=9, article=make_article(published="2022-03-01"))
    assert shown(russia()) == [["the-report-published-first", "an-earlier-paragraph", "a-later-paragraph"]]
    say("the-last-paragraph", "2022-03-30", paragraph=8)
    assert len(shown(russia())[0]) == SHOWN
    assert latest().more == "1 more on that day"


def test_beside_the_latest_stands_the_first_where_it_was_certainly_said_before(say):
    say("last", "2022-03-30")
    say("first", "2022-03-01", paragraph=1)
    say("also-that-day", "2022-03-01", paragraph=2)
    say("between", "2022-03-09")
    assert shown(russia()) == [["last"], ["first"]]
    assert [day.title for day in russia().days] == ["Latest position", "First position"]
    say("some-day-until-then", "[..2022-03-01]", paragraph=9)  # stands before the day itself
    assert shown(russia()) == [["last"], ["some-day-until-then"]]
    Claim.objects.filter(slug__in=["first", "also-that-day", "between", "some-day-until-then"]).delete()
    say("some-day-of-that-month", "2022-03")
    assert shown(russia()) == [["last"]]


def test_without_any_day_the_one_published_last_is_shown_by_that_day(client, say):
    say("first", article=make_article(published="2022-03-01"))
    say("second", article=make_article(published="[2022-03-11..2022-03-17]"))
    say("nobody-knows", article=make_article(published="", published_basis=""))
    assert shown(russia()) == [["second"]]
    assert (latest().title, latest().day) == ("No day stated", "by 17 Mar 2022")
    assert "by 17 Mar 2022" in client.get("/positions/").content.decode()


def test_an_utterance_given_twice_is_one_and_its_first_record_is_shown(say):
    first = say("first", "2022-03-30", article=make_article(published="2022-04-02"))
    say("repeat", "2022-03-30", article=make_article(published="2022-03-31"), repeats=first)
    assert shown(russia()) == [["first"]]
    assert latest().more == ""


def test_each_cell_has_its_own_latest_where_a_statement_is_on_two_topics(record, say):
    arms = make_topic("arms")
    say("on-both", "2022-03-01", topics=[record["topic"], arms])
    say("on-one", "2022-03-02", topics=[arms])
    page = read_positions(Filters())
    assert shown(cells(page)["russia"]) == [["on-both"]]
    assert shown(cells(page, "arms")["russia"]) == [["on-one"], ["on-both"]]
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
                **drawn_day(dice, [*said, *(f"2022-03-0{day}" for day in range(1, 9))]),
                topics=dice.sample(topics, dice.randint(0, 3)),
                paragraph=dice.randint(1, 3),
                repeats=first.repeats or first if first else None,
                status=dice.choice([Status.PUBLISHED] * 5 + [Status.DRAFT]),
            )
        )


def drawn_day(dice: random.Random, days: list[str]) -> dict:
    day = dice.choice(days)
    return {"said": day, "standing": not day and dice.random() < 0.5}


def days_of(claim: Claim) -> tuple[str, date | None, date | None]:
    """The date by which a statement is ordered, and its first and last day: those of its report if it is standing."""
    if claim.standing:
        return claim.article.published, claim.article.published_earliest, claim.article.published_latest
    return claim.said, claim.said_earliest, claim.said_latest


def plain_cells(asked: Filters) -> tuple[dict, dict, set, dict]:
    """Count and compare the statements one by one, as docs/decisions/latest-position.md has it."""
    groups, whole = defaultdict(list), defaultdict(list)
    claims = Claim.objects.public(asked.known_day).with_side().filter(side_pk__isnull=False)
    for claim in claims.order_by(*BY_REPORT).select_related("target", "article", "event__process"):
        if asked.process and claim.event.process.slug not in asked.process:
            continue
        is_about = claim.target is not None and (claim.target.side_id or claim.target_id) != claim.side_pk
        is_about = is_about and claim.kind not in ADDRESSED
        stance = 1 if is_about else 0 if claim.kind in POSITIONS else 2
        for topic in claim.topics.values_list("pk", flat=True):
            whole[topic, claim.side_pk].append(claim)
            groups[topic, claim.side_pk, stance].append(claim)
    counts = {
        cell: (len(said), len(groups.get((*cell, 1), ())), sum(not days_of(one)[0] for one in said))
        for cell, said in whole.items()
    }
    found = {cell: min(stance for *key, stance in groups if tuple(key) == cell) for cell in whole}
    found = {cell: plain_found(groups[*cell, stance], stance) for cell, stance in found.items()}
    unmoved = {cell for cell, said in whole.items() if len(said) > 1 and re.fullmatch(r"[0-9-]{10}", said[0].said)}
    unmoved = {cell for cell in unmoved if len({one.said for one in whole[cell]}) == 1}
    return counts, found, unmoved, {cell: plain_changes(said, asked) for cell, said in whole.items()}


def plain_changes(said: list[Claim], asked: Filters) -> set[int]:
    """The statements that changed an answer last; the first possible day decides."""
    of_cell, later = {one.pk: one for one in said}, set()
    for kind, one, other in read_pairs(asked.known_day):
        if kind == Difference.CHANGED and {one.claim, other.claim} <= of_cell.keys():
            later.add(max(one, other, key=lambda account: account.earliest or date.min).claim)
    last = max((days_of(of_cell[pk])[1] for pk in later), default=None)
    return {pk for pk in later if days_of(of_cell[pk])[1] == last}


def first_day(claim: Claim) -> date | None:
    _text, earliest, latest = days_of(claim)
    return earliest or latest


def last_day(claim: Claim) -> date:
    text, earliest, latest = days_of(claim)
    if not text:
        return claim.article.published_latest or date.max
    return latest or max(claim.article.published_latest or date.min, earliest)


def lateness(claim: Claim) -> tuple[date, date]:
    last = last_day(claim)
    return first_day(claim) or date.min, last if last < date.max else date.min


def plain_found(group: list[Claim], stance: int) -> tuple:
    left = [one for one in group if not any(first_day(other) and first_day(other) > last_day(one) for other in group)]
    leading = [one for one in left if lateness(one) == max(map(lateness, left))]
    leading.sort(key=lambda one: one.repeats_id is not None)  # stable: otherwise in reading order
    lead, shown = leading[0], {}
    for one in leading:
        if (days_of(one)[0], one.standing) == (days_of(lead)[0], lead.standing) and len(shown) < SHOWN:
            shown.setdefault(one.utterance_id, one.pk)
    others = defaultdict(list)
    for one in left:
        if one.utterance_id not in shown:
            others[one.utterance_id].append(one)
    # What reports give on several days counts by the least late of them.
    days = {(first_day(one), last_day(one)) for one in (min(records, key=lateness) for records in others.values())}
    same_day = days <= {(first_day(lead), first_day(lead))} and first_day(lead) == last_day(lead)
    early = [one for one in group if first_day(one)]
    early = [one for one in early if first_day(one) == min(map(first_day, early))]
    early.sort(key=lambda one: (days_of(one)[1] is not None, last_day(one), one.repeats_id is not None))
    first = early[0].pk if early and not {one.pk for one in early} & {one.pk for one in left} else None
    return tuple(shown.values()), len(others), same_day or not others, stance, first


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_every_cell_is_what_comparing_the_statements_one_by_one_gives(seed, monkeypatch):
    if seed % 4 == 0:  # as where too many may be as late to ask for them by id
        monkeypatch.setattr("talks.pages.positions.cells.MANY", 0)
    dice = random.Random(seed)  # noqa: S311 - the same in every run
    make_random_record(dice)
    _question, answers = make_question(answers=("yes", "no", "maybe"))
    for claim in Claim.objects.all():
        if dice.random() < 0.5:
            claim.answers.add(dice.choice(answers))
    others = moved = 0
    for again in (False, True):
        if again:  # the index then has two parts
            event = dice.choice(list(Event.objects.public()))
            event.claims.filter(status=Status.PUBLISHED).update(kind=ClaimKind.DEMAND)
        for asked in (Filters(), Filters(known="2022-03-11"), Filters(process=("other",)), Filters(known="2022-03")):
            selection = select(asked)
            assert len(selection.parts) == 1 + again
            counts, found, unmoved, changed = plain_cells(asked)
            cells = read_cells(selection)
            assert cells.counts == counts
            assert {cell: tuple(one) for cell, one in cells.found.items()} == found
            assert cells.unmoved == unmoved
            assert cells.changed.keys() == {cell for cell, claims in changed.items() if claims}
            assert all(pk in changed[cell] for cell, (pk, _question) in cells.changed.items())
            moved += len(cells.changed)
            others += sum(one.others for one in cells.found.values())
            assert read_positions(asked).reports == selection.origins().reports
    assert others
    assert moved


# Where accounts differ


def mark_of(kind: Difference, question: Question) -> tuple[str, str, str]:
    return str(kind.label), question.text, question.get_absolute_url()


def test_a_cell_bears_a_mark_where_its_statement_answers_a_disputed_question(client, record, say):
    question, (yes, no) = make_question()
    say("yes", "2022-03-01", answers=[yes])
    say("no", "2022-03-01", answers=[no], speaker=record["ukraine"])
    assert latest().said[0].statement.marks == (mark_of(Difference.SIDES, question),)
    text = client.get("/positions/").content.decode()
    assert "Sides disagree<" in text
    assert text.count(f'href="{question.get_absolute_url()}">Who came?') == 1  # once for the topic


def moves(client, record) -> str:
    """What the table says of Russia's position; the page of the position says the same."""
    move = russia().move
    said = move.still or "; ".join(f"{change.words}: {change.question}" for change in move.changes)
    text = re.sub(r"<.*?>", "", client.get("/positions/sanctions/russia/").content.decode())
    assert said in text
    return said


def test_a_position_that_changed_says_on_which_day_and_on_what(client, record, say):
    _question, (yes, no) = make_question()
    say("before", "2022-03-01", answers=[yes])
    say("after", "2022-03-09", answers=[no])
    say("later", "2022-03-20")
    assert moves(client, record) == "Changed on 9 Mar 2022: Who came?"
    Claim.objects.filter(slug="before").update(status=Status.DRAFT)
    assert moves(client, record) == "No change can be seen"


def test_a_change_counts_only_where_both_answers_were_given_on_the_topic(client, record, say):
    _question, (yes, no) = make_question()
    say("before", "2022-03-01", answers=[yes], topics=[make_topic("arms")])
    say("after", "2022-03-09", answers=[no])
    say("later", "2022-03-20")
    assert moves(client, record) == "No change can be seen"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (["2022-03-11"] * 4, "No change: all said on 11 March 2022"),
        (["2022-03-11", "2022-03-11~"], "No change can be seen"),
        (["2022-03-11?"] * 2, "No change can be seen"),
        (["2022-03-11", ""], "No change can be seen"),
        (["[2022-03-11..2022-03-12]"] * 2, "No change can be seen"),
        (["2022-03-11", "2022-03-12"], "No change can be seen"),
        (["2022-03-11", "2022-03"], "No change can be seen"),
        (["2022-03-11"], ""),
    ],
)
def test_no_change_is_said_only_where_all_was_said_on_one_exact_day(client, record, say, days, words):
    for number, day in enumerate(days):
        say(f"said-{number}", day)
    assert moves(client, record) == words


def test_an_account_of_another_day_leaves_it_open_whether_the_position_changed(client, record, say):
    say("one", "2022-03-11")
    say("other", "2022-03-11")
    say("account", "2022-03-01", kind=ClaimKind.ACCOUNT)
    assert moves(client, record) == "No change can be seen"


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
            found = [day for row in page.rows for cell in row.cells for day in cell.days]
            for one in [shown.statement for day in found for shown in day.said]:
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
    assert shown(russia()) == [["there"], ["here"]]
    response = client.get("/positions/?process=talks-2022")
    cell = cells(response.context["page"])["russia"]
    assert (shown(cell), cell.address) == ([["here"]], "/positions/sanctions/russia/?process=talks-2022")
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
    assert shown(russia(asked)) == [["early"]]
    assert latest(asked).said[0].statement.marks == ()
    assert read_positions(asked).reports == 1
    position = read_position("sanctions", "russia", asked)
    assert (position.count, position.said[0].utterance.marks) == (1, ())
    assert read_position("sanctions", "russia", Filters(known="2022-03-01")) is None
    page = client.get("/positions/?known=2022-03-11").context["page"]
    assert cells(page)["russia"].address.endswith("?known=2022-03-11")


HOSTILE = ["\x00", "'\"><script>alert(1)</script>", "none", "%" * 3000, "2022-13-45", "‮", "-1"]


@pytest.mark.usefixtures("any_length")
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
    assert cells(response.context["page"])["russia"].days


@pytest.mark.parametrize("address", ["/positions/", "/positions/sanctions/russia/"])
def test_reading_takes_get_and_head_and_nothing_else(client, say, address):
    say("one")
    assert client.head(address).status_code == 200
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(address).status_code == 405


# The page


def test_an_empty_record_says_so(client):
    assert "No side has a statement on any topic." in client.get("/positions/").content.decode()


def test_every_topic_and_side_has_its_heading_and_nothing_is_styled_in_place(client, record, say):
    say("one", "2022-03-01")
    say("two", "2022-03-09", speaker=record["ukraine"])
    text = client.get("/positions/").content.decode()
    assert re.search(r'aria-labelledby="name-sanctions">\s*<header>\s*<h2 id="name-sanctions">Sanctions</h2>', text)
    assert re.findall(r"<h3>.*?>(\w+)</a></h3>", text) == ["Ukraine", "Russia"]
    assert 'href="#topic-sanctions">Sanctions</a> <span class="n">2</span>' in text
    for address in ("/positions/", "/positions/sanctions/russia/"):
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", client.get(address).content.decode()
        )


def test_navigation_heading_and_crumb_call_the_page_by_one_name(client, say):
    say("one")
    text = client.get("/positions/").content.decode()
    assert "<h1>Positions</h1>" in text
    assert re.search(r'href="/positions/" aria-current="true">\s*Positions', text)
    assert (
        '<a href="/positions/">Positions</a> › Sanctions' in client.get("/positions/sanctions/russia/").content.decode()
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
