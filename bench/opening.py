"""Opens the facet index as the first page of a new server process does, and says how long that took.

Started by ``record`` once the index is built. It runs what ``manage.py build_index`` runs, which then only opens the
index; what a process imports before it can answer at all is not in the time.
"""

import io
import json
import time

import django
from django.core.management import get_commands, load_command_class


def main() -> None:
    django.setup()
    from django.db import connection

    command = load_command_class(get_commands()["build_index"], "build_index")
    command.stdout = io.StringIO()
    connection.introspection.table_names()  # so that the connection is there
    begun = time.perf_counter()
    command.handle()
    print(json.dumps({"milliseconds": (time.perf_counter() - begun) * 1000}))


if __name__ == "__main__":
    main()
