"""Logging in: slowed by account and by address, and never locked.

Guesses are counted before a password is hashed, which costs half a second of a processor: few a minute, for all server
processes together. A browser from which somebody has logged in before carries a cookie that says so, and is counted by
itself: whoever guesses somebody's password from elsewhere cannot keep that person out.
"""

import logging
import secrets

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import second_factor
from talks.middleware import client_address
from talks.throttle import Limit, hit
from talks.views.failures import failure

LOG = logging.getLogger("talks.login")

OF_ADDRESS = Limit("login, address", most=5, seconds=60)
OF_ACCOUNT = Limit("login, account", most=20, seconds=60)
OF_ALL = Limit("login, all", most=40, seconds=60)  # some 20 s of processor time a minute
OF_BROWSER = Limit("login, browser", most=10, seconds=60)

LONGEST_NAME, LONGEST_PASSWORD, LONGEST_CODE = 150, 1_000, 40  # characters
COOKIE = "known"
HOLDS = 180 * 86_400  # seconds
SIGNER = TimestampSigner(salt="talks.desk.login")


class LoginForm(AdminAuthenticationForm):
    """Refuses what is too long for a name or password before anything is hashed or shown again."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, longest in (("username", LONGEST_NAME), ("password", LONGEST_PASSWORD)):
            self.fields[name].validators.append(MaxLengthValidator(longest))
            self.fields[name].widget.attrs["maxlength"] = longest
        if settings.SECOND_FACTOR:
            self.fields["code"] = forms.CharField(
                label=_("Code, if your account has a second factor"),
                required=False,
                max_length=LONGEST_CODE,
                widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
            )

    def clean(self) -> dict:
        if self.errors:
            return {}
        cleaned = super().clean()
        if settings.SECOND_FACTOR and (reason := second_factor.refusal(self.get_user(), cleaned["code"])):
            raise ValidationError(reason)
        return cleaned


admin.site.login_form = LoginForm
if settings.SECOND_FACTOR:
    admin.site.login_template = "admin/login_with_code.html"
    admin.site.unregister(second_factor.models())  # their pages would show to other curators what is in a device


def log_in(request: HttpRequest, **kwargs) -> HttpResponse:
    """Log in as the admin does, and lead to the desk where no other page of this site was asked for.

    Cost: up to six queries before the password is looked at.
    """
    if request.method != "POST":
        return admin.site.login(request, **kwargs)
    name = request.POST.get("username", "")[: LONGEST_NAME + 1]
    browser = known_browser(request, name)
    if wait := seconds_to_wait(request, name, browser):
        return too_many(wait)
    response = admin.site.login(request, **kwargs)
    if not isinstance(response, HttpResponseRedirect):
        LOG.warning("Login refused: %s.", account_words(name))
        if len(name) > LONGEST_NAME:
            return failure(400, (_("This name is too long"), _("Go back and write the name of your account.")))
        return response
    LOG.info("Login: account %s.", request.user.pk)
    remember(response, request.user.get_username(), browser)
    is_led_home = response.url in {reverse("admin:index"), settings.LOGIN_REDIRECT_URL, reverse("desk")}
    if is_led_home:
        at_desk = request.user.has_perm("talks.view_article")
        response["Location"] = reverse("desk" if at_desk else "admin:index")
    return response


def seconds_to_wait(request: HttpRequest, name: str, browser: str) -> int:
    """Count an attempt, and return how long to wait before the next one; 0 if this one is looked at."""
    if browser:
        return hit(OF_BROWSER, browser)
    limits = ((OF_ADDRESS, client_address(request)), (OF_ACCOUNT, name.casefold()), (OF_ALL, ""))
    for limit, who in limits:  # what one limit refuses does not count for the next
        if wait := hit(limit, who):
            return wait
    return 0


def too_many(wait: int) -> HttpResponse:
    words = ngettext(
        "Wait %(wait)d second, then log in again. Nobody is locked out.",
        "Wait %(wait)d seconds, then log in again. Nobody is locked out.",
        wait,
    )
    response = failure(429, (_("Too many attempts to log in"), words % {"wait": wait}))
    response["Retry-After"] = str(wait)
    return response


# Browsers from which somebody has logged in


def known_browser(request: HttpRequest, name: str) -> str:
    """Return the number of a browser from which this account has logged in before; empty for any other."""
    try:
        account, _slash, number = SIGNER.unsign(request.COOKIES.get(COOKIE, ""), max_age=HOLDS).rpartition("/")
    except BadSignature:
        return ""
    return number if account == name else ""


def remember(response: HttpResponse, name: str, browser: str) -> None:
    response.set_cookie(
        COOKIE,
        SIGNER.sign(f"{name}/{browser or secrets.token_hex(8)}"),
        max_age=HOLDS,
        path=reverse("admin:login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def account_words(name: str) -> str:
    """Return what the log has of a name: the account it belongs to, never what was typed, which may be a password."""
    found = get_user_model().objects.filter(username=name).values_list("pk", flat=True).first()
    return f"account {found}" if found else "no such account"
