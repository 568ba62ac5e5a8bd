"""The editors' lint: what each rule finds and leaves alone, where its warnings show, and who never sees them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from talks.lint import Finding, lint_one, lint_process, wording
from talks.lint.addresses import normal_address
from talks.lint.quotations import lost_denials, whose_words
from talks.lint.speakers import is_named_near, names_of
from talks.models import Article, ArticleText, Claim, Event, Process
from talks.vocabulary import Attribution, ClaimKind, LintRule, QuoteMode, SayingVerb, Status
from tests.factories import make_actor, make_article, make_claim, make_event, make_process, make_question, make_topic
from tests.fixture_files import load_items, small_record
from tests.test_admin import address, save
from tests.test_architecture import every_address


def passages(text: str, spots) -> list[str]:
    return [text[start:end] for start, end, _message in spots]


# Loaded words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("says that Russia’s invasion goes on.", ["invasion"]),
        ("says that the Regime holds on.", ["Regime"]),
        ("speaks of a full scale war of aggression.", ["full scale", "aggression"]),
        ("says that the “invasion” goes on.", []),
        ('speaks of a "genocide", and of «terror».', []),
        ("says that the regimen is strict, and the invasive plant grows.", []),
        ("says that “aggression” is an aggression.", ["aggression"]),
    ],
)
def test_a_word_that_takes_a_side_is_found_outside_quotation_marks(text: str, found: list[str]):
    assert passages(text, wording.loaded(text)) == found


def test_what_the_questions_of_a_record_put_in_quotation_marks_is_disputed_there():
    disputed = wording.quoted(["What is the “security zone” called?", "“Buffer.”", "No quotation"])
    assert disputed == ["security zone", "Buffer"]
    text = "says that the security zone is no “buffer”."
    assert passages(text, wording.loaded(text, disputed)) == ["security zone"]
    assert not passages(text, wording.loaded(text))


def test_a_word_that_is_in_both_lists_is_told_once():
    assert len(list(wording.loaded("speaks against the invasion.", ["invasion"]))) == 1


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("calls Russia’s attack a “war of aggression”.", ["attack"]),
        ("condemns the shelling.", ["shelling"]),
        ("says that Russia’s attack goes on.", []),
        ("denies that there was shelling.", []),
        ("speaks of an “attack”.", []),
    ],
)
def test_an_act_is_told_as_a_fact_where_nobody_is_yet_said_to_tell_it(statement: str, found: list[str]):
    assert passages(statement, wording.asserted_in(statement)) == found


# Titles


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("First round of talks", ["First"]),
        ("Talks, 4th round", ["4th"]),
        ("Talks in Belarus, round two", ["round two"]),
        ("Round 3", ["Round 3"]),
        ("round-iv-of-talks", ["round iv"]),
        ("second-round-of-talks", ["second"]),
        ("Further talks, one of two", ["one of two"]),
        ("Talks in Belarus, 28 February", []),
        ("Talks of 1st March", []),
        ("Round of talks", []),
        ("talks-in-belarus-2022-02-28", []),
        ("A thirdhand account", []),
    ],
)
def test_a_title_or_slug_that_counts_is_found(title: str, found: list[str]):
    assert [passage.replace("-", " ") for passage in passages(title, wording.ordinal(title))] == found


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Kremlin admits losses", ["admits"]),
        ("Ukraine claimed a victory", ["claimed"]),
        ("Minister points out that talks go on", ["points out"]),
        ("Russia recognises the two republics", []),
        ("A “confirmed” date", []),
    ],
)
def test_a_title_with_a_verb_that_implies_truth_or_doubt_is_found(title: str, found: list[str]):
    assert passages(title, wording.judging(title)) == found


@pytest.mark.parametrize(
    ("summary", "found"),
    [
        ("The two sides met without result.", ["without result"]),
        ("They made progress, and the talks failed.", ["progress", "failed"]),
        ("The two sides met face to face. How it ended is not reported.", []),
        ("They met in success street.", ["success"]),
    ],
)
def test_a_summary_that_says_what_came_of_an_event_is_found(summary: str, found: list[str]):
    assert passages(summary, wording.outcome(summary)) == found


# The leading verb


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("says that talks go on.", []),
        ("say that talks go on.", []),
        ("also denies it.", []),
        ("is reported to seek an armistice.", []),
        ("are reported to seek an armistice.", []),
        ("is seeking an armistice.", ["is seeking"]),
        ("claims that talks go on.", ["claims"]),
        ("admits that talks go on.", ["admits"]),
        ("Says that talks go on.", []),
        ("declines to talk.", ["declines"]),
        ("", []),
    ],
)
def test_a_statement_is_led_by_a_verb_of_the_list(statement: str, found: list[str]):
    assert passages(statement, wording.verb(statement)) == found


def test_no_verb_of_the_list_implies_truth_or_doubt_and_each_is_known_in_both_numbers():
    for verb in SayingVerb:
        statement = f"{verb.label} something."
        assert not list(wording.judging(statement)), verb
        assert wording.number_of(statement) == "singular", verb
        assert verb.definition, verb
    assert {wording.number_of(f"{verb} it.") for verb in SayingVerb.values if "-" not in verb} == {"plural"}


@pytest.mark.parametrize(
    ("subject", "plural"),
    [
        ("US intelligence sources", True),
        ("Russian officials", True),
        ("the US and its European and Asian allies", True),
        ("two people familiar with the talks", True),
        ("a source in the ministries", False),
        ("Sources close to the president", True),
        ("Kremlin spokesman", False),
        ("an adviser to Ukrainian President Volodymyr Zelensky", False),
        ("the office of the country's President", False),
        ("Russia’s Armed Forces", True),
        ("United States", False),
        ("the US", False),
        ("Reuters", False),
        ("the press", False),
        ("state media", None),
        ("російські чиновники", None),
        ("", None),
    ],
)
def test_one_or_many_is_told_by_the_head_of_a_role(subject: str, plural: bool | None):
    assert wording.is_plural(subject) is plural


@pytest.mark.parametrize(
    ("statement", "subject", "told"),
    [
        ("says it.", "US intelligence sources", "“says” is singular, but “US intelligence sources” is plural."),
        ("say it.", "Kremlin spokesman", "“say” is plural, but “Kremlin spokesman” is singular."),
        ("claims it.", "Russian officials", "“claims” is singular, but “Russian officials” is plural."),
        (
            "is reported to say it.",
            "Russian officials",
            "“is reported” is singular, but “Russian officials” is plural.",
        ),
        ("say it.", "100 % sure sources", ""),
        ("says it.", "state media", ""),
        ("expresses it.", "The report", ""),
        ("express it.", "allies", ""),
    ],
)
def test_the_verb_agrees_with_what_stands_before_it(statement: str, subject: str, told: str):
    assert [message for _start, _end, message in wording.agreement(statement, subject)] == ([told] if told else [])


@given(st.text(max_size=60), st.text(max_size=30))
def test_no_text_breaks_a_rule_and_every_place_is_in_the_text(text: str, subject: str):
    for rule in (
        wording.loaded,
        wording.asserted,
        wording.asserted_in,
        wording.judging,
        wording.outcome,
        wording.ordinal,
        wording.verb,
    ):
        for start, end, message in rule(text):
            assert text[start:end].strip()
            assert message
    list(wording.agreement(text, subject))
    list(lost_denials(text, subject or "a", text))


# Denials


@pytest.mark.parametrize(
    ("statement", "quote", "paragraph", "told"),
    [
        (
            "says that it is planned.",
            "planning an invasion",
            "Russia is not planning an invasion.",
            "“not” stands just before the quotation.",
        ),
        ("says that it is used.", "the land was used", "Kyiv was not willing, since the land was used.", ""),
        (
            "says that they do not accept.",
            "We will accept",
            None,
            "The statement has “not”, and the quotation has no denial.",
        ),
        (
            "says that they accept.",
            "We won’t accept",
            None,
            "The quotation has “n’t”, and the statement has no denial.",
        ),
        ("denies it.", "it is not so", None, ""),
        ("says that there is no wish.", "refuses to wish", None, ""),
        ("says that it is unwilling.", "not willing", None, ""),
        (
            "says that war is not the goal.",
            "Our goal is not […] military conflict",
            "Our goal is not to turn the wheel of military conflict.",
            "The piece “Our goal is not” ends with a denial, and what it denies is cut.",
        ),
        (
            "says that there is no breakthrough.",
            "we cannot […] any breakthroughs",
            "we cannot, at present, see any breakthroughs",
            "",
        ),
    ],
)
def test_a_quotation_that_loses_a_denial_is_found(statement: str, quote: str, paragraph: str | None, told: str):
    assert list(lost_denials(statement, quote, paragraph)) == ([told] if told else [])


@pytest.mark.parametrize(("of_quote", "found"), [("en", [LintRule.DENIAL]), ("", [])])
def test_the_language_of_a_quotation_decides_whether_its_denials_are_looked_for(
    process: Process, of_quote: str, found: list[str]
):
    fields = {"article": make_article(language="uk"), "quote": "We will accept", "quote_language": of_quote}
    assert rules(english(statement="says that they do not accept.", **fields)) == found


# Speakers


@pytest.mark.parametrize(
    ("paragraphs", "named"),
    [
        (["Anna Holm came.", "a", "b"], True),
        (["ANNA HÖLM came.", "a", "b"], True),
        (["Mrs. Holm’s view.", "a", "b"], True),
        (["a", "b", "Анна Холм пришла"], True),
        (["Anna Holmes came.", "a", "b"], False),
        (["a", "b", "c"], False),
    ],
)
def test_a_speaker_is_named_near_by_any_spelling_or_by_surname(paragraphs: list[str], named: bool):
    names = names_of("Anna Holm", "Анна Холм", is_person=True)
    assert is_named_near(names, paragraphs, 3) is named
    assert is_named_near(names, ["Anna Holm came.", "a", "b", "c"], 4) is False
    assert is_named_near(names, paragraphs, 9) is False


@pytest.mark.parametrize(
    ("spelling", "text", "named"),
    [
        ("Запад", "На Западе это расценили", True),
        ("Запад", "Записка о закате", False),
        ("Володимир Зеленський", "радник голови офісу Зеленського", True),
        ("Россия", "делегация России", True),
        ("Россия", "росток", False),
        ("أردوغان", "وأضاف وأردوغان", True),
        ("أردوغان", "وأضاف", False),
    ],
)
def test_a_name_is_found_in_its_other_cases_and_with_what_is_written_together_with_it(spelling, text, named):
    names = names_of("Nobody There", spelling, is_person=" " in spelling)
    assert is_named_near(names, [text], 1) is named


def test_an_institution_is_named_without_its_article_and_by_what_else_means_it():
    assert names_of("The Kremlin", "", "Moscow") == ["The Kremlin", "Moscow", "Kremlin"]


# Addresses

SAME = [
    "https://www.example.org/news/talks-go-on",
    "http://example.org/news/talks-go-on/",
    "https://m.example.org//news/talks-go-on?utm_source=x&fbclid=1",
    "https://EXAMPLE.org:443/news/talks-go-on#top",
    "https://example.org/news/talks-go-on/index.html",
    "https://example.org/news/talks%2Dgo-on",
]


def test_one_report_has_one_address():
    assert len({normal_address(url) for url in SAME}) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/talks-go-on?page=2",
        "https://example.org/news/talks-go-off",
        "https://example.com/news/talks-go-on",
        "https://example.org:8080/news/talks-go-on",
        "https://news.example.org/news/talks-go-on",
    ],
)
def test_another_report_has_another_address(url: str):
    assert normal_address(url) != normal_address(SAME[0])


@given(st.text(max_size=40))
def test_no_address_breaks_the_comparison(url: str):
    assert normal_address(f"https://{url}") == normal_address(f"http://{url}")


# Records


@pytest.fixture
def process(db: None) -> Process:
    """A negotiation in English."""
    make_claim(statement="says that the talks of the two sides go on.")
    return make_process()


def rules(record) -> list[str]:
    return [finding.rule for finding in lint_one(record)]


def english(**fields) -> Claim:
    return make_claim(statement=fields.pop("statement", "says that the talks go on."), **fields)


@pytest.mark.parametrize(
    ("fields", "rule", "field"),
    [
        ({"title": "Aggressors meet"}, LintRule.LOADED, "title"),
        ({"title": "Delegations discuss attacks"}, LintRule.ASSERTED, "title"),
        ({"short_title": "Kremlin admits"}, LintRule.JUDGING, "short_title"),
        ({"summary": "It brought a breakthrough."}, LintRule.OUTCOME, "summary"),
        ({"slug": "second-talks"}, LintRule.ORDINAL, "slug"),
    ],
)
def test_the_words_for_an_event_are_warned_of_with_rule_and_field(
    process: Process, fields: dict, rule: str, field: str
):
    (found,) = lint_one(make_event(**{"title": "Delegations meet"} | fields))
    assert (found.rule, found.field, found.model) == (rule, field, "event")
    assert found.start is not None


def test_what_a_question_of_the_record_quotes_is_a_loaded_word_there(process: Process):
    make_question(text="What is the “security zone” called?")
    assert rules(make_event(title="Talks on the security zone")) == [LintRule.LOADED]


@pytest.mark.parametrize(
    ("said", "date", "fields", "rule"),
    [
        ("2022-03-12", "2022-03-10", {}, LintRule.SAID_LATE),
        ("[2022-03-11..2022-03-12]", "2022-03-10", {}, None),
        ("2022-03-09", "2022-03-10", {}, LintRule.SAID_EARLY),
        ("2022-03", "2022-03-10", {}, None),
        ("2022-03-09", "[2022-03-09..2022-03-10]", {}, None),
        ("2022-03-09", "2022-03-10", {"kind": ClaimKind.DEMAND}, None),
        ("", "2022-03-10", {}, None),
    ],
)
def test_a_statement_is_certainly_said_after_its_report_or_before_its_event(
    process: Process, said: str, date: str, fields: dict, rule: str | None
):
    claim = english(said=said, event=make_event(date=date), article=make_article(published="2022-03-11"), **fields)
    assert rules(claim) == ([rule] if rule else [])


def test_a_statement_on_a_planned_event_may_come_before_it_and_none_before_its_occasion(process: Process):
    planned, interview = make_event(date="2022-04-01", occurrence="planned"), make_event(date="2022-03-10")
    assert rules(english(said="2022-03-09", event=planned)) == []
    assert rules(english(said="2022-03-09", event=planned, occasion=interview)) == [LintRule.SAID_EARLY]


def test_a_repetition_of_another_speaker_is_warned_of(process: Process):
    north = make_actor("north")
    first = english(speaker=make_actor("anna-holm", side=north))
    assert rules(english(speaker=first.speaker, repeats=first)) == []
    assert rules(english(speaker=north, attribution=Attribution.INSTITUTION, repeats=first)) == [LintRule.REPEATS]


def test_a_speaker_who_is_not_named_near_the_paragraph_is_warned_of_where_the_text_is_held(process: Process):
    article = make_article()
    claim = english(
        article=article, paragraph=4, speaker=make_actor("anna-holm", side=make_actor("north")), quote="talks go on"
    )
    assert rules(claim) == []
    text = ArticleText.objects.create(
        article=article, paragraphs=["Anna Holm came.", "b", "c", "She said that talks go on."], sha256="0" * 64
    )
    assert rules(Claim.objects.get(pk=claim.pk)) == [LintRule.SPEAKER]
    text.paragraphs[1] = "Said Holm:"
    text.save()
    assert rules(Claim.objects.get(pk=claim.pk)) == []


def test_a_role_as_reported_names_its_speaker(process: Process):
    article = make_article()
    ArticleText.objects.create(article=article, paragraphs=["Two officials said that talks go on."], sha256="0" * 64)
    described = {
        "article": article,
        "attribution": Attribution.DESCRIBED,
        "quote": "talks go on",
        "statement": "say that talks go on.",
    }
    assert rules(make_claim(speaker_role="Two officials", **described)) == []
    assert rules(make_claim(speaker_role="Three officials", **described)) == [LintRule.SPEAKER]


def test_a_verb_of_the_report_stands_near_the_statement(process: Process):
    article = make_article()
    paragraphs = ["A", "Anna Holm stressed it.", "c", "d", "Holm said that talks go on."]
    paragraphs += ["– talks go on;", "– talks go on;", "– talks go on;"]  # a list goes with what leads to it
    ArticleText.objects.create(article=article, paragraphs=paragraphs, sha256="0" * 64)
    other = [LintRule.CUE]
    for number, cue, found in (
        (5, "said", []),
        (5, "stressed", other),
        (4, "Stressed", []),
        (5, "", []),
        (8, "said", []),
        (8, "stressed", other),
    ):
        made = english(article=article, quote="talks go on", paragraph=number, cue=cue)
        assert [rule for rule in rules(made) if rule == LintRule.CUE] == found, (number, cue)


@pytest.mark.parametrize(
    ("quote", "paragraph", "whose"),
    [
        ("b c", "a b c d", QuoteMode.INDIRECT),
        ("b c", "a “b c” d", QuoteMode.DIRECT),
        ("b c", 'a "b c" d', QuoteMode.DIRECT),
        ("d e", 'a "b c" d e', QuoteMode.INDIRECT),
        ("b c", "a «b c», d", QuoteMode.DIRECT),
        ("b c", "a „b c“ d", QuoteMode.DIRECT),
        ("d e", "a „b c“ d e", QuoteMode.INDIRECT),
        ("d e", "a ”b c” d e", QuoteMode.INDIRECT),
        ("b c", "a ”b c” d e", QuoteMode.DIRECT),
        ("b c", "a ‘b c’ d", QuoteMode.DIRECT),
        ("b c", "the soldiers’ a b c, and it’s d", QuoteMode.INDIRECT),
        ("e f", "«a “b c” e f» g", QuoteMode.DIRECT),
        ("b “c”", "a b “c” d", QuoteMode.MIXED),
        ("b […] d", "a “b” c d", QuoteMode.MIXED),
        ("b c", "“a b c d", QuoteMode.DIRECT),  # it goes on in the next paragraph
        ("b c", "a b c.” d", QuoteMode.DIRECT),  # it began in the one before
        ("e f", "“a b” c” d e f.”", QuoteMode.DIRECT),  # marks are lost
        ("d e", "a “b” c d e", QuoteMode.INDIRECT),
        ("x y", "a b", ""),
    ],
)
def test_the_quotation_marks_of_a_paragraph_tell_whose_words_are_quoted(quote: str, paragraph: str, whose: str):
    assert whose_words(quote, paragraph) == whose


def test_what_a_cut_leaves_out_is_warned_of_where_the_text_is_held(process: Process):
    article = make_article()
    ArticleText.objects.create(article=article, paragraphs=["We will surely not accept it."], sha256="0" * 64)
    claim = english(article=article, quote="We will […] accept", statement="says that they accept.")
    assert rules(claim) == [LintRule.CUT]
    assert (
        rules(english(article=article, quote="We will surely not accept", statement="says that they do not accept."))
        == []
    )


def test_the_own_voice_of_a_report_is_one_and_a_group_may_be_many(process: Process):
    assert rules(english(attribution=Attribution.OWN_VOICE, statement="say that the talks go on.")) == [
        LintRule.AGREEMENT
    ]
    group = make_actor("leaders", name="Leaders in Donetsk", kind="group")
    assert rules(english(speaker=group, attribution=Attribution.INSTITUTION)) == [LintRule.AGREEMENT]
    party = make_actor("united-states", name="United States")
    assert rules(english(speaker=party, attribution=Attribution.INSTITUTION)) == []


def test_a_report_that_is_there_twice_is_warned_of_by_address_and_by_text(process: Process):
    one = make_article(slug="one", url=SAME[0])
    two = make_article(slug="two", archive_url=SAME[2])
    three = make_article(slug="three", url="https://example.org/other")
    assert [finding.message for finding in lint_one(one)] == ["“two” has the same address."]
    assert [finding.field for finding in lint_one(two)] == ["archive_url"]
    assert lint_one(three) == []
    for article in (one, three):
        ArticleText.objects.create(article=article, paragraphs=["Talks go on."], sha256="1" * 64)
    assert [finding.message for finding in lint_one(Article.objects.get(slug="three"))] == ["“one” has the same text."]
    Article.objects.filter(slug="one").update(status=Status.WITHDRAWN, status_reason="Twice.")
    assert lint_one(Article.objects.get(slug="three")) == []


@pytest.mark.parametrize("url", SAME[1:])
def test_the_form_of_a_report_finds_another_spelling_of_its_address(process: Process, url: str):
    one = make_article(url=SAME[0])
    make_article(slug="two", url=url)
    assert [finding.message for finding in lint_one(one)] == ["“two” has the same address."]


def test_the_lint_of_a_negotiation_finds_what_the_lint_of_each_record_finds(process: Process):
    article = make_article(slug="one", url=SAME[0])
    make_article(slug="two", url=SAME[1])
    claim = english(article=article, event=make_event(title="Second talks"), statement="claims that the talks go on.")
    english(article=make_article(slug="two-b"), status=Status.DRAFT, statement="admits the talks.")
    english(article=None, status=Status.DRAFT, statement="insists on the talks.")
    found = list(lint_process(process))
    each = [
        finding for model in (Event, Article, Claim) for record in model.objects.all() for finding in lint_one(record)
    ]
    known = set(lint_one(Article.objects.get(slug="two")))  # has no statement in this negotiation
    assert set(found) == set(each) - known
    assert {finding.rule for finding in found} == {LintRule.ORDINAL, LintRule.REPORT_TWICE, LintRule.VERB}
    assert sum(finding.rule == LintRule.VERB for finding in found) == 3
    Claim.objects.filter(pk=claim.pk).update(status=Status.WITHDRAWN, status_reason="Wrong.")
    assert sum(finding.rule == LintRule.VERB for finding in lint_process(process)) == 2


def test_a_negotiation_in_another_language_is_spared_the_rules_of_english(db: None):
    other = make_process("peremovyny", title="Переговори")
    event = make_event(process=other, title="First round", summary="Second round")
    claim = make_claim(event=event, statement="каже, що переговори тривають.", said="2022-03-09")
    assert rules(event) == []
    assert rules(claim) == [LintRule.SAID_EARLY]


def test_ten_statements_of_a_report_cost_as_few_queries_as_two(process: Process):
    parts = {"article": make_article(), "event": make_event()}

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(lint_process(process))
        return len(captured)

    for _number in range(2):
        english(**parts)
    few = queries()
    for _number in range(8):
        english(**parts)
    assert queries() == few


# The command


def test_the_command_lists_warnings_with_their_places_and_sums_them_up(process: Process, capsys):
    make_event(slug="talks", title="The second talks")
    english(slug="a", statement="claims that the talks go on.")
    call_command("lint_record")
    assert capsys.readouterr().out.splitlines() == [
        "event talks: title, character 5: ordinal: “second” counts: which one it was is a statement of somebody.",
        "claim a: statement, character 1: verb: “claims” is not in the list of neutral verbs of saying."
        " It implies truth or doubt.",
        "2 warnings.",
    ]


def test_an_exception_silences_the_warnings_of_its_record(process: Process, capsys):
    make_event(slug="talks", title="The second talks", lint_reason="It is a name.")
    call_command("lint_record", "talks-2022", strict=True)
    assert capsys.readouterr().out == "0 warnings; 1 silenced by an exception.\n"
    call_command("lint_record", all=True)
    assert "of somebody. (exception: It is a name.)\n0 warnings" in capsys.readouterr().out


def test_strict_fails_on_a_warning(process: Process, capsys):
    call_command("lint_record", strict=True)
    make_event(title="Second talks")
    call_command("lint_record")
    with pytest.raises(SystemExit) as failed:
        call_command("lint_record", strict=True)
    assert failed.value.code == 1


def test_a_negotiation_that_is_not_there_is_told_with_those_that_are(process: Process):
    with pytest.raises(CommandError, match="In the record: talks-2022") as refused:
        call_command("lint_record", "none-such")
    assert refused.value.returncode == 2


# The admin, and readers


def test_the_form_shows_the_warnings_of_what_is_stored(admin_client: Client, process: Process):
    claim = english(statement="claims that the talks go on.")
    page = admin_client.get(address("claim_change", claim))
    assert "1 warning" in page.content.decode()
    assert "“claims” is not in the list of neutral verbs" in page.content.decode()
    save(admin_client, address("claim_change", claim), lint_reason="It quotes a title.")
    assert "(silenced by the exception)" in admin_client.get(address("claim_change", claim)).content.decode()
    event = make_event(title="Second talks")
    assert [warning.field for warning in admin_client.get(address("event_change", event)).context["warnings"]] == [
        "Title"
    ]


def test_the_page_that_asks_before_publishing_shows_the_warnings(admin_client: Client, process: Process):
    claim = english(statement="claims that the talks go on.", status=Status.DRAFT)
    chosen = {"action": "publish_selected", "_selected_action": [claim.pk]}
    page = admin_client.post(address("claim_changelist"), chosen)
    assert "“claims” is not in the list of neutral verbs" in page.content.decode()
    claim.lint_reason = "It quotes a title."
    claim.save()
    assert "neutral verbs" not in admin_client.post(address("claim_changelist"), chosen).content.decode()


def test_readers_never_see_the_reason_of_an_exception(client: Client, process: Process):
    _question, (yes, no) = make_question()
    event, article = make_event(slug="seen", lint_reason="zyxwvut"), make_article(slug="seen")
    russia = make_actor("russia")
    parts = {"event": event, "speaker": russia, "topics": [make_topic("seen")], "lint_reason": "zyxwvut"}
    make_claim(slug="seen", article=article, answers=[yes], **parts)
    make_claim(slug="said-in-secret", article=make_article(slug="other"), answers=[no], **parts)
    for where in every_address():
        response = client.get(where)
        assert response.status_code == 200, where
        assert "zyxwvut" not in response.getvalue().decode(), where


def test_the_reason_travels_with_the_file(db: None, tmp_path):
    items = small_record()
    for one in items:
        if one["model"] in {"talks.claim", "talks.event"}:
            one["fields"]["lint_reason"] = "It is a name."
    load_items(tmp_path, items)
    assert set(Claim.objects.values_list("lint_reason", flat=True)) == {"It is a name."}
    assert set(Event.objects.values_list("lint_reason", flat=True)) == {"It is a name."}


def test_the_guide_explains_every_rule():
    guide = (Path(settings.BASE_DIR) / "docs" / "curating.md").read_text()
    assert [rule for rule in LintRule.values if f"| `{rule}` |" not in guide] == []


def test_a_finding_without_a_passage_is_told_by_its_field():
    found = Finding(LintRule.SPEAKER, "claim", "a", "speaker", "Not named.")
    assert str(found) == "claim a: speaker: speaker: Not named."
