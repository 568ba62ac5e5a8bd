"""What assistants are told: what the site is, how to quote from it, and where the data is. Markdown, as llmstxt.org has it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from talks.exports import FORMATS, RECORD_FORMATS
from talks.sources import public_url


def as_llms_txt() -> str:
    """Return the text of /llms.txt."""
    rules = (
        _(
            "Never give a statement without its speaker and its report. It says what one report gives as somebody’s words."
        ),
        _(
            "A quotation is what the report says. Only one whose mode is “direct”, and whose rendering is not “reworded”, "
            "stands in quotation marks under a speaker’s name. “indirect” and “mixed” are words of the report."
        ),
        _("“found” means that the quotation stands in that paragraph of the report. It does not mean that it is true."),
        _("A statement without a speaker is the report’s own, or that of one who is only described. Name nobody else."),
        _(
            "Several reports of one statement are no confirmation of it, and reports that relay one dispatch are one origin."
        ),
        _("Where accounts differ, give each with its speaker. The record does not say who is right."),
        _(
            "Dates are as uncertain as they are: “[2022-03-11..2022-03-17]” is one day in that span, and not known which."
        ),
        _("Cite the address of the statement, with outlet, day and paragraph."),
    )
    about = _(
        "Who said what at and about negotiations, when, and in which report. Every statement leads back to the paragraph it "
        "was taken from."
    )
    lines = [
        f"# {_('Talks')}",
        "",
        f"> {about}",
        "",
        f"## {_('How to quote')}",
        "",
        *(f"- {rule}" for rule in rules),
        "",
        f"## {_('Data')}",
        "",
        *(_link(name, words, path) for name, words, path in _places()),
        "",
        f"## {_('Formats')}",
        "",
        *(f"- `/timeline.{name}`: {one.title}, {one.purpose}" for name, one in FORMATS.items()),
        *(
            f"- {', '.join(f'`/{kind}s/<slug>.{name}`' for kind in one.kinds)}: {one.title}, {one.purpose}"
            for name, one in RECORD_FORMATS.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def _places() -> list[tuple[str, str, str]]:
    named = (
        ("data", _("Data"), _("formats, parameters, licences, limits")),
        ("codebook", _("Codebook"), _("each word of the closed lists")),
        ("openapi", _("OpenAPI"), _("every address and parameter of the files")),
        (
            "questions_file",
            _("Questions"),
            _("on which accounts differ; each as /questions/<slug>.json with its answers"),
        ),
        (
            "check_quotes_file",
            _("Check quotations"),
            _("whether words stand in a quotation of this record; POST a text with the token that GET gives"),
        ),
        ("releases", _("Releases"), _("numbered, frozen, with checksums; cite these")),
        ("about", _("About this record"), _("how it is made, and what its words mean")),
        ("corrections", _("Corrections"), _("what was corrected or withdrawn, and why")),
    )
    return [(title, words, reverse(name)) for name, title, words in named]


def _link(title: str, words: str, path: str) -> str:
    return f"- [{title}]({public_url(path)}): {words}"
