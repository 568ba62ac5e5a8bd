"""The index follows the record: whatever changed, it answers as one that is made again; nothing of it is ever half."""

import contextlib
import gc
import io
import shutil
import subprocess
import sys
import time
import weakref
from array import array
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from talks import search
from talks.index import OutdatedError, current, in_one_moment, numbering, refresh, segment_writer
from talks.index.bit_sliced import BitSliced, slices_of
from talks.index.numbering import ClaimNumbers
from talks.index.segment_file import BitMap, BitMap64, DamagedError, SegmentFileReader, SegmentFileWriter, size_of
from talks.models import Actor, Answer, Article, Claim, Event, Lane, Outlet, Participation, Process, Question
from talks.pages.long_lists import find_claims
from talks.pages.positions.cells import read_cells
from talks.parameters import FACETS, NONE
from talks.picture import read_picture
from talks.rendering.events import EVENTS, RenderedEvent, render_list
from talks.rows import ClaimRow, EventRow
from talks.timeline import ORDERS, EventEntry, Filters, count_values, in_order, read_timeline, select
from talks.timeline.selection import known_ordinal
from talks.version import read_version
from tests.factories import make_actor, make_claim, make_event, make_participation, make_topic
from tests.reading import entries_of
from tests.test_timeline import make_varied_record

