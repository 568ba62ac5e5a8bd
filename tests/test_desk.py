"""The curators' desk without scripts: a report from its pasted text to marked statements, and no slip on the way."""

import re
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from talks.article_texts import attach_text
from talks.desk import once
from talks.desk.marking import Report
from talks.desk.passages import passages, state_of, taken_from
from talks.desk.reading.encodings import decode
from talks.models import Article, Claim, ReceivedText, Submission, Topic
from talks.quoting import folded
from talks.vocabulary import Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_origin,
    make_outlet,
    make_question,
    make_topic,
)
from tests.test_admin import curator, messages

pytestmark = pytest.mark.django_db

LINES = [
    "Rain expected",
    "Home | Weather",
    "",
    "The minister said that it rains, and that it rains hard.",
    "The other minister does not believe it. Nobody does.",
    "Share this",
]
TEXT = "\n".join(LINES)
NEW = "/admin/desk/reports/new/"


def filled(page: HttpResponse) -> dict:
    """Return what a browser without scripts would send if the form were sent as it is shown."""
    values = {field.html_name: field.value() for field in page.context["form"] if field.html_name != "file"}
    return {
        name: value for name, value in values.items() if value not in (None, False) and (name, value) != ("out", [])
    }


def send(client: Client, where: str, page: HttpResponse | None = None, button: str = "save", **typed) -> HttpResponse:
    """Send the form of a page, by default that of a new one, with what is typed; follow to where it leads."""
    data = filled(page or client.get(where)) | typed
    return client.post(where, {name: value for name, value in data.items() if value != ""} | {button: "1"}, follow=True)


def errors(page: HttpResponse) -> dict[str, list[str]]:
    return {name: list(said) for name, said in page.context["form"].errors.items()}


def numbers(page: HttpResponse) -> list[tuple[int, int]]:
    """Return the number of each line that is shown, and its paragraph or 0."""
    return [(line.number, line.paragraph) for line in page.context["lines"]]


@pytest.fixture
def report(db) -> Article:
    article = make_article(slug="rain", headline="Rain expected", status=Status.DRAFT, outlet=make_outlet("paper"))
    attach_text(article, TEXT.encode(), [2, 6])
    return article


@pytest.fixture
def cast(db) -> None:
    side = make_actor("russia", name="Russia", spellings="Россия", also_meant_by="Moscow")
    make_actor("minister", name="Ann Minister", kind="person", side=side, spellings="Anna Minister")
    make_event(slug="storm", title="Storm over the sea")
    make_topic("weather", name="Weather")
    make_question("does-it-rain", text="Does it rain?")


def where(report: Article) -> str:
    return reverse("desk_mark", args=[report.pk])


TYPED = {
    "quote": "it rains hard",
    "paragraph": "1",
    "speaker": "Ann Minister",
    "statement": "says that it rains hard.",
    "kind": "assessment",
    "quote_mode": "indirect",
    "event": "storm",
}


# From a pasted text to statements


def test_a_pasted_text_becomes_a_report_and_its_statements_without_scripts(admin_client, cast):
    make_outlet("paper", name="The Paper")
    typed = {"headline": "Rain expected", "outlet": "The Paper", "published": "29 March 2022", "text": TEXT}
    preview = send(admin_client, NEW, button="preview", **typed)
    assert numbers(preview) == [(1, 0), (2, 1), (4, 2), (5, 3), (6, 0)]  # “Share this” is suggested to be left out
    struck = send(admin_client, NEW, preview, button="preview", out=[2, 6])
    assert numbers(struck) == [(1, 0), (2, 0), (4, 1), (5, 2), (6, 0)]
    marking = send(admin_client, NEW, struck)
    article = Article.objects.get()
    assert (article.slug, article.published, article.published_basis) == ("paper-2022-03-29", "2022-03-29", "stated")
    assert article.text.paragraphs == [LINES[3], LINES[4]]
    assert article.openings == "The minister said\nThe other minister"
    assert bytes(ReceivedText.objects.get().content) == TEXT.encode()
    assert marking.redirect_chain == [(where(article), 302)]

    after = send(
        admin_client,
        where(article),
        marking,
        **TYPED,
        speaker_role="minister",
        said="28.03.2022",
        said_basis="stated",
        topics="Weather",
        answers="Does it rain?: Yes; ",
    )
    claim = Claim.objects.get()
    assert (claim.speaker.slug, claim.attribution, claim.said, claim.event.slug) == (
        "minister",
        "named",
        "2022-03-28",
        "storm",
    )
    assert [topic.slug for topic in claim.topics.all()] == ["weather"]
    assert [answer.slug for answer in claim.answers.all()] == ["yes"]
    assert claim.paragraph_sha256
    assert claim.status == Status.DRAFT
    assert claim.slug == "ann-minister-says-that-it-rains-hard"
    assert [one.what for one in after.context["taken"]] == [str(claim)]
    assert 'data-names="1a">it rains hard</mark>' in after.content.decode()
    entries = LogEntry.objects.order_by("pk").values_list("content_type__model", "action_flag")
    assert list(entries) == [("article", 1), ("claim", 1)]


