"""Who may see the pages of the desk, and what all of them show.

Anonymous visitors are sent to the login of the admin; whoever lacks a right gets 403. Nothing is cached.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from talks.admin.base import link
from talks.desk.choosing import ADDED
from talks.models import Article, Claim

View = Callable[..., HttpResponse]
MARKING_RIGHTS = ("talks.view_article", "talks.view_claim", "talks.add_claim")


def desk_page(*rights: str) -> Callable[[View], View]:
    """Let staff with these rights in, to a page that no cache stores."""

    def decorator(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            if not (request.user.is_active and request.user.is_staff and request.user.has_perms(rights)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorator


def page(request: HttpRequest, template: str, **context) -> TemplateResponse:
    request.current_app = admin.site.name
    may_add = {kind for kind, model in ADDED.items() if admin.site.get_model_admin(model).has_add_permission(request)}
    return TemplateResponse(
        request, f"admin/talks/desk/{template}.html", admin.site.each_context(request) | {"may_add": may_add} | context
    )


def warn_of_former(request: HttpRequest, record: Article | Claim | None) -> None:
    note = _("This form was saved before, and has been changed since. Save again to make another record of it.")
    messages.warning(request, link(record, note) if record else note)
