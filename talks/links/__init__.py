"""Whether the web addresses of reports still answer. The only room that asks other hosts, and only when an operator says so.

``asking`` asks one address and knows no records; ``checking`` asks those of the record and stores what was found. The
command ``check_links`` calls it.
"""

from talks.links.checking import Asked, addresses_to_ask, check

__all__ = ["Asked", "addresses_to_ask", "check"]
