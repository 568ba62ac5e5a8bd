"""Files in, record in; record out, file out.

``load`` checks a whole fixture and writes what is new or changed, or nothing; ``dump`` writes a record as a fixture.
Imports models and what they import; the commands ``loaddata`` and ``dump_record`` call these two.
"""

from talks.loading.dump import RecordLeftError, dump
from talks.loading.load import Loaded, load
from talks.loading.problems import FixtureRefused

__all__ = ["FixtureRefused", "Loaded", "RecordLeftError", "dump", "load"]
