"""Check my quotes: quotations found in drafts, compared with the public ones, and nothing of a draft left behind."""

import io
import json
import logging
import re
import time
from contextlib import redirect_stderr
from random import Random
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.signing import TimestampSigner, b62_encode
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import assume, example, given
from hypothesis import strategies as st

from talks import checking_quotes, error_reports, quoting
from talks.checking_quotes import QUOTATIONS_ALLOWED, Checks, QuoteCheck, check, checking
from talks.checking_quotes.comparing import Prepared, _denies, compare
from talks.checking_quotes.drafts import find_quotations
from talks.logs import Lines
from talks.models import Claim, Throttle
from talks.views import check_quotes
from talks.views.check_quotes import LARGEST, OF_ONE_ADDRESS
from tests.factories import make_actor, make_article, make_claim, make_event

PAGE, FILE = "/check-quotes/", "/check-quotes.json"
MARKER = "zyxwvutmarker"


def quoted(text: str) -> list[str]:
    return [one.text for one in find_quotations(text).found]


def kind(draft: str, record: str) -> str:
    found = compare(Prepared(draft), Prepared(record))
    return found.kind if found else ""


# Quotations in a draft


@pytest.mark.parametrize(
    "draft",
    [
        "He said “we are ready to talk”.",
        "Он сказал: «we are ready to talk».",
        "Er sagte: „we are ready to talk“.",
        "Powiedział: „we are ready to talk”.",
        'He said "we are ready to talk".',
        "He said ‘we are ready to talk’.",
        "「we are ready to talk」",
        "Before\n\n> we are ready\n> to talk\n\nafter",
        "> “we are ready to talk”",
        ">> we are ready to talk",
        "He said “we are\nready to talk”.",
        "He said “we  are\u00a0ready to talk”.",
        "The delegates’ room: ‘we are ready to talk’.",
        "It’s ‘we are ready to talk’ that isn’t new.",
        '6" of snow and "we are ready to talk".',
    ],
)
def test_a_quotation_is_found_between_the_marks_of_many_languages_and_in_block_quotes(draft: str):
    assert quoted(draft) == ["we are ready to talk"]


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ("“one ‘two three’ four”", ["one ‘two three’ four"]),
        ('"one "two three" four"', ['one "two three" four']),
        ("“one “two” three four”", ["one “two” three four"]),
        ("«one „two three“ four»", ["one „two three“ four"]),
        ("‘the Russians’ aim is this’", ["the Russians’ aim is this"]),
        ("“don’t give up”", ["don’t give up"]),
        ("“one two three” and «four five six»", ["one two three", "four five six"]),
        ("> one two three\n>\n> four five six", ["one two three", "four five six"]),
        ("> he said “one two three” then", ["he said “one two three” then"]),
        ("no quotation, isn’t it? They’re the boys’ own.", []),
        ("", []),
    ],
)
def test_outer_marks_count_and_apostrophes_are_no_marks(draft: str, found: list[str]):
    assert quoted(draft) == found


def test_short_and_unclosed_quotations_are_counted_and_not_looked_up():
    found = find_quotations("“yes” «and no» “one two three” “ ”\n\nleft “open here\n\n“next one is closed”")
    assert [one.text for one in found.found] == ["one two three", "next one is closed"]
    assert (found.short, found.unclosed, found.left_out) == (2, 1, 0)
    assert quoted("「停火谈判开始」") == ["停火谈判开始"]
    assert find_quotations("「停火」").short == 1


def test_of_too_many_quotations_the_first_ones_are_looked_up():
    found = find_quotations("“one two three” " * (QUOTATIONS_ALLOWED + 5))
    assert (len(found.found), found.left_out) == (QUOTATIONS_ALLOWED, 5)


@given(st.text(alphabet="ab “”«»„\"‘’「」>\n'", max_size=80))
def test_whatever_is_pasted_every_quotation_found_stands_in_it_in_order(text: str):
    found = find_quotations(text).found
    assert [one.start for one in found] == sorted(one.start for one in found)
    plain = re.sub(r"[\s>]", "", text)
    assert all(re.sub(r"[\s>]", "", one.text) in plain for one in found)


# What stands, and what differs


RECORD = "We do not rule out “talks” […] on 5 March, but they do"


