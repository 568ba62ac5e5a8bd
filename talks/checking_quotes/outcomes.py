"""What is found of a quotation, as a closed list. Imports the vocabulary."""

from django.utils.translation import gettext_lazy as _

from talks.vocabulary import Term


class QuoteCheck(Term):
    """What is found of a quotation that a reader asks about. Never that it is true, or false."""

    STANDS = "stands", _("These words stand so in a quotation of this record."), _("Stands here")
    LONGER = (
        "longer",
        _("A whole quotation of this record stands in it; the words around that do not stand in this record."),
        _("A part stands here"),
    )
    DIFFERS = "differs", _("It is near to a quotation of this record, in other words."), _("Differs here")
    RENDERING = (
        "rendering",
        _(
            "It is near to words that came into this language by translation, or may have: wording alone decides nothing."
        ),
        _("Near another rendering"),
    )
    ABSENT = (
        "absent",
        _("No quotation of this record is like it. That does not say that it was not said."),
        _("Not in this record"),
    )
    NOT_COMPARED = "not-compared", _("The time allowed was over before it was looked up."), _("Not compared")