def test_a_struck_line_is_restored_by_taking_the_tick_away(admin_client):
    preview = send(admin_client, NEW, button="preview", headline="Rain expected", text=TEXT)
    struck = send(admin_client, NEW, preview, button="preview", out=[2])
    data = filled(struck) | {"preview": "1"}
    data.pop("out")
    assert (2, 1) in numbers(admin_client.post(NEW, data))


def test_no_text_is_saved_before_its_lines_were_shown_and_ticks_hold_for_that_text_alone(admin_client):
    first = send(admin_client, NEW, headline="Rain expected", text=TEXT)
    assert not Article.objects.exists()
    assert first.context["lines"]
    changed = send(admin_client, NEW, first, out=[2], text=f"Another line\n{TEXT}")
    assert not Article.objects.exists()
    assert all(paragraph for number, paragraph in numbers(changed) if number not in (2, 7))  # headline; “Share this”


@pytest.mark.parametrize(
    ("text", "encoding", "found", "is_guess"),
    [
        (TEXT, "utf-8", "utf-8", False),
        (TEXT, "utf-8-sig", "utf-8", False),
        ("Идёт дождь, сказал министр.", "utf-16", "utf-16", False),
        ("The minister said that it rains.", "utf-16-le", "utf-16-le", True),
        ("Идёт дождь, сказал министр в Reuters.", "cp1251", "cp1251", True),
        ("Le ministre a dit qu’il pleut à Genève.", "cp1252", "cp1252", True),
    ],
)
def test_a_file_of_any_usual_encoding_is_read(text, encoding, found, is_guess):
    assert decode(text.encode(encoding)) == (text, found, is_guess)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\ufeff"), min_size=1))
def test_every_text_in_utf_8_is_read_as_it_is(text):
    assert decode(text.encode(), "utf-8").text == text
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text


def test_an_uploaded_file_is_shown_as_text_with_what_was_guessed(admin_client):
    data = filled(admin_client.get(NEW)) | {"headline": "Дождь", "preview": "1"}
    page = admin_client.post(
        NEW, data | {"file": SimpleUploadedFile("a.txt", "Идёт дождь.\r\nСильный.".encode("cp1251"))}
    )
    assert [line.text for line in page.context["lines"]] == ["Идёт дождь.", "Сильный."]
    assert "Windows-1251, which is a guess" in page.content.decode()
    assert send(admin_client, NEW, page, slug="rain").status_code == 200
    assert Article.objects.get().text.paragraphs == ["Идёт дождь.", "Сильный."]


@pytest.mark.parametrize("content", [b"<!DOCTYPE html><html>", b"%PDF-1.7", b"PK\x03\x04", b"ab\x00\x00cd"])
def test_a_file_that_is_no_text_is_refused_beside_its_field(admin_client, content):
    data = filled(admin_client.get(NEW)) | {"headline": "Rain", "save": "1"}
    page = admin_client.post(NEW, data | {"file": SimpleUploadedFile("a", content)})
    assert "file" in errors(page)
    assert not Article.objects.exists()


