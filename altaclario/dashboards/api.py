"""What programs read, with a token and nothing else: each dashboard, its charts, their rows, and its list of items.

Every answer is the page of the same question in plain values. It says of which snapshot it is made; as long as that
stays, whoever shows its ETag hears 304.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import urlencode
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.params.functions import Path as PathParameter
from ninja.security import HttpBearer
from pydantic import create_model

from altaclario.charts.drawing import Chart
from altaclario.charts.messages import english
from altaclario.charts.panels import Page
from altaclario.connections import finding, team_scopes
from altaclario.dashboards import api_schemas as schemas
from altaclario.dashboards import every, page_json, strictly
from altaclario.dashboards.addresses import NotUnderstood, link, short
from altaclario.dashboards.every import Dashboard
from altaclario.dashboards.page_json import Json
from altaclario.dashboards.parameters import Parameter
from altaclario.dashboards.strictly import Asking, NothingConnected, NothingHeld
from altaclario.sync import naming, seeing
from altaclario.web import navigation, problems
from altaclario.workspaces import api_tokens, walls
from altaclario.workspaces.api_tokens import Opened

MOST_ROWS = 1000
_ROWS = 100
_MOST_TOLD = 4 << 20
"""Bytes of answers that are kept beside a snapshot."""
_AGAIN_SECONDS = "60"
_CHART = r"^[a-z0-9-]{1,40}$"
_CURSOR = r"^[0-9a-f]{32}\.[0-9]{1,9}$"
_QUERY: Any = Query
_REFUSED = dict.fromkeys((401, 403, 404, 409, 414, 422, 429, 431, 503), schemas.Problem)


class _Refused(Exception):
    """A sentence and its status."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title


