"""What the record already has for a statement that is being marked: repeats, events, answers, and differences without a question.

Drafts count; what was withdrawn does not. Nothing is chosen by itself: each hint is a button that fills a field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, OuterRef, Value, When
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from talks import dates
from talks.admin.base import change_url, in_words
from talks.dates.typed import read_typed
from talks.desk.access import MARKING_RIGHTS, desk_page, page
from talks.desk.choosing import choose, values_of
from talks.desk.days import DayOffer, days_named
from talks.desk.fields import SEVERAL
from talks.models import Actor, Answer, Article, ArticleText, Claim, Event, Participation
from talks.opposing import Wording, is_alike, is_one_sentence, stems
from talks.quoting import folded, pieces
from talks.suggesting.passages import sentences
from talks.vocabulary import Status

MOST = 6
MOST_ANSWERS = 40
MOST_BETTER = 2  # events beside the chosen one
NEAR = timedelta(days=1)
TEXTS_READ = 20  # in which sentences are compared
READ = 200  # statements of a speaker on these days, or of an event
ASKS = frozenset({"fill", "look"})  # the buttons of hints, for browsers without scripts
FILLED = ("event", "repeats", "answers", "said")
FIELDS = ("speaker", "said", "event", "kind", "quote", "statement", "paragraph")


class Offer(NamedTuple):
    """What a click writes into a field: ``value``; shown as ``label``, with ``note``."""

    value: str
    label: str
    note: str = ""


class Opposite(NamedTuple):
    """A stored statement that the typed one may exclude."""

    label: str
    url: str


@dataclass(frozen=True)
class Hints:
    """What the record has for a statement that is typed.

    Shape: ``answers`` by the text of their question; ``event`` is the chosen event, which a new question is about.
    """

    repeats: list[Offer]
    events: list[Offer]
    answers: dict[str, list[Offer]]
    opposed: list[Opposite]
    event: Event | None
    days: list[DayOffer] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.repeats) + len(self.events) + len(self.answers) + len(self.opposed)


def repeats(article: Article, speaker: Actor, first: date, last: date, words: str, sentence: str = "") -> list[Claim]:
    """Return the first records of what the same speaker said in other reports, a day apart at most, in words like these.

    Two curators seldom quote the same words of a sentence, so the ``sentence`` of this quote and those of theirs count too.
    Cost: two queries.
    """
    wanted = stems(words)
    near = _current(Claim.objects).filter(
        speaker=speaker, said_earliest__lte=last + NEAR, said_latest__gte=first - NEAR
    )
    near = list(near.exclude(article=article).select_related(*_related("repeats__"), *_related()).order_by("pk")[:READ])
    reports = list(dict.fromkeys(claim.article_id for claim in near))[:TEXTS_READ] if sentence else []
    texts = {text.article_id: text.paragraphs for text in ArticleText.objects.filter(article__in=reports)}
    around = stems(f"{words} {sentence}")
    alike = []
    for claim in near:
        own = stems(f"{claim.quote} {claim.statement}")
        theirs = stems(f"{claim.statement} {_sentence_of(texts.get(claim.article_id, []), claim)}")
        if is_alike(wanted, own) or is_one_sentence(around, theirs):
            alike.append((-len(wanted & own), -len(around & theirs), claim))
    alike = [claim for *_shared, claim in sorted(alike, key=lambda one: one[:2])]
    return list({claim.utterance_id: claim.repeats or claim for claim in alike}.values())[:MOST]


def _sentence_of(paragraphs: Sequence[str], claim: Claim) -> str:
    number = claim.paragraph or 0
    return sentence_around(paragraphs[number - 1], claim.quote) if 0 < number <= len(paragraphs) else ""


def sentence_around(paragraph: str, quote: str) -> str:
    """Return the sentences in which a quote stands, with those before and after; the empty text where it does not stand."""
    text = folded(paragraph)
    places = [(at, at + len(piece)) for piece in pieces(folded(quote)) if piece and (at := text.find(piece)) >= 0]
    all_of_it = sentences(text, frozenset())
    here = [
        number
        for number, one in enumerate(all_of_it)
        if any(start < one.end and one.start < end for start, end in places)
    ]
    near = all_of_it[max(0, here[0] - 1) : here[-1] + 2] if here else []
    return text[near[0].start : near[-1].end] if near else ""


def events(speaker: Actor | None, first: date, last: date, chosen: Event | None = None) -> list[Event]:
    """Return the events of these days: first those in which the speaker or its side took part or spoke, and the shortest.

    Shape: where an event is ``chosen`` already, only those, and none if that one is of these days. Cost: one query.
    """
    if chosen and _touches(chosen, first, last):
        return []
    people = [actor.pk for actor in (speaker, speaker and speaker.speaks_for) if actor]
    this = OuterRef("pk")
    takes_part = Exists(Participation.objects.filter(event=this, actor__in=people).order_by())
    speaks = Exists(_current(Claim.objects).filter(event=this, speaker__in=people).order_by())
    here = (
        _current(Event.objects)
        .filter(date_earliest__lte=last, date_latest__gte=first)
        .annotate(is_theirs=Case(When(takes_part | speaks, then=Value(True)), default=Value(False)))
    )
    found = here.filter(is_theirs=True) if chosen else here
    shortest = found.order_by("-is_theirs", "-date_earliest", "date_latest", "pk")
    return list(shortest[: MOST_BETTER if chosen else MOST])


def answers(event: Event, words: str) -> list[Answer]:
    """Return the answers of the questions that statements about this event already answer.

    Shape: those of a question together; first the questions that share most words with a new statement. Cost: one query.
    """
    questions = _current(event.claims).filter(answers__isnull=False).values("answers__question")
    found = Answer.objects.filter(question__in=questions).select_related("question")
    wanted = stems(words)
    return sorted(
        found.order_by("question__text", "question", "position", "pk"),
        key=lambda one: -len(wanted & stems(one.question.text)),
    )[:MOST_ANSWERS]


def opposed(event: Event, speaker: Actor | None, kind: str, words: str, edited: int | None = None) -> list[Claim]:
    """Return what others said of this event that seems to exclude a new statement, and that answers no question.

    Shape: statements of another side, or of another speaker without one; not the ``edited`` one. Cost: one query.
    """
    side = speaker.speaks_for if speaker else None
    new = Wording.of(kind, words, speaker, side)
    others = _current(event.claims).filter(answers=None).exclude(speaker=None).exclude(pk=edited)
    found = []
    for claim in others.select_related("speaker__side", "side", "article__outlet").order_by("-pk")[:READ]:
        if claim.speaker == speaker or (side and claim.speaks_for == side):
            continue
        theirs = Wording.of(claim.kind, f"{claim.quote} {claim.statement}", claim.speaker, claim.speaks_for)
        if new.may_exclude(theirs):
            found.append(claim)
    return found[:MOST]


def _touches(event: Event, first: date, last: date) -> bool:
    """Return whether an event is of these days. One without an end fits worse than one of the very day."""
    earliest, latest = event.date_earliest, event.date_latest
    return bool(earliest and latest and earliest <= last and latest >= first)


def _current(records):
    return records.exclude(status=Status.WITHDRAWN)


def _related(before: str = "") -> list[str]:
    return [f"{before}speaker", f"{before}article__outlet"]


def hints_of(article: Article, sent: Mapping[str, str], edited: int | None = None) -> Hints:
    """Return what the record has for what was typed. What cannot be read yet, or names nothing, gives nothing.

    Cost: some fourteen queries, whatever the size of the record.
    """
    typed = {name: sent.get(name, "").replace("\0", "").strip()[:1000] for name in FIELDS}
    words = f"{typed['quote']} {typed['statement']}"
    speaker, event, days = _chosen("actor", typed["speaker"]), _chosen("event", typed["event"]), _days(typed["said"])
    stored = ArticleText.objects.filter(article=article).first()
    number = int(typed["paragraph"]) if typed["paragraph"].isascii() and typed["paragraph"].isdigit() else 0
    paragraphs = stored.paragraphs if stored and 0 < number <= len(stored.paragraphs) else []
    sentence = sentence_around(paragraphs[number - 1], typed["quote"]) if paragraphs else ""
    same = repeats(article, speaker, *days, words, sentence) if speaker and days else []
    near = events(speaker, *days, event) if days else []
    told = opposed(event, speaker, typed["kind"], words, edited) if event and speaker else []
    of_event = answers(event, words) if event else []
    by_question: dict[str, list[Offer]] = {}
    for answer, value in zip(of_event, values_of("answer", of_event), strict=True):
        by_question.setdefault(answer.question.text, []).append(Offer(value, answer.text))
    return Hints(
        repeats=[Offer(claim.slug, str(claim), _place(claim)) for claim in same],
        events=[
            Offer(value, one.title, in_words(one.date) or "")
            for one, value in zip(near, values_of("event", near), strict=True)
        ],
        answers=by_question,
        opposed=[Opposite(f"{claim} ({_place(claim)})", change_url(claim)) for claim in told],
        event=event,
        days=days_named(article, paragraphs, number, typed["quote"]) if paragraphs else [],
    )


def filled(sent: QueryDict) -> QueryDict:
    """Return what was sent, with the hint whose button sent it written into its field: ``fill`` is “field=value”."""
    name, _sign, value = sent.get("fill", "").partition("=")
    if name not in FILLED or not value:
        return sent
    data = sent.copy()
    if name == "said":  # with its basis
        value, data["said_basis"], data["said_basis_note"] = [*value.split("|", 2), "", ""][:3]
    before = sent.get(name, "").strip(f"{SEVERAL} ") if name == "answers" else ""
    data[name] = f"{before}{SEVERAL} {value}" if before else value
    return data


@desk_page(*MARKING_RIGHTS, "talks.view_event")
@require_POST
def hints(request: HttpRequest, report: int) -> HttpResponse:
    """Show what the record has for what is typed in the form of a statement, as a part of its page. Nothing is saved."""
    article = get_object_or_404(Article, pk=report)
    number = request.GET.get("statement", "")
    edited = int(number) if number.isascii() and number.isdigit() else None
    return page(request, "_hints", article=article, hints=hints_of(article, request.POST, edited))


def _place(claim: Claim) -> str:
    """Return the report of a statement, with its day."""
    article = claim.article
    told = [article.outlet or _("outlet not known"), in_words(article.published)] if article else [_("no report")]
    return ", ".join(str(one) for one in told if one)


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