pytestmark = pytest.mark.django_db
# An example takes up to a second, so there are fewer than of other properties.
any_example = hypothesis_settings(
    max_examples=hypothesis_settings.default.max_examples * 2 // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

QUESTIONS = [
    Filters(),
    Filters(side=("north",)),
    Filters(topic=("topic-0", "none"), since="2022-03-03", until="2022-04"),
    Filters(differ=("any",)),
    Filters(known="2022-03-11", kind=("briefing", "visit")),
    Filters(q="grain -number", party=("north",)),
    Filters(since="2022-03", sure="1", says=("demand",)),
]


def answers(index) -> list:
    """What an index says to a few questions, in every order, with every count."""
    said = []
    for filters in QUESTIONS:
        selection = select(filters, index)
        orders = []
        for order in [f"{sign}{clock}" for clock in ORDERS for sign in ("", "-")]:
            ordered = in_order(select(replace(filters, order=order), index), order, 0, 1000)
            places = [
                (selection.parts[one.part].segment.slug(one.number), one.heading, one.is_certain)
                for one in ordered.events
            ]
            orders.append((places, ordered.numbers, places[3:7] == _page(filters, index, order)))
        counts = {name: count_values(selection.lifted(name), name) for name in FACETS}
        numbers = (selection.statements, selection.own_voice, selection.origins(), selection.span_of_days())
        about = [
            one
            for pk in Event.objects.order_by("pk").values_list("pk", flat=True)
            for one in selection.statements_about(pk)
        ]
        differing = index.differing.of_claims([one.claim for one in about], known_ordinal(filters))
        others = (
            selection.kinds_of_difference(),
            _bars(selection),
            read_cells(selection),
            _pages_of_statements(selection),
        )
        said.append((orders, counts, numbers, sorted(about), differing, others))
    return said


def _page(filters: Filters, index, order: str) -> list:
    selection = select(filters, index)
    ordered = in_order(selection, order, 3, 7)
    return [(selection.parts[one.part].segment.slug(one.number), one.heading, one.is_certain) for one in ordered.events]


def _pages_of_statements(selection) -> list[list[int]]:
    """The statements that match, twenty a page, in the order of reading."""
    parts = [(part.segment, part.matching) for part in selection.parts]
    found = []
    for start in range(0, selection.statements, 20):
        rows, first, last = find_claims(parts, start, min(start + 20, selection.statements))
        read = Claim.objects.filter(rows).in_reading_order().values_list("pk", flat=True)
        found.append(list(read[first:last]))
    return found


def _bars(selection) -> list[int]:
    spans = [(date(2022, month, 1).toordinal(), date(2022, month, 28).toordinal()) for month in range(1, 13)]
    found = [
        part.segment.count_in(part.events, spans, certain) for part in selection.parts for certain in (False, True)
    ]
    return [sum(counts) for counts in zip(*found[::2], strict=True)] + [
        sum(counts) for counts in zip(*found[1::2], strict=True)
    ]


def made_again():
    version = read_version()
    return refresh._index(refresh._written(version), version, refresh.NONE_CHANGED)


# Following


def some(model, number: int):
    rows = list(model.objects.order_by("pk"))
    return rows[number % len(rows)]


def change_date(number: int) -> None:
    event = some(Event, number)
    event.date = ["2022-03-05", "2022-04-01/2022-05", "", "[..2022-03-20]", "2022-03-30/..", "2021"][number % 6]
    event.date_basis = "stated" if event.date else ""
    event.save()


def add_claim(number: int) -> None:
    day = f"2022-04-{number % 28 + 1:02}"
    make_claim(event=some(Event, number), speaker=some(Actor, number), said=day, article=some(Article, number))


def add_event(number: int) -> None:
    event = make_event(slug=f"a-{number}-{Event.objects.count()}", date=f"2022-03-{number % 28 + 1:02}", kind="visit")
    make_participation(event, some(Actor, number))
    make_claim(event=event, topics=[make_topic("topic-0")], article=some(Article, number), statement="says grain.")


def give_answer(number: int) -> None:
    claim, answer = some(Claim, number), some(Answer, number)
    claim.answers.set([answer])


CHANGES = {
    "a title": lambda n: Event.objects.filter(pk=some(Event, n).pk).update(title=f"Title {n}"),
    "a question": lambda n: Question.objects.filter(pk=some(Question, n).pk).update(text=f"Which of {n}?"),
    "an outlet": lambda n: Outlet.objects.filter(pk=some(Outlet, n).pk).update(name=f"Outlet {n}"),
    "a lane": lambda n: Lane.objects.update_or_create(
        process=some(Process, n), side=make_actor("north"), defaults={"position": 50, "palette": n % 8 + 1}
    ),
    "a date": change_date,
    "a statement more": add_claim,
    "an event more": add_event,
    "a kind": lambda n: Claim.objects.filter(pk=some(Claim, n).pk).update(kind="demand"),
    "a status": lambda n: Claim.objects.filter(pk=some(Claim, n).pk).update(status="draft"),
    "an event withdrawn": lambda n: Event.objects.filter(pk=some(Event, n).pk).update(
        status="withdrawn", status_reason="So."
    ),
    "topics": lambda n: some(Claim, n).topics.set([make_topic("topic-0")] if n % 2 else []),
    "an answer": give_answer,
    "answers that exclude each other": lambda n: some(Answer, n).excludes.clear(),
    "who took part": lambda n: some(Participation, n).delete(),
    "a report's status": lambda n: Article.objects.filter(pk=some(Article, n).pk).update(status="draft"),
    "a report's outlet": lambda n: Article.objects.filter(pk=some(Article, n).pk).update(outlet=None),
    "a name": lambda n: Actor.objects.filter(pk=some(Actor, n).pk).update(name="Grain"),
    "for whom somebody speaks": lambda n: Actor.objects.filter(slug="person-0").update(
        side=Actor.objects.get(slug=["north", "south"][n % 2])
    ),
    "a statement less": lambda n: Claim.objects.filter(repetitions=None).order_by("pk")[n % 5].delete(),
    "a slug": lambda n: Event.objects.filter(pk=some(Event, n).pk).update(slug=f"z-{n}-{some(Event, n).pk}"),
}


@pytest.mark.slow
@any_example
@given(st.lists(st.tuples(st.sampled_from(list(CHANGES)), st.integers(0, 1000)), min_size=1, max_size=6))
def test_an_index_that_follows_says_what_one_made_again_says(changes):
    with transaction.atomic():
        make_varied_record()
        for number in range(30):  # enough that a few changes are not half of the record
            make_claim(event=make_event(slug=f"many-{number:02}", date=f"2022-0{number % 9 + 1}"))
        current()
        for name, number in changes:
            CHANGES[name](number)
            followed = current()
            assert followed.version == read_version()
        assert answers(followed) == answers(made_again())
        transaction.set_rollback(True)


@pytest.mark.slow
@any_example
@given(st.lists(st.tuples(st.sampled_from(list(CHANGES)), st.integers(0, 1000)), min_size=1, max_size=4))
def test_common_words_are_written_along_and_found_as_any_others_whatever_changed(changes):
    asked = ["grain", "Grains", "-grain", "says number", '"says grain"', "grain -number"]
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(segment_writer, "COMMON", 0)
        make_varied_record()
        for number in range(30):
            make_claim(event=make_event(slug=f"many-{number:02}"), statement="says that the grain is shipped.")
        assert {search.key_of(search.SearchTerm(word)) for word in ("say", "grain")} <= current().segments[
            0
        ]._common.keys()
        for name, number in changes:
            CHANGES[name](number)
        with_words = [matching(text) for text in asked]
        patch.setattr(refresh, "_held", {})
        patch.setattr(segment_writer, "COMMON", 10**9)
        assert [matching(text) for text in asked] == with_words
        transaction.set_rollback(True)


def matching(text: str) -> set[int]:
    selection = select(Filters(q=text))
    events = Event.objects.values_list("pk", flat=True)
    return {one.claim for pk in events for one in selection.statements_about(pk) if one.matches}


def test_a_common_word_costs_no_query():
    for number in range(4):
        make_claim(event=make_event(slug=f"e-{number}"), statement="says that the grain is shipped.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segment_writer, "COMMON", 0)
        index = current()
        select(Filters(q="grains"), index)  # PostgreSQL is asked once what it makes of a word
        index.segments[0]._reader.words.clear()
        with CaptureQueriesContext(connection) as queries:
            assert select(Filters(q="grains"), index).count == 4
        assert len(queries) == 0


def rendered() -> dict[str, RenderedEvent]:
    """How the events of two questions are rendered, by what each is cached by."""
    found = {}
    for filters in (Filters(), Filters(differ=("any",), known="2022-03-11", topic=("topic-0", "topic-1"))):
        EVENTS.clear()
        answer = read_timeline(filters)
        render_list(answer, "")
        found |= {one.stamp: EVENTS.get(one.stamp) for one in answer.events}
    return found


@pytest.mark.slow
@any_example
@given(st.lists(st.tuples(st.sampled_from(list(CHANGES)), st.integers(0, 1000)), min_size=1, max_size=3))
def test_what_is_cached_of_an_event_is_what_would_be_rendered_now(changes):
    with transaction.atomic():
        make_varied_record()
        for number in range(30):
            make_claim(event=make_event(slug=f"many-{number:02}"), occasion=some(Event, number))
        before = rendered()
        for name, number in changes:
            CHANGES[name](number)
        after = rendered()
        cached = before.keys() & after.keys()
        assert {stamp: before[stamp] for stamp in cached} == {stamp: after[stamp] for stamp in cached}
        transaction.set_rollback(True)


def test_a_change_of_one_event_leaves_what_is_cached_of_the_others():
    for number in range(10):
        make_claim(event=make_event(slug=f"e-{number}"))
    before = rendered()
    Event.objects.filter(slug="e-3").update(title="Another title")
    assert len(before.keys() & rendered().keys()) == 9


def test_few_changes_make_a_second_segment_and_many_make_all_of_it_again():
    events = [make_event(slug=f"e-{n:02}") for n in range(20)]
    for event in events:
        make_claim(event=event)
    assert len(current().segments) == 1
    Event.objects.filter(pk=events[0].pk).update(kind="visit")
    followed = current()
    assert [len(segment.live) for segment in followed.segments] == [19, 1]
    assert current() is followed
    Event.objects.update(kind="briefing")
    assert [len(segment.live) for segment in current().segments] == [20]


def test_a_name_alone_makes_no_segment_again_but_is_the_present_one():
    claim = make_claim(topics=[make_topic("grain")])
    before = current()
    claim.topics.update(name="Grain and oil")
    assert current().names.of_slug("topic", "grain").name == "Grain and oil"
    assert current().segments[0]._reader is before.segments[0]._reader


@pytest.mark.parametrize("forgotten", [False, True])
def test_an_index_of_another_time_is_not_taken_for_this_one(forgotten):
    make_claim()
    first = current()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE talks_version SET number = number - 1")
        if forgotten:  # as after a backup was put back
            cursor.execute("DELETE FROM talks_change WHERE version = %s", [first.version])
    assert current().version == first.version - 1
    assert current().segments[0].version == first.version - 1


def test_what_began_before_the_index_went_on_is_read_again_and_at_last_from_an_index_made_again():
    make_claim()
    current()
    times = []

    def read(outdated: int) -> str:
        times.append(bool(refresh._held))
        if len(times) <= outdated:
            raise OutdatedError
        return "read"

    assert in_one_moment(lambda: read(1)) == "read"
    assert times == [True, True]
    times.clear()
    assert in_one_moment(lambda: read(2)) == "read"
    assert times == [True, True, False]


# The parts


@given(
    st.lists(st.tuples(st.integers(0, 70_000), st.integers(0, 40)), max_size=60),
    st.sampled_from([70_001, 2**27]),  # the second needs numbers beyond 32 bits
)
def test_planes_project_statements_to_their_events(pairs, events):
    made = ClaimNumbers(events, 41)
    assert made.wide == (events > 70_001)
    assert made.bits is (BitMap64 if made.wide else BitMap)
    claims = made.bits([plane << made.shift | event for event, plane in pairs])
    assert set(made.project(claims)) == {event for event, _plane in pairs}
    among = made.bits([event for event, _plane in pairs[::2]])
    within = {plane << made.shift | event for event, plane in pairs if event in among}
    assert set(made.within(claims, among)) == within


def test_numbers_beyond_32_bits_say_the_same(monkeypatch):
    make_varied_record()
    narrow = answers(made_again())
    monkeypatch.setattr(numbering, "LARGEST", 1)
    wide = made_again()
    assert wide.segments[0].bits is BitMap64
    assert answers(wide) == narrow


def test_many_statements_are_projected_plane_by_plane():
    made = ClaimNumbers(3_000, 20)
    claims = made.bits([n % 20 << made.shift | n // 7 for n in range(0, 20_000)])
    events = {number & made.size - 1 for number in claims}
    assert len(claims) > 10_000
    assert set(made.project(claims)) == events
    odd = made.bits([event for event in events if event % 2])
    assert set(made.within(claims, odd)) == {number for number in claims if number & made.size - 1 in odd}


def test_one_event_with_very_many_statements_makes_a_projection_a_few_steps_longer():
    made = ClaimNumbers(3_000, 5_000)
    claims = made.bits(range(3_000)) | made.bits(plane << made.shift for plane in range(5_000))
    assert set(made.project(claims)) == set(range(3_000))
    few = made.bits(range(3_000)) | made.bits([4_999 << made.shift | 2_999])
    assert set(made.project(few)) == set(range(3_000))
    assert len(made.halves) == 13


@pytest.fixture
def without_search_for_garbage():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_what_a_question_found_is_given_back_as_soon_as_nobody_has_it(without_search_for_garbage):
    make_claim()
    selection = select(Filters(topic=("none",)))
    selection.events_with("side", None)
    gone = weakref.ref(selection)
    del selection
    assert gone() is None


def test_an_index_is_given_back_as_soon_as_the_record_has_changed(without_search_for_garbage):
    claim = make_claim()
    said = {"side": (NONE,), "known": "2022-04-01"}
    for filters in (
        Filters(),
        Filters(**said),
        Filters(since="2022", order="-said"),
        Filters(differ=("any",), sure="1"),
    ):
        answer = read_timeline(filters)
        assert (answer.facets, entries_of(answer), answer.chips, read_picture(answer.rows)) is not None
    index = current()
    gone = [weakref.ref(one) for one in (index, *index.segments, index.differing, answer.selection)]
    del answer, index
    Event.objects.filter(pk=claim.event_id).update(title="Another")
    current()
    assert [one() for one in gone] == [None] * len(gone)


def rows_held() -> int:
    """How many rows of events and statements, and entries made of them, are held by anybody."""
    return sum(type(one) in {EventRow, ClaimRow, EventEntry} for one in gc.get_objects())


def test_what_was_read_for_a_page_is_given_back_as_soon_as_it_is_rendered(without_search_for_garbage):
    make_claim(occasion=make_event())
    before = rows_held()
    answer = read_timeline(Filters())
    entries, months, picture = entries_of(answer), render_list(answer, ""), read_picture(answer.rows)
    assert rows_held() >= before + 3  # the event, the statement, the entry
    del answer, entries, picture
    assert months
    assert rows_held() == before


@given(st.dictionaries(st.integers(0, 500), st.integers(-50, 50), min_size=1), st.integers(-60, 60))
def test_numbers_held_by_digit_compare_as_numbers_do(values, least):
    sliced = BitSliced(*slices_of(BitMap, values.items()))
    assert set(sliced.at_least(least)) == {member for member, value in values.items() if value >= least}
    assert {member: sliced.value(member) for member in values} == values
    some_of_them = BitMap(sorted(values)[::2])
    assert sliced.highest(some_of_them) == max(values[member] for member in some_of_them)
    assert sliced.highest(BitMap([501])) is None


def test_a_file_that_is_cut_off_or_of_another_kind_is_told_from_a_whole_one(tmp_path):
    path = tmp_path / "some.index"
    with path.open("wb") as file:
        writer = SegmentFileWriter(file)
        writer.bitmaps("sets", [BitMap([1, 2, 3]), BitMap(range(100_000))])
        writer.close({"version": 7})
    whole = path.read_bytes()
    reader = SegmentFileReader(memoryview(whole))
    assert (reader.head, list(reader.bitmap("sets")), len(reader.bitmap("sets", 1))) == (
        {"version": 7},
        [1, 2, 3],
        100_000,
    )
    for damaged in (b"", whole[:-1], whole[: len(whole) // 2], b"x" * len(whole), whole[:20]):
        with pytest.raises(DamagedError):
            SegmentFileReader(memoryview(damaged))


def test_no_changed_byte_of_a_file_is_taken_for_what_was_written():
    file = io.BytesIO()
    writer = SegmentFileWriter(file)
    writer.bitmaps("sets", [BitMap([1, 2, 3]), BitMap(range(500))])
    writer.array("numbers", array("q", [1, -2, 3]))
    writer.text("words", b"some words")
    writer.close({"version": 7})
    whole = file.getvalue()

    def everything(data: bytes) -> tuple:
        reader = SegmentFileReader(memoryview(data))
        sets = [list(reader.bitmap("sets", number)) for number in range(2)]
        return reader.head, sets, list(reader.array("numbers", "q")), bytes(reader.text("words"))

    expected, unnoticed = everything(whole), []
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 0x41
        with contextlib.suppress(DamagedError):
            assert everything(bytes(damaged)) == expected
            SegmentFileReader(memoryview(damaged)).verify()
            unnoticed.append(at)
    assert all(whole[at] == 0 for at in unnoticed), "only what fills up to eight bytes is never read"
    assert len(unnoticed) < 8 * 6


# Processes

RECORD = """
import os, sys, threading
os.environ["DJANGO_SETTINGS_MODULE"] = "talks.settings"
import django
django.setup()
from django.db import connection
from talks.index import current
from talks.models import Event
from talks.timeline import Filters, select
from talks.version import read_version, snapshot
"""


class Place:
    """A database of its own in a file, and programs that use it."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "talks.sqlite3"
        self.index = Path(f"{self.database}.index")
        self.environment = {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "SECRET_KEY": "for a test",
            "PATH": "/usr/bin:/bin",
        }

    def start(self, script: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", RECORD + script],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, script: str) -> list[str]:
        process = self.start(script)
        output = process.communicate(timeout=60)[0]
        assert process.returncode == 0
        return output.split()


@pytest.fixture(scope="module")
def place(tmp_path_factory, tables) -> Place:
    made = Place(tmp_path_factory.mktemp("place"))
    shutil.copy(tables, made.database)
    made.run(
        "from django.core.management import call_command as call\n"
        "call('make_record', events=400, stdout=open(os.devnull, 'w'), stderr=open(os.devnull, 'w'))"
    )
    return made


COUNT = "with snapshot(): print(select(Filters()).count, len(current().segments))"


@pytest.mark.slow
def test_an_index_is_written_beside_the_data_and_read_by_the_next_process(place):
    assert place.run(COUNT) == ["400", "1"]
    written = place.index.stat()
    assert place.run(COUNT) == ["400", "1"]
    assert place.index.stat() == written
    place.index.write_bytes(place.index.read_bytes()[:1000])
    assert place.run(COUNT) == ["400", "1"]


DAMAGE = """
def damage():
    content = bytearray(open(refresh.index_path(), "rb").read())
    # The body alone: what a power cut may leave of a file whose name is already there.
    middle = range(1000, len(content) - 40_000, 7)
    for at in middle:
        content[at] ^= 0x55
    with open(refresh.index_path(), "r+b") as file:
        file.write(content)
from talks.index import refresh
"""
ASK = """
questions = [{}, {"side": ("synthetic-side-b",)}, {"kind": ("visit",)}, {"outlet": ("none",)}]
def counts():
    from talks.index import in_one_moment
    return [in_one_moment(lambda: select(Filters(**asked)).count) for asked in questions]
"""


@pytest.mark.slow
def test_a_damaged_index_file_never_gives_a_wrong_count_and_is_written_again(place):
    place.run(COUNT)
    right = place.run(ASK + "print(*counts())")
    assert place.run(DAMAGE + ASK + "damage(); print(*counts())") == right, "damaged before the start"
    assert place.run(ASK + "print(*counts())") == right
    opened = "with snapshot(): current()\n"
    assert place.run(DAMAGE + ASK + opened + "damage(); print(*counts())") == right, "damaged after it was opened"


@pytest.mark.slow
def test_a_server_starts_with_a_damaged_index_file(place):
    place.run(COUNT)
    start = "from talks.index import share\nfrom talks.parameters import OPEN\nshare(OPEN)\nprint(*counts())"
    right = place.run(ASK + start)
    assert place.run(DAMAGE + ASK + "damage()\n" + start) == right


@pytest.mark.slow
def test_build_index_finds_damage_that_no_question_met_and_writes_the_file_again_when_forced(place):
    place.run(COUNT)
    good = place.index.read_bytes()
    call = (
        "from django.core.management import call_command as call\ncall('build_index', stdout=open(os.devnull, 'w'))\n"
    )
    place.run(DAMAGE + "damage()\n" + call)
    assert place.index.read_bytes() == good
    before = place.index.stat()
    place.run(call)
    assert place.index.stat() == before, "a file that is good stays"
    place.run(call.replace("'build_index'", "'build_index', force=True"))
    assert place.index.stat().st_mtime_ns != before.st_mtime_ns
    assert place.index.read_bytes() == good


SHARE = """
from talks.index import refresh, share
from talks.parameters import OPEN
share(OPEN)
taken = [taken for head, taken in refresh._shared.values()]
with snapshot():
    sides = current().segments[0].family("side")
    print(len(taken), select(Filters()).count)
    print(*[sides.events(key) is taken[0]["side_events", 0] for key in sides.keys[:2] if taken])
"""


@pytest.mark.slow
def test_what_counts_are_made_of_is_read_once_for_all_processes_of_a_server(place):
    place.run(COUNT)
    assert place.run(SHARE) == ["1", "400", "True", "False"]
    place.index.unlink()
    assert place.run(SHARE) == ["0", "400"], "nothing is written before there are processes"


@pytest.mark.slow
def test_what_processes_have_together_is_of_no_use_for_an_index_written_since(place):
    change = """
with snapshot(): current()
refresh._held.clear()
Event.objects.update(title="Another title")
with snapshot():
    print(select(Filters()).count, len(current().segments), current().segments[0]._reader.shared)
"""
    place.run(COUNT)
    assert place.run(SHARE + change)[-3:] == ["400", "1", "{}"]


def test_what_is_written_into_a_file_that_is_read_changes_nothing_of_what_was_read():
    file = io.BytesIO()
    writer = SegmentFileWriter(file)
    writer.bitmaps("sets", [BitMap([1, 2, 3]), BitMap([4])])
    writer.array("numbers", array("q", [1, -2, 3]))
    writer.close({})
    data = bytearray(file.getvalue())
    reader = SegmentFileReader(memoryview(data))
    numbers, read = reader.array("numbers", "q"), reader.bitmap("sets")
    data[:] = b"x" * len(data)
    assert (list(numbers), list(reader.array("numbers", "q"))) == ([1, -2, 3], [1, -2, 3])
    assert (list(read), list(reader.bitmap("sets"))) == ([1, 2, 3], [1, 2, 3])
    with pytest.raises(DamagedError):
        reader.bitmap("sets", 1)


def test_no_more_is_taken_than_there_is_room_for():
    file = io.BytesIO()
    writer = SegmentFileWriter(file)
    writer.bitmaps("some", [BitMap([number]) for number in range(10)])
    writer.close({})
    reader = SegmentFileReader(memoryview(file.getvalue()))
    taken = reader.read_first(["none", "some"], 4 * size_of(BitMap([1])))
    assert list(taken) == [("some", place) for place in range(4)]
    reader.shared = taken
    assert [list(reader.bitmap("some", place)) for place in range(10)] == [[number] for number in range(10)]


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_writes_leaves_nothing_half_and_no_lock(place):
    for milliseconds in (0, 30, 60, 90, 120, 200, 300):
        place.index.unlink(missing_ok=True)
        process = place.start("print('go', flush=True)\n" + COUNT)
        process.stdout.readline()
        time.sleep(milliseconds / 1000)
        process.kill()
        process.communicate()
    place.index.unlink(missing_ok=True)
    assert place.run(COUNT) == ["400", "1"]
    assert {path.name for path in place.index.parent.glob("*.index*")} == {place.index.name, f"{place.index.name}.lock"}


@pytest.mark.slow
def test_after_a_commit_every_process_answers_from_the_new_state_and_a_snapshot_from_its_own(place):
    before, inside, after = place.run("""
def visits():
    return select(Filters(kind=("visit",))).count
with snapshot():
    print(visits())
    def write():
        Event.objects.filter(pk__in=list(Event.objects.exclude(kind="visit").values_list("pk", flat=True)[:3])).update(kind="visit")
        connection.close()
    writer = threading.Thread(target=write)
    writer.start()
    writer.join()
    print(visits())
with snapshot():
    print(visits())
""")
    assert int(inside) == int(before)
    assert int(after) == int(before) + 3
    assert int(place.run('with snapshot(): print(select(Filters(kind=("visit",))).count)')[0]) == int(after)
