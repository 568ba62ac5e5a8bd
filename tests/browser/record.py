"""A small record with one of everything that a page can show, and the address of every page over it."""

from datetime import date, timedelta

from talks.models import Article, Claim, Event, Lane, Place, Process
from talks.vocabulary import EventKind, Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_correction,
    make_event,
    make_outlet,
    make_participation,
    make_place,
    make_process,
    make_question,
    make_topic,
)

PAGES = {
    "timeline": "/",
    "timeline, filtered": "/?side=ukraine&topic=ceasefire&q=talks&since=2022-02-30",
    "timeline, nothing found": "/?speaker=speaker-9&kind=violation",
    "table": "/?view=table",
    "coverage": "/?view=coverage",
    "embedded": "/embed/?side=ukraine&since=2022-02-30",
    "embedded table": "/embed/?view=table",
    "embedded coverage": "/embed/?view=coverage",
    "positions": "/positions/",
    "event": "/events/istanbul/",
    "report": "/reports/telesur-29-march/",
    "compare": "/reports/compare/?report=telesur-29-march&report=tass-30-march",
    "compare, too few": "/reports/compare/?report=never-there",
    "claim": "/claims/both-came/",
    "people": "/people/",
    "person": "/people/russia/",
    "questions": "/questions/",
    "question": "/questions/who-came/",
    "reports": "/reports/",
    "events": "/events/",
    "claims": "/claims/",
    "corrections": "/corrections/",
    "report an error": "/claims/both-came/error/",
    "check my quotes": "/check-quotes/",
    "about": "/about/",
    "data": "/data/",
    "codebook": "/data/codebook/",
    "not found": "/events/never-there/",
}
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung"


def make_record() -> None:
    """Make 12 events from March to December 2022: three sides with lanes and 10 people who speak for them.

    Where it is used: only Istanbul and the briefing of 11 May have statements by speaker-1; Istanbul has four
    utterances, one of them by speaker-1; three events are rounds of talks. The title of event-3 is one word of 160
    letters.
    """
    process = make_process(summary="Two delegations and a host, as five reports tell it.", licence="CC BY 4.0")
    sides = [make_actor(slug, kind="party") for slug in ("russia", "ukraine", "turkey")]
    for place, side in enumerate(sides, 1):
        Lane.objects.create(process=process, side=side, position=place, palette=place)
    russia, ukraine, turkey = sides
    speakers = [make_actor(f"speaker-{n}", side=sides[n % 2], spellings="Спікер") for n in range(1, 11)]
    ceasefire, grain = make_topic("ceasefire"), make_topic("grain")
    telesur = make_article(
        slug="telesur-29-march",
        headline=f"Delegations meet on the Bosporus: {LONG_WORD}",
        outlet=make_outlet("telesur"),
        agency=make_outlet("reuters"),
        url="https://example.org/29-march",
        published="2022-03-29",
        openings="Both delegations came\nThe host greeted\nNothing was signed",
    )
    tass = make_article(slug="tass-30-march", outlet=make_outlet("tass"), published="2022-03-30")

    istanbul = make_event(
        slug="istanbul",
        title="Talks in Istanbul",
        date="2022-03-29",
        place=make_place("istanbul"),
        summary="Delegations met in a palace.",
    )
    for side, role in [(russia, "party"), (ukraine, "party"), (turkey, "host")]:
        make_participation(istanbul, side, role)
    _question, (yes, no) = make_question(process=process)
    first = make_claim(
        slug="both-came",
        event=istanbul,
        article=telesur,
        speaker=speakers[0],
        speaker_role="head of the delegation",
        statement="says that both delegations came to the talks.",
        quote="we both came",
        said="2022-03-29",
        target=russia,
        topics=[ceasefire],
        answers=[yes],
    )
    make_claim(event=istanbul, article=tass, repeats=first, speaker=speakers[0], quote="both of us", said="2022-03-29")
    make_claim(event=istanbul, article=tass, speaker=speakers[1], answers=[no], topics=[grain], quote_mode="indirect")
    make_claim(event=istanbul, article=telesur, attribution="own-voice", paragraph=2, quote_mode="indirect")
    make_claim(event=istanbul, article=tass, speaker=turkey, attribution="institution", quote=f"das {LONG_WORD}")

    make_correction(first, field="Statement", before="says that both came", after=first.statement)

    days = ["2022-03-10", "2022-03", "2022-04-02?", "2022-04-05/2022-04-08", "2022-05-11", "2022-05-12"]
    days += ["2022-06-01", "2022-06-02", "2022-06-03", "2022-12-24", ""]
    kinds = list(EventKind)
    for number, day in enumerate(days):
        event = make_event(
            slug=f"event-{number}",
            title=f"Meeting number {number}" if number != 3 else "M" * 160,
            date=day,
            kind="round-of-talks" if number < 2 else kinds[number],
            occurrence="planned" if day == "2022-12-24" else "held",
        )
        make_participation(event, sides[number % 3])
        speaker = speakers[0] if day == "2022-05-11" else speakers[1 + number % 9]
        make_claim(
            event=event, article=tass, speaker=speaker, topics=[ceasefire], occasion=istanbul if number == 3 else None
        )


def make_many(number: int = 60) -> None:
    """Make that many events more, a day apart in 2023, each with one statement."""
    process, article, place = Process.objects.get(), Article.objects.first(), Place.objects.first()
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range(number)]
    events = [
        Event(
            slug=f"many-{n:02}",
            process=process,
            title=f"Later meeting {n:02}",
            kind="visit",
            date=day.isoformat(),
            date_basis="stated",
            date_earliest=day,
            date_latest=day,
            place=place,
            place_basis="stated",
            status=Status.PUBLISHED,
        )
        for n, day in enumerate(days)
    ]
    Claim.objects.bulk_create(
        Claim(
            slug=f"c-{event.slug}",
            event=event,
            article=article,
            paragraph=1,
            attribution="unnamed",
            kind="account",
            statement="says that they met.",
            quote="they met",
            quote_mode="direct",
            unchecked_reason="no text is stored",
            status=Status.PUBLISHED,
        )
        for event in Event.objects.bulk_create(events)
    )
