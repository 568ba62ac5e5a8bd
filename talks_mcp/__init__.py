"""A read-only MCP server over the public JSON of a Talks site, as a process of its own.

``site`` asks the site, ``words`` puts its answers into words, ``server`` has the tools. Imports nothing of Django or of talks.
"""