class Token(HttpBearer):
    """An API token of ours. A cookie counts for nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> Opened | None:  # noqa: ARG002
        """In whose place it reads; None where it reads nothing."""
        if not api_tokens.is_ours(token):
            return None
        try:
            return api_tokens.opened(token, now=timezone.now())
        except api_tokens.NothingThere:
            return None


api = NinjaAPI(
    title="AltaClario",
    version="1",
    description="Figures, series and lists of the dashboards, read only. Titles and people are in none of them.",
    auth=Token(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


@api.exception_handler(AuthenticationError)
def _no_token(_request: HttpRequest, _error: object) -> HttpResponse:
    said = problems.problem(401, "Show an API token that holds: Authorization: Bearer altc_…")
    said.headers["WWW-Authenticate"] = "Bearer"
    return said


@api.exception_handler(_Refused)
def _refused(_request: HttpRequest, error: _Refused) -> HttpResponse:
    return problems.problem(error.status, error.title)


@api.exception_handler(ValidationError)
def _not_valid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = [f"{one['loc'][-1]}: {one['msg']}" for one in error.errors]
    return problems.problem(422, f"Nothing was read. {'; '.join(said)}.")


@api.exception_handler(NotUnderstood)
def _not_understood(_request: HttpRequest, error: NotUnderstood) -> HttpResponse:
    return problems.problem(422, f"Nothing was read, because a page would say: {english(error.why)}")


@api.exception_handler(NothingConnected)
def _nothing_connected(_request: HttpRequest, _error: object) -> HttpResponse:
    return problems.problem(404, "Nothing is connected in this workspace yet.")


@api.exception_handler(NothingHeld)
def _nothing_held(_request: HttpRequest, error: NothingHeld) -> HttpResponse:
    standing = error.standing
    words = [english(one) for one in (standing.word, standing.cause, standing.mend, standing.next) if one]
    said = problems.problem(503, f"Nothing of this tracker is in memory. {': '.join(words[:1])}. {' '.join(words[1:])}")
    said.headers["Retry-After"] = _AGAIN_SECONDS
    return said


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


@api.get(
    "dashboards",
    url_name="api-dashboards",
    operation_id="dashboards",
    summary="What this token reads",
    response={200: schemas.Overview, **_REFUSED},
)
def dashboards(request: HttpRequest) -> HttpResponse:
    """The dashboards, the trackers and the teams of the workspace."""
    _only(request, ())
    opened = _opened(request)
    with walls.alone_within(opened.membership.workspace_id):
        return _json(_overview(opened, now=timezone.now()))


def _overview(opened: Opened, *, now: datetime) -> Json:
    membership, every_one = opened.membership, finding.every(opened.membership)
    names = naming.names(membership, every_one)
    return {
        "workspace": membership.workspace.slug,
        "scopes": opened.token.scopes.split(),
        "expires": opened.token.expires.date().isoformat(),
        "dashboards": [
            {
                "name": name,
                "title": english(navigation.WORDS[name]),
                "address": reverse(f"api-{name}"),
                "parameters": [taken.name for taken in one.takes],
            }
            for name, one in every.DASHBOARDS.items()
        ],
        "connections": [
            {
                "id": one.key,
                "name": english(names[one.key]),
                "provider": one.provider,
                "standing": english(seeing.look(one, now=now)[0].word),
                "is_held": seeing.held(one) is not None,
            }
            for one in every_one
        ],
        "teams": [{"id": one.id, "name": one.name} for one in team_scopes.of_workspace(membership.workspace_id)],
    }


def _add(name: str, dashboard: Dashboard) -> None:
    """The four addresses of one dashboard."""
    title, takes = english(navigation.WORDS[name]), dashboard.takes
    asked: Any = _schema(f"{title}Query", takes)
    paged: Any = _schema(f"{title}RowsQuery", takes, with_rows=True)
    named: Any = Annotated[str, PathParameter(pattern=_CHART, description="The id of a chart of this dashboard.")]

    # The library checks a query that no answer looks at again: what it says is read as a page would read it.
    def whole(request: HttpRequest, query: Any) -> HttpResponse:  # noqa: ARG001
        def made(asking: Asking, page: Page) -> Json:
            return page_json.page(page, lambda chart: _address(asking, chart))

        return _answered(request, name, takes, "page", made)

    def chart(request: HttpRequest, chart: str, query: Any) -> HttpResponse:  # noqa: ARG001
        return _answered(request, name, takes, chart, lambda _asking, page: page_json.series(_chart(page, chart)))

    def rows(request: HttpRequest, chart: str, query: Any) -> HttpResponse:
        def made(asking: Asking, page: Page) -> Json:
            return _some(asking, f"{chart}/rows", *page_json.rows_of(_chart(page, chart)), query)

        return _answered(request, name, takes, f"{chart}/rows", made, query)

    def items(request: HttpRequest, query: Any) -> HttpResponse:
        if not _opened(request).token.has("items"):
            raise _Refused(403, "This token reads figures alone. Make one that may list items by key.")

        def made(asking: Asking, page: Page) -> Json:
            return _some(asking, "items", *page_json.items_of(page.items), query)

        return _answered(request, name, takes, "items", made, query)

    for view, query, answer, path, part, about in (
        (whole, asked, schemas.Dashboard, "", "", "Figures, charts, filters"),
        (items, paged, schemas.Rows, "/items", "-items", "The list of items"),
        (chart, asked, schemas.Drawn, "/charts/{str:chart}", "-chart", "The series of a chart"),
        (rows, paged, schemas.Rows, "/charts/{str:chart}/rows", "-rows", "The table of a chart"),
    ):
        view.__annotations__ |= {"query": _QUERY[query]}
        if "chart" in view.__annotations__:
            view.__annotations__ |= {"chart": named}
        api.get(
            f"{name}{path}",
            url_name=f"api-{name}{part}",
            operation_id=f"{name}{part}",
            summary=f"{title}: {about[0].lower()}{about[1:]}",
            tags=[title],
            response={200: answer, 304: None, **_REFUSED},
        )(view)


def _schema(name: str, takes: tuple[Parameter, ...], *, with_rows: bool = False) -> type[Schema]:
    """The parameters of an address, as the library wants them."""
    fields: dict[str, Any] = {f"{one.name}_": _field(one) for one in takes}
    if with_rows:
        rows = Field(_ROWS, ge=1, le=MOST_ROWS, description="How many rows at most.")
        after = "What `next` said; without it the first rows come."
        place = Field("", alias="cursor", pattern=_CURSOR, description=after)
        fields |= {"rows": (int, rows), "place": (str, place)}
    return create_model(name, __base__=Schema, **fields)


def _field(one: Parameter) -> tuple[Any, Any]:
    more: Any = {"format": "date"} if one.is_day else None
    kind: Any = Literal[one.words] if one.words else str
    pattern = one.pattern or None
    return kind, Field("", alias=one.name, description=one.about, pattern=pattern, json_schema_extra=more)


# ── How ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _answered(
    request: HttpRequest,
    name: str,
    takes: tuple[Parameter, ...],
    part: str,
    make: Callable[[Asking, Page], Json],
    rows: Any = None,
) -> HttpResponse:
    """One part of a dashboard: 304 for who has it, what was told before, or a new answer."""
    names = [one.name for one in takes]
    _only(request, (*names, "rows", "cursor") if rows else names)
    query = {one: request.GET[one] for one in names if one in request.GET}
    opened = _opened(request)
    with walls.alone_within(opened.membership.workspace_id):
        has_items = opened.token.has("items")
        asking = strictly.ask(opened.membership, name, query, shows_keys=has_items, now=timezone.now())
        mark = f"{asking.mark}/{part}" + (f"/{rows.rows}/{rows.place}" if rows else "")
        etag = f'"{asking.mark}"'
        known = get_conditional_response(request, etag=etag)
        if known is not None:
            return _kept(known, etag)
        body = asking.held.told.get(mark)
        if body is None:
            page = strictly.page(asking)
            body = msgspec.json.encode(_head(asking) | make(asking, page))
            if not asking.is_of_several:
                # What is made of several trackers would stay beside one of them when another is emptied.
                _remember(asking.held.told, mark, body)
        return _kept(HttpResponse(body, content_type="application/json"), etag)


def _head(asking: Asking) -> Json:
    snapshot, workspace = asking.held.snapshot, asking.which.shown.workspace
    state = strictly.state(asking)
    return {
        "dashboard": asking.name,
        "workspace": workspace.slug,
        "today": asking.today.isoformat(),
        "state": state,
        "page": reverse(asking.name, args=[workspace.slug]) + (link(state) if state else ""),
        "snapshot": {
            "connection": asking.which.shown.key,
            "version": asking.held.version,
            "read_at": f"{datetime.fromtimestamp(snapshot.read_at, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "is_complete": not snapshot.complete_from,
        },
    }


def _some(asking: Asking, part: str, columns: list[Json], rows: list[list[Any]], query: Any) -> Json:
    """The rows that a cursor points to. It holds for one snapshot: a list that changed has no middle."""
    mark = asking.mark
    of, _, number = query.place.partition(".")
    if of and of != mark:
        raise _Refused(409, "The list is another one since this cursor was given. Begin again without it.")
    first = int(number or 0)
    after = first + query.rows
    following = {**asking.query, "rows": query.rows, "cursor": f"{mark}.{after}"}
    return {
        "columns": columns,
        "rows": rows[first:after],
        "total": len(rows),
        "next": f"/api/v1/{asking.name}/{_below(part)}?{urlencode(following)}" if after < len(rows) else None,
    }


def _below(part: str) -> str:
    return part if part == "items" else f"charts/{part}"


def _address(asking: Asking, chart: str) -> str:
    """Where a chart is, or the list of items, for the same question."""
    path = reverse(f"api-{asking.name}-chart", args=[chart]) if chart else reverse(f"api-{asking.name}-items")
    return f"{path}?{urlencode(asking.query)}" if asking.query else path


def _chart(page: Page, name: str) -> Chart:
    found = next((one for one in page.charts if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in page.charts) or "none"
        raise _Refused(404, f"There is no such chart here. There are: {names}.")
    return found


def _only(request: HttpRequest, names: Mapping[str, Any] | tuple[str, ...] | list[str]) -> None:
    """Nothing, where each parameter is one of these and stands once."""
    for name, values in request.GET.lists():
        if name not in names:
            known = ", ".join(names) or "none"
            raise _Refused(422, f'Nothing was read. "{short(name)}" is no parameter here; there are: {known}.')
        if len(values) > 1:
            raise _Refused(422, f"Nothing was read. {name} stands there {len(values)} times.")


def _opened(request: HttpRequest) -> Opened:
    return request.auth  # type: ignore[attr-defined,no-any-return]


def _json(told: Json) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(told), content_type="application/json")


def _kept(response: HttpResponse, etag: str) -> HttpResponse:
    """The client may keep it, and asks each time whether it still holds."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization"
    return response


def _remember(told: dict[str, bytes], mark: str, body: bytes) -> None:
    while told and sum(map(len, told.values())) + len(body) > _MOST_TOLD:
        told.pop(next(iter(list(told))), None)
    if len(body) <= _MOST_TOLD:
        told[mark] = body


for _name, _dashboard in every.DASHBOARDS.items():
    _add(_name, _dashboard)


def addresses() -> list[URLPattern]:
    """The addresses of the API. They take no form, so there is nothing to exempt from the check of forms."""
    # The library adds an address that lists the others; the description does that.
    patterns = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in patterns:
        one.callback.csrf_exempt = False  # type: ignore[attr-defined]
    return patterns
