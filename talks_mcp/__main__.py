"""Start the server on standard input and output: python -m talks_mcp --site https://talks.example.org"""

import argparse
import logging
from urllib.parse import urlsplit

from talks_mcp.server import make_server
from talks_mcp.site import Site


def address(given: str) -> str:
    """Return the address of a site as it was given. Raises: ValueError, which argparse says, if it is none."""
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError
    return given


def main() -> None:
    parser = argparse.ArgumentParser(prog="talks-mcp", description=__doc__)
    parser.add_argument(
        "--site", default="http://127.0.0.1:8000", type=address, help="the address of the site that is asked"
    )
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # it would name every question
    make_server(Site(parser.parse_args().site)).run("stdio")


main()
