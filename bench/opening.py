"""Opens the facet index as the first page of a new server process does, and says how long that took.

Started by ``record``: what a process imports before it can answer at all is not in the time.
"""

import json
import sys
import time

import django


def main() -> None:
    django.setup()
    from talks.index import current
    from talks.index.refresh import place_of
    from talks.version import read_version, snapshot

    if "--place" in sys.argv:
        print(json.dumps({"place": place_of()}))
        return
    read_version()  # so that the connection is there
    begun = time.perf_counter()
    with snapshot():
        size = current().size
    print(json.dumps({"milliseconds": (time.perf_counter() - begun) * 1000, "events": size}))


if __name__ == "__main__":
    main()
