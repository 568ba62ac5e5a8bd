"""How often something was done lately, counted for all server processes together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Throttle(models.Model):
    """How often one key was used in one stretch of time. Keys are hashes; see ``talks.throttle``."""

    key = models.CharField(_("key"), max_length=64)
    began = models.BigIntegerField(_("beginning"), db_index=True, help_text=_("Seconds since 1970."))
    count = models.IntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = [models.UniqueConstraint(fields=["key", "began"], name="throttle_once")]

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"
