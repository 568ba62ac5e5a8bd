"""The small forms of records that are made beside a field. Each has what such a record needs at least.

Before a record is saved that has the name of another one, or a name that the lint warns of, the form asks once more.
"""

from collections.abc import Iterable
from typing import Self

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import curation
from talks.admin.forms import Lines
from talks.desk.choosing import named
from talks.desk.fields import Named, OnceForm, TypedDate
from talks.lint import lint_one
from talks.models import Actor, Answer, Event, Origin, Outlet, Place, Process, Question, Topic
from talks.models.base import Slugged
from talks.vocabulary import ActorKind, Basis

PREFIX = "new"


class NewRecord(OnceForm):
    """A record that is named in one field, ``TITLE``, and gets its slug from it."""

    slug = forms.SlugField(required=False, label=gettext_lazy("Slug, made from the name if empty"))
    sure = forms.BooleanField(required=False, label=gettext_lazy("I have looked at this. Save all the same."))
    TITLE = "name"
    KIND = ""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix=PREFIX, **kwargs)
        self.known: list[Slugged] = []
        self.warnings: list[str] = []
        for field in self.fields.values():
            field.help_text = ""

    @classmethod
    def opened(cls, typed: str, about: Event | None = None) -> Self:
        """Return an empty form with what was typed as the name, and what follows from the event that it is ``about``."""
        return cls(initial={cls.TITLE: typed.strip()} | cls.defaults(about))

    @classmethod
    def defaults(cls, about: Event | None) -> dict:
        return {}

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("slug") and (words := self.words(cleaned)):
            cleaned["slug"] = curation.free_slug(self._meta.model, words)
            if not cleaned["slug"]:
                self.add_error("slug", _("Give a slug: none can be made from these words."))
        return cleaned

    def words(self, cleaned: dict) -> str:
        """Return the words of which the slug is made."""
        return cleaned.get(self.TITLE) or ""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug:
            curation.check_slug(self.instance, slug)
        return slug

    def _post_clean(self) -> None:
        super()._post_clean()
        self.known = self.known_already()
        self.warnings = [] if self.errors else self.warned()
        if (self.known or self.warnings) and not self.cleaned_data.get("sure"):
            self.add_error("sure", _("Look at this first."))

    def known_already(self) -> list[Slugged]:
        """Return the stored records that this may be. Cost: one query for each name."""
        lines = [self.cleaned_data.get(self.TITLE) or "", *(self.cleaned_data.get("spellings") or "").splitlines()]
        return _each_once(record for line in lines if line.strip() for record in named(self.KIND, line))

    def warned(self) -> list[str]:
        return []

    def stored(self) -> Slugged:
        return self.save()


def only_process() -> dict:
    """Return the negotiation as the initial value, where there is only one."""
    processes = list(Process.objects.values_list("pk", flat=True)[:2])
    return {"process": processes[0]} if len(processes) == 1 else {}


class NewEvent(NewRecord):
    """An event, a draft as all new ones."""

    date = TypedDate(required=False, label=gettext_lazy("Date"))
    place = Named("place", new="place", required=False, label=gettext_lazy("Place"))
    process = Named("process", label=gettext_lazy("Process"))
    TITLE, KIND = "title", "event"

    class Meta:
        model = Event
        fields = [
            "title",
            "kind",
            "occurrence",
            "format",
            "date",
            "date_basis",
            "date_basis_note",
            "place",
            "place_basis",
            "place_basis_note",
            "process",
            "slug",
        ]

    @classmethod
    def defaults(cls, about: Event | None) -> dict:
        return {"date_basis": Basis.STATED, "place_basis": Basis.STATED} | only_process()

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in ("date", "place"):
            if not cleaned.get(name):
                cleaned[f"{name}_basis"] = cleaned[f"{name}_basis_note"] = ""
        return cleaned

    def known_already(self) -> list[Slugged]:
        day, kind = self.cleaned_data.get("date"), self.cleaned_data.get("kind")
        same_day = Event.objects.filter(date=day, kind=kind) if day and kind else []
        return _each_once([*super().known_already(), *same_day])

    def warned(self) -> list[str]:
        return [f"{finding.rule.label}: {finding.message}" for finding in lint_one(self.instance)]


