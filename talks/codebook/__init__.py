"""The codebook: each word of the closed lists and each topic, with label, definition, an example and the hard cases.

Then each field of the files. Reads the vocabulary, the fields of ``exports``, the index and models.
``views`` shows it as a page and as JSON; releases take it as Markdown.
"""

from talks.codebook.reading import Codebook, CodebookList, CodebookWord, read_codebook
from talks.codebook.writing import as_json, as_markdown

__all__ = ["Codebook", "CodebookList", "CodebookWord", "as_json", "as_markdown", "read_codebook"]
