"""The curators' desk: a report is brought in from its text, and its statements are marked in it, on two pages.

``views`` has the pages, ``forms`` what they ask for; ``texts`` reads what was pasted, ``passages`` shows the text with its
statements, ``choosing`` finds records by name, ``once`` sees to it that no form is saved twice. The admin's own forms stay
for everything else. Imports the admin, ``article_texts``, ``curation`` and ``proof``.
"""