@pytest.mark.parametrize(
    "draft",
    [
        RECORD,
        "We do not rule out ‘talks’ ... on 5 March, but they do",
        'We do not rule out "talks" (…) on 5 March, but they do.',
        "We do not rule out «talks» [...] on 5\u00a0March,\u2009but they do …",
        "… not rule out “talks,”",
        "do not rule out “talks” … but they do",
        "on 5 March, but they do;",
        "— on 5 March, but they do —",
    ],
)
def test_the_same_words_stand_whatever_marks_dashes_spaces_and_ellipses_are_used(draft: str):
    assert kind(draft, RECORD) == "stands"


@pytest.mark.parametrize(
    ("draft", "record"),
    [
        ("stop — at once — the shelling", "stop—at once—the shelling"),
        ("stop -- at once - the shelling", "stop – at once — the shelling"),
        ("face\u2011to\u2011face talks began", "face-to-face talks began"),
        ("the Russia-Ukraine talks began", "the Russia–Ukraine talks began"),
        ("it wasn't a meeting", "it wasn’t a meeting"),
        ("ми не п'яні тут", "ми не п’яні тут"),
        ("переговори три\u00adвають далі", "переговори тривають далі"),
        ("لا وقف لإطلاق النار اليوم", "قال لا وقف لإطلاق النار اليوم"),
        ("停火谈判", "停火谈判开始了"),
        ("停火谈判 […] 开始", "停火谈判昨天开始"),
    ],
)
def test_quotations_of_every_script_stand(draft: str, record: str):
    assert kind(draft, record) == "stands"


@pytest.mark.parametrize(
    "draft",
    [
        "we do not rule out “talks”",
        "We do rule out “talks”",
        "We do […] rule out “talks”",
        "We do not rule out “talks” on 5 March",
        "We do not rule out talk",
        "on 6 March, but they do",
        "on 5 March but they do",
        "on 5 March, but they do not",
        "on 5 March, but they do?",
        "but they do […] on 5 March",
        "We do not rule out “tаlks” […] on 5 March",  # a Cyrillic letter
    ],
)
def test_whatever_else_is_changed_is_near_and_does_not_stand(draft: str):
    assert kind(draft, RECORD) == "near"


@pytest.mark.parametrize(
    ("draft", "record"),
    [("5 degrees of frost", "-5 degrees of frost"), ("5 degrees of frost", "fell to −5 degrees of frost")],
)
def test_a_figure_without_its_minus_does_not_stand(draft: str, record: str):
    assert kind(draft, record) == "near"


def test_a_longer_quotation_says_which_part_stands_unless_what_is_more_turns_it_round():
    record = "must find a solution"
    found = compare(Prepared("Both sides must find a solution before the summer"), Prepared(record))
    assert found.kind == "longer"
    assert [tuple(piece) for piece in found.pieces] == [
        ("draft", "Both sides"),
        ("both", "must find a solution"),
        ("draft", "before the summer"),
    ]
    for draft in ("nobody there must find a solution", "not must find a solution", "must find a solution today"):
        assert kind(draft, record) == "near"
    assert kind("something else was said on that day", record) == ""


def test_only_capitals_or_signs_and_figures_or_denials_are_named():
    def told(draft: str, record: str) -> tuple[str, bool]:
        found = compare(Prepared(draft), Prepared(record))
        return found.only, found.is_weighty

    assert told("they are Ready to talk", "they are ready to talk") == ("capitals", False)
    assert told("they are ready to talk", "they are, ready to talk") == ("signs", False)
    assert told("they are not ready to talk", "they are ready to talk") == ("", True)
    assert told("they have 3 points", "they have 4 points") == ("", True)
    assert told("they are glad to talk", "they are ready to talk") == ("", False)


# A hundred altered quotations


WORDS = ["never", "probably", "Kyiv", "seven", "they", "withdraw"]
ENDINGS = ["s", "ed", "ing", "ів", "ами"]