@pytest.mark.parametrize("again", [{"url": "http://www.example.org/rain/?utm_source=x"}, {"text": TEXT}])
def test_a_report_that_is_stored_already_is_named_with_a_link_and_saved_only_after_a_tick(admin_client, report, again):
    Article.objects.update(url="https://example.org/rain")
    typed = {"headline": "Rain expected", "slug": "again", "text": "Other words."} | again
    preview = send(admin_client, NEW, button="preview", **typed)
    preview = send(admin_client, NEW, preview, button="preview", out=[2, 6] if "text" in again else [])
    assert [known for known, _same in preview.context["known"]] == [report]
    assert reverse("admin:talks_article_change", args=[report.pk]) in preview.content.decode()
    refused = send(admin_client, NEW, preview)
    assert "sure" in errors(refused)
    assert Article.objects.count() == 1
    send(admin_client, NEW, refused, sure="on")
    assert Article.objects.filter(slug="again").exists()


def test_an_error_keeps_the_text_the_ticks_and_all_that_was_typed(admin_client):
    preview = send(admin_client, NEW, button="preview", headline="Rain expected", text=TEXT)
    page = send(admin_client, NEW, preview, out=[2, 6], published="someday", outlet="Nobody's Paper")
    assert set(errors(page)) == {"published", "outlet"}
    kept = filled(page)
    assert (kept["published"], kept["outlet"], kept["out"]) == ("someday", "Nobody's Paper", ["2", "6"])
    assert folded(kept["text"]) == folded(TEXT)
    assert not Article.objects.exists()


def test_all_that_is_known_of_a_report_is_brought_in_with_it(admin_client):
    origin = make_origin("agency-2022-03-10", kind="dispatch")
    preview = send(admin_client, NEW, button="preview", headline="Rain expected", text=TEXT, published="2022-03-11")
    assert not preview.context["form"].is_more_open
    assert filled(preview)["rendering"] == "not-known"
    more = {
        "origin": origin.slug,
        "origin_basis": "matched",
        "rendering": "translated",
        "no_capture": "No copy was made.",
        "summary": "It rains.\r\nThen it stops.",
        "note": "Garbled at the end.",
    }
    refused = send(admin_client, NEW, preview, **more)
    assert list(errors(refused)) == ["origin_note"]
    assert refused.context["form"].is_more_open
    send(admin_client, NEW, refused, origin_note="The same words.")
    article = Article.objects.get()
    assert {name: getattr(article, name) for name in more if name not in ("origin", "summary")} == {
        name: value for name, value in more.items() if name not in ("origin", "summary")
    }
    assert (article.origin, article.origin_note, article.summary) == (
        origin,
        "The same words.",
        "It rains.\nThen it stops.",
    )


# Marking


def test_a_wrong_quote_is_refused_beside_its_field_and_everything_typed_stays(admin_client, report, cast):
    page = send(admin_client, where(report), **TYPED | {"quote": "it snows hard"})
    assert list(errors(page)) == ["quote"]
    assert "The nearest passage is" in errors(page)["quote"][0]
    kept = filled(page)
    assert {name: str(kept[name]) for name in TYPED} == TYPED | {"quote": "it snows hard"}
    assert not Claim.objects.exists()


def test_a_quote_of_another_paragraph_is_refused_with_the_paragraph_in_which_it_stands(admin_client, report, cast):
    page = send(admin_client, where(report), **TYPED | {"paragraph": "2"})
    assert errors(page)["paragraph"] == ["The quote stands in ¶1."]
    assert not Claim.objects.exists()


@pytest.mark.parametrize("paragraph", ["0", "", "77", "x"])
def test_a_paragraph_that_is_not_there_is_refused(admin_client, report, cast, paragraph):
    page = send(admin_client, where(report), **TYPED | {"paragraph": paragraph})
    assert {"quote", "paragraph"} & set(errors(page))
    assert not Claim.objects.exists()


def test_a_day_without_its_basis_is_refused_beside_the_basis(admin_client, report, cast):
    page = send(admin_client, where(report), **TYPED, said="March 2022")
    assert list(errors(page)) == ["said_basis"]


