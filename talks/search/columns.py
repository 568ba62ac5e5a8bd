"""Which columns are searched: those of a claim, its speaker, its event and its report's headline. Nothing private.

Both engines make their index from this list, and ``hits`` names the fields by it.
"""

INDEX = "talks_claim_words"

OWN = ("statement", "quote", "speaker_role")
"""Columns of the claim itself."""

PARENTS = {
    "talks_actor": ("speaker_id", ("name", "aliases")),
    "talks_event": ("event_id", ("title", "summary")),
    "talks_article": ("article_id", ("headline",)),
}
"""Tables that a claim leads to: the claim's column that does, and the columns searched there."""

LINKS = tuple(link for link, _columns in PARENTS.values())

# Letters that no decomposition folds; Turkish and Polish names are full of them.
LETTERS = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss"}
LETTER_TABLE = str.maketrans(LETTERS)

# One row a claim, with every column searched; empty where there is no speaker or no report.
JOINS = "talks_claim AS claim " + " ".join(
    f"LEFT JOIN {table} ON {table}.id = claim.{link}" for table, (link, _columns) in PARENTS.items()
)
COLUMNS = tuple(f"claim.{column}" for column in OWN) + tuple(
    f"{table}.{column}" for table, (_link, columns) in PARENTS.items() for column in columns
)