def alterations(words: list[str], random: Random) -> dict[str, list[str]]:
    """Return a quotation, given as its words, altered in each way that it can be."""
    inner = [at for at, word in enumerate(words) if word != "[…]"]
    at = random.choice(inner)
    put = random.randrange(1, len(words))
    made = {
        "changed": [*words[:at], random.choice(WORDS), *words[at + 1 :]],
        "added": [*words[:put], random.choice(WORDS), *words[put:]],
        "denied": [*words[:put], random.choice(["not", "never", "no"]), *words[put:]],
        "ending": [*words[:at], words[at].rstrip("\"'.,”") + random.choice(ENDINGS), *words[at + 1 :]],
    }
    if len(inner) > 3:
        cut = random.choice(inner[1:-1])
        made["dropped"] = [*words[:cut], *words[cut + 1 :]]
    pairs = [one for one in inner[:-1] if one + 1 in inner and words[one] != words[one + 1]]
    if pairs:
        one = random.choice(pairs)
        made["swapped"] = [*words[:one], words[one + 1], words[one], *words[one + 2 :]]
    for place, word in enumerate(words):
        if any(map(str.isdigit, word)):
            made["number"] = [
                *words[:place],
                re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), word, count=1),
                *words[place + 1 :],
            ]
    return made


def is_alteration(altered: list[str], record: str) -> bool:
    """Whether the altered words are other words: dropping one beside a cut only makes a larger cut."""
    text = " ".join(altered)
    beside_cut = re.search(r"\[…\] \[…\]|^\[…\]|\[…\]$", text)
    return text != record and not beside_cut


@pytest.fixture
def record(db) -> None:
    call_command("loaddata", "ukraine_2022", verbosity=0)


def quotations_of_the_record() -> list[str]:
    quotes = Claim.objects.public().order_by("pk").values_list("quote", flat=True)
    return [quote for quote in quotes if quoting.counted(quote.replace("[…]", "")) >= checking_quotes.LEAST_WORDS]


@pytest.mark.usefixtures("record")
def test_of_three_hundred_altered_quotations_none_stands_and_all_are_found_near():
    random, drafts, met = Random(17), [], set()  # noqa: S311 - the same ones each time
    quotes = quotations_of_the_record()
    while len(drafts) < 300:
        quote = random.choice(quotes)
        ways = alterations(quote.split(), random)
        way = random.choice(sorted(ways.keys() - met or ways))  # a way that was not met yet, if there is one
        altered = ways[way]
        # Dropping words of a piece may leave another quotation of the record, word for word.
        if is_alteration(altered, quote) and not stands_anywhere(" ".join(altered), quotes):
            drafts.append(" ".join(altered))
            met.add(way)
    assert met == {"changed", "added", "denied", "ending", "dropped", "swapped", "number"}
    found = [one for first in range(0, 300, 100) for one in check(as_draft(drafts[first : first + 100])).quotes]
    assert [one.text for one in found] == [" ".join(one.split()) for one in drafts]
    wrong = [
        (one.text, one.outcome.value) for one in found if one.outcome not in {QuoteCheck.DIFFERS, QuoteCheck.RENDERING}
    ]
    assert not wrong
    assert all(one.found[0].compared.pieces for one in found)


def stands_anywhere(draft: str, quotes: list[str]) -> bool:
    """Whether these words stand in any quotation, found in a plain way: piece by piece, without marks and signs."""

    def bare(text: str) -> list[str]:
        parts = (re.findall(r"[^\W_]+", part) for part in text.split("[…]"))
        return [f" {' '.join(part)} " for part in parts if part]

    for quote in quotes:
        pieces, at = bare(draft), 0
        whole = "|".join(bare(quote))
        for piece in pieces:
            at = whole.find(piece, at)
            if at < 0:
                break
            at += len(piece) - 1
        else:
            return True
    return False


def as_draft(quotations: list[str]) -> str:
    """Return a draft with each quotation as a block quote, so that marks within do not matter."""
    return "\n\n".join(f"> {one}" for one in quotations)


