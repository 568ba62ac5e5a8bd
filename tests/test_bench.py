"""The tools of ``bench``: which addresses are drawn, which answers count as alike, what is counted of a request."""

import importlib.util
import json
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from bench import checkout
from bench.addresses import Address, draw
from bench.against import json_questions, row
from bench.differences import differences
from bench.inside import Trace
from bench.load import in_turns

HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}
SVG = {"Content-Type": "image/svg+xml"}

# README.md promises these to readers.
PARAMETERS = {
    *("process", "since", "until", "kind", "occurrence", "place", "party", "differ", "speaker", "side", "target"),
    *("says", "topic", "attribution", "outlet", "agency", "report", "sure", "known", "q", "order", "view", "page"),
    *("more", "counts", "folded"),
}


# Addresses


def test_a_seed_gives_the_same_addresses_each_time_and_another_seed_others():
    assert draw(1, 200) == draw(1, 200)
    assert draw(1, 200) != draw(2, 200)


def test_two_hundred_addresses_differ_from_each_other_and_have_every_parameter_and_every_kind_of_page():
    drawn = draw(1, 200)
    assert len(set(drawn)) == 200
    assert {name for one in drawn for name, _value in parse_qsl(urlsplit(one.path).query)} == PARAMETERS
    pages = {urlsplit(one.path).path for one in drawn}
    assert {"/", "/timeline.json", "/timeline.csv", "/timeline.svg"} <= pages
    assert {page.split("/")[1] for page in pages} >= {"events", "reports", "claims", "people", "positions", "questions"}
    assert {one.is_part for one in drawn} == {True, False}


def test_a_part_is_asked_only_of_the_timeline():
    assert {urlsplit(one.path).path for one in draw(1, 200) if one.is_part} == {"/"}


def test_a_short_record_gives_fewer_addresses_instead_of_drawing_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bench.addresses.KINDS", [lambda _drawing: Address("/")])
    assert draw(1, 5) == [Address("/")]


# Answers that are alike


def diff(before: str, after: str, headers: dict[str, str] = HTML) -> list[str]:
    return [line for line in differences([200, headers, before], [200, headers, after]) if line[0] in "-+"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<ul><li>a</li><li>b</li></ul>", "<ul>\n  <li>\n    a\n  </li>\n  <li>b</li>\n</ul>"),
        ("<p>a  b\nc</p>", "<p> a b c </p>"),
        ("<p><b>a</b> b</p>", "<p><b>a </b>b</p>"),
        ('<p id="x" class="a b">a</p>', '<p class="a\n  b" id=x>a</p>'),
        ("<input disabled>a<br>b", '<input disabled="" />a<br/> b'),
        ("<p>a &amp; b</p><!-- c -->", "<p>a &#38; b</p>"),
    ],
)
def test_indentation_and_ways_of_writing_the_same_page_are_no_difference(before: str, after: str):
    assert diff(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p><b>a</b> <i>b</i></p>", "<p><b>a</b><i>b</i></p>"),
        ("<p>a <b>b</b></p>", "<p>a<b>b</b></p>"),
        ("<p>a</p>", "<p>b</p>"),
        ("<p>a</p>", "<p><b>a</b></p>"),
        ('<p class="a">a</p>', '<p class="b">a</p>'),
        ('<input value="a  b">', '<input value="a b">'),
        ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ("<p>a</p><p>b</p>", "<p>b</p><p>a</p>"),
    ],
)
def test_words_spaces_between_words_elements_and_attributes_are_differences(before: str, after: str):
    assert diff(before, after)


def test_json_is_compared_by_value_without_the_random_version():
    assert diff('{"version": 1, "a": [1, 2], "b": 3}', '{"b": 3,\n "a": [1, 2], "version": 2}', JSON) == []
    assert diff('{"version": 1, "a": [1, 2]}', '{"version": 1, "a": [2, 1]}', JSON)


def test_svg_is_compared_by_element():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'
    assert diff(svg.format('<g><path d="M0 0"/></g>'), svg.format('\n<g>\n<path d="M0 0"></path></g>'), SVG) == []
    assert diff(svg.format("<g/>"), svg.format("<g/>").replace("viewBox", "viewbox"), SVG)


def test_status_and_headers_are_compared_too():
    assert differences([200, HTML, ""], [404, HTML, ""])
    assert differences([301, {"Location": "/a"}, ""], [301, {"Location": "/b"}, ""])


# Tracing


def test_a_trace_counts_files_functions_calls_and_moves_of_one_folder_alone(tmp_path: Path):
    (tmp_path / "one.py").write_text("def each(numbers):\n    for number in numbers:\n        yield number\n")
    (tmp_path / "two.py").write_text(
        "def total(each):\n    return sum(map(double, each([1, 2])))\n\ndef double(number):\n    return 2 * number\n"
    )
    loaded = []
    for name in ("one", "two"):
        spec = importlib.util.spec_from_file_location(name, tmp_path / f"{name}.py")
        loaded.append(importlib.util.module_from_spec(spec))
        spec.loader.exec_module(loaded[-1])
    one, two = loaded
    before = sys.getprofile()
    with Trace(tmp_path) as trace:
        json.dumps(two.total(one.each))
    sys.setprofile(before)
    figures = trace.figures()
    # total, each, double, each, double, each (which ends)
    assert [figures[name] for name in ("files", "functions", "calls", "moves")] == [2, 3, 6, 5]
    assert figures["calls by file"] == {"one.py": 3, "two.py": 3}


# Two versions in turns


def test_the_first_to_be_measured_changes_from_turn_to_turn():
    assert [in_turns(2, turn) for turn in range(3)] == [[0, 1], [1, 0], [0, 1]]


def test_the_ratio_is_the_median_of_the_ratios_of_single_rounds():
    assert row("a page", [(10, 5), (10, 10), (30, 10)]) == ["a page", "10.0", "10.0", "2.00", "1.00 to 3.00"]
    assert row("nothing sent", [(0, 0)]) == ["nothing sent", "0.0", "0.0", "–", "–"]


@pytest.mark.parametrize("events", [100, 1_000, 100_000])
def test_no_json_file_is_asked_twice_and_none_lies_past_the_last_page(events: int):
    asked = json_questions(events)
    assert len({one.path for one in asked}) == len(asked)
    assert max(int(one.asked["page"]) for one in asked) <= max(1, events // 500)


def test_a_name_that_is_no_checkout_is_refused(tmp_path: Path):
    with pytest.raises(SystemExit, match="neither a folder nor a commit"):
        checkout.find("no-such-commit")
    with pytest.raises(SystemExit, match=r"no manage\.py"):
        checkout.find(str(tmp_path))
