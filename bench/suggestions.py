"""How many passages the desk suggests that a reader marked, and how many of its suggestions the reader would take.

    python -m bench.suggestions FOLDER MARKS.json

FOLDER holds one text a report. A header of ``key: value`` lines, ended by a line ``---``, is left out. A paragraph is a
line that is not blank, counted from 1. MARKS.json has, for each file:

    {"a-report.txt": {"language": "en", "furniture": [1, 2], "marks": [
        {"paragraph": 3, "words": "some words of the passage", "speaker": ["dmitry-peskov"]}],
        "taken": [{"paragraph": 5, "words": "words that were not marked, but would be taken"}]}}

A speaker is a slug of the record, the name or a part of the role as the report gives it, or ``-`` where nobody speaks;
several are several right ones. The speakers of the record are those of the database. A mark is found if the sentence
with its words is suggested with a right speaker; a suggestion is right if it finds a mark, or is among those taken.
"""

import argparse
import json
import os
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talks.settings")


def paragraphs_of(text: str, furniture: list[int]) -> list[str]:
    """Return the lines of a text that are not blank, an empty one for each that is furniture."""
    if "\n---\n" in text:
        text = text.partition("\n---\n")[2]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return ["" if number in furniture else line for number, line in enumerate(lines, 1)]


def is_right(suggestion, speakers: list[str]) -> bool:
    """Return whether a suggestion names one of these speakers."""
    for speaker in speakers:
        if speaker == "-":
            if not (suggestion.speaker or suggestion.speaker_name or suggestion.role):
                return True
        elif (suggestion.speaker and suggestion.speaker.slug == speaker) or (
            not suggestion.speaker and speaker.lower() in f"{suggestion.speaker_name} {suggestion.role}".lower()
        ):
            return True
    return False


def measure(name: str, text: str, known: dict, names) -> tuple[int, int, int, int, int, int]:
    """Print what was missed and what would not be taken.

    Shape: marks with a speaker, those found, marks of the report's own, those found, suggestions, right ones.
    """
    from talks.models import Article
    from talks.quoting import folded
    from talks.suggesting import suggestions
    from talks.suggesting.lists import lists_of
    from talks.suggesting.passages import sentences

    paragraphs = paragraphs_of(text, known.get("furniture", []))
    found = suggestions(Article(language=known["language"]), paragraphs, [], names)
    right: set[int] = set()
    counts = [0, 0, 0, 0]
    abbreviations = lists_of(known["language"]).abbreviations

    def near(one: dict) -> list[int]:
        paragraph = folded(paragraphs[one["paragraph"] - 1])
        at = paragraph.find(one["words"])
        if at < 0:
            raise SystemExit(f"{name} ¶{one['paragraph']}: “{one['words']}” does not stand there")
        here = [
            part
            for part in sentences(paragraph, abbreviations)
            if part.start < at + len(one["words"]) and at < part.end
        ]
        return [
            place
            for place, suggestion in enumerate(found)
            if suggestion.paragraph == one["paragraph"]
            and any(part.start < suggestion.end and suggestion.start < part.end for part in here)
        ]

    for mark in known["marks"]:
        hits = [place for place in near(mark) if is_right(found[place], mark["speaker"])]
        is_own = mark["speaker"] == ["-"]
        counts[2 * is_own] += 1
        counts[2 * is_own + 1] += bool(hits)
        right.update(hits)
        if not hits:
            print(f"  missed ¶{mark['paragraph']} {mark['speaker']}: {mark['words']}")
    for one in known.get("taken", []):
        right.update(near(one))
    for place, one in enumerate(found):
        who = one.speaker or one.speaker_name or one.role or "-"
        print(
            f"  {'right' if place in right else 'WRONG'} ¶{one.paragraph} {who}: {one.quote} ({one.kind}, {one.quote_mode})"
        )
    return (*counts, len(found), len(right))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("marks", type=Path)
    options = parser.parse_args()
    django.setup()
    from talks.models import Actor, Outlet
    from talks.suggesting import Names

    started = time.process_time()
    names = Names(Actor.objects.select_related("side"), Outlet.objects.all())
    print(f"names: {(time.process_time() - started) * 1000:.0f} ms")
    total = [0] * 6
    rows = []
    for name, known in json.loads(options.marks.read_text(encoding="utf-8")).items():
        print(name)
        counts = measure(name, (options.folder / name).read_text(encoding="utf-8"), known, names)
        total = [one + other for one, other in zip(total, counts, strict=True)]
        rows.append((name, counts))
    print("\n| report | with a speaker | the report's own | all | right of suggested |\n|---|---:|---:|---:|---:|")
    for name, (marks, hits, own, own_hits, offered, right) in [*rows, ("all", total)]:
        share = f"{hits + own_hits} of {marks + own} ({(hits + own_hits) / max(1, marks + own):.0%})"
        print(
            f"| {name} | {hits} of {marks} | {own_hits} of {own} | {share} | {right} of {offered} ({right / max(1, offered):.0%}) |"
        )


if __name__ == "__main__":
    main()