@pytest.mark.usefixtures("record")
def test_no_quotation_of_the_record_and_no_part_of_one_is_doubted():
    random, quotes = Random(18), quotations_of_the_record()  # noqa: S311 - as above
    drafts, denied = list(quotes), []
    for quote in quotes:
        for piece in quote.split(" […] "):
            words = piece.split()
            for _one in range(2):
                if len(words) >= 3:
                    start = random.randrange(len(words) - 2)
                    stop = random.randrange(start + 3, len(words) + 1)
                    beside = [*words[:start][-1:], *words[stop:][:1]]
                    (denied if any(_denies(word.strip(".,")) for word in beside) else drafts).append(
                        " ".join(words[start:stop])
                    )
    drafts = [one for one in drafts if quoting.counted(one.replace("[…]", "")) >= checking_quotes.LEAST_WORDS]
    restyled = [restyle(one, random) for one in drafts]
    assert len(restyled) > 100
    for some in (drafts, restyled):
        for first in range(0, len(some), 100):
            checks = check(as_draft(some[first : first + 100]))
            assert [one.text for one in checks.quotes if one.outcome != QuoteCheck.STANDS] == []
    denied = [one for one in denied if sum(one.casefold() in quote.casefold() for quote in quotes) == 1]
    assert denied
    assert [one.text for one in check(as_draft(denied)).quotes if one.outcome != QuoteCheck.DIFFERS] == []


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize(
    "draft",
    [
        "planning an invasion",
        "We […] making statements",
        "not planning an invasion 😂",
        "Kiev was at first willing […] in Belarus",
    ],
)
def test_words_without_what_denies_them_or_with_a_sign_of_doubt_do_not_stand(draft: str):
    (one,) = check(f"“{draft}”").quotes
    assert one.outcome == QuoteCheck.DIFFERS


def restyle(quotation: str, random: Random) -> str:
    """Return a quotation with other marks, spaces, dashes, ellipses and a full stop at its end."""
    for before, after in (
        ("“", "‘"),
        ("”", "’"),
        ("’", "'"),
        ("-", "\u2011"),
        ("[…]", random.choice(["…", "...", "(…)", "[...]"])),
    ):
        quotation = quotation.replace(before, after)
    return quotation.replace(" ", random.choice([" ", "\u00a0", "  "])) + random.choice([".", ",", "", ";", " …"])


@given(
    words=st.lists(
        st.sampled_from(["talks", "went", "on", "in", "Kyiv", "no", "more", "40", "days", "не", "було", "العربية"]),
        min_size=3,
        max_size=9,
    ),
    data=st.data(),
)
def test_any_run_of_whole_words_stands_and_one_word_changed_does_not(words: list[str], data: st.DataObject):
    start = data.draw(st.integers(0, len(words) - 3))
    part = words[start : data.draw(st.integers(start + 3, len(words)))]
    beside = {*words[:start][-1:], *words[start + len(part) :][:1]}
    assert kind(" ".join(part), " ".join(words)) == ("near" if beside & {"no", "не"} else "stands")
    at = data.draw(st.integers(0, len(part) - 1))
    changed = [*part[:at], "elsewhere", *part[at + 1 :]]
    found = kind(" ".join(changed), " ".join(words))
    assert found != "stands"


@given(st.text(max_size=60), st.text(max_size=60))
@example("[…]", "…")
@example("-", "—")
def test_any_two_texts_can_be_compared(draft: str, record: str):
    one, other = Prepared(draft), Prepared(record)
    compare(one, other)
    assume(one.words)
    assert compare(one, one) is not None


# What is found


@pytest.fixture
def said(db) -> Claim:
    speaker = make_actor("anna-speaker", name="Anna Speaker", side=make_actor("a-side"))
    article = make_article(slug="daily", rendering="original", published="2022-03-29")
    return make_claim(
        slug="said", speaker=speaker, article=article, quote="we will meet again in May", said="2022-03-28", paragraph=4
    )


def outcome(text: str) -> str:
    (one,) = check(f"“{text}”").quotes
    return one.outcome.value


def test_a_rendering_is_told_from_words_of_the_same_language(said: Claim):
    assert outcome("we will meet again in June") == "differs"
    for rendering in ("translated", "reworded", "not-known"):
        Claim.objects.update(rendering=rendering)
        assert outcome("we will meet again in June") == "rendering"
        assert outcome("we will meet again in May") == "stands"
        assert outcome("we will Meet again in May") == "differs", "the same words are no other rendering"
    Claim.objects.update(attribution="own-voice", speaker=None, side=None)
    assert outcome("we will meet again in June") == "differs", "what a report says itself was not translated"
    assert outcome("something else was said there") == "absent"


def test_statements_with_the_same_words_are_all_there_first_by_day_and_at_most_a_few(said: Claim):
    for number, day in enumerate(["2022-03-30", "2022-03-27", "2022-04-01", ""]):
        make_claim(slug=f"other-{number}", quote="that we will meet again in May 2022", said=day)
    (one,) = check("“we will meet again in May”").quotes
    assert [found.statement.slug for found in one.found] == ["other-1", "said", "other-0"]
    assert one.more == 2


