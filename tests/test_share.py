"""How much of a report is republished: what counts, the limits, who refuses and who tells."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from hypothesis import assume, given
from hypothesis import strategies as st

from talks import curation, share
from talks.loading import FixtureRefused, load
from talks.models import Article, ArticleText, Claim
from talks.share import Share, measure, share_of
from talks.vocabulary import Status
from tests.factories import make_article, make_claim
from tests.fixture_files import article, claim, event, item, load_items
from tests.saved_reports import FIXTURE, attach_saved_reports, needs_saved_reports
from tests.test_admin import act, address, errors, messages, save

# Two paragraphs of ten words each.
PARAGRAPHS = [
    "one two three four five six seven eight nine ten",
    "alpha beta gamma delta epsilon zeta eta theta iota kappa",
]


def quotation(quote: str, paragraph: int | None = 1, prefix: str = "", suffix: str = "") -> Claim:
    return Claim(quote=quote, paragraph=paragraph, prefix=prefix, suffix=suffix)


def taken(
    *quotations: Claim, openings: str = "", headline: str = "", paragraphs: list[str] = PARAGRAPHS
) -> tuple[int, int | None]:
    """Return the words taken of a text that is held, and the longest run."""
    share = measure(headline, openings, quotations, paragraphs=paragraphs)
    assert share.least == share.most
    return share.most, share.run


def numbered(first: int, last: int) -> str:
    return " ".join(f"w{number}" for number in range(first, last + 1))


# What counts


def test_a_word_counts_once_however_many_quotations_have_it():
    assert taken(quotation("two three four"), quotation("three four five"), quotation("two three four")) == (4, 4)


def test_the_words_of_a_cut_do_not_count_and_part_two_runs():
    assert taken(quotation("two three […] eight")) == (3, 2)


def test_openings_count_and_join_the_quotations_that_follow_them():
    assert taken(quotation("four five"), openings="one two three\nalpha beta gamma") == (8, 5)


def test_a_run_goes_on_from_one_paragraph_to_the_next():
    assert taken(quotation("nine ten"), openings="one two three\nalpha beta gamma") == (8, 5)


def test_the_words_before_and_after_a_quotation_are_republished_with_it():
    assert taken(quotation("four five", prefix="two three", suffix="six")) == (5, 5)
    assert taken(quotation("b", prefix="(", suffix=", c"), paragraphs=["a(b, c d"]) == (2, 2)


def test_a_headline_counts_where_a_paragraph_repeats_it_and_joins_the_first_words():
    assert taken(headline="five six", paragraphs=PARAGRAPHS) == (2, 2)
    assert taken(quotation("three four"), headline="A headline of five words") == (2, 2)
    assert taken(quotation("one two"), headline="A headline of five words") == (2, 7)


def test_a_report_of_which_nothing_is_taken_has_no_run():
    assert taken(headline="A headline of five words") == (0, 0)


def test_a_quotation_that_is_not_in_the_text_counts_at_most():
    share = measure(
        "",
        "one two three",
        [quotation("two three"), quotation("never there"), quotation("ten", None)],
        paragraphs=PARAGRAPHS,
    )
    assert (share.least, share.most) == (3, 6)


def test_without_the_text_the_count_has_two_bounds():
    quotations = [quotation("two three four"), quotation("three four five"), quotation("alpha […] beta", 2)]
    share = measure("", "one two three", quotations, words=20)
    assert (share.words, share.least, share.most, share.run) == (20, 7, 11, None)


spans = st.tuples(st.integers(0, 1), st.integers(0, 9), st.integers(1, 9))


@given(st.lists(spans, max_size=12))
def test_words_and_runs_are_those_of_the_positions(spans: list[tuple[int, int, int]]):
    words = [paragraph.split() for paragraph in PARAGRAPHS]
    quotations = [quotation(" ".join(words[p][start : start + length]), p + 1) for p, start, length in spans]
    marked = {10 * p + at for p, start, length in spans for at in range(start, min(10, start + length))}
    text = "".join("x" if at in marked else " " for at in range(20))
    assert taken(*quotations) == (len(marked), max(map(len, text.split()), default=0))


@given(
    st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 8)), min_size=1, max_size=8),
)
def test_without_the_text_the_count_is_never_on_the_wrong_side(words: list[str], spans: list[tuple[int, int]]):
    quotations = [quotation(" ".join(words[start : start + length])) for start, length in spans if words[start:]]
    paragraphs = [" ".join(words)]
    held = measure("", words[0], quotations, paragraphs=paragraphs)
    assume(held.least == held.most)  # no quotation is there twice
    unheld = measure("", words[0], quotations, words=len(words))
    assert unheld.least <= held.least <= unheld.most


# The limits


@pytest.mark.parametrize(
    ("words", "allowed"),
    [(10, 40), (99, 40), (101, 40), (103, 41), (399, 159), (400, 100), (426, 106), (1000, 250)],
)
def test_a_quarter_may_be_taken_more_of_a_short_report_and_forty_words_always(words: int, allowed: int):
    assert Share(words, 0, 0, 0).allowed == allowed
    assert not Share(words, allowed, allowed, 25).is_too_much
    assert Share(words, allowed + 1, allowed + 1, 25).is_certainly_too_much
    assert Share(words, allowed, allowed, 26).is_certainly_too_much


def test_a_count_with_two_bounds_may_be_too_much_without_being_certainly_so():
    share = Share(100, 40, 41, None)
    assert share.is_too_much
    assert not share.is_certainly_too_much
    assert share.errors()[0].startswith(
        "Quotations and openings take 40 to 41 of the report's 100 words; 40 are allowed."
    )


def test_a_report_of_unknown_length_has_no_limit_and_nothing_is_said_of_a_percentage():
    assert not Share(None, 900, 900, None).is_too_much
    assert str(Share(None, 900, 900, None)) == "900 words of a report of unknown length"


def test_a_share_is_told_in_words():
    assert str(Share(219, 62, 62, 14)) == "62 of 219 words (29 %), 87 allowed; longest run 14 words"
    assert str(Share(219, 62, 70, None)) == "62 to 70 of 219 words (29–32 %), 87 allowed"


def test_what_the_licence_of_a_report_allows_has_no_limit():
    assert not Share(100, 100, 100, 100, is_free=True).is_too_much


# Publishing


@pytest.fixture
def report(db: None) -> Article:
    """A report of 200 words in one paragraph, of which 80 may be taken."""
    made = make_article(slug="report", openings="w1 w2 w3")
    ArticleText.objects.create(article=made, paragraphs=[numbered(1, 200)], sha256="0" * 64)
    return made


def quote_of(report: Article, first: int, last: int, status: str = Status.DRAFT) -> Claim:
    return make_claim(article=report, quote=numbered(first, last), status=status)


@pytest.fixture
def full(report: Article) -> list[Claim]:
    """Seven published statements with 11 words each: with the opening, all that may be taken."""
    return [quote_of(report, first, first + 10, Status.PUBLISHED) for first in range(10, 150, 20)]


def test_drafts_count_and_withdrawn_statements_do_not(report: Article, full: list[Claim]):
    assert share_of(report).most == 80
    quote_of(report, 180, 181)
    assert share_of(report).most == 82
    curation.withdraw([full[0]], "Wrong.")
    assert share_of(report).most == 71


def test_the_statement_that_takes_too_much_is_refused_and_told_why(report: Article, full: list[Claim]):
    one_more = quote_of(report, 180, 180)
    outcome = curation.publish([one_more])
    assert outcome.refused[0].reasons == [
        "Quotations and openings take 81 of the report's 200 words; 80 are allowed.",
        "Shorten quotations, or take fewer statements.",
    ]
    assert Claim.objects.get(pk=one_more.pk).status == Status.DRAFT
    assert not curation.publish([quote_of(report, 11, 12)]).refused


def test_a_run_that_can_be_put_together_again_is_refused(report: Article):
    parts = [quote_of(report, first, first + 7) for first in (10, 18, 26, 34)]
    outcome = curation.publish(parts)
    assert outcome.changed == parts[:3]
    assert "32 words in a row can be put together again from them; 25 are allowed." in outcome.refused[0].reasons


def test_a_report_is_refused_where_its_published_statements_take_too_much(report: Article, full: list[Claim]):
    Article.objects.update(status=Status.DRAFT)
    Claim.objects.filter(pk=full[0].pk).update(quote=numbered(160, 171))
    report.refresh_from_db()
    assert "take 81 of" in curation.publish([report]).refused[0].reasons[0]


def test_a_report_that_takes_too_much_can_be_mended_step_by_step(report: Article, full: list[Claim]):
    over = [quote_of(report, first, first + 1, Status.PUBLISHED) for first in (160, 170, 180)]
    over[0].quote = "w160"
    share.refuse_more(over[0])
    over[0].quote = "w160 w161 w162"
    with pytest.raises(ValidationError, match="take 87 of"):
        share.refuse_more(over[0])


def test_a_statement_without_a_report_or_of_one_without_text_and_length_is_not_refused(db: None):
    share.refuse_more(Claim(quote=numbered(1, 12)))
    unknown = make_article()
    for first in range(0, 99, 12):
        last = make_claim(article=unknown, quote=numbered(first, first + 11))
    share.refuse_more(last)


def test_more_statements_of_a_report_cost_no_more_queries(
    report: Article, full: list[Claim], django_assert_num_queries
):
    fresh = Claim.objects.select_related("article__text").get(pk=full[0].pk)
    with django_assert_num_queries(1):
        share.refuse_more(fresh)


# The admin


def test_a_published_statement_cannot_be_made_longer_than_allowed(
    admin_client: Client, report: Article, full: list[Claim]
):
    where = address("claim_change", full[0])
    assert "take 81 of" in errors(save(admin_client, where, quote=numbered(9, 20)))["quote"][0]
    assert not Claim.objects.filter(quote=numbered(9, 20)).exists()
    save(admin_client, where, quote=numbered(10, 19))
    assert Claim.objects.filter(quote=numbered(10, 19)).exists()


def test_save_and_publish_refuses_beside_the_quotation(admin_client: Client, report: Article, full: list[Claim]):
    draft = quote_of(report, 180, 181)
    page = save(admin_client, address("claim_change", draft), "_publish", note="x")
    assert "take 82 of" in errors(page)["quote"][0]


def test_a_draft_that_takes_too_much_is_saved_with_a_warning(admin_client: Client, report: Article, full: list[Claim]):
    draft = quote_of(report, 180, 181)
    page = save(admin_client, address("claim_change", draft), note="A note.")
    assert Claim.objects.get(pk=draft.pk).note == "A note."
    assert any("take 82 of" in message for message in messages(page))
    assert any(
        "take 82 of" in warning.message
        for warning in admin_client.get(address("article_change", report)).context["warnings"]
    )


def test_the_list_publishes_as_much_as_is_allowed_and_names_the_rest(
    admin_client: Client, report: Article, full: list[Claim]
):
    inside, outside = quote_of(report, 11, 12), quote_of(report, 180, 181)
    page = act(admin_client, "publish", [inside, outside])
    assert Claim.objects.get(pk=inside.pk).status == Status.PUBLISHED
    assert any("take 82 of" in message for message in messages(page))


# The loader and check_quotes


def record_of(length: int | None, *quotes: str, **fields) -> list:
    """Return a file with one report of this length and a statement for each quotation."""
    return [
        item("process", slug="talks-2022", title="Talks of 2022"),
        event("istanbul-talks"),
        article("report-one", text_words=length, **fields),
        *(
            claim(f"statement-{number}", quote=quote, speaker=None, attribution="unnamed", unchecked_reason="heard")
            for number, quote in enumerate(quotes)
        ),
    ]


FOUR = [numbered(first, first + 10) for first in (10, 30, 50, 70)]


@pytest.mark.django_db
def test_a_file_whose_published_statements_take_too_much_is_refused(tmp_path: Path):
    with pytest.raises(FixtureRefused, match="report-one: Quotations and openings take 44 of the report's 100 words"):
        load_items(tmp_path, record_of(100, *FOUR))
    assert not Article.objects.exists()
    assert load_items(tmp_path, record_of(110, *FOUR)).added == 7


@pytest.mark.django_db
def test_a_file_that_does_not_give_the_length_of_a_report_is_loaded(tmp_path: Path):
    assert load_items(tmp_path, record_of(None, *FOUR)).added == 7


@pytest.mark.django_db
def test_a_file_is_refused_only_where_its_quotations_take_too_much_however_they_overlap(tmp_path: Path):
    overlapping = [numbered(first, first + 10) for first in range(10, 40, 2)]
    assert measure("", "", [quotation(quote) for quote in overlapping], words=100).is_too_much
    assert load_items(tmp_path, record_of(100, *overlapping)).added == 18


@pytest.mark.django_db
def test_a_file_from_before_checks_were_recorded_is_loaded_with_a_note_though_it_takes_too_much(tmp_path: Path):
    load_items(tmp_path, record_of(110, *FOUR))
    Article.objects.update(text_words=100)
    former = record_of(100, *FOUR, summary="Changed.")
    for one in former:
        one["fields"].pop("text_words", None), one["fields"].pop("unchecked_reason", None)
    (note,) = load_items(tmp_path, former).notes
    assert note.startswith("report-one: Quotations and openings take 44 of the report's 100 words")


@pytest.mark.django_db
def test_a_draft_and_an_unchanged_record_are_not_measured_by_the_loader(tmp_path: Path):
    load_items(tmp_path, record_of(110, *FOUR))
    Article.objects.update(text_words=100)
    assert load_items(tmp_path, record_of(100, *FOUR)).changed == 0
    with pytest.raises(FixtureRefused):
        load_items(tmp_path, record_of(100, *FOUR, summary="Changed."))


@pytest.mark.django_db
def test_check_quotes_tells_how_much_of_each_report_is_republished(report: Article, full: list[Claim], capsys):
    call_command("check_quotes")
    assert "  republished: 80 of 200 words (40 %), 80 allowed; longest run 11 words\n" in capsys.readouterr().out
    quote_of(report, 180, 181)
    call_command("check_quotes")
    assert (
        "  republished: 82 of 200 words (41 %), 80 allowed; longest run 11 words: too much\n" in capsys.readouterr().out
    )


# The first record


@pytest.mark.django_db
@needs_saved_reports
def test_the_first_record_takes_no_more_of_its_reports_than_allowed_by_their_texts():
    load(FIXTURE)
    assert len(list(attach_saved_reports())) == Article.objects.count() == 21
    assert {report.slug for report in Article.objects.all() if share_of(report).is_too_much} == set()


def test_the_first_record_takes_no_more_of_its_reports_than_allowed_by_their_lengths():
    rows = [row["fields"] for row in json.loads(FIXTURE.read_text(encoding="utf-8"))]
    too_much = set()
    for report in rows:
        if "headline" in report:
            claims = [
                row for row in rows if row.get("article") == [report["slug"]] and row["status"] == Status.PUBLISHED
            ]
            quotations = [
                quotation(*(row[name] for name in ("quote", "paragraph", "prefix", "suffix"))) for row in claims
            ]
            assert report["text_words"], report["slug"]
            share = measure(report["headline"], report["openings"], quotations, words=report["text_words"])
            too_much |= {report["slug"]} if share.is_too_much else set()
    assert too_much == set()
