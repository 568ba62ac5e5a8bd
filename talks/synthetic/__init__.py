"""A synthetic record of any size, for measuring: the same number of events and the same seed give the same record.

Nobody and nothing in it is real, and most of its words are made up. ``chances`` draws words and dates, ``cast`` the
names, ``affairs`` what happened and was said, ``writing`` stores it. Reads models; ``make_record`` writes with it.
"""

from talks.synthetic.writing import make_record

__all__ = ["make_record"]