def test_other_reports_of_the_same_utterance_are_counted(said: Claim):
    make_claim(repeats=said, quote="another meeting is near")
    make_claim(repeats=said, quote="hidden wording of it", status="draft")
    (one,) = check("“we will meet again in May”").quotes
    assert one.found[0].wordings == 1


def test_quotations_that_are_not_public_are_not_compared(said: Claim):
    hidden = [
        make_claim(quote="a secret that is kept", status="draft"),
        make_claim(quote="a secret that is kept", status="review"),
        make_claim(quote="a secret that is kept", status="withdrawn", status_reason="It was wrong."),
        make_claim(quote="a secret that is kept", event=make_event(status="draft")),
        make_claim(quote="a secret that is kept", article=make_article(status="draft")),
    ]
    assert outcome("a secret that is kept") == "absent"
    assert outcome("a secret that was kept") == "absent"
    Claim.objects.filter(pk=hidden[0].pk).update(status="published")
    assert outcome("a secret that is kept") == "stands"


def test_cyrillic_and_arabic_quotations_are_found_in_the_database(db):
    make_claim(quote="ми готові до переговорів")
    make_claim(quote="нет никакого прорыва пока")
    make_claim(quote="لا وقف لإطلاق النار اليوم")
    Claim.objects.update(rendering="original")
    assert outcome("ми готові до переговорів") == "stands"
    assert outcome("ми не готові до переговорів") == "differs"
    assert outcome("нет никаких прорывов пока") == "absent", "half of the words are others"
    assert outcome("нет никакого прорыва") == "stands"
    assert outcome("لا وقف لإطلاق النار") == "stands"
    assert outcome("وقف لإطلاق النار غدا") == "differs"


def test_many_quotations_take_as_many_queries_as_few(said: Claim):
    def queries(number: int) -> int:
        draft = "\n".join(f"“we will meet again in June” “never said {n} before at all”" for n in range(number))
        with CaptureQueriesContext(connection) as captured:
            check(draft)
        # In a snapshot the version is read once; a test has a transaction open already.
        return sum("talks_version" not in query["sql"] for query in captured)

    queries(1)  # reads the index
    assert queries(1) == queries(20) <= 25


def test_when_the_time_is_over_the_rest_is_not_compared_and_says_so(said: Claim, monkeypatch):
    monkeypatch.setattr(checking, "AT_ONCE", 2)
    ticks = iter([0, 1, 2, 99, 99, 99])
    checks = check("“we will meet again in May” " * 6, now=lambda: next(ticks))
    assert [one.outcome.value for one in checks.quotes] == ["stands"] * 4 + ["not-compared"] * 2
    assert dict(checks.counts) == {QuoteCheck.STANDS: 4, QuoteCheck.NOT_COMPARED: 2}


# The page


def token_of(client: Client, where: str = PAGE) -> str:
    answer = client.get(where)
    if where == FILE:
        return answer.json()["token"]
    return re.search(r'name="token" value="([^"]+)"', answer.content.decode())[1]


def paste(client: Client, text: str, where: str = PAGE, **more: str) -> HttpResponse:
    return client.post(where, {"text": text, "token": token_of(client, where)} | more)


def test_the_page_shows_each_outcome_with_the_statement_its_report_and_citation(client: Client, said: Claim):
    page = paste(client, "“we will meet again in May” «we will not meet again in May» “nobody said this here”")
    text = page.content.decode()
    assert page.status_code == 200
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    for words in ("3 quotations looked up", "Stands here", "Differs here", "Not in this record", "Anna Speaker", "¶4"):
        assert words in plain, words
    assert 'href="/claims/said/"' in text
    citation = check("“we will meet again in May”").quotes[0].found[0].citation
    assert citation.words in plain.replace("&#x27;", "'")
    assert re.search(r"<del>.*not.*</del>", text)
    assert "“we will meet again in May” «we will not meet" in text, "what was pasted stands in the form"
    assert not re.search(r"\b(true|false)\b", plain.partition("What it does")[0].partition("3 quotations")[2])


