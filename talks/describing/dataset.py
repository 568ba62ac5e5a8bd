"""The record as a data set in the words of schema.org, which search engines for data read."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from talks.exports import FORMATS
from talks.models import Process
from talks.sources import public_url
from talks.timeline import Filters, select


def as_dataset() -> dict[str, Any]:
    """Return the record as a data set. Shape: JSON-LD; what is not known is left out. Cost: one query."""
    selection = select(Filters())
    first, last = selection.span_of_days()
    processes = [one for one in Process.objects.order_by("title", "slug") if select(Filters(process=(one.slug,))).count]
    licences = [
        {"@type": "CreativeWork", "name": one} for one in sorted({one.licence for one in processes if one.licence})
    ]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": public_url(reverse("data")),
        "name": ", ".join(one.title for one in processes) or _("Talks"),
        "description": " ".join(
            [
                _("Who said what at and about negotiations, when, and in which report."),
                *(one.summary for one in processes if one.summary),
            ]
        ),
        "url": public_url(reverse("data")),
        "isAccessibleForFree": True,
        "copyrightNotice": _("Quotations and headlines belong to those who wrote or spoke them."),
        "variableMeasured": [_("attributed statements, with speaker, report, paragraph and quotation")],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": str(one.title),
                "description": str(one.purpose),
                "contentUrl": public_url(f"/timeline.{name}"),
                "encodingFormat": one.media_type,
            }
            for name, one in FORMATS.items()
        ],
        **({"temporalCoverage": f"{first or '..'}/{last or '..'}"} if first or last else {}),
        **({"license": licences} if licences else {}),
    }
