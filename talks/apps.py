"""The one app of the project, and what the database keeps beside its tables.

Some of that is lost when a table is altered, on SQLite in silence, and some of it keeps a table from being altered. So
it is taken away before every migration of ours and made again after it.
"""

from types import ModuleType

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def beside_tables() -> list[ModuleType]:
    """Return the modules that keep something there; each has ``install`` and ``remove``."""
    from talks import search, version

    return [search, version]


def remove_beside_tables(using: str, plan: list, **kwargs) -> None:
    if any(migration.app_label == "talks" for migration, _backwards in plan):
        for module in beside_tables():
            module.remove(using)


def install_beside_tables(using: str, **kwargs) -> None:
    for module in beside_tables():
        module.install(using)


class TalksConfig(AppConfig):
    name = "talks"
    verbose_name = "Talks"

    def ready(self) -> None:
        pre_migrate.connect(remove_beside_tables, sender=self)
        post_migrate.connect(install_beside_tables, sender=self)
