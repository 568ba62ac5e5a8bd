"""The addresses of the desk, below /admin/desk/."""

from django.urls import path

from talks.desk import adding, asking, bringing_in, front, hints, marking, previewing, publishing, suggest

urlpatterns = [
    path("", front.front, name="desk"),
    path("reports/new/", bringing_in.bring_in, name="desk_bring_in"),
    path("reports/<int:report>/", marking.mark, name="desk_mark"),
    path("reports/<int:report>/publish/", publishing.publish, name="desk_publish"),
    path("reports/<int:report>/preview/", previewing.report, name="desk_preview_report"),
    path("events/<int:event>/preview/", previewing.event, name="desk_preview_event"),
    path("reports/<int:report>/check/", marking.look, name="desk_check"),
    path("reports/<int:report>/statements/<int:claim>/", marking.edit, name="desk_edit"),
    path("reports/<int:report>/statements/<int:claim>/delete/", marking.delete, name="desk_delete"),
    path("reports/<int:report>/quote/", asking.quote, name="desk_quote"),
    path("new/<slug:kind>/", adding.new, name="desk_new"),
    path("reports/<int:report>/suggestions/", suggest.suggested, name="desk_suggestions"),
    path("reports/<int:report>/hints/", hints.hints, name="desk_hints"),
    path("find/<slug:kind>/", asking.find, name="desk_find"),
    path("day/", asking.day, name="desk_day"),
]
