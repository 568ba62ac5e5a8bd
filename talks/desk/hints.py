"""What the record already has for a statement that is being marked: repeats, events, answers, and differences without a question.

Drafts count; what was withdrawn does not. The functions return records; ``hints`` answers with them in JSON.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from talks import dates
from talks.dates.typed import read_typed
from talks.desk.access import desk_page
from talks.desk.choosing import choose, values_of
from talks.models import Actor, Answer, Article, Claim, Event
from talks.quoting import DENYING
from talks.search import fold, parts_of
from talks.vocabulary import ClaimKind, Status

MOST = 6
NEAR = timedelta(days=1)
READ = 200  # statements of a speaker on these days
STEM = 5  # letters in which forms of a word agree
SHORTEST = 4
LEAST_SHARED = 2  # stems
LEAST_SHARE = 0.3
OPPOSED = {
    frozenset({ClaimKind.ACCUSATION, ClaimKind.DENIAL}),
    frozenset({ClaimKind.OFFER, ClaimKind.REFUSAL}),
    frozenset({ClaimKind.DEMAND, ClaimKind.REFUSAL}),
    frozenset({ClaimKind.ACCOUNT, ClaimKind.DENIAL}),
    frozenset({ClaimKind.ASSESSMENT, ClaimKind.DENIAL}),
}


def stems(words: str) -> set[str]:
    """Return the beginnings of the longer words of a text, by which two wordings of one thing are compared."""
    return {part[:STEM] for part in parts_of(fold(words)) if len(part) >= SHORTEST}


def is_alike(words: set[str], others: set[str]) -> bool:
    """Return whether two sets of stems share enough to be one utterance."""
    shared = len(words & others)
    return shared >= LEAST_SHARED and shared >= LEAST_SHARE * min(len(words), len(others))


def repeats(article: Article, speaker: Actor, first: date, last: date, words: str) -> list[Claim]:
    """Return the first records of what the same speaker said in other reports, a day apart at most, in words like these.

    Cost: one query.
    """
    wanted = stems(words)
    near = _current(Claim.objects).filter(
        speaker=speaker, said_earliest__lte=last + NEAR, said_latest__gte=first - NEAR
    )
    near = near.exclude(article=article).select_related("speaker", "article", "repeats__speaker").order_by("pk")
    alike = [claim for claim in near[:READ] if is_alike(wanted, stems(f"{claim.quote} {claim.statement}"))]
    return list({claim.utterance_id: claim.repeats or claim for claim in alike}.values())[:MOST]


def events(speaker: Actor | None, first: date, last: date) -> list[Event]:
    """Return the events of these days, those in which the speaker or its side took part first. Cost: one query."""
    people = [actor.pk for actor in (speaker, speaker and speaker.speaks_for) if actor]
    here = _current(Event.objects).filter(date_earliest__lte=last, date_latest__gte=first)
    took_part = Q(participations__actor__in=people) | Q(claims__speaker__in=people)
    order = Case(When(took_part, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = here.annotate(order=order).order_by("order", "date_earliest", "pk")[: 4 * MOST]  # once for each participant
    return list(dict.fromkeys(found))[:MOST]


def answers(event: Event) -> list[Answer]:
    """Return the answers of all questions that statements about this event already answer. Cost: one query."""
    questions = _current(event.claims).filter(answers__isnull=False).values("answers__question")
    found = Answer.objects.filter(question__in=questions).select_related("question")
    return list(found.order_by("question__text", "position", "pk"))


def opposed(event: Event, speaker: Actor | None, kind: str, words: str) -> list[Claim]:
    """Return what others said of this event that seems to exclude a new statement, and that answers no question.

    Shape: statements of another side, or of another speaker without one, of kinds that oppose each other; two assessments
    of the same matter of which one denies. Cost: two queries.
    """
    wanted, denies = stems(words), _denies(words)
    side = speaker.speaks_for if speaker else None
    found = []
    for claim in _current(event.claims).filter(answers=None).select_related("speaker__side", "side", "event"):
        if (side and claim.speaks_for == side) or (speaker and claim.speaker == speaker) or not claim.speaker:
            continue
        theirs = f"{claim.quote} {claim.statement}"
        is_opposed = frozenset({kind, claim.kind}) in OPPOSED
        is_denied = kind == claim.kind == ClaimKind.ASSESSMENT and denies != _denies(theirs)
        if (is_opposed or is_denied) and wanted & stems(theirs):
            found.append(claim)
    return found[:MOST]


def _denies(words: str) -> bool:
    return any(word.lower() in DENYING or word.lower().endswith(("n't", "n’t")) for word in words.split())


def _current(records):
    return records.exclude(status=Status.WITHDRAWN)


@desk_page("talks.view_article", "talks.view_claim", "talks.view_event", "talks.add_claim")
@require_GET
def hints(request: HttpRequest, report: int) -> HttpResponse:
    """Answer what the record has for ``speaker``, ``said``, ``event``, ``kind``, ``quote`` and ``statement``, as they are typed.

    Shape: ``{"repeats": [{"value", "label"}], "events": […], "answers": […], "question": sentence or ""}``. What cannot be
    read yet, or names nothing, gives nothing.
    """
    article = get_object_or_404(Article, pk=report)
    typed = {name: request.GET.get(name, "").replace("\0", "").strip()[:600] for name in FIELDS}
    words = f"{typed['quote']} {typed['statement']}"
    speaker, event, days = _chosen("actor", typed["speaker"]), _chosen("event", typed["event"]), _days(typed["said"])
    same = repeats(article, speaker, *days, words) if speaker and days else []
    told = opposed(event, speaker, typed["kind"], words) if event and speaker else []
    return JsonResponse(
        {
            "repeats": [{"value": claim.slug, "label": f"{claim} ({claim.article})"} for claim in same],
            "events": _labelled("event", events(speaker, *days) if days and not event else []),
            "answers": _labelled("answer", answers(event) if event else []),
            "question": _("A question? It may exclude: %(statements)s") % {"statements": "; ".join(map(str, told))}
            if told
            else "",
        }
    )


FIELDS = ("speaker", "said", "event", "kind", "quote", "statement")


def _chosen(kind: str, typed: str):
    try:
        return choose(kind, typed) if typed else None
    except ValidationError:
        return None


def _days(typed: str) -> tuple[date, date] | None:
    """Return the first and last possible day of a typed date; None where one is open."""
    try:
        read = dates.parse(read_typed(typed)) if typed else None
    except dates.EDTFError:
        return None
    return (read.earliest, read.latest) if read and read.earliest and read.latest else None


def _labelled(kind: str, records: Iterable) -> list[dict[str, str]]:
    chosen = list(records)
    return [
        {"value": value, "label": str(record)} for record, value in zip(chosen, values_of(kind, chosen), strict=True)
    ]
