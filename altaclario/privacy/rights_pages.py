"""Settings › Privacy: see, download, correct, pause, object, delete."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from altaclario.accounts import objecting, renaming
from altaclario.audit import notes, verbs
from altaclario.privacy import archive, complaining, held, importing, restricting
from altaclario.privacy.forms import Import, Name, Objections
from altaclario.workspaces import founding


@login_required
def rights(request: HttpRequest) -> HttpResponse:
    """The six controls."""
    return _rights(request)


@login_required
def held_about_you(request: HttpRequest) -> HttpResponse:
    """Everything, table by table, to be read."""
    person: Any = request.user
    tables = [one.whole for one in held.tables(person, founding.every_of(person))]
    return render(request, "privacy/held.html", {"tables": tables})


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def archive_of_you(request: HttpRequest) -> StreamingHttpResponse:
    """The same as an archive, written while it is sent."""
    person: Any = request.user
    now = timezone.now()
    notes.note(person, verbs.ACCOUNT_EXPORTED, now=now)
    sent = archive.stream(person, founding.every_of(person), now=now)
    answer = StreamingHttpResponse(sent, content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="altaclario-archive.zip"'
    return answer


@login_required
@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """An archive of one's own, back again."""
    form = Import(request.POST, request.FILES, auto_id="import_%s")
    person: Any = request.user
    if not form.is_valid():
        return _rights(request, import_form=form)
    try:
        taken = importing.take_in(person, form.cleaned_data["archive"], now=timezone.now())
    except importing.NoArchive:
        form.add_error("archive", _("This is no archive of AltaClario, or it is damaged. Nothing was changed."))
        return _rights(request, import_form=form)
    except importing.OfAnother:
        form.add_error("archive", _("This archive is of another account. Nothing was changed."))
        return _rights(request, import_form=form)
    if taken.changed:
        messages.success(request, _("Taken in: {what}.").format(what=", ".join(taken.changed)))
    else:
        messages.success(request, _("Everything in it is as it is here; nothing had to be changed."))
    return redirect("rights")


@login_required
@require_POST
def correct_name(request: HttpRequest) -> HttpResponse:
    """Another name."""
    form = Name(request.POST, auto_id="name_%s")
    if not form.is_valid():
        return _rights(request, name_form=form)
    renaming.rename(request.user, name=form.cleaned_data["name"], now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Your name is changed."))
    return redirect("rights")


@login_required
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Pause processing, or let it go on."""
    person: Any = request.user
    if person.restricted is None:
        restricting.pause(person, now=timezone.now())
        messages.success(request, _("Paused: your trackers are not read, and nothing of them is in memory."))
    else:
        restricting.resume(person, now=timezone.now())
        messages.success(request, _("It goes on; your trackers are read when somebody looks."))
    return redirect("rights")


@login_required
@require_POST
def object_to(request: HttpRequest) -> HttpResponse:
    """What one objects to, from the next request on."""
    form = Objections(request.POST)
    if form.is_valid():
        objecting.object_to(request.user, form.purposes, now=timezone.now())  # type: ignore[arg-type]
        messages.success(request, _("Your objections hold from the next page on."))
    return redirect("rights")


def _rights(request: HttpRequest, **wrong: Any) -> HttpResponse:
    """The page; `wrong` is a form in which something is not right."""
    person: Any = request.user
    ticked = {word: objecting.has_objected(person, word) for word in objecting.PURPOSES}
    told = {
        "name_form": Name(initial={"name": person.name}, auto_id="name_%s"),
        "objections": Objections(initial=ticked, auto_id="object_%s"),
        "import_form": Import(auto_id="import_%s"),
        "authorities": complaining.authorities(),
    }
    return render(request, "privacy/rights.html", told | wrong, status=422 if wrong else 200)
