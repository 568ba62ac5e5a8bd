"""The one app of the project, and what the database keeps beside its tables.

Some of that is lost when a table is altered, on SQLite in silence. So it is taken away before every migration and
made again after it.
"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def remove_beside_tables(using: str, **kwargs) -> None:
    from talks import version

    version.remove(using)


def install_beside_tables(using: str, **kwargs) -> None:
    from talks import version

    version.install(using)


class TalksConfig(AppConfig):
    name = "talks"
    verbose_name = "Talks"

    def ready(self) -> None:
        pre_migrate.connect(remove_beside_tables, sender=self)
        post_migrate.connect(install_beside_tables, sender=self)
