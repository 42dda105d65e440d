"""Cookie preferences, the Terms when they changed, and what a browser may know about the opt-out signal."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from altaclario.consent import agreements, choice, choosing, signing_in
from altaclario.consent.analytics import checklist, measuring, visits
from altaclario.consent.models import TERMS
from altaclario.declarations import cookies
from altaclario.declarations.promises import keeps
from altaclario.web import going_back, versions

_ANSWERS = {"accept": True, "decline": False}


@keeps("preferences-everywhere")
def preferences(request: HttpRequest) -> HttpResponse:
    """What stands on this device, and the choice; whoever chooses goes back to where they were asked."""
    now = timezone.now()
    standing = choosing.standing(request, now=now)
    answer = _ANSWERS.get(request.POST.get("answer", ""))
    if request.method != "POST" or answer is None or not standing.is_measured:
        told = {"cookies": cookies.ALL, "stored": cookies.STORED, "asks_here": True, "signed": checklist.signed()}
        return render(request, "consent/preferences.html", told, status=422 if request.method == "POST" else 200)
    chosen = choosing.choose(request, accepts=answer, now=now)
    response = redirect(going_back.page(request))
    choice.remember(response, chosen)
    if measuring.is_allowed(request, chosen=chosen, now=now):  # Two tabs that tell at once are one device.
        visits.remember(response, visits.of(request, now=now), now=now)
    else:
        visits.forget(response)
    return response


def terms_again(request: HttpRequest) -> HttpResponse:
    """What changed in the Terms, and two buttons: accept them, or leave."""
    stage = signing_in.stage(request)
    if stage is None:
        return redirect("account_login")
    now, person = timezone.now(), stage.login.user
    if request.POST.get("answer") == "leave":
        signing_in.leave(request)
        return redirect("landing")
    if request.POST.get("answer") == "accept" and agreements.accept(person, seen=request.POST.get("seen", ""), now=now):
        return stage.exit()  # type: ignore[no-any-return]  # the library has no types
    held = versions.in_force(TERMS, today=now.date())
    return render(request, "consent/terms_again.html", {"held": held, "before": person.terms_version})


@login_required
@require_safe
def agreed(request: HttpRequest) -> HttpResponse:
    """Everything that a person agreed to or declined, with the words of each."""
    return render(request, "consent/agreed.html", {"said": agreements.of(request.user)})


@require_safe
def gpc(_request: HttpRequest) -> HttpResponse:
    """That the signal is honoured here, as its specification has it said."""
    return JsonResponse({"gpc": True, "lastUpdate": "2026-12-01"})