def test_the_next_statement_keeps_day_basis_event_and_attribution_and_says_so(admin_client, report, cast):
    after = send(admin_client, where(report), **TYPED, said="2022-03-28", said_basis="stated")
    kept = filled(after)
    assert [kept[name] for name in ("said", "said_basis", "event", "attribution")] == [
        "2022-03-28",
        "stated",
        "Storm over the sea",
        "named",
    ]
    assert not any(kept.get(name) for name in ("speaker", "quote", "statement", "paragraph"))
    assert after.content.decode().count("From the last statement.") == 4
    send(admin_client, where(report), after, **TYPED | {"event": kept["event"], "quote": "it rains, and"})
    assert Claim.objects.filter(said="2022-03-28", event__slug="storm").count() == 2


def test_the_next_statement_keeps_the_topics_and_not_from_what_its_day_is_known(admin_client, report, cast):
    day = {"said": "2022-03-28", "said_basis": "inferred", "said_basis_note": "From “on Monday”."}
    after = send(admin_client, where(report), **TYPED, **day, topics="weather")
    kept = filled(after)
    assert [kept.get(name) for name in ("topics", "said_basis", "said_basis_note")] == ["Weather; ", "inferred", ""]
    shown = after.content.decode()
    assert shown.count("From the last statement.") == 5
    assert "Topics from the last statement: Weather" in shown
    assert not after.context["form"].is_more_open
    refused = send(admin_client, where(report), after, **TYPED | {"quote": "it rains, and"})
    assert list(errors(refused)) == ["said_basis_note"]
    send(admin_client, where(report), refused, said_basis="stated")
    assert [list(one.topics.all()) for one in Claim.objects.order_by("pk")] == [[Topic.objects.get()]] * 2


def test_what_the_report_says_by_itself_takes_no_day_from_the_last_statement(admin_client, report, cast):
    send(admin_client, where(report), **TYPED, said="2022-03-28", said_basis="stated")
    taken = Report(report.pk).form(None, suggested={"attribution": "own-voice"}).initial
    assert (taken["said"], taken["said_basis"], taken["event"]) == ("", "", Claim.objects.get().event_id)
    assert Report(report.pk).form(None, suggested={"attribution": "named"}).initial["said"] == "2022-03-28"


def test_a_report_in_other_letters_is_saved_without_a_slug_of_ones_own(admin_client):
    facts = {"headline": "Идёт дождь, и щёки мокры", "text": "Министр этому не верит.", "language": "ru"}
    for typed, slug in (
        (facts, "idyot-dozhd-i-shchyoki-mokry"),
        (facts | {"headline": "المطر", "text": "التقى الوفدان.", "published": "2022-03-29"}, "report-2022-03-29"),
    ):
        page = send(admin_client, NEW, button="preview", **typed)
        assert not errors(page)
        send(admin_client, NEW, page)
        assert Article.objects.filter(slug=slug).exists()


@pytest.mark.parametrize("typed", ["minister", "ann minister", "Anna Minister"])
def test_a_speaker_is_named_by_slug_name_or_spelling_in_any_case(admin_client, report, cast, typed):
    send(admin_client, where(report), **TYPED | {"speaker": typed})
    assert Claim.objects.get().speaker.slug == "minister"


@pytest.mark.parametrize("typed", ["Ann", "Minist", "Moscow", "Nobody"])
def test_half_a_name_or_another_word_for_a_record_chooses_nobody(admin_client, report, cast, typed):
    page = send(admin_client, where(report), **TYPED | {"speaker": typed})
    assert next(iter(errors(page))) == "speaker"
    assert filled(page)["speaker"] == typed
    assert not Claim.objects.exists()


def test_a_part_of_a_name_chooses_nobody_and_the_error_says_who_may_be_meant(admin_client, report, cast):
    page = send(admin_client, where(report), quote="it rains hard", paragraph="1", speaker="minist")
    assert errors(page)["speaker"] == ["Nothing is called “minist”. Perhaps you mean: Ann Minister."]
    assert "attribution" not in errors(page)


def test_two_of_one_name_are_told_apart_by_their_slugs(admin_client, report, cast):
    make_event(slug="storm-2", title="Storm over the sea")
    page = send(admin_client, where(report), **TYPED | {"event": "Storm over the sea"})
    assert "storm, storm-2" in errors(page)["event"][0]
    found = admin_client.get("/admin/desk/find/event/", {"q": "over the sea"}).json()
    assert {one["value"] for one in found["results"]} == {"storm", "storm-2"}
    assert found["chosen"] is None


