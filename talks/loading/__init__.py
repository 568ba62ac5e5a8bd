"""Files in, record in; record out, file out.

`load` checks a fixture whole and writes what is new or changed, or nothing; `dump` writes a record back. Imports
models and what they import. The commands `loaddata` and `dump_record` are shells over these two.
"""

from talks.loading.dump import RecordLeftError, dump
from talks.loading.load import Loaded, load
from talks.loading.problems import FixtureRefused

__all__ = ["FixtureRefused", "Loaded", "RecordLeftError", "dump", "load"]
