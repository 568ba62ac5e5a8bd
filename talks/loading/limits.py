"""The limits on how much of a report the statements of a file may republish.

Imports matching and share; ``load`` calls it after everything is written.
"""

from collections import defaultdict
from collections.abc import Iterator

from talks.loading.matching import MatchedRecord
from talks.loading.problems import Problems
from talks.share import share_of
from talks.vocabulary import Status


def check_shares(
    articles: list[MatchedRecord], claims: list[MatchedRecord], problems: Problems, *, is_former: bool
) -> Iterator[str]:
    """Refuse published reports that the published statements of the file certainly quote too much.

    Shape: of a file from before the limits, yields a sentence for each such report, and refuses none.

    Only where the file gives the length of the report, and something of the report or its statements changed. Without the
    text the words are counted as if quotations overlapped wherever they can, so that what was published where the text is
    held loads everywhere. Cost: one query for each report that changed, and linear in the words of its statements.
    """
    by_article: dict[int, list[MatchedRecord]] = defaultdict(list)
    for entry in claims:
        if entry.row.status == Status.PUBLISHED and entry.row.article_id:
            by_article[entry.row.article_id].append(entry)
    for entry in articles:
        article, taken = entry.row, by_article[entry.row.pk]
        if article.status != Status.PUBLISHED or not article.text_words:
            continue
        if entry.is_touched or any(claim.is_touched for claim in taken):
            share = share_of(article, [claim.row for claim in taken])
            if share.is_certainly_too_much and is_former:
                yield f"{article.slug}: {' '.join(share.errors())} It was loaded, since it was published before."
            elif share.is_certainly_too_much:
                problems.add(" ".join(share.errors()), entry.record)