def test_a_report_without_a_text_leads_to_the_form_where_it_is_attached(admin_client):
    article = make_article()
    page = admin_client.get(where(article), follow=True)
    assert page.redirect_chain == [(reverse("admin:talks_article_change", args=[article.pk]), 302)]
    assert "attach it here" in " ".join(messages(page))


# One token a form


def test_a_form_that_is_sent_twice_makes_one_statement(admin_client, report, cast):
    page = admin_client.get(where(report))
    first, second = (send(admin_client, where(report), page, **TYPED) for _time in range(2))
    assert Claim.objects.count() == Submission.objects.count() == 1
    assert first.redirect_chain == second.redirect_chain != []


def test_a_report_that_is_sent_twice_is_saved_once(admin_client):
    preview = send(admin_client, NEW, button="preview", headline="Rain expected", text=TEXT)
    first, second = (send(admin_client, NEW, preview) for _time in range(2))
    assert Article.objects.count() == 1
    assert first.redirect_chain == second.redirect_chain != []


def test_a_form_changed_on_the_way_back_is_kept_and_saved_only_when_that_is_asked_for_again(admin_client, report, cast):
    page = admin_client.get(where(report))
    send(admin_client, where(report), page, **TYPED)
    back = send(admin_client, where(report), page, **TYPED | {"statement": "says that it pours."})
    assert Claim.objects.count() == 1
    assert filled(back)["statement"] == "says that it pours."
    assert "saved before" in " ".join(messages(back))
    send(admin_client, where(report), back)
    assert Claim.objects.filter(statement="says that it pours.").count() == 1


def test_a_save_that_comes_while_the_first_is_under_way_saves_nothing(db):
    token, made = uuid4(), []

    def save() -> int:
        made.append(1)
        return 7

    assert once.save_once(token, "a", save) == (7, True, True)
    assert once.save_once(token, "a", save) == (7, False, True)
    assert once.save_once(token, "b", save) == (7, False, False)
    assert len(made) == 1


def test_a_save_that_fails_leaves_the_token_free(db):
    token = uuid4()

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once.save_once(token, "a", fail)
    assert once.save_once(token, "a", lambda: 7).is_new


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_a_form_without_its_token_is_shown_again_with_all_that_was_typed(admin_client, report, cast, token):
    page = send(admin_client, where(report), **TYPED | {"token": token})
    assert not Claim.objects.exists()
    assert filled(page)["quote"] == TYPED["quote"]
    send(admin_client, where(report), page)
    assert Claim.objects.count() == 1


# What scripts ask


@pytest.mark.parametrize(
    ("quote", "paragraph", "stands", "says", "found"),
    [
        ("it rains hard", "1", True, "Stands in ¶1: 3 words, of 12 at most.", 1),
        ("minister", "1", True, "Stands in ¶1: 1 word, of 12 at most.", 1),
        ("it rains hard", "", True, "Stands in ¶1", 1),
        ("it rains", "1", False, "stand there twice", None),
        ("it rains hard", "2", False, "They stand in ¶1.", 1),
        ("it rained hard", "1", False, "nearest passage", None),
        ("it rained hard", "", False, "nearest passage", None),
        ("The", "", False, "stand in ¶1, ¶2", None),
        ("it […]", "1", False, "Join the pieces", None),
    ],
)
def test_the_state_of_a_quote_is_told_as_it_is_typed(admin_client, report, quote, paragraph, stands, says, found):
    answer = admin_client.get(reverse("desk_quote", args=[report.pk]), {"quote": quote, "paragraph": paragraph}).json()
    assert (answer["stands"], answer["paragraph"]) == (stands, found)
    assert says in answer["message"]


@pytest.mark.parametrize("typed", ["ann", "Anna", "minister"])
def test_a_speaker_is_offered_by_name_and_spelling(admin_client, report, cast, typed):
    answer = admin_client.get("/admin/desk/find/actor/", {"q": typed}).json()
    assert answer["results"] == [{"value": "Ann Minister", "label": "Ann Minister (Person, Russia)"}]
    assert bool(answer["chosen"]) == (typed == "minister")


