"""The addresses of the desk, below /admin/desk/."""

from django.urls import path

from talks.desk import asking, bringing_in, front, hints, marking, suggest

urlpatterns = [
    path("", front.front, name="desk"),
    path("reports/new/", bringing_in.bring_in, name="desk_bring_in"),
    path("reports/<int:report>/", marking.mark, name="desk_mark"),
    path("reports/<int:report>/quote/", asking.quote, name="desk_quote"),
    path("reports/<int:report>/suggestions/", suggest.suggested, name="desk_suggestions"),
    path("reports/<int:report>/hints/", hints.hints, name="desk_hints"),
    path("find/<slug:kind>/", asking.find, name="desk_find"),
    path("day/", asking.day, name="desk_day"),
]
