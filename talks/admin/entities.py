"""Actors, outlets, origins, places and topics; and former slugs."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy, ngettext

from talks.admin.base import MOST_NAMED, RecordAdmin, in_words, link, shortened
from talks.admin.history import ShowsHistory
from talks.admin.merging import Mergeable
from talks.models import Actor, Claim, Origin, Outlet, Place, Rename, Topic
from talks.querysets import SIDES, ByName


@admin.register(Actor)
class ActorAdmin(Mergeable):
    list_display = ["name", "kind", "side", "spellings"]
    list_filter = ["kind", ("side", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["side"]
    ordering = [ByName("name"), "slug"]
    search_fields = ["name", "slug", "names", "spellings", "also_meant_by"]
    search_help_text = gettext_lazy("Finds people and parties by name, slug or any other spelling.")
    autocomplete_fields = ["side"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "side"]}),
        (gettext_lazy("How others write it"), {"fields": ["names", "spellings", "also_meant_by", "note"]}),
    ]

    @admin.display(description=gettext_lazy("other spellings"))
    def spellings(self, actor):
        return shortened(", ".join(actor.spellings.split("\n")), 60) or None

    def label(self, actor):
        about = [str(actor.get_kind_display()), *([str(actor.side)] if actor.side else [])]
        return f"{actor.name} ({', '.join(about)})"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("side")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        kept = Claim.objects.published().filter(speaker=obj).count() if change and "side" in form.changed_data else 0
        if kept:
            message = ngettext(
                "%(count)d published statement keeps the side for which it was made. Change it there if that was wrong.",
                "%(count)d published statements keep the side for which they were made. Change it there if that was wrong.",
                kept,
            )
            self.message_user(request, message % {"count": kept}, messages.WARNING)

    def get_search_results(self, request, queryset, search_term):
        queryset, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.GET.get("field_name") == "side":
            queryset = queryset.filter(kind__in=SIDES, side=None)
        return queryset, may_repeat


@admin.register(Outlet)
class OutletAdmin(Mergeable):
    list_display = ["name", "slug", "noted"]
    ordering = [ByName("name"), "slug"]
    search_fields = ["name", "slug", "names", "spellings", "also_meant_by"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "names", "spellings", "also_meant_by", "note"]

    @admin.display(description=gettext_lazy("note"))
    def noted(self, outlet):
        return shortened(outlet.note) or None


@admin.register(Origin)
class OriginAdmin(RecordAdmin):
    list_display = ["slug", "kind", "house", "day"]
    list_filter = ["kind", "house"]
    list_select_related = ["house"]
    ordering = ["slug"]
    search_fields = ["slug", "house__name", "house__spellings", "date", "note"]
    search_help_text = gettext_lazy("Finds origins by slug, day, note, or any spelling of their house.")
    autocomplete_fields = ["house"]
    fields = ["slug", "kind", "house", "date", "date_basis", "date_basis_note", "note"]

    @admin.display(description=gettext_lazy("day"), ordering="date_earliest")
    def day(self, origin):
        return in_words(origin.date)


@admin.register(Place)
class PlaceAdmin(Mergeable):
    list_display = ["name", "slug", "spellings"]
    ordering = [ByName("name"), "slug"]
    search_fields = ["name", "slug", "names", "spellings", "also_meant_by"]
    search_help_text = gettext_lazy("Finds places by name, slug or any other spelling.")
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "names", "spellings", "also_meant_by"]

    @admin.display(description=gettext_lazy("other spellings"))
    def spellings(self, place):
        return shortened(", ".join(place.spellings.split("\n")), 60) or None


@admin.register(Topic)
class TopicAdmin(Mergeable):
    list_display = ["name", "slug", "definition"]
    ordering = [ByName("name"), "slug"]
    search_fields = ["name", "slug", "definition"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "names", "definition", "tells_outcome"]

    def still_needed(self, objs):
        links = Claim.topics.through.objects.filter(topic__in=[topic.pk for topic in objs])
        return [link(claim) for claim in Claim.objects.filter(pk__in=links.values("claim"))[:MOST_NAMED]]


@admin.register(Rename)
class RenameAdmin(ShowsHistory):
    """Former slugs. Changing a slug creates them; here they can be looked up, or deleted if made in error."""

    can_put_back = False
    list_display = ["former", "present", "model"]
    list_filter = ["model"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["former", "present"]
    ordering = ["-id"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
