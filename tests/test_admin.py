"""Curation through the admin, as a curator meets it: lists, forms, errors, statuses, stale edits, rights."""

import json
import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from talks.admin.status import AT_ONCE
from talks.letters import name_order
from talks.models import (
    Actor,
    Answer,
    Article,
    ArticleText,
    Claim,
    ErrorReport,
    Event,
    Lane,
    Participation,
    Question,
    Rename,
    Topic,
)
from talks.version import read_version
from talks.vocabulary import Basis, Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_correction,
    make_error_report,
    make_event,
    make_origin,
    make_outlet,
    make_participation,
    make_place,
    make_process,
    make_question,
    make_topic,
)

pytestmark = pytest.mark.django_db

MODELS = [model for model in admin.site._registry if model._meta.app_label == "talks"]


def address(name: str, record=None) -> str:
    return reverse(f"admin:talks_{name}", args=[record.pk] if record else [])


def filled(page: HttpResponse) -> dict:
    """Return what a browser would send if a form were saved as it is shown."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def save(client: Client, where: str, button: str = "_save", **changes) -> HttpResponse:
    return client.post(where, filled(client.get(where)) | changes | {button: "1"}, follow=True)


def errors(page: HttpResponse) -> dict:
    return page.context["adminform"].form.errors


def messages(page: HttpResponse) -> list[str]:
    return [re.sub(r"<[^>]+>", "", str(message)) for message in page.context["messages"]]


def curator(client: Client, *rights: str) -> User:
    user = User.objects.create_user("curator", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    return user


def act(client: Client, verb: str, records, **asked) -> HttpResponse:
    """Choose records in their list and confirm the page that asks."""
    data = {"action": f"{verb}_selected", "_selected_action": [record.pk for record in records], "confirmed": "yes"}
    return client.post(address(f"{records[0]._meta.model_name}_changelist"), data | asked, follow=True)


def admin_addresses(patterns=None, prefix: str = "/") -> list[str]:
    """Return every address below /admin/, with 1 for each argument."""
    found = []
    for pattern in patterns or get_resolver().url_patterns:
        route = prefix + re.sub(r"<[^>]+>", "1", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            found += admin_addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("/admin/"):
            found.append(route)
    return found


# Who may see what


def test_no_admin_address_shows_anything_to_a_stranger(client: Client):
    claim = make_claim(statement="says the odd word xyzzy.", status=Status.DRAFT)
    addresses = [where for where in admin_addresses() if "(" not in where] + [address("claim_change", claim)]
    assert len(addresses) > 60
    for where in addresses:
        for response in (client.get(where), client.post(where)):
            text = response.content.decode()
            assert "xyzzy" not in text
            if where not in {"/admin/login/", "/admin/logout/"}:
                assert response.status_code == 302, where
                assert response.headers["Location"].startswith("/admin/login/"), where


def test_staff_pages_are_in_no_cache(admin_client: Client):
    claim = make_claim()
    for where in (
        "/admin/",
        address("claim_changelist"),
        address("claim_change", claim),
        f"{address('claim_changelist')}{claim.pk}/status/withdraw/",
    ):
        response = admin_client.get(where)
        assert response.status_code == 200
        assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))


def test_a_reviewer_who_may_only_look_sees_lists_and_forms_and_changes_nothing(client: Client):
    claim = make_claim()
    make_question()
    curator(client, *(f"view_{model._meta.model_name}" for model in MODELS))
    for model in MODELS:
        name = model._meta.model_name
        assert client.get(address(f"{name}_changelist")).status_code == 200, name
        if record := model.objects.first():
            assert client.get(address(f"{name}_change", record)).status_code == 200, name
            assert client.post(address(f"{name}_change", record)).status_code == 403, name
        assert client.get(address(f"{name}_add")).status_code == 403, name
    assert (
        client.post(
            f"{address('claim_changelist')}{claim.pk}/status/withdraw/", {"confirmed": "yes", "reason": "No."}
        ).status_code
        == 403
    )
    act(client, "withdraw", [claim], reason="No.")
    assert Claim.objects.get().status == Status.PUBLISHED


def test_a_curator_without_the_right_to_statements_publishes_a_report_but_not_its_statements(client: Client):
    claim = make_claim(article=make_article(status=Status.DRAFT), status=Status.DRAFT)
    curator(client, "view_article", "change_article", "publish")
    act(client, "publish", [claim.article], with_statements="on")
    assert Article.objects.get().status == Status.PUBLISHED
    assert Claim.objects.get().status == Status.DRAFT


def test_a_curator_with_the_rights_that_the_guide_names_can_do_a_whole_report(client: Client):
    kinds = [
        "process",
        "lane",
        "article",
        "event",
        "participation",
        "claim",
        "actor",
        "outlet",
        "place",
        "topic",
        "question",
        "answer",
    ]
    curator(
        client,
        "publish",
        "view_rename",
        *(f"{right}_{kind}" for right in ("add", "change", "delete", "view") for kind in kinds),
    )
    process, actor = make_process(), make_actor("russia")
    lane = {"side": actor.pk, "position": 1, "palette": 1}
    save(
        client,
        address("process_change", process),
        **{f"lanes-0-{k}": v for k, v in lane.items()},
        **{"lanes-TOTAL_FORMS": 1},
    )
    row = {"actor": actor.pk, "role": "party", "basis": "stated"}
    event = {"title": "They meet", "slug": "they-meet", "process": process.pk, "kind": "mediation"}
    rows = {f"participations-0-{key}": value for key, value in row.items()} | {"participations-TOTAL_FORMS": 1}
    save(client, address("event_add"), **event, **rows)
    answer = {"answers-0-text": "Yes", "answers-0-slug": "yes", "answers-0-position": 1, "answers-TOTAL_FORMS": 1}
    save(
        client,
        address("question_add"),
        text="Did they?",
        slug="did-they",
        reason="It is.",
        process=process.pk,
        **answer,
    )
    save(client, address("article_add"), headline="They met", slug="they-met", new_text="They met.")
    said = {"event": Event.objects.get().pk, "article": Article.objects.get().pk, "answers": [Answer.objects.get().pk]}
    said |= {
        "paragraph": 1,
        "attribution": "own-voice",
        "kind": "account",
        "quote_mode": "indirect",
        "quote": "They met.",
    }
    save(client, address("claim_add"), statement="says that they met.", **said)
    act(client, "publish", [Article.objects.get()], with_statements="on")
    act(client, "publish", [Event.objects.get()])
    assert Claim.objects.public().get().answers.get().slug == "yes"
    assert Event.objects.public().get().participations.get().actor == process.lanes.get().side
    assert client.get(address("rename_changelist")).status_code == 200


def test_nothing_is_published_without_the_token_of_the_page(admin_user: User):
    claim = make_claim(status=Status.DRAFT)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert act(strict, "publish", [claim]).status_code == 403
    where = f"{address('claim_changelist')}{claim.pk}/status/publish/"
    assert strict.post(where, {"confirmed": "yes"}).status_code == 403
    assert Claim.objects.get().status == Status.DRAFT


# Lists and forms


def test_every_list_and_form_opens_and_holds_nothing_that_the_content_policy_forbids(admin_client: Client):
    claim = make_claim(topics=[make_topic("ceasefire")], speaker=make_actor("peskov", side=make_actor("russia")))
    ArticleText.objects.create(article=claim.article, paragraphs=["One.", "Two."], sha256="0" * 64)
    make_participation(claim.event, claim.speaker)
    make_question()
    Lane.objects.create(process=claim.event.process, side=make_actor("russia"), position=1, palette=1)
    Rename.objects.create(model="actor", former="a", present="b")
    make_origin("dispatch", house=make_outlet("tass"))
    make_place("istanbul")
    make_correction(claim)
    make_error_report(claim)
    pages = [f"{address('claim_changelist')}{claim.pk}/status/withdraw/"]
    for model in MODELS:
        name = model._meta.model_name
        pages += [address(f"{name}_changelist"), address(f"{name}_change", model.objects.first())]
        if model not in {Rename, Answer, ErrorReport}:
            pages.append(address(f"{name}_add"))
    for where in pages:
        response = admin_client.get(where)
        assert response.status_code == 200, where
        html = response.content.decode()
        assert not re.search(r"<style|<[^>]+ (style|on[a-z]+)=|<script(?![^>]* src=)[^>]*>\s*[^<\s]", html), where


@pytest.mark.parametrize(
    "name", ["claim", "event", "article", "actor", "question", "place", "rename", "correction", "errorreport"]
)
def test_a_list_of_100_costs_as_many_queries_as_a_list_of_10(admin_client: Client, name: str):
    def fill(first: int, last: int) -> None:
        for n in range(first, last):
            actor = make_actor(f"actor-{n}", side=make_actor(f"side-{n}"))
            event = make_event(place=make_place(f"place-{n}"))
            make_participation(event, actor)
            make_claim(event=event, speaker=actor, article=make_article(outlet=make_outlet(f"outlet-{n}")))
            make_correction(make_question(f"question-{n}")[0])
            make_error_report(event)
            Rename.objects.create(model="actor", former=f"former-{n}", present=f"actor-{n}")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            response = admin_client.get(address(f"{name}_changelist"), {"all": ""})
        assert response.context["cl"].result_count >= 10
        return len(queries)

    fill(0, 10)
    count()
    few = count()
    fill(10, 100)
    assert count() == few


def test_a_report_shows_its_statements_as_links_and_not_as_forms(admin_client: Client):
    article = make_article()
    for n in range(30):
        make_claim(article=article, paragraph=n + 1)
    with CaptureQueriesContext(connection) as queries:
        page = admin_client.get(address("article_change", article))
    html = page.content.decode()
    assert len(queries) < 30
    assert all(address("claim_change", claim) in html for claim in article.claims.all())
    assert f"{address('claim_add')}?article={article.pk}" in html
    assert 'name="claims-0-statement"' not in html


def test_no_form_holds_a_list_of_all_records(admin_client: Client):
    claim = make_claim(speaker=make_actor("peskov"), topics=[make_topic("ceasefire")])
    for n in range(20):
        make_event(title=f"Zebra event {n}")
        make_actor(f"zebra-actor-{n}")
        make_topic(f"zebra-topic-{n}")
    for where in (address("claim_change", claim), address("claim_add"), address("event_change", claim.event)):
        assert "zebra" not in admin_client.get(where).content.decode().lower()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("actor", "Песков"),
        ("place", "Стамбул"),
        ("claim", "Песков"),
        ("claim", "almost daily"),
        ("claim", "the-report"),
        ("article", "Odd headline"),
        ("event", "2022-03"),
        ("event", "Стамбул"),
        ("event", "the-event"),
    ],
)
def test_search_finds_a_record_by_its_words_its_slug_and_other_spellings(admin_client: Client, name: str, words: str):
    place = make_place("istanbul", spellings="Стамбул\nConstantinople")
    event = make_event(slug="the-event", date="2022-03-10", place=place)
    article = make_article(slug="the-report", headline="Odd headline")
    speaker = make_actor("peskov", spellings="Дмитрий Песков")
    make_claim(event=event, article=article, speaker=speaker, quote="almost daily")
    make_claim(event=make_event(date="2023-01"), speaker=make_actor("kuleba"))
    page = admin_client.get(address(f"{name}_changelist"), {"q": words})
    assert page.context["cl"].result_count == 1


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Лев Толстой", ["толстой", "ТОЛСТОЙ", "лев толст"]),
        ("Mevlüt Çavuşoğlu", ["çavuşoğlu", "ÇAVUŞOĞLU"]),
        ("Anna Östman", ["östman", "ÖSTMAN"]),
        ("Νίκος", ["νίκοΣ"]),
        ("İstanbul", ["istanbul", "ISTANBUL", "ıstanbul"]),
        ("O’Brien", ["o'brien", "O’BRIEN", "oʼbrien"]),
        ("Côte d'Ivoire", ["d’ivoire", "côte D'IVOIRE"]),
        ("100 % [sure]*?", ["100 %", "[SURE]*", "*?"]),
    ],
)
def test_lists_and_choices_mind_neither_capitals_nor_the_kind_of_apostrophe(
    admin_client: Client, name: str, asked: list[str]
):
    make_actor("one", name=name, spellings="Other")
    make_actor("other", name="Zed")
    make_event(slug="titled", title=name)
    make_claim(event=make_event(slug="another"), statement=f"says {name}.")
    for words in asked:
        if connection.vendor == "postgresql" and name == "İstanbul":
            continue  # as the locale of the database has it
        assert [one.split(" (")[0] for one in found(admin_client, "claim", "speaker", words)] == [name], words
        for kind, number in (("actor", 1), ("event", 1), ("claim", 1)):
            page = admin_client.get(address(f"{kind}_changelist"), {"q": words})
            assert page.context["cl"].result_count == number, (kind, words)


NAMES = ["anna", "Éric", "Łukasz", "Östman", "Zed", "Ганна", "Ґалаґан", "Єва", "Ілля", "Яна"]


def test_names_are_ordered_as_people_expect(admin_client: Client, client: Client):
    side = make_actor("side", name="Side")
    for number, name in enumerate(sorted(NAMES)):
        speaker = make_actor(f"a-{number}", name=name, kind="person", side=side)
        make_place(f"p-{number}", name=name)
        make_claim(speaker=speaker, event=make_event(slug=f"e-{number}"))
    cyrillic = NAMES if connection.vendor == "sqlite" else [name for name in NAMES if name < "Є"]
    listed = [one.name for one in admin_client.get(address("place_changelist")).context["cl"].result_list]
    assert [name for name in listed if name in cyrillic] == cyrillic
    chosen = [one.split(" (")[0] for one in found(admin_client, "claim", "speaker", "")]
    assert [name for name in chosen if name in cyrillic] == cyrillic
    (group,) = client.get("/people/").context["rows"].rows
    assert [one.actor.name for one in group.voices] == NAMES
    facet = next(
        one for one in client.get("/", {"more": "speaker"}).context["timeline"].facets if one.name == "speaker"
    )
    assert [one.label for one in [*facet.shown, *facet.rest]] == sorted(NAMES, key=name_order)


@pytest.mark.usefixtures("any_length")
@pytest.mark.parametrize("words", ["\0", "%" * 60_000, "'\"", "a " * 500])
def test_no_search_breaks_a_list_or_a_choice(admin_client: Client, words: str):
    make_claim()
    field = {"app_label": "talks", "model_name": "claim", "field_name": "speaker"}
    assert admin_client.get(address("claim_changelist"), {"q": words}).status_code == 200
    assert admin_client.get("/admin/autocomplete/", field | {"term": words}).status_code == 200


def found(client: Client, model: str, field: str, term: str) -> list[str]:
    query = {"app_label": "talks", "model_name": model, "field_name": field, "term": term}
    return [result["text"] for result in json.loads(client.get("/admin/autocomplete/", query).content)["results"]]


def test_a_choice_finds_actors_by_any_spelling_and_shows_kind_and_side(admin_client: Client):
    make_actor("peskov", name="Dmitry Peskov", spellings="Песков", side=make_actor("russia", name="Russia"))
    assert found(admin_client, "claim", "speaker", "Песков") == ["Dmitry Peskov (Person, Russia)"]


def test_a_choice_shows_what_tells_one_event_or_report_from_another(admin_client: Client):
    make_event(title="Delegations meet", date="2022-03-29")
    make_article(headline="Talks go on", outlet=make_outlet("tass", name="TASS"))
    assert found(admin_client, "claim", "event", "delegations") == ["Delegations meet (29 March 2022)"]
    assert found(admin_client, "claim", "article", "talks") == ["Talks go on (TASS, 11 March 2022)"]


def test_only_first_records_are_offered_to_be_repeated_and_only_sides_to_be_spoken_for(admin_client: Client):
    first = make_claim(statement="says it first.")
    make_claim(statement="says it again.", repeats=first)
    make_actor("peskov", side=make_actor("russia", name="Russia"))
    assert [text.split(" says ")[1].split(" (")[0] for text in found(admin_client, "claim", "repeats", "says it")] == [
        "it first."
    ]
    assert found(admin_client, "actor", "side", "") == ["Russia (Party)"]


@pytest.mark.parametrize("query", ["article=abc&event=-1", "article=99999999999999999999", "event=1%00", "article="])
def test_a_new_statement_ignores_a_report_or_event_in_its_address_that_does_not_exist(admin_client: Client, query: str):
    assert admin_client.get(f"{address('claim_add')}?{query}").status_code == 200


def test_lists_can_be_narrowed_to_what_readers_see(admin_client: Client):
    public = make_claim()
    hidden = make_claim(article=make_article(status=Status.DRAFT))
    for value, expected in (("yes", public), ("no", hidden)):
        page = admin_client.get(address("claim_changelist"), {"seen": value})
        assert list(page.context["cl"].result_list) == [expected]


def test_view_on_site_is_offered_only_for_what_readers_can_see(admin_client: Client):
    public = make_claim(speaker=make_actor("peskov"))
    draft = make_claim(status=Status.DRAFT)
    for name, record in (
        ("claim", public),
        ("event", public.event),
        ("article", public.article),
        ("actor", public.speaker),
    ):
        assert (
            f'href="{record.get_absolute_url()}?after={read_version()}"'
            in admin_client.get(address(f"{name}_change", record)).content.decode()
        )
    for name, record in (("claim", draft), ("event", draft.event), ("article", draft.article)):
        assert "viewsitelink" not in admin_client.get(address(f"{name}_change", record)).content.decode()


# Errors beside their fields


def claim_data(**fields) -> dict:
    event, article = make_event(), make_article()
    return {
        "event": event.pk,
        "article": article.pk,
        "paragraph": 1,
        "attribution": "unnamed",
        "kind": "account",
        "statement": "says that it rains.",
        "quote": "it rains",
        "quote_mode": "direct",
    } | fields


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"said": "2022-03-30"}, "said_basis"),
        ({"said": "2022-03-30", "said_basis": "inferred"}, "said_basis_note"),
        ({"said": "2022-02-30", "said_basis": "stated"}, "said"),
        ({"said": "2022-03-01/2022-03-02", "said_basis": "stated"}, "said"),
        ({"attribution": "named"}, "speaker"),
        ({"quote": "one two three four five six seven eight nine ten eleven twelve thirteen"}, "quote"),
        ({"statement": "says\u202e it."}, "statement"),
        ({"slug": "Not A Slug"}, "slug"),
        ({"slug": "none"}, "slug"),
    ],
)
def test_a_mistake_in_a_statement_is_told_beside_its_field(admin_client: Client, fields: dict, field: str):
    page = admin_client.post(address("claim_add"), claim_data(**fields))
    assert list(errors(page)) == [field]
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("event", {"date": "2022-03", "date_basis": ""}, "date_basis"),
        ("event", {"date_basis": "elsewhere"}, "date_basis_note"),
        ("event", {"place": "the place"}, "place_basis"),
        ("article", {"published_basis": ""}, "published_basis"),
        ("article", {"published": "2022-01-01/2022-01-02"}, "published"),
        ("article", {"url": "javascript:alert(1)"}, "url"),
        ("article", {"url": "ftp://example.org/a"}, "url"),
        ("article", {"origin": "the origin"}, "origin_basis"),
        ("article", {"origin": "the origin", "origin_basis": "matched"}, "origin_note"),
        ("article", {"captured": "2022-03-12", "no_capture": "It was not found."}, "captured"),
        ("question", {"kind": "characterisation"}, "context"),
        ("question", {"reason": ""}, "reason"),
        ("article", {"language": "English"}, "language"),
        ("actor", {"side": "itself"}, "side"),
    ],
)
def test_a_mistake_in_another_record_is_told_beside_its_field(
    admin_client: Client, name: str, fields: dict, field: str
):
    record = {"event": make_event, "article": make_article, "actor": lambda: make_actor("russia")}.get(
        name, lambda: make_question()[0]
    )()
    stand_ins = {
        "the place": lambda: make_place("p").pk,
        "the origin": lambda: make_origin("o").pk,
        "itself": lambda: record.pk,
    }
    given = {key: stand_ins.get(value, lambda value=value: value)() for key, value in fields.items()}
    page = save(admin_client, address(f"{name}_change", record), **given)
    assert list(errors(page)) == [field]


def test_a_participation_without_its_reason_is_told_beside_it(admin_client: Client):
    event = make_event()
    row = {"actor": make_actor("russia").pk, "role": "host", "basis": "inferred"}
    rows = {f"participations-0-{key}": value for key, value in row.items()} | {"participations-TOTAL_FORMS": 1}
    page = save(admin_client, address("event_change", event), **rows)
    assert page.context["inline_admin_formsets"][0].formset.errors == [
        {"basis_note": ["Say from what, or from where, this is known."]}
    ]


def test_every_rule_of_the_database_about_one_field_has_its_place_in_the_form(rf, admin_user: User):
    request = rf.get("/")
    request.user = admin_user
    without = []
    for model in (Claim, Event, Article, Actor):
        form = admin.site._registry[model].get_form(request)()
        without += [rule.name for rule in model._meta.constraints if form.field_of(rule) is None]
    # These speak of the status, which curation changes and answers for.
    assert sorted(without) == sorted(
        [
            f"{name}_{rule}"
            for name in ("claim", "event", "article")
            for rule in ("status_known", "withdrawn_has_reason")
        ]
        + ["claim_published_is_complete"]
    )


def test_a_quote_that_is_not_in_the_stored_paragraph_is_refused_and_the_paragraphs_are_shown(admin_client: Client):
    data = claim_data(quote="it snows")
    ArticleText.objects.create(article_id=data["article"], paragraphs=["They say it rains."], sha256="0" * 64)
    page = admin_client.post(address("claim_add"), data)
    assert list(errors(page)) == ["quote"]
    assert "They say it rains." in page.content.decode()
    assert admin_client.post(address("claim_add"), data | {"quote": "it rains"}).status_code == 302


def test_a_quote_that_leaves_out_a_denial_is_saved_with_a_warning(admin_client: Client):
    data = claim_data(quote="They […] rains")
    ArticleText.objects.create(article_id=data["article"], paragraphs=["They deny not that it rains."], sha256="0" * 64)
    page = admin_client.post(address("claim_add"), data, follow=True)
    assert Claim.objects.get().quote == "They […] rains"
    assert any("the quote leaves out “not”" in message for message in messages(page))


@pytest.mark.parametrize("statement", ["says that it ra\u00adins.", "says that it is \ufb01ne.", "says cafe\u0301."])
def test_what_cleaning_takes_out_of_texts_is_refused_in_a_form(admin_client: Client, statement: str):
    assert list(errors(admin_client.post(address("claim_add"), claim_data(statement=statement)))) == ["statement"]


def test_two_answers_to_one_question_are_refused(admin_client: Client):
    _question, answers = make_question()
    page = admin_client.post(address("claim_add"), claim_data(answers=[answer.pk for answer in answers]))
    assert list(errors(page)) == ["answers"]


def test_a_repetition_of_a_repetition_is_refused(admin_client: Client):
    first = make_claim()
    again = make_claim(repeats=first)
    assert list(errors(admin_client.post(address("claim_add"), claim_data(repeats=again.pk)))) == ["repeats"]
    assert list(errors(save(admin_client, address("claim_change", first), repeats=make_claim().pk))) == ["repeats"]
    alone = make_claim()
    assert list(errors(save(admin_client, address("claim_change", alone), repeats=alone.pk))) == ["repeats"]


def test_a_published_statement_cannot_lose_its_quote(admin_client: Client):
    claim = make_claim()
    assert list(errors(save(admin_client, address("claim_change", claim), quote=""))) == ["quote"]


def test_a_statement_without_a_slug_gets_one_from_its_speaker_and_words(admin_client: Client):
    data = claim_data(attribution="named", speaker=make_actor("peskov", name="Dmitry Peskov").pk)
    admin_client.post(address("claim_add"), data)
    admin_client.post(address("claim_add"), data)
    slugs = sorted(Claim.objects.values_list("slug", flat=True))
    assert slugs == ["dmitry-peskov-says-that-it-rains", "dmitry-peskov-says-that-it-rains-2"]


def test_the_next_statement_starts_with_the_same_report_and_event(admin_client: Client):
    data = claim_data()
    page = admin_client.post(address("claim_add"), data | {"_addanother": "1"}, follow=True)
    shown = filled(page)
    assert (int(shown["article"]), int(shown["event"])) == (data["article"], data["event"])


# Publishing


def test_save_and_publish_asks_for_what_is_lacking_beside_the_fields(admin_client: Client):
    claim = make_claim(status=Status.DRAFT, quote="", quote_mode="")
    where = address("claim_change", claim)
    page = save(admin_client, where, "_publish", note="A note.")
    assert set(errors(page)) == {"quote", "quote_mode"}
    assert Claim.objects.get().note == ""
    save(admin_client, where, "_publish", quote="it rains", quote_mode="direct")
    assert Claim.objects.get().status == Status.PUBLISHED


def test_save_and_publish_tells_above_an_event_that_a_statement_is_lacking(admin_client: Client):
    event = make_event(status=Status.DRAFT)
    page = save(admin_client, address("event_change", event), "_publish")
    assert "at least one published statement" in errors(page)["__all__"][0]
    assert Event.objects.get().status == Status.DRAFT


def test_the_status_cannot_be_changed_by_a_plain_save(admin_client: Client):
    claim = make_claim(status=Status.DRAFT)
    save(admin_client, address("claim_change", claim), status="published", note="Now.")
    assert (Claim.objects.get().status, Claim.objects.get().note) == (Status.DRAFT, "Now.")


def test_the_page_that_asks_changes_nothing_and_the_answer_is_written_into_the_history(admin_client: Client):
    claim = make_claim()
    where = f"{address('claim_changelist')}{claim.pk}/status/withdraw/"
    assert admin_client.get(where, {"confirmed": "yes", "reason": "By GET."}).status_code == 200
    assert Claim.objects.get().status == Status.PUBLISHED
    admin_client.post(where, {"confirmed": "yes", "reason": "The report was retracted."})
    assert (Claim.objects.get().status, Claim.objects.get().status_reason) == (
        Status.WITHDRAWN,
        "The report was retracted.",
    )
    assert LogEntry.objects.get().get_change_message() == "Withdrawn. The report was retracted."


@pytest.mark.parametrize("verb", ["withdraw", "take_back"])
def test_a_reason_is_asked_for_before_readers_lose_a_record(admin_client: Client, verb: str):
    claim = make_claim()
    assert list(act(admin_client, verb, [claim]).context["form"].errors) == ["reason"]
    assert Claim.objects.get().status == Status.PUBLISHED


def test_a_list_publishes_what_is_ready_and_names_the_rest_with_a_link_and_the_reason(admin_client: Client):
    ready, lacking = make_claim(status=Status.DRAFT), make_claim(status=Status.DRAFT, quote="")
    page = act(admin_client, "publish", [ready, lacking])
    assert Claim.objects.get(pk=ready.pk).status == Status.PUBLISHED
    assert Claim.objects.get(pk=lacking.pk).status == Status.DRAFT
    assert "Published. 1 record. Readers see 1 of 1 published statement now." in messages(page)
    assert any("Quote: A published statement needs this." in message for message in messages(page))
    assert address("claim_change", lacking) in page.content.decode()


def test_a_report_and_an_event_are_published_with_their_statements(admin_client: Client):
    claim = make_claim(
        status=Status.DRAFT, article=make_article(status=Status.DRAFT), event=make_event(status=Status.DRAFT)
    )
    act(admin_client, "publish", [claim.article], with_statements="on")
    act(admin_client, "publish", [claim.event])
    assert Claim.objects.public().get() == claim
    assert LogEntry.objects.count() == 3


def test_withdrawing_the_last_statement_warns_that_its_event_is_no_longer_seen(admin_client: Client):
    claim = make_claim()
    page = act(admin_client, "withdraw", [claim], reason="Wrong.")
    assert any("Readers no longer see it" in message for message in messages(page))


def test_more_records_than_one_request_can_check_are_refused_at_once(admin_client: Client):
    article, event = make_article(), make_event()
    Claim.objects.bulk_create(
        Claim(slug=f"c-{n}", article=article, event=event, attribution="unnamed", kind="account", statement="says.")
        for n in range(AT_ONCE + 1)
    )
    page = act(admin_client, "publish", [Claim.objects.first()], select_across="1")
    assert f"Choose at most {AT_ONCE}" in messages(page)[0]
    page = act(admin_client, "publish", [event], with_statements="on")
    assert f"Choose at most {AT_ONCE}" in messages(page)[0]
    assert not Claim.objects.published().exists()


# Editing side by side


def second_curator() -> Client:
    """Return the browser of a second curator, Ann."""
    client = Client()
    client.force_login(User.objects.create_superuser("ann", password="x"))
    return client


def test_what_only_one_of_two_curators_changed_is_saved_for_both(admin_client: Client):
    claim = make_claim(topics=[make_topic("ceasefire")], note="Old.", said="2022-03-10")
    where = address("claim_change", claim)
    mine = filled(admin_client.get(where))
    topic = make_topic("prisoners")
    save(second_curator(), where, note="Hers.", topics=[topic.pk], said="2022-03-11", standing="")
    page = admin_client.post(where, mine | {"speaker_role": "a spokesman"}, follow=True)
    claim.refresh_from_db()
    assert (claim.speaker_role, claim.note, claim.said) == ("a spokesman", "Hers.", "2022-03-11")
    assert list(claim.topics.all()) == [topic]
    assert "stays: Said (ann), Note (ann), Topics (ann)." in " ".join(messages(page))


def test_only_where_both_changed_a_field_the_second_is_asked_and_nothing_is_lost(admin_client: Client):
    event = make_event(title="Delegations meet", summary="Old.")
    where = address("event_change", event)
    mine = filled(admin_client.get(where)) | {"title": "His title", "short_title": "His"}
    ann = second_curator()
    save(ann, where, title="Her title", summary="Hers.")
    page = admin_client.post(where, mine)
    assert set(errors(page)) == {"__all__", "title"}
    assert "ann changed this to “Her title”" in errors(page)["title"][0]
    assert Event.objects.get().title == "Her title"
    again = filled(page)
    assert (again["title"], again["short_title"], again["summary"]) == ("His title", "His", "Hers.")
    save(ann, where, title="Her other title")
    page = admin_client.post(where, again)
    assert "Her other title" in errors(page)["title"][0]
    assert admin_client.post(where, filled(page)).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.short_title, event.summary) == ("His title", "His", "Hers.")


def test_both_may_write_the_same_and_a_save_without_changes_takes_nothing_back(admin_client: Client):
    event = make_event()
    where = address("event_change", event)
    mine, idle = filled(admin_client.get(where)), filled(admin_client.get(where))
    save(second_curator(), where, title="The same", milestone="true", milestone_reason="They met.")
    assert admin_client.post(where, mine | {"title": "The same"}).status_code == 302
    assert admin_client.post(where, idle).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.milestone, event.milestone_reason) == ("The same", True, "They met.")


def test_who_saves_after_a_publication_changes_a_published_record_by_its_rules(admin_client: Client):
    claim = make_claim(status=Status.DRAFT)
    where = address("claim_change", claim)
    mine = filled(admin_client.get(where))
    act(second_curator(), "publish", [claim])
    page = admin_client.post(where, mine | {"quote": ""})
    assert "quote" in errors(page)
    page = admin_client.post(where, mine | {"note": "A note."}, follow=True)
    claim.refresh_from_db()
    assert (claim.status, claim.note) == (Status.PUBLISHED, "A note.")
    assert "Status (ann)" in " ".join(messages(page))


@pytest.mark.parametrize("both", [False, True], ids=["one", "both"])
def test_rows_are_merged_too_and_asked_only_if_both_changed_them(admin_client: Client, both: bool):
    event = make_event()
    first, second = (make_participation(event, make_actor(name)) for name in ("north", "south"))
    where = address("event_change", event)
    mine = filled(admin_client.get(where))
    row = {"actor": make_actor("west").pk, "role": "host", "basis": "stated"}
    more = {f"participations-2-{key}": value for key, value in row.items()} | {"participations-TOTAL_FORMS": 3}
    save(second_curator(), where, **{"participations-0-role": "mediator"}, **more)
    changed = {"participations-0-role": "observer"} if both else {"participations-1-role": "host"}
    page = admin_client.post(where, mine | changed)
    if both:
        assert "ann changed this to “Mediator”" in str(
            page.context["inline_admin_formsets"][0].formset.errors[0]["role"]
        )
        page = admin_client.post(where, filled(page) | {"participations-0-role": "observer"})
    assert page.status_code == 302
    roles = [one.role for one in event.participations.order_by("pk")]
    assert roles == (["observer", "party", "host"] if both else ["mediator", "host", "host"])
    assert (first.event, second.event) == (event, event)


def test_a_row_that_another_deleted_goes_unless_it_was_changed_here(admin_client: Client):
    event = make_event()
    make_participation(event, make_actor("north"))
    make_participation(event, make_actor("south"))
    where = address("event_change", event)
    mine = filled(admin_client.get(where))
    save(second_curator(), where, **{"participations-0-DELETE": "on"})
    page = admin_client.post(where, mine | {"title": "His", "participations-0-role": "host"})
    assert "deleted this row" in str(page.context["inline_admin_formsets"][0].formset.errors[0])
    assert admin_client.post(where, mine | {"title": "His"}).status_code == 302
    assert [one.actor.slug for one in event.participations.all()] == ["south"]
    assert Event.objects.get().title == "His"


def test_a_row_that_another_changed_is_not_deleted_unseen(admin_client: Client):
    event = make_event()
    make_participation(event, make_actor("north"))
    where = address("event_change", event)
    mine = filled(admin_client.get(where)) | {"participations-0-DELETE": "on"}
    save(second_curator(), where, **{"participations-0-role": "host"})
    page = admin_client.post(where, mine)
    formset = page.context["inline_admin_formsets"][0].formset
    assert "was changed while you had the form open" in str(formset.non_form_errors())
    assert admin_client.post(where, filled(page) | {"participations-0-DELETE": "on"}).status_code == 302
    assert not event.participations.exists()


def test_answers_of_a_question_are_merged_with_what_they_exclude(admin_client: Client):
    question, (yes, no, maybe) = make_question(answers=("yes", "no", "maybe"))
    where = address("question_change", question)
    mine = question_rows(admin_client, question)
    hers = question_rows(admin_client, question) | {"answers-0-excludes": [no.pk], "answers-2-excludes": [no.pk]}
    second_curator().post(where, hers)
    assert admin_client.post(where, mine | {"answers-1-text": "Never"}).status_code == 302
    assert (list(yes.excludes.all()), list(maybe.excludes.all())) == ([no], [no])
    no.refresh_from_db()
    assert no.text == "Never"


def test_a_text_that_another_attached_is_not_replaced_unseen(admin_client: Client):
    article = make_article()
    where = address("article_change", article)
    mine = filled(admin_client.get(where))
    save(second_curator(), where, new_text="Her text.")
    page = admin_client.post(where, mine | {"new_text": "His text."})
    assert "Another text was attached" in errors(page)["new_text"][0]
    assert admin_client.post(where, mine | {"byline": "A. Writer"}).status_code == 302
    assert ArticleText.objects.get().paragraphs == ["Her text."]
    assert admin_client.post(where, filled(page) | {"new_text": "His text."}).status_code == 302
    assert ArticleText.objects.get().paragraphs == ["His text."]


@pytest.mark.parametrize("opened", [None, "", "{", "[]", "[1, 2]", '["a", {"b": 1}]'])
def test_a_save_that_does_not_say_what_was_opened_is_asked_about_each_difference(admin_client: Client, opened):
    event = make_event()
    where = address("event_change", event)
    data = filled(admin_client.get(where)) | {"title": "Blind", "opened": opened}
    if opened is None:
        del data["opened"]
    assert set(errors(admin_client.post(where, data))) == {"__all__", "title"}
    assert Event.objects.get().title != "Blind"


def test_a_save_that_changes_nothing_moves_no_clock_and_leaves_no_trace(admin_client: Client):
    event = make_event(summary="One line.\nAnother line.")
    claim = make_claim(event=event, note="One.\nTwo.", topics=[make_topic("ceasefire")])
    make_participation(event, make_actor("russia"))
    for name, record in (
        ("event", event),
        ("claim", claim),
        ("article", claim.article),
        ("actor", make_actor("russia")),
    ):
        where = address(f"{name}_change", record)
        data = filled(admin_client.get(where))
        sent = {key: value.replace("\n", "\r\n") if isinstance(value, str) else value for key, value in data.items()}
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.post(where, sent).status_code == 302
        written = [query["sql"] for query in queries if re.match(r"(INSERT|UPDATE|DELETE)", query["sql"])]
        assert not [sql for sql in written if "talks_" in sql]
    assert not LogEntry.objects.exists()
    assert Event.objects.get().changed == event.changed


def test_a_change_of_a_field_or_of_a_row_moves_the_clock_of_changes_and_never_that_of_recording(admin_client: Client):
    event = make_event()
    where = address("event_change", event)
    save(admin_client, where, title="Another title")
    first = Event.objects.get()
    row = {"actor": make_actor("russia").pk, "role": "party", "basis": "stated"}
    save(
        admin_client,
        where,
        **{f"participations-0-{key}": value for key, value in row.items()},
        **{"participations-TOTAL_FORMS": 1},
    )
    second = Event.objects.get()
    assert event.changed < first.changed < second.changed
    assert event.recorded == first.recorded == second.recorded
    assert Participation.objects.get().basis == Basis.STATED


# Names in addresses


def test_a_changed_slug_leaves_its_old_address_working(admin_client: Client):
    claim = make_claim(slug="old-name")
    save(admin_client, address("claim_change", claim), slug="new-name")
    assert Claim.objects.get_by_natural_key("old-name").slug == "new-name"
    page = save(admin_client, address("claim_change", make_claim()), slug="old-name")
    assert "its old address still leads there" in errors(page)["slug"][0]


def test_the_slug_of_a_process_stays_since_it_has_no_former_addresses(admin_client: Client):
    process = make_process()
    save(admin_client, address("process_change", process), slug="other", title="Other")
    process.refresh_from_db()
    assert (process.slug, process.title) == ("talks-2022", "Other")


# The text of a report


def test_an_attached_text_is_stored_in_paragraphs_and_fills_the_openings(admin_client: Client):
    article = make_article(headline="It rains")
    text = "It rains\r\n\r\nAnna\r\nThey say that it rains.\r\n\r\nNobody denies it.\r\n"
    save(admin_client, address("article_change", article), new_text=text, furniture="3")
    stored = ArticleText.objects.get()
    assert stored.paragraphs == ["They say that it rains.", "Nobody denies it."]
    assert Article.objects.get().openings == "They say that\nNobody denies it."
    page = admin_client.get(address("article_change", article)).content.decode()
    assert "They say that it rains." in page


def test_a_file_may_be_attached_instead_but_not_both_and_nothing_that_is_no_text(admin_client: Client):
    where = address("article_change", make_article())

    def attached(content: bytes, **fields) -> HttpResponse:
        return save(admin_client, where, new_text_file=SimpleUploadedFile("a.txt", content), **fields)

    assert list(errors(attached(b"One.", new_text="Two."))) == ["new_text_file"]
    assert list(errors(attached(b"\xff\xfe\x00"))) == ["new_text_file"]
    assert list(errors(attached(b"One.", furniture="7-2"))) == ["furniture"]
    assert not ArticleText.objects.exists()
    attached("Один.\n\nДва.".encode())
    assert ArticleText.objects.get().paragraphs == ["Один.", "Два."]


def test_a_text_in_which_a_quote_does_not_stand_is_kept_and_the_statement_named(admin_client: Client):
    claim = make_claim(slug="the-claim", quote="it rains")
    page = save(admin_client, address("article_change", claim.article), new_text="They say it snows.")
    assert ArticleText.objects.exists()
    assert any("the-claim" in message and "letter for letter" in message for message in messages(page))


def test_a_message_says_what_was_cleaned_in_an_attached_text(admin_client: Client):
    where = address("article_change", make_article())
    page = save(admin_client, where, new_text="They say it ra\u00adins, cafe\u0301.")
    (said,) = [message for message in messages(page) if "is stored" in message]
    assert said.endswith("Cleaned: soft hyphens 1, words with accents composed (NFC) 1.")
    assert Article.objects.get().openings == "They say it"


# Questions


def question_rows(client: Client, question: Question) -> dict:
    return filled(client.get(address("question_change", question)))


def test_answers_exclude_each_other_both_ways_whichever_row_says_so(admin_client: Client):
    question, (yes, no, maybe) = make_question(answers=("yes", "no", "maybe"))
    for answer in (yes, no, maybe):
        answer.excludes.clear()
    data = question_rows(admin_client, question)
    # The second row is changed too, and does not repeat what the first one says.
    data |= {"answers-0-excludes": [no.pk], "answers-1-text": "Not at all"}
    assert admin_client.post(address("question_change", question), data).status_code == 302
    assert (list(yes.excludes.all()), [one.text for one in yes.excludes.all()]) == ([no], ["Not at all"])
    assert list(no.excludes.all()) == [yes]
    data = question_rows(admin_client, question) | {"answers-1-excludes": [], "answers-0-text": "Certainly"}
    admin_client.post(address("question_change", question), data)
    assert not yes.excludes.exists()


def test_an_answer_of_another_question_cannot_be_excluded(admin_client: Client):
    question, _answers = make_question()
    _other, (foreign, _no) = make_question("another")
    data = question_rows(admin_client, question) | {"answers-0-excludes": [foreign.pk]}
    page = admin_client.post(address("question_change", question), data)
    assert "excludes" in page.context["inline_admin_formsets"][0].formset.errors[0]


def test_an_answer_that_a_statement_gives_cannot_be_deleted_nor_its_question(admin_client: Client):
    question, (yes, _no) = make_question()
    claim = make_claim(answers=[yes])
    data = question_rows(admin_client, question) | {"answers-0-DELETE": "on"}
    assert admin_client.post(address("question_change", question), data).status_code == 200
    page = admin_client.post(address("question_delete", question), {"post": "yes"})
    assert address("claim_change", claim) in page.content.decode()
    assert claim.answers.get() == yes


# Deleting


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN])
def test_a_record_that_readers_met_cannot_be_deleted_by_any_way(admin_client: Client, status: str):
    claim = make_claim(status=status, status_reason="Wrong." if status == Status.WITHDRAWN else "")
    assert admin_client.post(address("claim_delete", claim), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [claim.pk], "post": "yes"}
    assert "withdraw it instead" in admin_client.post(address("claim_changelist"), data).content.decode()
    assert Claim.objects.exists()


def test_a_record_taken_back_to_draft_cannot_be_deleted_either(admin_client: Client):
    claim = make_claim()
    act(admin_client, "take_back", [claim], reason="To be checked.")
    assert admin_client.post(address("claim_delete", claim), {"post": "yes"}).status_code == 403


def test_drafts_are_deleted_alone_or_together_and_the_history_keeps_it(admin_client: Client):
    first, *others = (make_claim(status=Status.DRAFT) for _ in range(3))
    admin_client.post(address("claim_delete", first), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [claim.pk for claim in others], "post": "yes"}
    admin_client.post(address("claim_changelist"), data)
    assert not Claim.objects.exists()
    assert LogEntry.objects.filter(action_flag=3).count() == 3


@pytest.mark.parametrize("cited", ["article", "event", "outlet", "actor", "topic", "place", "process"])
def test_what_a_statement_needs_cannot_be_deleted_and_what_needs_it_is_listed(admin_client: Client, cited: str):
    outlet, topic, place = make_outlet("tass"), make_topic("ceasefire"), make_place("istanbul")
    event = make_event(status=Status.DRAFT, place=place)
    article = make_article(status=Status.DRAFT, outlet=outlet)
    claim = make_claim(event=event, article=article, speaker=make_actor("peskov"), topics=[topic])
    record = {
        "article": article,
        "event": event,
        "outlet": outlet,
        "actor": claim.speaker,
        "topic": topic,
        "place": place,
        "process": event.process,
    }[cited]
    page = admin_client.post(address(f"{cited}_delete", record), {"post": "yes"})
    assert page.status_code == 200
    assert re.search(r"/admin/talks/(claim|event|article)/\d+/change/", page.content.decode())
    assert type(record).objects.filter(pk=record.pk).exists()
    assert Topic.objects.get().claims.exists()


# Sides


def test_a_speaker_who_changes_sides_takes_no_published_statement_along_and_the_curator_is_told(admin_client: Client):
    north, south = make_actor("north"), make_actor("south")
    holm = make_actor("holm", side=north)
    claim = make_claim(speaker=holm, side=north)
    make_claim(speaker=holm, status=Status.DRAFT)
    page = save(admin_client, address("actor_change", holm), side=south.pk)
    assert any(one.startswith("1 published statement keeps the side for which it was made.") for one in messages(page))
    assert Claim.objects.with_side().get(pk=claim.pk).side_slug == "north"
    assert Actor.objects.get(pk=holm.pk).side == south
    page = save(admin_client, address("actor_change", holm), note="Moved.")
    assert not any("published statement" in one for one in messages(page))


def test_a_published_statement_that_gets_another_speaker_gets_that_speakers_side(admin_client: Client):
    holm = make_actor("holm", side=make_actor("north"))
    claim = make_claim(speaker=make_actor("south"), side=make_actor("south"), attribution="named")
    save(admin_client, address("claim_change", claim), speaker=holm.pk)
    claim.refresh_from_db()
    assert (claim.speaker, claim.side.slug) == (holm, "north")


def test_origins_are_found_and_a_report_is_given_one(admin_client: Client):
    origin = make_origin("wire-2022-03-11", house=make_outlet("wire", name="The Wire", spellings="Телеграф"))
    article = make_article()
    save(admin_client, address("article_change", article), origin=origin.pk, origin_basis="stated")
    article.refresh_from_db()
    assert (article.origin, article.agency.name) == (origin, "The Wire")
    assert "wire-2022-03-11" in admin_client.get(address("origin_changelist") + "?q=телеграф").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "talks/claim/?q=%00",
        "talks/claim/?status__exact=%00",
        "talks/claim/%00/change/",
        "autocomplete/?term=%00&app_label=talks&model_name=claim&field_name=speaker",
        "jsi18n/?language=%00",
        "desk/find/actor/?q=%00",
        "desk/day/?q=%00",
        "login/?next=%00",
    ],
)
def test_a_nul_character_is_no_error_of_the_server_in_the_admin(admin_client: Client, address: str):
    make_claim()
    assert admin_client.get(f"/admin/{address}").status_code < 500


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://anna:secret@example.org/a", "user name and password"),
        ("https://anna@example.org/a", "user name and password"),
        ("https://example.org/<script>alert(1)</script>", "cannot hold “&lt;”"),
        ("https://example.org/a?q='x'", "cannot hold"),
    ],
)
def test_an_address_with_a_login_or_with_markup_is_no_source(admin_client: Client, address: str, words: str):
    response = admin_client.post("/admin/talks/article/add/", {"url": address})
    assert words in response.content.decode()
