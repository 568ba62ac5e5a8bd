"""Runs inside one version of the code, in a process of its own: answers addresses, or traces one request.

It is started as a script and may be newer than the code around it, so it imports nothing from ``bench`` and nothing
from ``talks``. It reads a list of ``[address, is_part]`` as JSON from standard input and writes JSON to standard output.
"""

import json
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from types import FrameType

from django.conf import settings

SENT = ("Content-Type", "Location", "HX-Push-Url", "Content-Disposition")  # the headers that are compared
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


class Trace:
    """What Python calls in the files of one folder while the block runs. The top-level code of modules is left out.

    Shape: ``calls`` counts by file and qualified name, so that all lambdas of one function are one; ``moves`` are the calls whose
    file differs from that of the call before.
    """

    def __init__(self, folder: Path) -> None:
        self._prefix = f"{folder}/"
        self._last = ""
        self.calls: Counter[tuple[str, str]] = Counter()
        self.moves = 0
        self.queries: list[str] = []

    def __enter__(self) -> "Trace":
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event != "call" or code.co_name == "<module>" or not code.co_filename.startswith(self._prefix):
            return
        self.calls[code.co_filename, code.co_qualname] += 1
        self.moves += bool(self._last) and code.co_filename != self._last
        self._last = code.co_filename

    def note_query(self, execute, sql, params, many, context):
        """Wrap the execution of a query, for ``connection.execute_wrapper``."""
        self.queries.append(sql)
        return execute(sql, params, many, context)

    def figures(self) -> dict:
        files = Counter()
        for (file, _name), count in self.calls.items():
            files[file.removeprefix(self._prefix)] += count
        return {
            "files": len(files),
            "functions": len(self.calls),
            "calls": self.calls.total(),
            "moves": self.moves,
            "queries": len(self.queries),
            "calls by file": dict(files.most_common()),
            "sql": self.queries,
        }


def ask(client, address: str, is_part: bool):
    """Return the response to one request, read to its end."""
    response = client.get(address, headers={"HX-Request": "true"} if is_part else {})
    response.body = response.getvalue()
    return response


def fetch(client, asked: Iterable[tuple[str, bool]]) -> list:
    """Return status, headers and body of each."""
    answers = []
    for address, is_part in asked:
        response = ask(client, address, is_part)
        headers = {name: response[name] for name in SENT if name in response}
        answers.append([response.status_code, headers, response.body.decode()])
    return answers


def trace(client, asked: list[tuple[str, bool]]) -> list[dict]:
    """Return the figures of the last request; those before it warm the process."""
    *before, last = asked
    for one in before:
        ask(client, *one)
    return [traced(lambda: ask(client, *last))]


def trace_saving(client, asked: list[tuple[str, bool]]) -> list[dict]:
    """Return the figures of saving another note of a statement in the admin, and of the last request after that."""
    from django.test.utils import setup_test_environment

    for one in asked:
        ask(client, *one)
    setup_test_environment()  # so that a response has the form it shows
    curator, page, form = open_form()
    values = filled(form) | {"note": "Another note.", "_save": "1"}
    return [traced(lambda: curator.post(page, values)), traced(lambda: ask(client, *asked[-1]))]


def traced(call: Callable) -> dict:
    """Return the figures of one request."""
    from django.db import connection

    found = Trace(Path.cwd() / "talks")
    with connection.execute_wrapper(found.note_query), found:
        response = call()
    return {"status": response.status_code} | found.figures()


def open_form() -> tuple:
    """Return a client who may do everything, the path of the form of the first statement, and the form as it answers."""
    from django.apps import apps
    from django.contrib.auth import get_user_model
    from django.urls import reverse

    curator = new_client()
    curator.force_login(get_user_model().objects.create_superuser("curator"))
    page = reverse("admin:talks_claim_change", args=[apps.get_model("talks", "claim").objects.earliest("pk").pk])
    return curator, page, curator.get(page)


def filled(page) -> dict:
    """Return what a browser sends when a form is saved as it is shown."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def new_client():
    from django.test import Client

    return Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")


def start():
    """Set up Django as a server process does before its first request, and return a client.

    Static files keep their plain names, so that nothing has to be collected.
    """
    import django

    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)  # the collected static files
    settings.STORAGES["staticfiles"]["BACKEND"] = PLAIN
    settings.LOGGING["root"]["level"] = settings.LOGGING["loggers"]["django"]["level"] = "CRITICAL"  # 404 is expected
    django.setup()
    client = new_client()
    client.handler.load_middleware()
    import_module(settings.ROOT_URLCONF)
    return client


if __name__ == "__main__":
    run = {"fetch": fetch, "trace": trace, "trace-saving": trace_saving}[sys.argv[1]]
    json.dump(run(start(), json.load(sys.stdin)), sys.stdout)
