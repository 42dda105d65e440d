"""Who did what in a workspace: the page, and the same as files."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from altaclario.audit.reading import Question
from altaclario.web import sheets
from altaclario.workspaces import access, record
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission


@access.needs(Permission.AUDIT)
def page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The newest first, of one kind or by one person if that was asked."""
    asked = Question.from_query(request.GET)
    told = record.read(membership, asked, page=request.GET.get("page", ""), now=timezone.now())
    return render(request, "workspaces/audit.html", {"record": told})


@access.needs(Permission.AUDIT)
def as_csv(request: HttpRequest, membership: Membership) -> HttpResponse:
    """For a spreadsheet."""
    text = sheets.sheet(record.table(record.lines(membership, Question.from_query(request.GET))))
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=_file(membership, "csv"))


@access.needs(Permission.AUDIT)
def as_json(request: HttpRequest, membership: Membership) -> HttpResponse:
    """For a program."""
    notes = [asdict(line) for line in record.lines(membership, Question.from_query(request.GET))]
    told = {"workspace": membership.workspace.slug, "zone": membership.workspace.zone, "notes": notes}
    return JsonResponse(told, headers=_file(membership, "json"))


def _file(membership: Membership, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="audit-{membership.workspace.slug}.{ending}"'}
