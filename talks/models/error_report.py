"""What readers report as wrong. It is no part of the record: no dump has it, and no page shows it."""

from typing import Self

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from talks.models.base import one_of, term_field
from talks.models.correction import AboutOne, about_one
from talks.validators import plain, refuse_hidden
from talks.vocabulary import ErrorKind, ErrorStatus

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no two that look alike
RECEIPT = 10
MESSAGE_LENGTH = 2_000
CONTACT_LENGTH = 200
SEES_PRIVATE = "talks.view_private_errorreport"


def new_receipt() -> str:
    """Return a number that nobody can guess: one of 31 to the power of 10."""
    return get_random_string(RECEIPT, LETTERS)


class ErrorReportQuerySet(models.QuerySet):
    """Error reports."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Keep what this user may read: private ones only with a right of their own."""
        if not user.has_perm("talks.view_errorreport"):
            return self.none()
        return self if user.has_perm(SEES_PRIVATE) else self.filter(private=False)

    def waiting(self) -> Self:
        """Keep those that nobody has decided on, the oldest first."""
        return self.filter(status=ErrorStatus.NEW).order_by("received", "pk")


class ErrorReport(AboutOne):
    """A reader's report of an error. What the sender gave is deleted in time; see ``talks.error_reports``."""

    receipt = models.CharField(_("number"), max_length=RECEIPT, unique=True, default=new_receipt, editable=False)
    token = models.CharField(_("token"), max_length=32, unique=True, editable=False)
    what = term_field(_("what is wrong"), ErrorKind)
    message = models.TextField(_("message"), blank=True, max_length=MESSAGE_LENGTH, validators=[refuse_hidden])
    contact = models.CharField(
        _("how to reach the sender"), max_length=CONTACT_LENGTH, blank=True, validators=[refuse_hidden]
    )
    private = models.BooleanField(_("private"), default=False)
    received = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    status = term_field(_("outcome"), ErrorStatus, default=ErrorStatus.NEW)
    reason = models.CharField(
        _("reason"),
        max_length=500,
        blank=True,
        validators=[plain],
        help_text=_("Whoever has the number reads it: name nobody, and repeat nothing private."),
    )
    closed = models.DateTimeField(_("decided"), null=True, blank=True)
    handled_by = models.ForeignKey(
        get_user_model(), models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    forgotten = models.DateTimeField(_("sender's data deleted"), null=True, blank=True)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        ordering = ["-received", "-pk"]
        permissions = [("view_private_errorreport", "Can view private error reports")]
        constraints = [
            one_of("errorreport", "what", ErrorKind),
            one_of("errorreport", "status", ErrorStatus),
            about_one("errorreport"),
            models.CheckConstraint(
                name="errorreport_reason_given",
                condition=Q(status=ErrorStatus.NEW) | ~Q(reason=""),
                violation_error_message=_("Give the reason: the sender reads it."),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt
