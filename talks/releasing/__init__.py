"""Makes releases, takes statements out of them, and prepares a deposit; the commands of these names call this.

``public`` chooses what readers can see, ``content`` reads it, ``database`` stores it and writes the files of data,
``fixture`` the file for other installations, ``texts`` and ``codebook`` those that describe. ``releases`` reads the result.
See docs/releases.md.
"""

from talks.releasing.deposit import deposit
from talks.releasing.folders import ReleaseError
from talks.releasing.making import make
from talks.releasing.redacting import Redacted, redact

__all__ = ["Redacted", "ReleaseError", "deposit", "make", "redact"]