class NewPerson(NewRecord):
    """A person, or whoever else speaks or takes part."""

    side = Named("side", required=False, label=gettext_lazy("Speaks for"))
    spellings = Lines(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), label=gettext_lazy("Spellings, one a line")
    )
    KIND = "actor"

    class Meta:
        model = Actor
        fields = ["name", "kind", "side", "spellings", "slug"]

    @classmethod
    def defaults(cls, about: Event | None) -> dict:
        return {"kind": ActorKind.PERSON}


class NewTopic(NewRecord):
    KIND = "topic"

    class Meta:
        model = Topic
        fields = ["name", "definition", "slug"]


class NewPlace(NewRecord):
    spellings = Lines(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), label=gettext_lazy("Spellings, one a line")
    )
    KIND = "place"

    class Meta:
        model = Place
        fields = ["name", "spellings", "slug"]


class NewOutlet(NewPlace):
    KIND = "outlet"

    class Meta(NewPlace.Meta):
        model = Outlet


class NewOrigin(NewRecord):
    """What reports relay: its house, which was typed, with its kind and day."""

    house = Named("outlet", new="outlet", required=False, label=gettext_lazy("House"))
    date = TypedDate(required=False, label=gettext_lazy("Date"))
    TITLE, KIND = "house", "origin"

    class Meta:
        model = Origin
        fields = ["house", "kind", "date", "date_basis", "date_basis_note", "slug"]

    @classmethod
    def defaults(cls, about: Event | None) -> dict:
        return {"date_basis": Basis.STATED}

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("date"):
            cleaned["date_basis"] = cleaned["date_basis_note"] = ""
        return cleaned

    def words(self, cleaned: dict) -> str:
        house = cleaned.get("house")
        return " ".join(filter(None, [house and house.slug, cleaned.get("kind"), cleaned.get("date")]))

    def known_already(self) -> list[Slugged]:
        same = {name: self.cleaned_data.get(name) or None for name in ("house", "kind", "date")}
        return list(Origin.objects.filter(**same)) if all(same.values()) else []


class NewQuestion(NewRecord):
    """A question with its answers, which exclude each other unless they are said to be compatible."""

    process = Named("process", label=gettext_lazy("Process"))
    answers = Lines(widget=forms.Textarea(attrs={"rows": 3}), label=gettext_lazy("Answers, one a line"))
    compatible = Lines(
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
        label=gettext_lazy("Answers that exclude no other, one a line"),
    )
    TITLE, KIND = "text", "question"

    class Meta:
        model = Question
        fields = ["text", "reason", "kind", "context", "process", "slug"]
        widgets = {"context": forms.Textarea(attrs={"rows": 1})}

    @classmethod
    def defaults(cls, about: Event | None) -> dict:
        # Two statements that exclude each other mostly answer one question with yes and no.
        return {"process": about.process_id, "answers": _("Yes\nNo")} if about else only_process()

    def clean(self) -> dict:
        cleaned = super().clean()
        self.texts = [line.strip() for line in (cleaned.get("answers") or "").splitlines() if line.strip()]
        self.free = [line.strip() for line in (cleaned.get("compatible") or "").splitlines() if line.strip()]
        if "answers" in cleaned and len({*self.texts}) < max(2, len(self.texts)):
            self.add_error("answers", _("Give at least two answers, each another one."))
        if strange := [line for line in self.free if line not in self.texts]:
            self.add_error("compatible", _("“%(line)s” is none of the answers.") % {"line": strange[0]})
        for line in self.texts:
            try:
                Answer(text=line, slug="a").clean_fields(exclude=["question"])
            except forms.ValidationError as error:
                self.add_error("answers", error.messages)
        return cleaned

    def stored(self) -> Slugged:
        question = self.save()
        made = []
        for place, text in enumerate(self.texts, 1):
            base = slugify(text)[:100].strip("-") or f"answer-{place}"
            slug = base if base not in {one.slug for one in made} and base != "none" else f"{base}-{place}"
            made.append(Answer.objects.create(question=question, text=text, slug=slug, position=place))
        bound = [one for one in made if one.text not in self.free]
        for one in bound:
            one.excludes.set([other for other in bound if other != one])
        return question


def _each_once(records: Iterable[Slugged]) -> list[Slugged]:
    return list({record.pk: record for record in records}.values())


FORMS: dict[str, type[NewRecord]] = {
    "event": NewEvent,
    "person": NewPerson,
    "place": NewPlace,
    "question": NewQuestion,
    "topic": NewTopic,
    "outlet": NewOutlet,
    "origin": NewOrigin,
}
