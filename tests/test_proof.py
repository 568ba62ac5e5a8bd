"""The proof of quotations: what marks a statement as found, what takes the mark away, and what readers see of it."""

import csv
import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from talks import curation
from talks.article_texts import TextRefused, attach_text, check_quotes, put_back
from talks.cleaning import clean, paragraph_hash, text_hash
from talks.loading import FixtureRefused, dump
from talks.models import Article, ArticleText, Claim, ReceivedText
from talks.proof import BEFORE, CHANGED, NOT_FOUND, prove
from talks.version import read_version
from talks.vocabulary import Status
from tests.factories import make_actor, make_article, make_claim, make_event, make_outlet, make_question, make_topic
from tests.fixture_files import claim as claim_item
from tests.fixture_files import fields, load_items, small_record
from tests.test_admin import address, errors, messages, save
from tests.test_pages import shown

pytestmark = pytest.mark.django_db

FIRST, SECOND = "They say that it rains, and rains.", "Nobody denies it."
TEXT = f"{FIRST}\n{SECOND}\n".encode()
OTHER = b"They say that it snows.\nSomebody denies it.\n"
DAY, LATER = datetime(2026, 11, 29, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def report() -> Article:
    """A report without a text, with a statement in each of its two paragraphs."""
    article = make_article(slug="report", headline="Rain", outlet=make_outlet("paper"))
    event = make_event(slug="rain")
    make_claim(slug="rains", article=article, event=event, paragraph=1, quote="it rains")
    make_claim(slug="denies", article=article, event=event, paragraph=2, quote="Nobody denies it")
    return article


def proof_of(slug: str) -> tuple[str, str]:
    return Claim.objects.values_list("paragraph_sha256", "unchecked_reason").get(slug=slug)


def checked() -> date | None:
    return Article.objects.get(slug="report").checked


FOUND = {"rains": (paragraph_hash(FIRST), ""), "denies": (paragraph_hash(SECOND), "")}


def proofs() -> dict[str, tuple[str, str]]:
    return {slug: proof_of(slug) for slug in FOUND}


# What sets a mark


def test_a_quote_that_stands_in_an_attached_text_is_marked_with_the_hash_of_its_paragraph(report: Article):
    attach_text(report, TEXT, at=DAY)
    assert proofs() == FOUND
    report.refresh_from_db()
    assert report.checked == date(2026, 11, 29)
    assert report.text_sha256 == hashlib.sha256(f"{FIRST}\n{SECOND}".encode()).hexdigest()
    assert report.text_sha256 == text_hash([FIRST, SECOND])
    assert report.text_words == 10


def test_the_same_check_again_changes_nothing_not_even_the_day(report: Article):
    attach_text(report, TEXT, at=DAY)
    version, before = read_version(), list(Claim.objects.order_by("pk").values())
    list(check_quotes(at=LATER))
    attach_text(Article.objects.get(), TEXT, at=LATER)
    assert read_version() == version
    assert list(Claim.objects.order_by("pk").values()) == before
    assert checked() == date(2026, 11, 29)
    assert ReceivedText.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "it snows"},
        {"quote": "it rain"},
        {"paragraph": 2},
        {"paragraph": 7},
        {"paragraph": None, "status": Status.DRAFT},
        {"prefix": "Nobody says that"},
        {"suffix": "often"},
        {"quote": "rains"},  # stands there twice
    ],
)
def test_a_check_takes_the_mark_away_from_a_quote_that_is_not_there_and_says_so(
    report: Article, capsys: pytest.CaptureFixture[str], change: dict
):
    attach_text(report, TEXT, at=DAY)
    Claim.objects.filter(slug="rains").update(**change)
    (result,) = check_quotes(at=LATER)
    assert result.lost == ["rains"]
    assert proofs() == FOUND | {"rains": ("", NOT_FOUND)}
    assert checked() == date(2026, 12, 1)
    Claim.objects.filter(slug="rains").update(paragraph_sha256="1:" + "0" * 64, unchecked_reason="")
    with pytest.raises(SystemExit):
        call_command("check_quotes")
    assert "rains: no longer marked as found." in capsys.readouterr().out


