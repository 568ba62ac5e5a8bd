"""The addresses of the desk, below /admin/desk/."""

from django.urls import path

from talks.desk import views

urlpatterns = [
    path("", views.front, name="desk"),
    path("reports/new/", views.bring_in, name="desk_bring_in"),
    path("reports/<int:report>/", views.mark, name="desk_mark"),
    path("reports/<int:report>/quote/", views.quote, name="desk_quote"),
    path("find/<slug:kind>/", views.find, name="desk_find"),
    path("day/", views.day, name="desk_day"),
]
