"""What a backup must hold: its format, migrations, and the rows of each table by number and hash."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.db.migrations.loader import MigrationLoader

from talks.backup.files import BackupError

FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """Shape: ``made`` is a point in time in UTC; ``migrations`` has “app.name”; ``tables`` has, by name, the number of
    rows and a hash of them. PostgreSQL has two more: ``file``, the SHA-256 of its dump, and ``numbered``, the last number
    that each of its sequences gave.
    """

    format: int
    database: str
    made: str
    migrations: list[str]
    tables: dict[str, list]
    file: str = ""
    numbered: dict[str, int] = field(default_factory=dict)

    @property
    def in_words(self) -> str:
        counts = {name: self.tables.get(f"talks_{name}", [0])[0] for name in ("event", "claim", "article")}
        held = "{event:,} events, {claim:,} statements and {article:,} reports".format(**counts)
        rows = sum(count for count, _hash in self.tables.values())
        return f"{held}, in all {rows:,} rows of {len(self.tables)} tables, as of {self.made}"

    def written(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def read(cls, text: str) -> "Manifest":
        """Return the manifest. Raises: BackupError in words."""
        try:
            found = json.loads(text)
            if not isinstance(found, dict):
                raise TypeError
            if found.get("format") != FORMAT:
                raise BackupError(
                    f"The backup has format {found.get('format')!r}, and this release reads format {FORMAT} only."
                )
            return cls(**found)
        except (ValueError, TypeError):
            raise BackupError("What the backup says of itself cannot be read: the file is damaged.") from None

    def check_migrations(self) -> None:
        """Refuse a backup of a later release, whose tables this code does not know. Raises: BackupError."""
        known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
        if unknown := sorted(set(self.migrations) - known):
            raise BackupError(
                f"The backup is of a later release: this one does not know its migration {unknown[0]}. Install that "
                "release first."
            )

    def check_tables(self, found: dict[str, list]) -> None:
        """Refuse tables that are not as they were. Raises: BackupError, which names the first such table."""
        for table in sorted({*self.tables, *found}):
            count, digest = self.tables.get(table, [0, ""])
            there, its_digest = found.get(table, [0, ""])
            if count != there:
                raise BackupError(f"The backup is damaged: {table} has {there} rows, and should have {count}.")
            if digest != its_digest:
                raise BackupError(f"The backup is damaged: the rows of {table} are not those that were written.")


def named(migrations: Iterable[tuple[str, str]]) -> list[str]:
    """Return migrations, given by app and name, as a manifest names them."""
    return sorted(f"{app}.{name}" for app, name in migrations)