def test_a_quote_that_is_mended_is_marked_again_by_the_next_check(report: Article):
    attach_text(report, OTHER, at=DAY)
    assert proofs() == {"rains": ("", NOT_FOUND), "denies": ("", NOT_FOUND)}
    Claim.objects.filter(slug="rains").update(quote="it snows")
    list(check_quotes(at=LATER))
    assert proof_of("rains") == (paragraph_hash("They say that it snows."), "")


def test_a_mark_of_another_version_of_the_cleaning_is_checked_again(report: Article):
    attach_text(report, TEXT, at=DAY)
    old = "1:" + paragraph_hash(FIRST).partition(":")[2]
    Claim.objects.filter(slug="rains").update(paragraph_sha256=old)
    list(check_quotes(at=LATER))
    assert proofs() == FOUND
    assert checked() == date(2026, 12, 1)


def test_a_text_stored_before_texts_were_cleaned_is_cleaned_and_checked_by_the_command(
    report: Article, capsys: pytest.CaptureFixture[str]
):
    stored = ["They say that it rai\u00adns, and rains.", "\ufeffNobody denies it."]
    ArticleText.objects.create(article=report, paragraphs=stored, sha256="0" * 64)
    call_command("check_quotes")
    assert ArticleText.objects.get().paragraphs == [FIRST, SECOND] == [clean(one).text for one in stored]
    assert proofs() == FOUND
    assert "Cleaned: soft hyphens 1, byte order marks 1." in capsys.readouterr().out
    call_command("check_quotes")
    assert "Cleaned" not in capsys.readouterr().out


def test_strict_fails_on_what_was_not_checked(report: Article, capsys: pytest.CaptureFixture[str]):
    attach_text(report, TEXT)
    make_article(slug="nothing-taken-from-it")
    call_command("check_quotes", "--strict")
    make_claim(article=make_article(slug="without-text"), paragraph_sha256=paragraph_hash(FIRST))
    call_command("check_quotes")
    with pytest.raises(SystemExit) as failed:
        call_command("check_quotes", "--strict")
    assert failed.value.code == 1
    assert "without-text: not checked: no text is stored." in capsys.readouterr().out


def test_a_mark_that_came_with_a_file_stays_where_no_text_is_stored(report: Article):
    Claim.objects.update(paragraph_sha256=paragraph_hash("A text held elsewhere."), unchecked_reason="")
    version = read_version()
    list(check_quotes())
    assert prove(report) is None
    assert read_version() == version


# Nothing is published without the one or the other


@pytest.mark.parametrize(
    "values",
    [
        {"paragraph_sha256": "", "unchecked_reason": ""},
        {"paragraph_sha256": paragraph_hash(FIRST), "unchecked_reason": "no text"},
    ],
)
def test_the_database_refuses_a_published_statement_without_mark_and_reason_or_with_both(values: dict):
    claim = make_claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.update(**values)
    claim.status = Status.DRAFT
    claim.save()
    Claim.objects.update(**values)


def test_publishing_looks_the_quote_up_and_marks_it(report: Article):
    Claim.objects.update(status=Status.DRAFT, unchecked_reason="")
    ArticleText.objects.create(article=report, paragraphs=[FIRST, SECOND], sha256="0" * 64)
    claim = Claim.objects.get(slug="rains")
    assert not curation.publish([claim], at=DAY).refused
    assert proofs() == FOUND
    assert checked() == date(2026, 11, 29)
    assert Article.objects.get().text_sha256 == text_hash([FIRST, SECOND])


def test_without_a_text_publishing_needs_the_reason_and_says_so(report: Article):
    Claim.objects.update(status=Status.DRAFT, unchecked_reason="")
    claim = Claim.objects.get(slug="rains")
    (refusal,) = curation.publish([claim]).refused
    assert refusal.reasons == [
        "Why it is not checked: The quote of a published statement is either found in the text of its report, or has a "
        "reason why it is not checked."
    ]
    assert (claim.status, proof_of("rains")) == (Status.DRAFT, ("", ""))
    Claim.objects.update(unchecked_reason="the broadcast has no transcript")
    assert not curation.publish([claim]).refused