def test_the_form_needs_a_token_of_the_last_hour_and_gives_the_text_back(client: Client, said: Claim):
    class Former(TimestampSigner):
        def timestamp(self) -> str:
            return b62_encode(int(time.time()) - 3700)

    old = Former(salt=error_reports.signer(PAGE).salt).sign("a-token")
    for token in ("", "forged", old, token_of(client, FILE), error_reports.new_token("/claims/said/error/")):
        page = paste(client, "“we will meet again in May”", token=token)
        assert page.status_code == 400
        text = page.content.decode()
        assert "older than an hour" in text
        assert "“we will meet again in May”</textarea>" in text
        assert "Stands here" not in text
    assert paste(client, " \n").status_code == 400


def test_a_draft_is_checked_in_each_language_and_the_citation_is_the_same(client: Client, said: Claim):
    draft = "“we will meet again in May” «we will not meet again in May» “nobody said this here”"
    citation = check("“we will meet again in May”").quotes[0].found[0].citation
    for language, words in (("uk", "Є тут"), ("ru", "Есть здесь")):
        text = paste(client, draft, f"/{language}{PAGE}").content.decode()
        assert words in text
        assert text.count(f"{citation.url}</a>") == 2
        assert "Stands here" not in text
    assert paste(client, draft, f"/uk{PAGE}", token=token_of(client)).status_code == 400, "the token is of one form"


def test_answers_are_stored_by_no_cache_and_set_no_cookie(client: Client, said: Claim):
    for where in (PAGE, FILE):
        for answer in (client.get(where), paste(client, "“we will meet again in May”", where), client.post(where)):
            assert "no-store" in answer["Cache-Control"]
            assert not answer.cookies
            assert "ETag" not in answer
            assert not answer.wsgi_request.session.accessed
        assert client.put(where).status_code == 405


def test_what_is_pasted_comes_back_as_text_and_never_as_markup(client: Client, said: Claim):
    text = paste(
        client, '“we will <b>meet</b> again in May” </textarea><script src="//x.example/x.js">'
    ).content.decode()
    assert '<script src="//' not in text
    assert "<b>meet" not in text
    assert "&lt;/textarea&gt;" in text


@pytest.mark.parametrize("where", [PAGE, FILE])
@pytest.mark.parametrize(("more", "status"), [(-1, 200), (0, 200), (1, 413), (500_000, 413)])
def test_a_text_has_two_hundred_kilobytes_however_it_is_sent(
    client: Client, said: Claim, where: str, more: int, status: int
):
    text = "“we will meet again in May” ".ljust(LARGEST - 4 + more, ".")
    assert len(text.encode()) == LARGEST + more
    answer = paste(client, text, where)
    assert answer.status_code == status
    assert ("longer than 200 KB" in answer.content.decode()) == (status == 413)


