"""Connecting a tracker: address and token, then what is read of it."""

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from altaclario.charts.messages import Message
from altaclario.connections import causes, finding, making
from altaclario.connections.causes import REFUSALS
from altaclario.connections.forms import FORMS, AsPrincipal
from altaclario.connections.grants import registered
from altaclario.connections.kinds import AZURE_DEVOPS, JIRA, KINDS
from altaclario.connections.making import MOST_PROJECTS, Gone, TooMany
from altaclario.connections.models import Connection
from altaclario.connections.trying import Offered, Seen
from altaclario.providers.scope import MOST_BOARDS
from altaclario.web.templatetags.words import say
from altaclario.workspaces import access, members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission

_ID = re.compile(r"[0-9]{1,19}|[0-9a-f-]{36}", re.ASCII)
"""What trackers call a project or a board by: a number, or a GUID."""


@access.needs(Permission.CONNECT)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The form of one kind of tracker; what was typed is tried once, and stored only if the tracker accepts it."""
    kind = KINDS.get(request.GET.get("tracker", ""), KINDS[JIRA])
    is_principal = kind.provider == AZURE_DEVOPS and request.GET.get("as") == "principal"
    form = (AsPrincipal if is_principal else FORMS[kind.provider])(request.POST or None)
    fault = None
    if request.method == "POST" and form.is_valid():
        try:
            connection = making.connect(membership, provider=kind.provider, **form.sent, now=timezone.now())
        except members.NotAllowed:
            raise PermissionDenied from None
        except REFUSALS as refused:
            fault = explained(refused, kind.provider)
        else:
            return redirect("connection-scope", membership.workspace.slug, connection.pk)
    app = registered.of(kind.provider)
    context: dict[str, Any] = {"form": form, "fault": fault, "kind": kind, "kinds": KINDS.values(), "app": app}
    context |= {"is_principal": is_principal, "takes_principals": kind.provider == AZURE_DEVOPS}
    return render(request, "connections/new.html", context, status=422 if fault else 200)


@access.needs(Permission.CONNECT)
def scope(request: HttpRequest, membership: Membership, id: Any) -> HttpResponse:
    """Choose projects and boards; their names and numbers come from the tracker and stay on this page."""
    connection = finding.to_change(membership, id)
    if connection.is_paused:
        return redirect("connection-token", membership.workspace.slug, connection.pk)
    is_sent = request.method == "POST"
    chosen = _chosen(request) if is_sent else (connection.projects, connection.boards)
    labels = "labels" in request.POST if is_sent else connection.labels
    fault = _choose(membership, connection, *chosen, labels=labels) if is_sent else None
    if is_sent and fault is None:
        return redirect("connection", membership.workspace.slug, connection.pk)
    kind = KINDS[connection.provider]
    context = {"connection": connection, "kind": kind, "most_projects": MOST_PROJECTS, "most_boards": MOST_BOARDS}
    context["labels"] = labels
    try:
        offered = making.offers(connection, now=timezone.now())
    except REFUSALS as refused:
        context["fault"] = explained(refused, connection.provider)
        return render(request, "connections/scope.html", context, status=422)
    context |= {"fault": fault, "seen": summary(offered.seen, connection.provider), **_offered(offered, *chosen)}
    return render(request, "connections/scope.html", context)


def explained(refused: Exception, provider: str) -> str:
    """Why the tracker could not be asked, in words that a page may show."""
    return " ".join(say(sentence) for sentence in causes.sentences(refused, provider) if sentence)


def summary(seen: Seen, provider: str) -> str:
    """What one look found."""
    found = Message(
        "The test passed: account …{account} sees {projects} projects, {boards} and about {items} items. "
        "It took {requests} requests and {seconds} s; reading everything would take about {reading}.",
        {
            "account": seen.account,
            "projects": _listed(seen.projects, seen.stops_at),
            "boards": Message(KINDS[provider].boards_phrase, {"number": _listed(seen.boards, seen.stops_at)}),
            "reading": seen.reading_requests,
            "items": seen.items,
            "requests": seen.requests,
            "seconds": round(seen.seconds, 1),
        },
    )
    return say(found)


def _listed(number: int, stops_at: int) -> Message | int:
    """How many there are; a look stops where it found very many."""
    return Message("{number} or more", {"number": number}) if number >= stops_at else number


def _chosen(request: HttpRequest) -> tuple[list[str], list[str]]:
    """The ids that were ticked; what is no id was not ticked on our page."""
    projects, boards = (
        [one for one in request.POST.getlist(name) if _ID.fullmatch(one)] for name in ("projects", "boards")
    )
    return projects, boards


def _choose(
    membership: Membership, connection: Connection, projects: list[str], boards: list[str], *, labels: bool
) -> str | None:
    if not projects:
        return _("Choose at least one project; nothing is read before you do.")
    try:
        making.choose(connection, projects=projects, boards=boards, labels=labels, by=membership, now=timezone.now())
    except TooMany:
        return _(
            "One connection reads up to %(projects)d projects and %(boards)d boards; choose fewer, or connect a second "
            "time."
        ) % {"projects": MOST_PROJECTS, "boards": MOST_BOARDS}
    except Gone:
        raise Http404 from None
    return None


def _offered(offered: Offered, projects: list[str], boards: list[str]) -> dict[str, Any]:
    keys = {project.id: project.key for project in offered.projects}
    listed = [
        {"id": one.id, "key": one.key, "name": one.name, "is_chosen": one.id in projects} for one in offered.projects
    ]
    shown = [
        {
            "id": str(one.id),
            "name": one.name,
            "kind": one.kind,
            "project": keys[project],
            "is_chosen": str(one.id) in boards,
        }
        for project, several in offered.boards.items()
        for one in several
    ]
    return {"projects": listed, "boards": list({one["id"]: one for one in shown}.values())}
