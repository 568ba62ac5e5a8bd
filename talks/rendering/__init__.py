"""The one room where data becomes HTML.

``tags`` has ``{% repeat %}``, for parts that a page repeats by the hundred, and ``loader`` removes the white space that
only lays a template out. ``events`` caches rendered events, ``answers`` whole answers; both caches are in ``cache``.
Imports plain data from ``timeline`` and knows no request; ``views`` and ``exports`` call it.
"""
