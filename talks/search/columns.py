"""The columns that are searched: those of a claim, its speaker, its event and the headline of its report.

Nothing private belongs here. Both engines build their index from this list; ``FIELDS`` in ``hits`` must match it.
"""

INDEX = "talks_claim_words"

OWN = ("statement", "quote", "speaker_role")
"""Columns of the claim itself."""

PARENTS = {
    "talks_actor": ("speaker_id", ("name", "spellings")),
    "talks_event": ("event_id", ("title", "summary")),
    "talks_article": ("article_id", ("headline",)),
}
"""Tables that a claim refers to: the foreign key, and the columns searched there."""

LINKS = tuple(link for link, _columns in PARENTS.values())

# Letters without a Unicode decomposition, common in Turkish and Polish names.
LETTERS = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss"}
LETTER_TABLE = str.maketrans(LETTERS)

# One row per claim, with every searched column; NULL where there is no speaker or no report.
JOINS = "talks_claim AS claim " + " ".join(
    f"LEFT JOIN {table} ON {table}.id = claim.{link}" for table, (link, _columns) in PARENTS.items()
)
COLUMNS = tuple(f"claim.{column}" for column in OWN) + tuple(
    f"{table}.{column}" for table, (_link, columns) in PARENTS.items() for column in columns
)
