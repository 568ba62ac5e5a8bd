"""Files in, record in; record out, file out.

``load`` checks a whole fixture and writes what is new or changed, or nothing; ``dump`` writes a record as a fixture.
Imports models and what they import; the commands ``loaddata`` and ``dump_record`` call these two. ``releasing`` writes
fixtures of its own, by the same shape.
"""

from talks.loading.dump import RecordLeftError, dump, item, mentioned
from talks.loading.load import Loaded, load
from talks.loading.problems import FixtureRefused
from talks.loading.shape import MODELS

__all__ = ["MODELS", "FixtureRefused", "Loaded", "RecordLeftError", "dump", "item", "load", "mentioned"]
