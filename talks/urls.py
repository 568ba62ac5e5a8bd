"""Every URL of the site. Others cite these, so that none may change or disappear."""

from django.contrib import admin
from django.urls import include, path

from talks import views
from talks.views import found

urlpatterns = [
    path("", views.timeline, name="timeline"),
    path("timeline.<str:name>", views.timeline_file, name="timeline_file"),
    path("card.png", found.site_card, name="site_card"),
    path("about/", found.about, name="about"),
    path("events/", found.events, name="events"),
    path("events/<str:slug>/", views.event, name="event"),
    path("events/<str:slug>/card.png", found.card, {"kind": "event"}, name="event_card"),
    path("reports/", views.reports, name="reports"),
    path("reports/compare/", views.compare, name="compare"),
    path("reports/<str:slug>/", views.report, name="report"),
    path("reports/<str:slug>/card.png", found.card, {"kind": "report"}, name="report_card"),
    path("claims/", found.claims, name="claims"),
    path("claims/<str:slug>/", views.claim, name="claim"),
    path("claims/<str:slug>/card.png", found.card, {"kind": "claim"}, name="claim_card"),
    path("people/", views.people, name="people"),
    path("people/<str:slug>/", views.person, name="person"),
    path("people/<str:slug>/card.png", found.card, {"kind": "person"}, name="person_card"),
    path("positions/", views.positions, name="positions"),
    path("positions/<slug:topic>/<slug:side>/", views.position, name="position"),
    path("questions/", views.questions, name="questions"),
    path("questions/<str:slug>/", views.question, name="question"),
    path("questions/<str:slug>/card.png", found.card, {"kind": "question"}, name="question_card"),
    path("robots.txt", found.robots, name="robots"),
    path("sitemap.xml", found.sitemap, name="sitemap"),
    path("sitemap-<str:section>-<int:part>.xml", found.sitemap_part, name="sitemap_part"),
    path("favicon.ico", found.favicon, name="favicon"),
    path("healthz", views.health, name="health"),
    path("admin/desk/", include("talks.desk.urls")),
    path("admin/talks/deleted/", include("talks.admin.deleted")),
    path("admin/", admin.site.urls),
]