def test_a_refused_publication_leaves_the_mark_as_it_was(report: Article):
    Claim.objects.filter(slug="rains").update(status=Status.DRAFT, quote="it snows")
    ArticleText.objects.create(article=report, paragraphs=[FIRST, SECOND], sha256="0" * 64)
    claim = Claim.objects.get(slug="rains")
    assert curation.publish([claim]).refused
    assert (claim.paragraph_sha256, claim.unchecked_reason) == proof_of("rains") == ("", "no text is stored")


def test_a_quote_that_is_too_long_stands_with_a_warning_and_a_new_one_is_refused(
    report: Article, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    long = "a b c d e f g h i j k l m n"
    Claim.objects.filter(slug="rains").update(quote=long)
    path = tmp_path / "text.txt"
    path.write_text(f"They said {long}.\n{SECOND}\n", encoding="utf-8")
    call_command("attach_text", "report", path)
    call_command("check_quotes")
    told = capsys.readouterr()
    warning = "¶1 rains: It stands; 14 words, at most 12 are allowed."
    assert warning in told.err.splitlines()
    assert f"  look at {warning}" in told.out.splitlines()
    assert proof_of("rains")[0]
    with pytest.raises(ValidationError, match="at most 12 words"):
        Claim.objects.get(slug="rains").clean()


def test_a_quote_that_stands_in_another_paragraph_is_refused_with_its_number(
    report: Article, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "text.txt"
    path.write_text(f"Menu.\n{FIRST}\n{SECOND}\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"¶1 rains: .* It stands in ¶2\."):
        call_command("attach_text", "report", path)
    with pytest.raises(SystemExit):
        call_command("check_quotes")
    assert "It stands in ¶3." in capsys.readouterr().out


# Texts are never lost


def test_a_text_that_differs_names_the_paragraphs_even_where_all_quotes_stand(
    report: Article, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    attached = attach_text(report, TEXT, at=DAY)
    assert attached.differs == ""
    path = tmp_path / "text.txt"
    path.write_text(f"{FIRST}\n{SECOND} So they say.\nAnd more.\nAnd more.\n", encoding="utf-8")
    call_command("attach_text", "report", path)
    assert "¶2–4 differ from the text that was checked on 29 Nov 2026." in capsys.readouterr().err
    assert put_back(Article.objects.get()).differs.startswith("¶2–4 differ from the text that was checked on ")


def test_where_no_text_is_stored_the_hash_tells_that_another_text_is_attached(report: Article):
    Article.objects.update(text_sha256="0" * 64, checked=date(2026, 11, 29))
    report.refresh_from_db()
    said = "This is another text: it differs from the text that was checked on 29 Nov 2026."
    assert attach_text(report, TEXT).differs == said


def test_the_same_text_as_a_record_names_differs_in_nothing(report: Article):
    Article.objects.update(text_sha256=text_hash([FIRST, SECOND]), checked=date(2026, 11, 29))
    report.refresh_from_db()
    assert attach_text(report, TEXT).differs == ""


def test_the_bytes_are_kept_as_received_with_hash_type_day_and_user(report: Article, admin_user):
    content = b"\xef\xbb\xbfThey say that it rains, and ra\xc2\xadins.\r\nNobody denies it.\r\n"
    attach_text(report, content, media_type="text/markdown", user=admin_user, at=DAY)
    kept = ReceivedText.objects.get()
    assert bytes(kept.content) == content
    assert (kept.sha256, kept.media_type) == (hashlib.sha256(content).hexdigest(), "text/markdown")
    assert (kept.received, kept.user, kept.replaced) == (DAY, admin_user, None)


def test_a_text_in_which_a_proved_quote_does_not_stand_is_refused_statement_by_statement(report: Article):
    attach_text(report, TEXT, at=DAY)
    version = read_version()
    with pytest.raises(TextRefused) as refused:
        attach_text(report, b"They say that it snows.\nNobody denies it.\n", at=LATER)
    assert [fault.claim for fault in refused.value.faults] == ["rains"]
    assert "1 quote that is proved would no longer be found" in str(refused.value)
    assert read_version() == version
    assert ArticleText.objects.get().paragraphs == [FIRST, SECOND]
    assert ReceivedText.objects.count() == 1


def test_quotes_found_in_a_text_that_was_stored_before_checks_were_recorded_are_proved_too(report: Article):
    ArticleText.objects.create(article=report, paragraphs=[FIRST, SECOND], sha256="0" * 64)
    with pytest.raises(TextRefused):
        attach_text(report, OTHER)
    attach_text(report, OTHER, replace=True)
    former = ReceivedText.objects.get(replaced__isnull=False)
    assert (former.content, former.received, former.paragraphs) == (None, None, [FIRST, SECOND])
    put_back(report)
    assert ArticleText.objects.get().sha256 == "0" * 64
    assert proofs() == FOUND


def test_marks_that_came_with_a_file_protect_against_the_text_of_another_report(report: Article):
    Claim.objects.update(paragraph_sha256=paragraph_hash("A text held elsewhere."), unchecked_reason="")
    with pytest.raises(TextRefused):
        attach_text(report, OTHER)
    assert not ArticleText.objects.exists()
    attach_text(report, TEXT)
    assert proofs() == FOUND


def test_a_quote_that_was_never_proved_does_not_prevent_another_text(report: Article):
    attach_text(report, OTHER)
    attach_text(report, b"They say that it hails.\nSomebody denies it.\n")
    assert ArticleText.objects.get().paragraphs[0] == "They say that it hails."


def test_a_replaced_text_is_kept_and_put_back_and_the_other_way_round(report: Article):
    attach_text(report, TEXT, at=DAY)
    result = attach_text(report, OTHER, replace=True, at=LATER)
    assert result.checked.lost == ["rains", "denies"]
    assert proof_of("rains") == ("", NOT_FOUND)
    put_back(report, at=LATER)
    assert ArticleText.objects.get().paragraphs == [FIRST, SECOND]
    assert proofs() == FOUND
    with pytest.raises(TextRefused):
        put_back(report)
    put_back(report, replace=True)
    assert ArticleText.objects.get().sha256 == hashlib.sha256(OTHER).hexdigest()
    assert {bytes(one.content) for one in ReceivedText.objects.all()} == {TEXT, OTHER}
    assert ReceivedText.objects.filter(replaced__isnull=True).count() == 1


def test_the_command_refuses_replaces_and_puts_back(
    report: Article, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    right, wrong = tmp_path / "right.txt", tmp_path / "wrong.txt"
    right.write_bytes(TEXT)
    wrong.write_bytes(OTHER)
    call_command("attach_text", "report", right)
    with pytest.raises(CommandError) as refused:
        call_command("attach_text", "report", wrong)
    assert refused.value.returncode == 1
    assert "¶1 rains:" in str(refused.value)
    assert "¶2 denies:" in str(refused.value)
    assert "With --replace it is stored all the same." in str(refused.value)
    assert proofs() == FOUND
    with pytest.raises(CommandError) as failed:
        call_command("attach_text", "report", wrong, "--replace")
    assert failed.value.returncode == 1
    assert "0 quotes stand, 2 do not" in str(failed.value)
    call_command("attach_text", "report", "--put-back")
    assert "2 quotes stand, 0 do not" in capsys.readouterr().out
    assert proofs() == FOUND


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name a file"),
        (["a.txt", "--put-back"], "Name a file"),
        (["--put-back"], "No former text of this report is stored"),
    ],
)
def test_a_call_without_a_text_is_told_plainly(report: Article, arguments: list[str], said: str):
    with pytest.raises(CommandError, match=said) as refused:
        call_command("attach_text", "report", *arguments)
    assert refused.value.returncode == 2


def test_no_text_and_no_bytes_are_in_a_dump(report: Article):
    attach_text(report, TEXT)
    written = dump("talks-2022")
    assert paragraph_hash(FIRST) in written
    for secret in ("and rains", hashlib.sha256(TEXT).hexdigest(), "receivedtext"):
        assert secret not in written


# An older record


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_was_published_before_checks_were_recorded_says_so_after_the_migration():
    loader = MigrationLoader(connection)
    name = next(name for app, name in loader.graph.nodes if app == "talks" and name.endswith("_proof"))
    (former,) = [parent for parent in loader.graph.node_map["talks", name].parents if parent.key[0] == "talks"]
    make_claim(slug="published")
    make_claim(slug="drafted", status=Status.DRAFT, unchecked_reason="")
    try:
        call_command("migrate", "talks", former.key[1], verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    assert proof_of("published") == ("", BEFORE)
    assert proof_of("drafted") == ("", "")


# Files


def test_the_marks_of_a_file_are_loaded_as_the_finding_of_its_editors_and_dumped_again(tmp_path: Path):
    items = small_record()
    fields(items, "talks-go-on")["paragraph_sha256"] = paragraph_hash("Somewhere.")
    fields(items, "talks-go-on-again")["unchecked_reason"] = "heard on the radio"
    marks = {"text_words": 70_000, "text_sha256": "a" * 64, "checked": "2026-11-29"}
    fields(items, "report-one").update(marks)
    load_items(tmp_path, items)
    assert proof_of("talks-go-on") == (paragraph_hash("Somewhere."), "")
    assert proof_of("talks-go-on-again") == ("", "heard on the radio")
    assert fields(json.loads(dump("talks-2022")), "report-one").items() >= marks.items()
    assert load_items(tmp_path, items).changed == 0


def test_a_file_without_marks_says_so_of_what_is_published_and_alone_of_that(tmp_path: Path):
    items = [*small_record(), claim_item("drafted", status="draft")]
    load_items(tmp_path, items)
    assert proof_of("talks-go-on") == ("", BEFORE)
    assert proof_of("drafted") == ("", "")


def test_an_older_file_takes_no_mark_away_unless_the_quotation_changes(tmp_path: Path):
    load_items(tmp_path, small_record())
    Claim.objects.update(paragraph_sha256=paragraph_hash("Somewhere."), unchecked_reason="")
    Article.objects.update(checked=DAY, text_sha256="a" * 64, text_words=7)
    items = small_record()
    assert load_items(tmp_path, items).changed == 0
    fields(items, "talks-go-on")["note"] = "A note."
    fields(items, "talks-go-on-again")["quote"] = "the talks went on"
    assert load_items(tmp_path, items).changed == 2
    assert proof_of("talks-go-on") == (paragraph_hash("Somewhere."), "")
    assert proof_of("talks-go-on-again") == ("", CHANGED)
    assert Article.objects.filter(checked=DAY, text_words=7).count() == 2


@pytest.mark.parametrize(
    ("slug", "values", "field"),
    [
        ("talks-go-on", {"paragraph_sha256": "", "unchecked_reason": ""}, "unchecked_reason"),
        ("talks-go-on", {"paragraph_sha256": paragraph_hash("A."), "unchecked_reason": "a"}, "unchecked_reason"),
        ("talks-go-on", {"paragraph_sha256": "a" * 64}, "paragraph_sha256"),
        ("talks-go-on", {"paragraph_sha256": f"1:{'A' * 64}"}, "paragraph_sha256"),
        ("report-one", {"text_sha256": "1:" + "a" * 64}, "text_sha256"),
        ("report-one", {"text_sha256": "a" * 63}, "text_sha256"),
        ("report-one", {"text_words": -1}, "text_words"),
        ("report-one", {"text_words": 2**31}, "text_words"),
        ("report-one", {"checked": "yesterday"}, "checked"),
    ],
)
def test_a_mark_that_is_none_is_refused_with_its_record_and_field(tmp_path: Path, slug, values, field):
    items = small_record()
    fields(items, slug).update(values)
    (tmp_path / "record.json").write_text(json.dumps(items), encoding="utf-8")
    with pytest.raises(CommandError, match=rf"{slug}: {field}: "):
        call_command("loaddata", str(tmp_path / "record.json"))
    assert not Claim.objects.exists()


def test_a_load_ends_by_naming_marks_that_are_not_of_the_text_stored_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    items = small_record()
    load_items(tmp_path, items)
    fields(items, "report-one")["checked"] = "2026-11-29"
    text = "She said that the talks go on."
    article = Article.objects.get(slug="report-one")
    ArticleText.objects.create(article=article, paragraphs=[text], sha256="0" * 64)
    fields(items, "talks-go-on")["paragraph_sha256"] = paragraph_hash("Somewhere, the talks go on.")
    loaded = load_items(tmp_path, items)
    assert (loaded.unproved, loaded.astray) == (("talks-go-on",), ())
    call_command("loaddata", str(tmp_path / "record.json"))
    assert "Not marked as found in the texts that are stored here: talks-go-on." in capsys.readouterr().out
    fields(items, "talks-go-on")["paragraph_sha256"] = paragraph_hash(text)
    assert load_items(tmp_path, items).unproved == ()


# The curators' desk


def test_saving_a_statement_marks_it_where_its_quote_stands(admin_client: Client, report: Article):
    ArticleText.objects.create(article=report, paragraphs=[FIRST, SECOND], sha256="0" * 64)
    save(admin_client, address("claim_change", Claim.objects.get(slug="rains")), note="A note.")
    assert proofs() == FOUND
    assert checked() is not None


def test_a_quote_changed_without_a_text_loses_its_mark_and_says_why(admin_client: Client, report: Article):
    Claim.objects.update(paragraph_sha256=paragraph_hash("Somewhere."), unchecked_reason="")
    where = address("claim_change", Claim.objects.get(slug="rains"))
    save(admin_client, where, note="A note.")
    assert proof_of("rains") == (paragraph_hash("Somewhere."), "")
    for changed in ({"quote": "it snows"}, {"paragraph": "3"}, {"prefix": "that"}, {"suffix": "now"}):
        Claim.objects.update(paragraph_sha256=paragraph_hash("Somewhere."), unchecked_reason="")
        assert not errors_of(save(admin_client, where, **changed))
        assert proof_of("rains") == ("", CHANGED)
    assert proof_of("denies") == (paragraph_hash("Somewhere."), "")


def errors_of(page) -> dict:
    return errors(page) if "adminform" in (page.context or {}) else {}


def test_the_form_says_that_a_mark_is_taken_away(admin_client: Client, report: Article):
    attach_text(report, TEXT, at=DAY)
    page = save(admin_client, address("claim_change", Claim.objects.get(slug="rains")), quote="rains")
    assert not any("no longer marked" in message for message in messages(page))
    ArticleText.objects.all().delete()
    page = save(admin_client, address("claim_change", Claim.objects.get(slug="rains")), quote="it")
    assert "The quotation is no longer marked as found." in messages(page)


def test_a_hidden_sign_in_a_quote_is_told_once(admin_client: Client, report: Article):
    page = save(admin_client, address("claim_change", Claim.objects.get(slug="rains")), quote="it\u200brains")
    assert len(errors(page)["quote"]) == 1


def test_the_form_of_a_published_statement_asks_for_the_reason_beside_its_field(admin_client: Client, report: Article):
    claim = Claim.objects.get(slug="rains")
    page = save(admin_client, address("claim_change", claim), unchecked_reason="")
    assert list(errors(page)) == ["unchecked_reason"]


def test_the_list_finds_statements_that_lack_a_check(admin_client: Client, report: Article):
    Claim.objects.filter(slug="denies").update(paragraph_sha256=paragraph_hash(SECOND), unchecked_reason="")
    page = admin_client.get(address("claim_changelist"), {"lacks": "proof"})
    assert [claim.slug for claim in page.context["cl"].queryset] == ["rains"]


def test_the_form_refuses_a_text_that_loses_proofs_unless_that_is_ticked(admin_client: Client, report: Article):
    attach_text(report, TEXT)
    where = address("article_change", report)
    page = save(admin_client, where, new_text=OTHER.decode())
    told = " ".join(errors(page)["new_text"])
    assert "¶1 rains:" in told
    assert "¶2 denies:" in told
    assert "tick “Store it even if quotes that are proved are not in it”" in told
    assert ArticleText.objects.get().paragraphs == [FIRST, SECOND]
    page = save(admin_client, where, new_text=OTHER.decode(), replace="on")
    assert any("rains" in message for message in messages(page))
    assert proof_of("rains") == ("", NOT_FOUND)
    kept = ReceivedText.objects.get(replaced__isnull=True)
    assert (kept.user.get_username(), kept.media_type) == ("admin", "text/plain")
    page = admin_client.get(where).content.decode()
    assert "Former text" in page
    assert hashlib.sha256(TEXT).hexdigest() in page


def test_the_former_text_is_put_back_from_the_list(admin_client: Client, report: Article):
    attach_text(report, TEXT)
    attach_text(report, OTHER, replace=True)
    choice = {"action": "put_text_back", "_selected_action": [report.pk]}
    page = admin_client.post(address("article_changelist"), choice, follow=True)
    assert "The text is stored: 2 paragraphs." in messages(page)
    assert proofs() == FOUND
    page = admin_client.post(address("article_changelist"), choice, follow=True)
    assert any("2 quotes that are proved would no longer be found" in message for message in messages(page))
    assert proofs() == FOUND


def test_a_wrong_text_stored_here_does_not_block_a_file_and_is_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    load_items(tmp_path, small_record())
    ArticleText.objects.create(article=Article.objects.get(slug="report-one"), paragraphs=["Rain."], sha256="0" * 64)
    items = small_record()
    fields(items, "report-one")["checked"] = "2026-11-29"
    mark = paragraph_hash("Now the talks go on in spring.")
    fields(items, "talks-go-on").update(quote="talks go on in spring", paragraph_sha256=mark)
    assert load_items(tmp_path, items).astray == (("talks-go-on", "report-one"),)
    assert proof_of("talks-go-on") == (mark, "")
    call_command("loaddata", str(tmp_path / "record.json"))
    told = capsys.readouterr().out
    assert "do not stand there at all: talks-go-on. Is the stored text of report-one the right one?" in told
    fields(items, "talks-go-on").update(paragraph_sha256="", unchecked_reason="heard", note="A note.")
    with pytest.raises(FixtureRefused, match="talks-go-on: quote: "):
        load_items(tmp_path, items)


LONG = "well-known-talks on a cease-fire go on day-by-day as both sides now say"  # 12 words as white space parts them


def test_a_quote_of_a_former_file_that_is_too_long_by_the_present_count_is_loaded_with_a_note(tmp_path: Path):
    items = small_record()
    fields(items, "talks-go-on")["quote"] = LONG
    (note,) = load_items(tmp_path, items).notes
    assert "published when words with hyphens counted as one: talks-go-on." in note
    dumped = json.loads(dump("talks-2022"))
    Claim.objects.exclude(repeats=None).delete()
    Claim.objects.all().delete()
    assert load_items(tmp_path, dumped).notes == (note,)


def test_a_quote_too_long_by_both_counts_and_a_new_one_without_a_mark_are_refused(tmp_path: Path):
    items = small_record()
    fields(items, "talks-go-on")["quote"] = f"{LONG} so"
    with pytest.raises(FixtureRefused, match="talks-go-on: quote: Quote at most 12 words"):
        load_items(tmp_path, items)
    fields(items, "talks-go-on").update(quote=LONG, unchecked_reason="heard")
    fields(items, "talks-go-on-again")["unchecked_reason"] = "heard"
    with pytest.raises(FixtureRefused, match="talks-go-on: quote: Quote at most 12 words"):
        load_items(tmp_path, items)


def test_in_a_file_with_marks_a_published_statement_needs_a_mark_or_a_reason_of_its_own(tmp_path: Path):
    items = small_record()
    fields(items, "talks-go-on")["unchecked_reason"] = "heard on the radio"
    with pytest.raises(FixtureRefused, match="talks-go-on-again: unchecked_reason: "):
        load_items(tmp_path, items)
    assert not Claim.objects.exists()


def test_a_load_says_which_marks_it_takes_away(tmp_path: Path):
    load_items(tmp_path, small_record())
    Claim.objects.update(paragraph_sha256=paragraph_hash("Somewhere."), unchecked_reason="")
    Article.objects.update(checked=DAY)
    items = small_record()
    fields(items, "talks-go-on")["quote"] = "the talks went on"
    loaded = load_items(tmp_path, items)
    assert loaded.notes == ("No longer marked as found: talks-go-on.",)
    assert loaded.readers == "Readers see 2 of 2 statements, 1 not checked."


@pytest.mark.parametrize(("day", "said"), [("2999-01-01", "still to come"), (None, "give the day of the check")])
def test_a_mark_needs_a_day_of_its_check_that_is_not_to_come(tmp_path: Path, day: str | None, said: str):
    items = small_record()
    fields(items, "report-one").update(checked=day, text_sha256="a" * 64)
    fields(items, "talks-go-on")["paragraph_sha256"] = paragraph_hash("Somewhere.")
    fields(items, "talks-go-on-again")["unchecked_reason"] = "heard"
    with pytest.raises(FixtureRefused, match=f"report-one: checked: .*{said}"):
        load_items(tmp_path, items)


# What readers see


@pytest.fixture
def half_proved(report: Article) -> Article:
    """The report with its text, and one statement of another report that was not checked."""
    attach_text(report, TEXT, at=DAY)
    other = make_article(slug="other", published="2022-03-12")
    make_claim(slug="heard", article=other, event=Claim.objects.first().event, unchecked_reason="heard on the radio")
    _question, (yes, no) = make_question()
    for claim, answer in zip(Claim.objects.order_by("pk"), (yes, no, yes), strict=True):
        claim.speaker, claim.attribution = make_actor("north"), "institution"
        claim.save()
        claim.answers.set([answer])
        claim.topics.set([make_topic("weather")])
    return report


@pytest.mark.parametrize(
    "where",
    [
        "/",
        "/events/rain/",
        "/claims/",
        "/reports/compare/?report=report&report=other",
        "/people/north/",
        "/questions/who-came/",
        "/positions/weather/north/",
    ],
)
def test_every_list_says_of_each_statement_whether_it_was_found(client: Client, half_proved: Article, where: str):
    text = shown(client.get(where))
    assert "found in ¶1" in text
    assert "found in ¶2" in text
    assert "¶1, not checked: heard on the radio" in text


def test_the_page_of_a_statement_has_day_and_hash_or_the_reason(client: Client, half_proved: Article):
    text = shown(client.get("/claims/rains/"))
    assert "Proof found in ¶1 of the text we hold, 29 Nov 2026" in text
    assert paragraph_hash(FIRST) in text
    text = shown(client.get("/claims/heard/"))
    assert "Proof not checked: heard on the radio" in text
    assert "hash of the paragraph" not in text


def test_the_page_of_a_report_sums_up_what_was_found(client: Client, half_proved: Article):
    assert "2 of 2 quotations found in the text we hold, 29 Nov 2026" in shown(client.get("/reports/report/"))
    make_claim(article=half_proved, paragraph=2, unchecked_reason="not yet")
    text = shown(client.get("/reports/report/"))
    assert "2 of 3 quotations found in the text we hold, 29 Nov 2026" in text
    assert "¶2, not checked: not yet" in text
    assert "No quotation has been checked." in shown(client.get("/reports/other/"))


def test_the_files_hold_the_proof(client: Client, half_proved: Article):
    (event,) = client.get("/timeline.json").json()["events"]
    proofs = {claim["slug"]: claim["proof"] for claim in event["claims"]}
    assert proofs["rains"] == {
        "state": "found",
        "day": "2026-11-29",
        "paragraph_sha256": paragraph_hash(FIRST),
        "text_sha256": text_hash([FIRST, SECOND]),
        "reason": "",
    }
    assert proofs["heard"] == {
        "state": "not-checked",
        "day": None,
        "paragraph_sha256": "",
        "text_sha256": "",
        "reason": "heard on the radio",
    }
    lines = csv.DictReader(client.get("/timeline.csv").getvalue().decode().splitlines())
    rows = {row["claim"]: row for row in lines}
    assert (rows["rains"]["proof"], rows["rains"]["proof_day"]) == ("found", "2026-11-29")
    assert rows["rains"]["proof_paragraph_sha256"] == paragraph_hash(FIRST)
    assert (rows["heard"]["proof"], rows["heard"]["proof_reason"]) == ("not-checked", "heard on the radio")


def test_a_page_shows_a_proof_that_was_lost_at_once(client: Client, half_proved: Article):
    assert "found in ¶1" in shown(client.get("/"))
    Claim.objects.filter(slug="rains").update(quote="it snows")
    list(check_quotes())
    assert f"¶1, {NOT_FOUND}" in shown(client.get("/"))
    assert f"Proof {NOT_FOUND}" in shown(client.get("/claims/rains/"))


@pytest.mark.parametrize("is_public", [False, True])
def test_a_report_in_which_nothing_was_found_says_so_and_marks_no_passage(
    client: Client, half_proved: Article, is_public: bool
):
    Claim.objects.filter(article=half_proved).update(quote="it snows")
    list(check_quotes())
    Article.objects.update(text_is_public=is_public)
    page = client.get("/reports/report/")
    assert "0 of 2 quotations found in the text we hold" in shown(page)
    assert "<mark" not in page.content.decode()
    assert 'href="#"' not in page.content.decode()
