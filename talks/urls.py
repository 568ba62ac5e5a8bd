"""Every URL of the site. Others cite these, so that none may change or disappear."""

from django.contrib import admin
from django.urls import path

from talks import views

urlpatterns = [
    path("", views.timeline, name="timeline"),
    path("timeline.<str:name>", views.timeline_file, name="timeline_file"),
    path("events/<str:slug>/", views.event, name="event"),
    path("reports/", views.reports, name="reports"),
    path("reports/compare/", views.compare, name="compare"),
    path("reports/<str:slug>/", views.report, name="report"),
    path("claims/<str:slug>/", views.claim, name="claim"),
    path("people/", views.people, name="people"),
    path("people/<str:slug>/", views.person, name="person"),
    path("positions/", views.positions, name="positions"),
    path("positions/<slug:topic>/<slug:side>/", views.position, name="position"),
    path("questions/", views.questions, name="questions"),
    path("questions/<str:slug>/", views.question, name="question"),
    path("healthz", views.health, name="health"),
    path("admin/", admin.site.urls),
]
