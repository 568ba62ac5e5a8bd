"""Measures the pages of the desk: `python -m bench.desk --events 10000 --statements 200`.

A report with so many statements is made in the record, its pages are asked in turns in one process, and all is undone. The
figures are medians of processor time, in milliseconds.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles
from uuid import uuid4

from bench import record
from bench.tables import table

PARAGRAPHS, WORDS = 25, 100  # so many that the quotations may be published together
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.desk", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000, help="Size of the record.")
    parser.add_argument("--statements", type=int, default=200, help="Statements of the report that is marked.")
    parser.add_argument("--turns", type=int, default=15, help="How often each page is asked.")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        print(json.dumps(measure(arguments.statements, arguments.turns)))
        return
    made = record.make(arguments.events)
    options = ["--inside", "--statements", str(arguments.statements), "--turns", str(arguments.turns)]
    found = json.loads(made.run("-m", "bench.desk", *options, capture_output=True).stdout)
    rows = [[name, f"{median(spent):.0f}", f"{quantiles(spent, n=10)[-1]:.0f}"] for name, spent in found.items()]
    print(f"{arguments.events:,} events, {arguments.statements} statements in the report")
    print(table(["page", "CPU ms", "of ten, the slowest"], rows))


def measure(statements: int, turns: int) -> dict[str, list[float]]:
    """Return the processor time of each request, by page."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talks.settings")
    django.setup()
    from django.conf import settings
    from django.db import transaction

    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN}}
    with transaction.atomic():
        asked = questions(statements)
        found: dict[str, list[float]] = {name: [] for name in asked}
        for turn in range(turns + 1):
            for name, ask in asked.items():
                begun = time.process_time()
                response = ask()
                spent = 1000 * (time.process_time() - begun)
                if response.status_code not in {200, 302}:
                    sys.exit(f"{name}: {response.status_code}")
                if turn:  # the first warms the process
                    found[name].append(spent)
        transaction.set_rollback(True)
    return found


def questions(statements: int) -> dict[str, Callable]:
    """Make a report with so many statements, and return what is asked of it, by name."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from talks.article_texts import attach_text
    from talks.models import Actor, Article, Claim, Event

    article = Article.objects.create(slug="bench-desk", headline="A report that is marked", language="en")
    paragraphs = [" ".join(f"word{number}of{place}" for number in range(WORDS)) for place in range(PARAGRAPHS)]
    attach_text(article, "\n".join(paragraphs).encode())
    speakers = list(Actor.objects.filter(kind="person")[:5])
    events = list(Event.objects.all()[:20])
    for number in range(statements):
        place, at = number % PARAGRAPHS, number // PARAGRAPHS * 3
        Claim.objects.create(
            slug=f"bench-desk-{number}",
            article=article,
            event=events[number % len(events)],
            paragraph=place + 1,
            speaker=speakers[number % len(speakers)],
            attribution="named",
            kind="assessment",
            statement=f"says that word {number} is said.",
            quote=f"word{at}of{place} word{at + 1}of{place}",
            quote_mode="direct",
        )
    curator = Client(SERVER_NAME="127.0.0.1")
    curator.force_login(get_user_model().objects.create_superuser("bench-desk"))
    mark = reverse("desk_mark", args=[article.pk])
    last = article.claims.order_by("pk").last()
    typed = {
        "quote": "word30of0 word31of0",
        "paragraph": "1",
        "speaker": speakers[0].slug,
        "statement": "says that there are words.",
        "kind": "assessment",
        "quote_mode": "direct",
        "event": events[0].slug,
    }

    publish = reverse("desk_publish", args=[article.pk])

    return {
        "the front page of the desk": lambda: curator.get(reverse("desk")),
        "the page of publishing": lambda: curator.get(publish),
        "the same, with other ticks": lambda: curator.post(publish, {"tick": f"article-{article.pk}"}),
        "the marking page": lambda: curator.get(mark),
        "the same, for a change": lambda: curator.get(reverse("desk_edit", args=[article.pk, last.pk])),
        "a form with an error": lambda: curator.post(mark, typed | {"kind": ""}),
        "what to look at": lambda: curator.post(reverse("desk_check", args=[article.pk]), typed),
        "the quote": lambda: curator.get(reverse("desk_quote", args=[article.pk]), {"quote": typed["quote"]}),
        "a speaker": lambda: curator.get(reverse("desk_find", args=["actor"]), {"q": speakers[0].name[:4]}),
        "an event": lambda: curator.get(reverse("desk_find", args=["event"]), {"q": events[0].title[:6]}),
        "a new event": lambda: curator.get(reverse("desk_new", args=["event"])),
        "a save": lambda: curator.post(mark, typed | {"token": str(uuid4())}),
    }


if __name__ == "__main__":
    main()
