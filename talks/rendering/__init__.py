"""Turns data into HTML.

``tags`` has ``{% repeat %}``, for parts that a page repeats hundreds of times; ``loader`` removes white space that only
lays out a template. ``events`` caches rendered events, ``answers`` whole responses. Imports plain data from
``timeline`` and knows no requests; ``views`` and ``exports`` call it.
"""
