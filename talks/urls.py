"""Every URL of the site. Others cite these, so that none may change or disappear.

Pages have an address in each language: without a prefix it is English. Files have one, and are English.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from talks import views
from talks.desk import login
from talks.views import check_quotes, data, embedding, errors, files, found, health, releases

handler400 = "talks.views.failures.bad_request"
handler500 = "talks.views.failures.server_error"

PAGES = [
    path("", views.timeline, name="timeline"),
    path("embed/", embedding.embed, name="embed"),
    path("about/", found.about, name="about"),
    path("data/", data.data, name="data"),
    path("data/codebook/", data.codebook, name="codebook"),
    path("events/", found.events, name="events"),
    path("events/<str:slug>/", views.event, name="event"),
    path("events/<str:slug>/error/", errors.error, {"kind": "event"}, name="event_error"),
    path("reports/", views.reports, name="reports"),
    path("reports/compare/", views.compare, name="compare"),
    path("reports/<str:slug>/", views.report, name="report"),
    path("reports/<str:slug>/error/", errors.error, {"kind": "report"}, name="report_error"),
    path("claims/", found.claims, name="claims"),
    path("claims/<str:slug>/", views.claim, name="claim"),
    path("claims/<str:slug>/error/", errors.error, {"kind": "claim"}, name="claim_error"),
    path("people/", views.people, name="people"),
    path("people/<str:slug>/", views.person, name="person"),
    path("people/<str:slug>/error/", errors.error, {"kind": "person"}, name="person_error"),
    path("positions/", views.positions, name="positions"),
    path("positions/<slug:topic>/<slug:side>/", views.position, name="position"),
    path("questions/", views.questions, name="questions"),
    path("questions/<str:slug>/", views.question, name="question"),
    path("questions/<str:slug>/error/", errors.error, {"kind": "question"}, name="question_error"),
    path("errors/<str:number>/", errors.receipt, name="receipt"),
    path("check-quotes/", check_quotes.page, name="check_quotes"),
    path("corrections/", found.corrections, name="corrections"),
    path("data/releases/", releases.release_list, name="releases"),
    path("data/releases/<int:number>/", releases.release, name="release"),
    path("data/releases/<int:number>/since/<int:other>/", releases.since, name="release_since"),
    path("r/<int:number>/events/<str:slug>/", releases.record, {"kind": "event"}, name="released_event"),
    path("r/<int:number>/claims/<str:slug>/", releases.record, {"kind": "claim"}, name="released_claim"),
    path("r/<int:number>/reports/<str:slug>/", releases.record, {"kind": "report"}, name="released_report"),
]

FILES = [
    path("embed.js", embedding.embed_script, name="embed_script"),
    path("timeline.<str:name>", files.timeline_file, name="timeline_file"),
    path("card.png", found.site_card, name="site_card"),
    path("check-quotes.json", check_quotes.file, name="check_quotes_file"),
    path("data/codebook.json", data.codebook_file, name="codebook_file"),
    path("data/openapi.json", data.openapi, name="openapi"),
    path("data/dataset.jsonld", data.dataset, name="dataset"),
    path("llms.txt", data.for_assistants, name="llms"),
    path("events/<str:slug>.<str:name>", files.record_file, {"kind": "event"}, name="event_file"),
    path("events/<str:slug>/card.png", found.card, {"kind": "event"}, name="event_card"),
    path("reports/<str:slug>.<str:name>", files.record_file, {"kind": "report"}, name="report_file"),
    path("reports/<str:slug>/card.png", found.card, {"kind": "report"}, name="report_card"),
    path("claims/<str:slug>.<str:name>", files.record_file, {"kind": "claim"}, name="claim_file"),
    path("claims/<str:slug>/card.png", found.card, {"kind": "claim"}, name="claim_card"),
    path("people/<str:slug>/card.png", found.card, {"kind": "person"}, name="person_card"),
    path("questions.json", files.questions_file, name="questions_file"),
    path("questions/<str:slug>.json", files.question_file, name="question_file"),
    path("questions/<str:slug>/card.png", found.card, {"kind": "question"}, name="question_card"),
    path("data/releases/<int:number>/<str:name>", releases.release_file, name="release_file"),
    path("data/releases/<int:number>/redacted-<int:edition>/<str:name>", releases.edition_file, name="edition_file"),
    path("r/<int:number>/events/<str:slug>.json", releases.record_json, {"kind": "event"}, name="released_event_file"),
    path("r/<int:number>/claims/<str:slug>.json", releases.record_json, {"kind": "claim"}, name="released_claim_file"),
    path(
        "r/<int:number>/reports/<str:slug>.json", releases.record_json, {"kind": "report"}, name="released_report_file"
    ),
    path("robots.txt", found.robots, name="robots"),
    path("sitemap.xml", found.sitemap, name="sitemap"),
    path("sitemap-<str:section>-<int:part>.xml", found.sitemap_part, name="sitemap_part"),
    path("favicon.ico", found.favicon, name="favicon"),
    path("healthz", health.alive, name="health"),
    path(".well-known/security.txt", health.security, name="security"),
    path("readyz", health.ready, name="ready"),
]

DESK = [
    path(f"{settings.ADMIN_PATH}/desk/", include("talks.desk.urls")),
    path(f"{settings.ADMIN_PATH}/login/", login.log_in),
    path(f"{settings.ADMIN_PATH}/talks/deleted/", include("talks.admin.deleted")),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
]

urlpatterns = [*i18n_patterns(*PAGES, prefix_default_language=False), *FILES, *DESK]
