"""What is brought in, read: bytes become a headline, a day, an outlet, an address and numbered lines of text.

``documents`` is the one entrance. Whatever parses a file of others, HTML or PDF, runs ``apart``: in a process of its own, with
limits of time and memory and without a network. The modules that run there import nothing of Django, and their packages
are installed only where the desk is used.
"""
