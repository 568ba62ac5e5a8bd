"""A synthetic record of any size, for measuring: one number of events and one seed give one record.

Everything in it is made up. ``chances`` draws words and dates, ``cast`` names, ``affairs`` events and statements;
``writing`` stores them. Imports models; the command ``make_record`` calls it.
"""

from talks.synthetic.writing import make_record

__all__ = ["make_record"]
