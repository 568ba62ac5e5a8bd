"""Opens the timeline in a browser that has nothing of it yet, and prints when its first line was drawn and what that cost.

The server and the record are those of ``bench.run``; the browser is the Chromium of this machine, headless, by Playwright.
"""

import argparse
import os
import shlex
import shutil
import signal
import sys
from dataclasses import dataclass
from statistics import median

from bench import load, record
from bench.questions import WARMING, Question, different_questions, questions
from bench.server import HOST, Server, free_port
from bench.tables import about, say, table

WINDOW = {"width": 1280, "height": 900}
LONG = 50  # ms: what the browser itself calls a long task
READY = 800  # ms that a new tab is left alone, for what the browser itself begins then
SETTLED = 300  # ms after the load, for what scripts begin then

FIRST_LINE = ".short h3, li.event h3"  # of “In short”, or of the list where a filter is set
SHELL, ITS_LINE = "/events/never-there/", "main h1"  # a page of one heading, in the frame of every page

# Runs before anything of the page. The first line is told from the others by a name that is put on its heading as soon
# as that is in the document; the browser then notes when the frame that shows it came to the screen.
WATCH = """
globalThis.watched = {long: [], drawn: null};
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) watched.long.push(task.duration);
}).observe({type: "longtask", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.identifier === "first line") watched.drawn ??= entry.renderTime;
}).observe({type: "element", buffered: true});
new MutationObserver((_changes, observer) => {
  const heading = document.querySelector("HEADING");
  if (!heading) return;
  heading.setAttribute("elementtiming", "first line");
  observer.disconnect();
}).observe(document, {childList: true, subtree: true});
"""

READ = """() => {
  const [navigation] = performance.getEntriesByType("navigation");
  return {
    byte: navigation.responseStart,
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
    drawn: watched.drawn,
    long: watched.long,
    sent: navigation.encodedBodySize,
    elements: document.getElementsByTagName("*").length,
  };
}"""


@dataclass(frozen=True)
class Visit:
    """One page as one browser met it. Units: milliseconds from the navigation on; of a processor; bytes as sent."""

    byte: float
    paint: float | None
    drawn: float | None
    long: list[float]
    sent: int
    elements: int
    cpu: float
    style: float
    layout: float
    script: float


def main() -> None:
    arguments = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit("ended"))  # so that the server is stopped too
    made = record.make(arguments.events)
    record.build_index(made)
    made.manage("collectstatic", "--no-input", "--verbosity", "0")
    print(about("", load.CODINGS[0]))
    with made.connect() as connection:
        listed = [one for one in questions(connection) if one.page == "/" and not one.is_conditional]
        different = different_questions(connection, [*listed, WARMING])[: arguments.turns]
    port = free_port()
    command = [*shlex.split(arguments.server), "--bind", f"{HOST}:{port}"]
    with Server(command, port, made.environment() | {"PORT": str(port)}, "/healthz") as server:
        load.measure(server, load.request(WARMING.path, load.CODINGS[0]), load.CROWD, 1)
        rows = measure(server, listed, different, arguments.turns)
    print(f"\n### {made.events:,} events in a browser, {arguments.turns} turns ({made.how_made})\n")
    print(table(HEADINGS, rows))


def measure(server: Server, listed: list[Question], different: list[Question], turns: int) -> list[list[str]]:
    """Return a row for each question, asked before, and one for those that nobody asked before."""
    from playwright.sync_api import sync_playwright  # of the tests, not of the site

    visits: dict[str, list[Visit]] = {one.path: [] for one in listed}
    first, shell = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        say(f"Chromium {browser.version}")
        for turn in range(turns):
            shell.append(visit(browser, server.port, SHELL, ITS_LINE))
            for one in listed:
                load.ask_each(server, [load.request(one.path, load.CODINGS[0])])  # so that its parts are cached
                visits[one.path].append(visit(browser, server.port, one.path))
            first += [visit(browser, server.port, one.path) for one in different[turn : turn + 1]]
            say(f"turn {turn + 1} of {turns}")
        browser.close()
    rows = [row("one heading in the same frame", shell), *(row(one.title, visits[one.path]) for one in listed)]
    return [*rows, row("different questions, none asked before", first)] if first else rows


def visit(browser, port: int, path: str, heading: str = FIRST_LINE) -> Visit:
    """Open a page in a browser context of its own, which has no file of the site yet, and watch for its heading."""
    context = browser.new_context(viewport=WINDOW)
    context.add_init_script(WATCH.replace("HEADING", heading))
    page = context.new_page()
    own = context.new_cdp_session(page)
    own.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.wait_for_timeout(READY)
    page.goto(f"http://{HOST}:{port}{path}", wait_until="load")
    page.wait_for_timeout(SETTLED)
    spent = {one["name"]: one["value"] * 1000 for one in own.send("Performance.getMetrics")["metrics"]}
    read = page.evaluate(READ)
    context.close()
    times = {name: spent[f"{metric}Duration"] for name, metric in METRICS.items()}
    return Visit(**read, **times)


METRICS = {"cpu": "Task", "style": "RecalcStyle", "layout": "Layout", "script": "Script"}


def chromium() -> str:
    """Return the browser of this machine, which the browser tests take too."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    sys.exit("There is no Chromium here; on Debian: apt-get install chromium.")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.browser", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="Size of the record.")
    parser.add_argument("--turns", type=int, default=9, help="How often each page is opened.")
    parser.add_argument(
        "--server", default=f"{sys.executable} -m gunicorn", help="The command that serves; the address is added."
    )
    return parser.parse_args()


# What is printed

HEADINGS = [
    "question",
    "first byte ms",
    "first paint ms",
    "first line ms",
    "at best",
    "longest task ms",
    f"tasks over {LONG} ms",
    "CPU ms",
    "style",
    "layout",
    "scripts",
    "elements",
    "KB sent",
]


def row(title: str, visits: list[Visit]) -> list[str]:
    """Return the medians of these visits in the order of the headings."""
    drawn = [one.drawn for one in visits if one.drawn is not None]
    return [
        title,
        middle(one.byte for one in visits),
        middle(one.paint for one in visits if one.paint is not None),
        middle(drawn),
        f"{min(drawn):.0f}" if drawn else "–",
        middle(max(one.long, default=0) for one in visits),
        middle(len(one.long) for one in visits),
        middle(one.cpu for one in visits),
        middle(one.style for one in visits),
        middle(one.layout for one in visits),
        middle(one.script for one in visits),
        middle(one.elements for one in visits),
        f"{median(one.sent for one in visits) / 1000:.1f}",
    ]


def middle(values) -> str:
    values = list(values)
    return f"{median(values):.0f}" if values else "–"


if __name__ == "__main__":
    main()
