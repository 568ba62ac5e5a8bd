"""Records with valid defaults, for tests. Nothing is random: a name given is a name kept."""

from datetime import date
from itertools import count

from talks.models import (
    Actor,
    Answer,
    Article,
    Claim,
    Correction,
    ErrorReport,
    Event,
    Origin,
    Outlet,
    Participation,
    Place,
    Process,
    Question,
    Topic,
)
from talks.models.correction import field_for
from talks.vocabulary import Attribution, Basis, ClaimKind, EventKind, QuoteMode, Role, Status

_number = count(1)


def _slug(kind: str) -> str:
    return f"{kind}-{next(_number)}"


def make_process(slug: str = "talks-2022", **fields) -> Process:
    return Process.objects.get_or_create(slug=slug, defaults={"title": "Negotiations, 2022", **fields})[0]


def make_actor(slug: str, **fields) -> Actor:
    defaults = {"name": slug.replace("-", " ").title(), "kind": "person" if fields.get("side") else "party"}
    return Actor.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def make_outlet(slug: str, **fields) -> Outlet:
    return Outlet.objects.get_or_create(slug=slug, defaults={"name": slug.title()} | fields)[0]


def make_place(slug: str, **fields) -> Place:
    return Place.objects.get_or_create(slug=slug, defaults={"name": slug.title()} | fields)[0]


def make_topic(slug: str, **fields) -> Topic:
    return Topic.objects.get_or_create(slug=slug, defaults={"name": slug.title()} | fields)[0]


def make_origin(slug: str, **fields) -> Origin:
    return Origin.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_article(agency: Outlet | None = None, **fields) -> Article:
    """Make a published report; with an agency it relays a dispatch of its own from there, matched by its words."""
    slug = fields.pop("slug", None) or _slug("report")
    if agency:
        fields |= {"origin": make_origin(slug, house=agency), "origin_basis": "matched", "origin_note": "Same words."}
    defaults = {
        "headline": f"Headline of {slug}",
        "published": "2022-03-11",
        "published_basis": Basis.STATED,
        "status": Status.PUBLISHED,
    }
    return Article.objects.create(slug=slug, **defaults | fields)


def make_event(**fields) -> Event:
    """Make a published event; it is public only once a claim about it is."""
    slug = fields.pop("slug", None) or _slug("event")
    place = fields.get("place")
    defaults = {
        "title": f"Title of {slug}",
        "kind": EventKind.ROUND_OF_TALKS,
        "date": "2022-03-10",
        "place_basis": Basis.STATED if place else "",
        "status": Status.PUBLISHED,
    }
    fields.setdefault("date_basis", Basis.STATED if fields.get("date", "2022-03-10") else "")
    return Event.objects.create(slug=slug, process=fields.pop("process", None) or make_process(), **defaults | fields)


def make_claim(topics=(), answers=(), **fields) -> Claim:
    """Make a published claim, with an event and a report of its own unless they are given."""
    slug = fields.pop("slug", None) or _slug("claim")
    speaker = fields.get("speaker")
    defaults = {
        "paragraph": 1,
        "attribution": Attribution.NAMED if speaker else Attribution.UNNAMED,
        "kind": ClaimKind.ASSESSMENT,
        "statement": f"says what {slug} says.",
        "quote": f"words of {slug}",
        "quote_mode": QuoteMode.DIRECT,
        "status": Status.PUBLISHED,
    }
    if not fields.get("paragraph_sha256"):
        defaults["unchecked_reason"] = "no text is stored"
    if fields.get("said"):
        fields.setdefault("said_basis", Basis.STATED)
    fields["event"] = fields.get("event") or make_event()
    fields["article"] = fields["article"] if "article" in fields else make_article()
    claim = Claim.objects.create(slug=slug, **defaults | fields)
    claim.topics.set(topics)
    claim.answers.set(answers)
    return claim


def make_participation(event: Event, actor: Actor, role: str = Role.PARTY) -> Participation:
    return Participation.objects.create(event=event, actor=actor, role=role, basis=Basis.STATED)


def make_question(slug: str = "who-came", answers=("yes", "no"), **fields) -> tuple[Question, list[Answer]]:
    """Make a question whose answers all exclude each other."""
    defaults = {
        "text": "Who came?",
        "reason": "Both cannot be.",
        "process": fields.pop("process", None) or make_process(),
    }
    question = Question.objects.create(slug=slug, **defaults | fields)
    made = [
        Answer.objects.create(question=question, slug=one, text=one.title(), position=place)
        for place, one in enumerate(answers, 1)
    ]
    for one in made:
        one.excludes.set([other for other in made if other != one])
    return question, made


def make_correction(record, **fields) -> Correction:
    """Make a correction of a record, of its title from old to new."""
    defaults = {"kind": "correction", "day": date(2026, 11, 29), "field": "Title", "reason": "It was misread."}
    words = {"before": "The old words", "after": "The new words"}
    slug = fields.pop("slug", None) or _slug("correction")
    return Correction.objects.create(slug=slug, **defaults | words | fields, **field_for(record))


def make_error_report(record, **fields) -> ErrorReport:
    """Make an error report that nobody has decided on."""
    number = _slug("token")
    defaults = {"token": number, "what": "words", "message": f"message of {number}", "contact": f"{number}@example.org"}
    return ErrorReport.objects.create(**defaults | fields, **field_for(record))
