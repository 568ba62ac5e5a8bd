"""Forms of the curators' desk that were saved, so that none is saved twice."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """One form that was saved, by the token it carried. It is no part of the record: dumps leave it out.

    A row and not a value of the session: of two requests at the same time, only the database can refuse one.
    """

    token = models.UUIDField(_("token"), primary_key=True)
    content = models.CharField(_("SHA-256 of what was sent"), max_length=64)
    record = models.BigIntegerField(_("id of the record that was saved"), null=True)
    made = models.DateTimeField(_("made"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("saved form")
        verbose_name_plural = _("saved forms")

    def __str__(self) -> str:
        return str(self.token)
