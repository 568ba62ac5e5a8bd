"""With ``SECOND_READER=1`` two people stand behind each published statement: one wrote it, another one publishes it.

Nobody publishes a statement whose words, quote, speaker or side they were the last to change, and none of these changes
while it is published. Imports history. ``curation`` publishes by it; whatever changes statements asks ``refuse_change``.
"""

from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import history
from talks.models import Claim
from talks.vocabulary import Status

PARTS = (
    (gettext_lazy("its words"), ("statement",)),
    (gettext_lazy("its quote"), ("article", "paragraph", "quote", "prefix", "suffix", "quote_mode")),
    (gettext_lazy("its speaker"), ("speaker", "speaker_role", "attribution")),
    (gettext_lazy("its side"), ("side",)),
)
FIELDS = frozenset(name for _words, names in PARTS for name in names)


def refusals(claims: Collection[Claim], user: int | None) -> dict[int, str]:
    """Return why this user may not publish these statements, by their ids; nothing for those that the user may publish.

    Shape: without a user, as for loads and commands, and without the setting, there is none. Cost: four queries.
    """
    if not settings.SECOND_READER or user is None or not claims:
        return {}
    own: dict[int, list[str]] = {}
    for words, names in PARTS:
        last = history.last_to_change_each(Claim, [claim.pk for claim in claims], names)
        for claim in claims:
            if last[claim.pk] == user:
                own.setdefault(claim.pk, []).append(str(words))
    message = _("You were the last to change %(parts)s: somebody else has to publish it.")
    return {pk: message % {"parts": get_text_list(parts, _("and"))} for pk, parts in own.items()}


def refuse_publishing(claim: Claim, user: int | None) -> None:
    """Refuse that this user publishes a statement. Cost: up to four queries. Raises: ValidationError."""
    if refused := refusals([claim], user):
        raise ValidationError(refused[claim.pk], code="second-reader")


def refuse_change(claim: Claim, changed: Collection[str]) -> None:
    """Refuse to change these fields of a statement as long as it is published. Raises: ValidationError by field."""
    if settings.SECOND_READER and claim.status == Status.PUBLISHED and (fields := FIELDS & set(changed)):
        message = _("Two people have read what is published. Take the statement back to draft before you change this.")
        raise ValidationError(dict.fromkeys(fields, message), code="second-reader")
