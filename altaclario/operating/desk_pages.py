"""The desk of an operator: what waits, one matter, and what is decided on it."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from altaclario.accounts.sign_ins import Operator
from altaclario.desk import deciding
from altaclario.desk.kinds import Decision
from altaclario.operating import desk as matters
from altaclario.operating.door import for_operators
from altaclario.operating.forms import Decide, Extend

_FORMS: dict[str, type[Form]] = {"decide": Decide, "extend": Extend}


@for_operators
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, with the days that are left; with `?all` what was decided, too."""
    now, is_all = timezone.now(), "all" in request.GET
    waiting = matters.rows(decided=False, now=now)
    shown = matters.rows(decided=True, now=now) if is_all else waiting
    told = {"rows": shown, "is_all": is_all, "answer": matters.answer(waiting, now=now)}
    return render(request, "operating/desk.html", told)


@for_operators
@require_safe
def matter(request: HttpRequest, reference: str) -> HttpResponse:
    """All that was written, and the forms to decide it."""
    return _shown(request, reference)


@for_operators
@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Once, with a statement of reasons."""
    form = Decide(request.POST, auto_id="decide_%s")
    if not form.is_valid():
        return _shown(request, reference, decide=form)
    decision, reasons = Decision(form.cleaned_data["decision"]), form.cleaned_data["reasons"]
    try:
        deciding.decide(reference, decision, reasons=reasons, now=timezone.now(), by=_author(request))
    except deciding.NoSuchMatter:
        raise Http404 from None
    except deciding.DecidedAlready:
        messages.error(request, _("It was decided before; nothing was changed."))
    else:
        messages.success(request, _("It is decided. A mail that could not be sent is named beside the address."))
    return redirect("operator-matter", reference)


@for_operators
@require_POST
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    """Once, where law gives more time."""
    form = Extend(request.POST, auto_id="extend_%s")
    if not form.is_valid():
        return _shown(request, reference, extend=form)
    reasons = form.cleaned_data["reasons"]
    try:
        deciding.extend(reference, reasons=reasons, now=timezone.now(), by=_author(request))
    except deciding.NoSuchMatter:
        raise Http404 from None
    except (deciding.DecidedAlready, deciding.MayNotWait):
        messages.error(request, _("It cannot wait longer: only messages can, and only once. Nothing was changed."))
    else:
        messages.success(request, _("It has more time. A mail that could not be sent is named beside the address."))
    return redirect("operator-matter", reference)


def _shown(request: HttpRequest, reference: str, **wrong: Form) -> HttpResponse:
    """The page of one; with what was wrong with a form, as it was typed."""
    try:
        row = matters.one(reference, now=timezone.now())
    except deciding.NoSuchMatter:
        raise Http404 from None
    forms = {name: wrong.get(name) or form(auto_id=f"{name}_%s") for name, form in _FORMS.items()}
    told = {"row": row, "matter": row.matter, "written": matters.written(row.matter), **forms}
    return render(request, "operating/matter.html", told, status=422 if wrong else 200)


def _author(request: HttpRequest) -> Operator:
    person: Any = request.user
    return Operator("instance", person.actor_id)
