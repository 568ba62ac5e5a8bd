"""An empty record to start from: made in the database, or written as a file."""

import io
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.urls import reverse

from talks.loading import load
from talks.models import Actor, Lane, Process
from tests.factories import make_actor, make_process

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options) -> str:
    out = io.StringIO()
    call_command("new_process", *arguments, stdout=out, **options)
    return out.getvalue()


def refusal(*arguments: str) -> list[str]:
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    first, *lines = str(refused.value).splitlines()
    assert first == "Nothing was made."
    return lines


NEW = ("talks-2030", "--title", "Talks, 2030", "--side", "north=North", "--side", "south=The South")


def lanes(process: str) -> list[tuple[str, int, int]]:
    return list(Lane.objects.filter(process__slug=process).values_list("side__slug", "position", "palette"))


def test_a_process_begins_with_its_sides_and_their_lanes():
    said = run(*NEW, "--scope", "What was said in 2030.", "--licence", "CC0")
    process = Process.objects.get()
    assert (process.title, process.scope, process.licence) == ("Talks, 2030", "What was said in 2030.", "CC0")
    assert lanes("talks-2030") == [("north", 1, 1), ("south", 2, 2)]
    assert list(Actor.objects.values_list("name", "kind")) == [("North", "party"), ("The South", "party")]
    assert "/admin/ leads to the desk" in said
    assert "dump_record talks-2030 >talks-2030.json" in said


def test_a_side_that_is_there_is_taken_and_has_its_colour_where_that_is_free():
    other = make_process("former")
    for place, (slug, palette) in enumerate({"north": 5, "east": 1, "west": 5}.items(), 1):
        Lane.objects.create(process=other, side=make_actor(slug), position=place, palette=palette)
    run("talks-2030", "--title", "T", "--side", "south=South", "--side", "north", "--side", "west", "--side", "east")
    assert lanes("talks-2030") == [("south", 1, 2), ("north", 2, 5), ("west", 3, 3), ("east", 4, 1)]
    assert Actor.objects.count() == 4


def test_a_file_makes_the_same_and_the_database_stays_as_it_is(tmp_path: Path):
    run(*NEW, "--summary", "A summary.", "--file", str(tmp_path / "new.json"))
    assert not Process.objects.exists()
    assert not Actor.objects.exists()
    assert load(tmp_path / "new.json").added == 5
    assert Process.objects.get().summary == "A summary."
    assert lanes("talks-2030") == [("north", 1, 1), ("south", 2, 2)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("Talks 2030", "--title", "T"), "slug: "),
        (("none", "--title", "T"), "slug: "),
        (("talks-2022", "--title", "T"), "slug: Process with this Slug already exists."),
        (("talks-2030", "--title", " "), "title: "),
        (
            ("talks-2030", "--title", "T", "--side", "south"),
            "side: “south” is not in the record: give its name, south=Name.",
        ),
        (("talks-2030", "--title", "T", "--side", "north=Nord"), "side: “north” is in the record as “North”"),
        (("talks-2030", "--title", "T", "--side", "person"), "side: “person” is a person"),
        (("talks-2030", "--title", "T", "--side", "north", "--side", "north"), "side: Given twice: north."),
        (("talks-2030", "--title", "T", "--side", "So uth=South"), "side: So uth: "),
    ],
)
def test_what_is_wrong_is_told_with_its_field_and_nothing_is_made(arguments, told):
    make_process("talks-2022")
    north = make_actor("north")
    make_actor("person", side=north)
    assert all(line.startswith(told) for line in refusal(*arguments))
    assert Process.objects.count() == 1
    assert Actor.objects.count() == 2


def test_nine_sides_are_more_than_there_are_colours():
    sides = [part for number in range(9) for part in ("--side", f"side-{number}=Side {number}")]
    assert refusal("talks-2030", "--title", "T", *sides)[0].startswith("side: A picture has colours for 8 sides")
    assert not Actor.objects.exists()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(*NEW, "--file", str(tmp_path / "no" / "such.json"))
    assert not Process.objects.exists()


def test_readers_and_curators_see_the_empty_process(client, admin_client):
    run(*NEW)
    assert client.get("/", {"process": "talks-2030"}).status_code == 200
    page = admin_client.get(reverse("admin:talks_process_change", args=[Process.objects.get().pk]))
    assert "The South" in page.content.decode()


DOCS = Path(__file__).parent.parent / "docs"


def test_the_sample_of_the_docs_loads_as_it_stands(tmp_path: Path):
    text = (DOCS / "a-record-of-your-own.md").read_text()
    sample = tmp_path / "sample.json"
    sample.write_text(re.search(r"```json\n(.*?)```", text, re.DOTALL)[1])
    loaded = load(sample)
    assert loaded.readers == "Readers see 1 of 2 statements, 1 not checked. Not seen: drafts (1)."
    assert load(sample).unchanged == loaded.added
    assert Process.objects.get().slug == "talks-2031"


def test_the_commands_of_the_docs_are_right():
    text = (DOCS / "a-record-of-your-own.md").read_text().replace("\\\n", " ")
    (command,) = re.findall(r"manage\.py (new_process .*)", text)
    run(*shlex.split(command)[1:])
    assert lanes("talks-2030") == [("north", 1, 1), ("south", 2, 2)]
    known = get_commands()
    assert not [name for name in re.findall(r"manage\.py (\w+)", text) if name not in known]


def test_every_picture_of_the_docs_is_there_and_small():
    for page in ("a-record-of-your-own.md", "curating.md"):
        for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (DOCS / page).read_text()):
            assert (DOCS / picture).stat().st_size <= 120_000, picture
