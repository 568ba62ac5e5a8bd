"""What was found at the web addresses of reports when an operator last had them asked."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talks.models.article import Article
from talks.models.base import term_field
from talks.vocabulary import LinkState, Status


class LinkCheckQuerySet(models.QuerySet):
    def present(self) -> "LinkCheckQuerySet":
        """Keep checks of addresses that reports still have, withdrawn reports left out."""
        same = Q(which="url", address=F("article__url")) | Q(which="archive_url", address=F("article__archive_url"))
        return self.filter(same).exclude(article__status=Status.WITHDRAWN)

    def broken(self) -> "LinkCheckQuerySet":
        """Keep the present ones that lead nowhere."""
        return self.present().filter(state=LinkState.BROKEN)


class LinkCheck(models.Model):
    """The last check of one address of a report. It is no part of the record: dumps leave it out."""

    WHICH = [("url", _("address")), ("archive_url", _("archived copy"))]

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("report"), related_name="link_checks")
    which = models.CharField(_("which address"), max_length=24, choices=WHICH)
    address = models.CharField(_("address asked"), max_length=600)
    state = term_field(_("state"), LinkState)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, help_text=_("Of the last answer."))
    final_address = models.TextField(_("where it led"), blank=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    checked = models.DateTimeField(_("checked"), default=timezone.now)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of an address")
        verbose_name_plural = _("checks of addresses")
        constraints = [models.UniqueConstraint(fields=["article", "which"], name="linkcheck_once")]

    def __str__(self) -> str:
        return f"{self.address}: {self.error or self.get_state_display()}"