def test_what_else_a_party_is_called_by_finds_it_and_does_not_choose_it(admin_client, cast):
    answer = admin_client.get("/admin/desk/find/actor/", {"q": "moscow"}).json()
    assert [one["value"] for one in answer["results"]] == ["Russia"]
    assert answer["chosen"] is None


def test_a_chosen_speaker_brings_side_attribution_and_the_role_of_this_report_alone(admin_client, report, cast):
    asked = {"q": "Ann Minister", "report": report.pk}
    other = make_claim(speaker_role="spokeswoman", speaker=make_actor("minister"))
    chosen = admin_client.get("/admin/desk/find/actor/", asked).json()["chosen"]
    assert (chosen["side"], chosen["attribution"], chosen["role"]) == ("Russia", "named", "")
    Claim.objects.filter(pk=other.pk).update(article=report)
    assert admin_client.get("/admin/desk/find/actor/", asked).json()["chosen"]["role"] == "spokeswoman"


def test_an_event_is_found_by_its_day_as_people_write_it(admin_client, cast):
    make_event(slug="other", title="Calm", date="2022-05-17")
    answer = admin_client.get("/admin/desk/find/event/", {"q": "17 May 2022"}).json()
    assert [one["value"] for one in answer["results"]] == ["Calm"]


def test_a_typed_day_is_echoed_in_words(admin_client):
    assert admin_client.get("/admin/desk/day/", {"q": "29.3.2022"}).json() == {
        "reads": True,
        "message": "2022-03-29: 29 March 2022",
    }
    assert not admin_client.get("/admin/desk/day/", {"q": "someday"}).json()["reads"]


@given(st.lists(st.sampled_from(["a", "b", "c c", "it rains", "no"]), min_size=1, max_size=12), st.data())
def test_marks_change_no_letter_of_the_text_and_cover_each_quote_that_stands(words, data):
    text = " ".join(words)
    quotes = data.draw(st.lists(st.sampled_from(["a", "b", "it rains", "no", "a b", "x"]), max_size=4))
    taken = taken_from(Claim(paragraph=1, quote=quote) for quote in quotes)
    [passage] = passages([text], taken)
    assert "".join(piece.text for piece in passage.pieces) == text
    for one in taken:
        marked = "".join(piece.text for piece in passage.pieces if one.name in piece.names)
        assert marked == (one.claim.quote if state_of([text], one.claim.quote, 1).stands else "")


# Who may


ADDRESSES = ["/admin/desk/", NEW, "/admin/desk/find/actor/", "/admin/desk/reports/{}/", "/admin/desk/reports/{}/quote/"]


@pytest.mark.parametrize("where", ADDRESSES)
def test_who_lacks_the_right_gets_403(client, report, where):
    user = curator(client)
    assert client.get(where.format(report.pk)).status_code == 403
    user.is_staff = False
    user.is_superuser = True
    user.save()
    assert client.get(where.format(report.pk)).status_code == 403


def test_a_reviewer_sees_the_front_of_the_desk_and_can_neither_bring_in_nor_mark(client, report):
    curator(client, "view_article", "view_claim", "view_actor")
    page = client.get("/admin/desk/")
    assert "Rain expected" in page.content.decode()
    assert NEW not in page.content.decode()
    assert where(report) not in page.content.decode()
    assert client.get(NEW).status_code == client.post(where(report), TYPED).status_code == 403


def test_the_pages_of_the_desk_are_in_no_cache(admin_client, report):
    for one in ADDRESSES:
        response = admin_client.get(one.format(report.pk))
        assert response.status_code == 200
        assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))


def test_the_desk_is_reached_from_the_admin_and_from_a_report_with_a_text(admin_client, report):
    assert 'href="/admin/desk/"' in admin_client.get("/admin/").content.decode()
    change = admin_client.get(reverse("admin:talks_article_change", args=[report.pk]))
    assert where(report) in change.content.decode()
    bare = admin_client.get(reverse("admin:talks_article_change", args=[make_article().pk]))
    assert not re.search(r'href="/admin/desk/reports/\d+/"', bare.content.decode())