@pytest.mark.parametrize("where", [PAGE, FILE])
def test_a_text_of_two_hundred_kilobytes_in_cyrillic_fits_into_a_form_that_writes_each_byte_as_three(
    client, said, where
):
    body = urlencode({"token": token_of(client, where), "text": "ж" * (LARGEST // 2)})
    assert len(body) > 3 * LARGEST
    assert client.post(where, body, content_type="application/x-www-form-urlencoded").status_code == 200


def test_so_many_texts_an_hour_are_checked_and_the_next_is_given_back(client: Client, said: Claim, monkeypatch):
    monkeypatch.setattr(check_quotes, "OF_ONE_ADDRESS", OF_ONE_ADDRESS.__class__("check", most=2, seconds=3_600))
    for where in (PAGE, FILE):
        assert paste(client, "“we will meet again in May”", where).status_code == 200
    for where in (PAGE, FILE):
        refused = paste(client, "“we will meet again in May”", where)
        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 3600
    assert "“we will meet again in May”" in paste(client, "“we will meet again in May”").content.decode()


# For programs


def test_programs_get_a_token_and_the_limits_and_then_the_same_as_the_page(client: Client, said: Claim):
    asked = client.get(FILE)
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert asked.json()["limits"]["bytes"] == LARGEST
    answer = paste(
        client, "“we will meet again in May” «we will not meet again in May» “yes” “nobody said this here”", FILE
    )
    assert answer["Access-Control-Allow-Origin"] == "*"
    given = answer.json()
    assert answer["X-Talks-Version"] == str(given["version"])
    assert [one["outcome"] for one in given["quotations"]] == ["stands", "differs", "absent"]
    assert (given["counts"], given["short"]) == ({"stands": 1, "differs": 1, "absent": 1}, 1)
    statement = client.get("/claims/said.json").json()
    found = given["quotations"][0]["found"][0]
    assert found["statement"] == {name: value for name, value in statement.items() if name not in {"about", "source"}}
    assert found["citation"] == check("“we will meet again in May”").quotes[0].found[0].citation.text
    assert {"where": "draft", "text": "not"} in given["quotations"][1]["found"][0]["difference"]
    wrong = paste(client, "“we will meet again in May”", FILE, token="forged")
    assert wrong.status_code == 400
    assert list(wrong.json()["errors"]) == ["token"]
    assert client.post(FILE, {"text": "“we will meet again in May”", "token": wrong.json()["token"]}).status_code == 200


# Nothing is left behind


def texts_in_the_database() -> str:
    out = io.StringIO()
    # FTS5 lets its tables without texts be searched, not read.
    tables = [name for name in connection.introspection.table_names() if not name.endswith("_words_plain")]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of tables
            out.write(repr(cursor.fetchall()))
    return out.getvalue()


def break_with_the_text(text: str) -> Checks:
    raise ValueError(f"cannot read {text!r}")


def refuse_with_the_text(text: str) -> Checks:
    raise OperationalError(f'fts5: syntax error near "{text}"')


@pytest.mark.parametrize("where", [PAGE, FILE])
@pytest.mark.parametrize(("instead", "status"), [(None, 200), (break_with_the_text, 500), (refuse_with_the_text, 503)])
def test_not_a_word_of_what_is_pasted_is_logged_stored_or_cached(
    client: Client, said: Claim, caplog, monkeypatch, where, instead, status
):
    draft = f"“we will meet {MARKER} again in May” {MARKER} “{MARKER} {MARKER}a {MARKER}b {MARKER}c”"
    client.raise_request_exception = False
    if instead:
        monkeypatch.setattr(check_quotes, "check", instead)
    errors = io.StringIO()
    with caplog.at_level(logging.DEBUG), redirect_stderr(errors):
        logging.getLogger("django.db.backends").setLevel(logging.INFO)  # DEBUG=1 alone logs statements
        answer = paste(client, draft, where)
        assert answer.status_code == status
        refused = [paste(client, draft, where, token="forged"), client.post(where, {"text": draft})]
        assert [one.status_code for one in refused] == [400, 400]
    written = "".join(map(Lines().format, caplog.records)) + errors.getvalue()
    assert MARKER not in written
    if status == 500:
        assert "CheckFailedError: ValueError at test_check_quotes.py, line" in written
        assert MARKER not in answer.content.decode()
    if status == 503:
        assert "OperationalError at test_check_quotes.py" in written
        assert int(answer["Retry-After"]) > 0
    assert MARKER not in texts_in_the_database()
    assert MARKER not in repr(getattr(cache, "_cache", {}))
    assert MARKER not in repr(list(Throttle.objects.values()))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no log of statements")
def test_no_statement_that_the_server_is_sent_has_a_pasted_word(said: Claim):
    with CaptureQueriesContext(connection) as captured:
        check(f"“we will meet {MARKER} again in May”")
    assert MARKER not in json.dumps([query["sql"] for query in captured])


# The whole site


def test_the_page_is_linked_from_every_page_and_described_for_programs(client: Client, said: Claim):
    assert f'href="{PAGE}"' in client.get("/").content.decode()
    assert FILE in client.get("/llms.txt").content.decode()
    assert FILE in client.get("/data/").content.decode()
    described = client.get("/data/openapi.json").json()
    assert set(described["paths"][FILE]) == {"get", "post"}
    given = paste(client, "“we will not meet again in May”", FILE).json()
    schemas = described["components"]["schemas"]
    assert set(given) == set(schemas["checks"]["properties"])
    assert set(given["quotations"][0]) == set(schemas["checked_quotation"]["properties"])
    assert set(given["quotations"][0]["found"][0]) == set(schemas["found_statement"]["properties"])
    assert [one.value for one in QuoteCheck] == schemas["checked_quotation"]["properties"]["outcome"]["enum"]
