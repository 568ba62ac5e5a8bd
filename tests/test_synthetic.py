"""The synthetic record: as large as asked for, the same each time, within every rule of the record, unevenly spread."""

import hashlib
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F

from talks import dates
from talks.differences import read_differences
from talks.models import Actor, Answer, Article, Claim, Event, Lane, Outlet, Participation, Process, Topic
from talks.synthetic import make_record
from talks.vocabulary import Attribution, Status

# By what each row is known without the numbers that a database gives; the rest of its columns are compared as they are.
REFERENCES = {
    Actor: ["side__slug"],
    Article: ["outlet__slug", "origin__slug", "origin__house__slug"],
    Event: ["process__slug", "place__slug"],
    Participation: ["event__slug", "actor__slug"],
    Claim: ["event__slug", "occasion__slug", "article__slug", "speaker__slug", "side__slug", "target__slug"],
    Claim.topics.through: ["claim__slug", "topic__slug"],
    Claim.answers.through: ["claim__slug", "answer__slug", "answer__question__slug"],
    Answer.excludes.through: ["from_answer__question__slug", "from_answer__slug", "to_answer__slug"],
}


def digest(process: str) -> str:
    """Everything in the record of a process, less its name and the ids."""
    mark = hashlib.sha256()
    for model, references in REFERENCES.items():
        plain = [one.name for one in model._meta.concrete_fields if not one.is_relation and not one.primary_key]
        more = ["repeats__slug"] if model is Claim else []
        rows = model.objects.order_by().values_list(*references, *more, *plain)
        for row in sorted(repr(row) for row in rows if process in repr(row)):
            mark.update(row.replace(process, "").encode())
    return mark.hexdigest()


@pytest.fixture
def record(db) -> None:
    make_record(200, seed=7)


@pytest.mark.django_db
def test_the_same_number_and_seed_give_the_same_record_and_another_seed_another():
    for process, seed in [("first", 3), ("second", 3), ("third", 4)]:
        make_record(60, seed, process)
    assert digest("first") == digest("second") != digest("third")


@pytest.mark.django_db
@pytest.mark.parametrize("events", [1, 21, 200])
def test_there_are_five_times_as_many_statements_and_half_as_many_reports(events: int):
    made = make_record(events)
    assert made == {"events": events, "statements": 5 * events, "reports": -(-events // 2)}
    assert [model.objects.count() for model in (Event, Claim, Article)] == list(made.values())


def test_names_are_as_many_as_promised_and_every_side_has_its_lane(record):
    counts = [model.objects.count() for model in (Process, Actor, Topic, Outlet)]
    assert counts == [1, 200, 60, 300]
    lanes = Lane.objects.order_by("position").values_list("position", "palette")
    assert list(lanes) == [(n + 1, n % 8 + 1) for n in range(14)]


def test_all_of_it_is_public(record):
    assert Event.objects.public().count() == 200
    assert Claim.objects.public().count() == 1000
    assert not Article.objects.exclude(status=Status.PUBLISHED).exists()


@pytest.mark.slow
def test_every_row_passes_the_forms_of_the_record(record):
    for model in (Process, Lane, Actor, Topic, Outlet, Answer):
        for row in model.objects.all():
            row.full_clean()
    for model in (Article, Event, Participation, Claim):
        for row in model.objects.order_by("pk")[::7]:
            row.full_clean()
    for claim in Claim.objects.filter(answers__isnull=False):
        Claim.check_answers(claim.answers.all())
    connection.check_constraints()


def test_a_repetition_points_to_a_first_record_of_the_same_speaker_and_event(record):
    repetitions = Claim.objects.exclude(repeats=None)
    assert 40 < repetitions.count() < 160
    assert not repetitions.exclude(repeats__repeats=None).exists()
    assert repetitions.filter(repeats__speaker=F("speaker"), repeats__event=F("event")).count() == repetitions.count()


def test_few_names_are_frequent_and_most_are_rare(record):
    for name in ("speaker", "topics", "article__outlet", "event"):
        rows = Claim.objects.exclude(**{name: None}).values_list(name).annotate(n=Count("pk"))
        counts = sorted((n for _value, n in rows), reverse=True)
        assert counts[0] > 4 * counts[len(counts) // 2], name


def test_words_are_some_twenty_a_statement_and_twelve_a_quote_from_thousands(record):
    statements = [claim.statement.split() for claim in Claim.objects.all()]
    quotes = [claim.quote.replace("[…] ", "").split() for claim in Claim.objects.all()]
    assert 19 < sum(map(len, statements)) / len(statements) < 21
    assert max(map(len, quotes)) == 12
    assert len({word for words in statements for word in words}) > 3000


def test_dates_lie_between_2014_and_2026_and_some_of_every_precision_are_uncertain(record):
    found = Counter()
    for event in Event.objects.all():
        found[dates.parse(event.date).precision if event.date else ""] += 1
        assert not event.date_earliest or 2014 <= event.date_earliest.year <= 2026
    assert {"day", "month", "interval", "set"} <= set(found)
    assert found["day"] > 100
    assert Event.objects.filter(date__endswith="/..").exists()
    assert Claim.objects.filter(said="").exists()


def test_a_tenth_is_the_reports_own_and_nobodys(record):
    own = Claim.objects.filter(attribution=Attribution.OWN_VOICE)
    assert 70 < own.count() < 130
    assert not own.exclude(speaker=None, side=None).exists()


def test_accounts_differ_here_and_there_and_few_statements_answer_one_question(record):
    answering = Claim.answers.through.objects.values_list("answer__question").annotate(n=Count("pk"))
    assert max(n for _question, n in answering) <= 8
    assert read_differences().of_event


@pytest.mark.django_db
def test_the_command_says_how_far_it_is_and_what_was_made_and_writes_no_process_twice(capsys: pytest.CaptureFixture):
    call_command("make_record", "--events", "40", "--seed", "2")
    said = capsys.readouterr()
    assert said.out == "The record synthetic is made: 40 events, 200 statements, 20 reports.\n"
    assert said.err == "40 of 40 events\n"
    with pytest.raises(CommandError, match="already contains “synthetic”"):
        call_command("make_record", "--events", "40")
    call_command("make_record", "--events", "20", "--process", "other")
    assert Event.objects.count() == 60


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["--events", "0"], ["--process", "No slug"], ["--process", "x" * 61]])
def test_a_record_that_cannot_be_is_refused_before_anything_is_written(arguments: list[str]):
    with pytest.raises(CommandError):
        call_command("make_record", *arguments)
    assert not Process.objects.exists()
