"""The current view, and single records, as files; ``exports`` writes them."""

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict

from talks.exports import FORMATS, RECORD_FORMATS, File, read_record
from talks.forms import FilterForm
from talks.models import Article, Claim, Event
from talks.views.answering import answer_with, public_page
from talks.views.whole_files import whole_file

ROWS = {
    "event": Event.objects.all(),
    "claim": Claim.objects.select_related("article__outlet", "article__origin__house"),
    "report": Article.objects.select_related("outlet", "origin__house"),
}


class Asked(FilterForm):
    """A form that reads nothing: the file of a record has no parameters."""

    def __init__(self, query: QueryDict, names: tuple[str, ...] = ()) -> None:
        super().__init__(QueryDict())


@public_page()
def timeline_file(request: HttpRequest, form: FilterForm, name: str) -> HttpResponse:
    if name not in FORMATS:
        raise Http404
    errors = dict(form.notices)
    if not errors:
        try:
            return send(FORMATS[name].write(form.filters, form.page))
        except ValueError as error:
            errors = {"page": [str(error)]}
    response = JsonResponse({"errors": errors}, status=400, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public_page(form_class=Asked)
def record_file(request: HttpRequest, form: FilterForm, slug: str, name: str, kind: str) -> HttpResponse:
    if name not in RECORD_FORMATS or kind not in RECORD_FORMATS[name].kinds:
        raise Http404

    def show(row: Model) -> HttpResponse:
        return send(RECORD_FORMATS[name].write(read_record(row)))

    return answer_with(request, ROWS[kind], slug, show)


def send(file: File) -> HttpResponse:
    """Return a file as a response: whole, or in pieces if it is long."""
    whole = isinstance(file.content, str)
    response = (HttpResponse if whole else whole_file)(file.content, content_type=file.content_type)
    if file.name and response.status_code == 200:
        response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    # The record is public, so other sites may read it. Files never depend on a cookie.
    response["Access-Control-Allow-Origin"] = "*"
    return response
