"""Makes the pictures of the curators' pages that docs/curating.md and docs/a-record-of-your-own.md show.

    .venv/bin/python docs/pictures/make.py             # all of them, beside this file
    .venv/bin/python docs/pictures/make.py mark front  # some

It goes through docs/a-record-of-your-own.md in a browser, in a database of its own that is gone afterwards. The example is
plainly made up. Needs Chromium and the packages for tests.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SIZE = {"width": 1280, "height": 800}
BYTES_ALLOWED = 120_000
USER, PASSWORD = "curator", "made for the pictures"

PROCESS = [
    "talks-2030",
    "--title",
    "Talks between North and South, 2030",
    "--side",
    "north=North",
    "--side",
    "south=South",
]
HEADLINE = "North and South meet"
LINES = [
    HEADLINE,
    "Home | News | Weather",
    "Delegations of North and South met on 3 March 2030, the first time this year.",
    "Person N, the envoy of North, said that the meeting was useful and that another one would follow soon.",
    "Person S, who spoke for South, said that nothing was agreed on that day.",
    "Share this report",
]
REPORT = {
    "headline": HEADLINE,
    "outlet": "outlet-a",
    "published": "4 March 2030",
    "published_basis": "stated",
    "language": "en",
    "text": "\n".join(LINES),
}
STATEMENTS = [
    {
        "quote": "the meeting was useful",
        "speaker": "Person N",
        "speaker_role": "envoy of North",
        "statement": "says that the meeting was useful.",
        "kind": "assessment",
        "quote_mode": "indirect",
        "event": "Delegations meet, 3 March 2030",
        "said": "3 March 2030",
        "said_basis": "inferred",
        "said_basis_note": "The report tells of the day of the meeting.",
    },
    {
        "quote": "nothing was agreed on that day",
        "speaker": "Person S",
        "speaker_role": "",
        "statement": "says that nothing was agreed.",
        "kind": "assessment",
        "quote_mode": "indirect",
        "said_basis_note": "The report tells of the day of the meeting.",
    },
]


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Serve a new database; its address is that of the examples in the docs but for the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("ALLOWED_HOSTS", "HTTPS", "SITE_URL"):
        os.environ.pop(name, None)
    os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3", "DEBUG": "1", "PORT": str(port)}
    os.environ |= {"DJANGO_SUPERUSER_USERNAME": USER, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    os.environ |= {"DJANGO_SUPERUSER_EMAIL": "", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    manage("migrate")
    manage("new_process", *PROCESS)
    manage("createsuperuser", "--no-input")
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=ROOT, **quiet)  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    for _try in range(600):
        try:
            urlopen(f"{address}/healthz").close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The server did not start.")


def make_names() -> None:
    """Add the names that the report needs, as a curator would in the admin."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "talks.settings"
    import django

    django.setup()
    from talks.models import Actor, Event, Outlet, Participation, Process

    Outlet.objects.create(slug="outlet-a", name="Outlet A")
    for letter, side in {"n": "north", "s": "south"}.items():
        side = Actor.objects.get(slug=side)
        Actor.objects.create(slug=f"person-{letter}", name=f"Person {letter.upper()}", kind="person", side=side)
    event = Event.objects.create(
        slug="delegations-meet-3-march-2030",
        process=Process.objects.get(),
        title="Delegations meet, 3 March 2030",
        short_title="Delegations",
        kind="round-of-talks",
        format="in-person",
        date="2030-03-03",
        date_basis="stated",
    )
    for side in Actor.objects.filter(kind="party"):
        Participation.objects.create(event=event, actor=side, role="party", basis="stated")


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        if not field.is_visible():
            field.evaluate("field => field.closest('details')?.setAttribute('open', '')")
        if field.evaluate("field => field.localName") == "select":
            field.select_option(value)
        else:
            field.fill(value)
            field.press("Tab")
    page.wait_for_timeout(700)  # what the page says below its fields


class Pictures:
    """Takes the pictures that were asked for."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def take(self, page: Page, name: str) -> None:
        if self.names and name not in self.names:
            return
        page.wait_for_load_state("networkidle")
        shown = Image.open(io.BytesIO(page.screenshot()))
        for colours in (256, 96, 48, 24):
            written = io.BytesIO()
            shown.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
            if written.tell() <= BYTES_ALLOWED:
                break
        (HERE / f"{name}.png").write_bytes(written.getvalue())
        sys.stdout.write(f"{name}.png: {written.tell() // 1000} kB\n")


def go_through(page: Page, address: str, pictures: Pictures) -> None:
    page.goto(f"{address}/admin/")
    fill(page, {"username": USER, "password": PASSWORD})
    page.click("[type=submit]")
    pictures.take(page, "front-empty")
    page.goto(f"{address}/admin/desk/reports/new/")
    fill(page, REPORT)
    page.click("[name=preview]")
    for line in (2, 6):  # as far as it is not struck out already, as a suggestion
        if page.locator(f'[name=out][value="{line}"]:not(:checked)').count():
            page.click(f'[name=out][value="{line}"]')  # the page sets it a moment later, which check() does not await
    page.locator(".desk-lines").scroll_into_view_if_needed()
    pictures.take(page, "bring-in")
    page.click("[name=save]")
    marking = page.url.partition("#")[0]
    for number, statement in enumerate(STATEMENTS):
        fill(page, statement)
        if number == 0:
            page.evaluate("scrollTo(0, 0)")
            pictures.take(page, "mark")
        page.click("[name=save]")
        page.wait_for_load_state("networkidle")
    page.goto(marking)
    pictures.take(page, "marked")
    page.goto(f"{address}/admin/desk/")
    pictures.take(page, "front")
    page.goto(f"{address}/admin/talks/event/import/")
    pictures.take(page, "import")
    page.goto(f"{marking}publish/")
    pictures.take(page, "publish")
    page.click("[name=publish]")
    pictures.take(page, "published")
    page.goto(f"{address}/")
    pictures.take(page, "timeline")
    page.goto(f"{address}/events/delegations-meet-3-march-2030/")
    pictures.take(page, "event")


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("No Chromium here; on Debian: apt-get install chromium")
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as address, sync_playwright() as playwright:
        make_names()
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_context(viewport=SIZE, color_scheme="light").new_page()
        page.set_default_timeout(60_000)
        go_through(page, address, Pictures(sys.argv[1:]))
        browser.close()


if __name__ == "__main__":
    main()
