"""To an issuer and back, and what follows: somebody is signed in, or links what the issuer said to their account."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from altaclario.accounts import coming_in, identities, issuers, sign_ins
from altaclario.accounts.models import Issuer
from altaclario.accounts.openid import asking, departures, parked
from altaclario.accounts.openid.departures import Departure
from altaclario.accounts.openid.faults import IssuerFault
from altaclario.web import refusals


@require_POST
def leave(request: HttpRequest, issuer: str) -> HttpResponse:
    """The page that leads there. A form of ours may send a browser to no other site, but a link may."""
    known = _known(issuer)
    asked = request.POST.get("next", "")
    ticket = departures.depart(
        request.session,
        to=_key(known),
        person=request.user.pk or 0,
        then=asked if get_adapter().is_safe_url(asked) else "",
        now=timezone.now(),
    )
    told = {"label": known.label, "address": asking.address(known, ticket, back=_back(request, known))}
    return render(request, "accounts/leaving.html", told)


@require_GET
def back(request: HttpRequest, issuer: str) -> HttpResponse:
    """Where the issuer sends the browser: the answer is taken once, and told in no address after this."""
    known, now = _known(issuer), timezone.now()
    try:
        departure = departures.returned(
            request.session, asking.state_of(request.GET), to=_key(known), person=request.user.pk or 0, now=now
        )
        subject = asking.identified(
            known,
            request.GET,
            departure,
            secret=lambda: issuers.secret_of(known),
            back=_back(request, known),
            now=now,
        )
    except IssuerFault as fault:
        refusals.told(request, f"step-refused={fault.cause}")
        return render(request, "accounts/not_let_in.html", {"label": known.label, "fault": fault}, status=403)
    return _come(request, known, subject, departure)


def _come(request: HttpRequest, known: Issuer, subject: str, departure: Departure) -> HttpResponse:
    """Signed in as whom the subject is, unless it is nobody yet; who is signed in already may link it."""
    now, identity = timezone.now(), identities.known(known.issuer, subject)
    if identity and not departure.person:
        identities.used(identity, now=now)
        return coming_in.sign_in(request, identity.person, through=identities.through(identity), then=departure.then)
    parked.park(
        request.session,
        to=_key(known),
        issuer=known.issuer,
        subject=subject,
        label=known.label,
        then=departure.then,
        now=now,
    )
    return redirect("identity-link" if departure.person else "identity-unknown")


def unknown(request: HttpRequest) -> HttpResponse:
    """Nobody here is known by what the issuer said: sign up, or sign in as usual, and link it."""
    waiting = parked.waiting(request.session, now=timezone.now())
    if waiting is None:
        return redirect("account_login")
    return render(request, "accounts/not_known.html", {"parked": waiting})


@login_required
def link(request: HttpRequest) -> HttpResponse:
    """Both sides by name, and the button; asked of whoever has just shown by a means of their own who they are."""
    now = timezone.now()
    waiting = parked.waiting(request.session, now=now)
    if waiting is None:
        messages.error(request, _("Nothing waits to be linked. It waits for ten minutes; begin again."))
        return redirect("security")
    if not coming_in.has_just_shown_who(request):
        answer: HttpResponse = suspend_request(request, reverse("account_reauthenticate"))
        return answer
    if request.method != "POST":
        return render(request, "accounts/link_identity.html", {"parked": waiting})
    if (request.POST.get("account"), request.POST.get("identity")) != (str(request.user.pk), waiting.mark):
        messages.error(request, _("This page was of another account or another sign-in. Look again; nothing was done."))
        return redirect("identity-link")
    parked.let_go(request.session)
    try:
        identities.link(request.user, issuer=waiting.issuer, subject=waiting.subject, now=now)  # type: ignore[arg-type]
    except identities.LinkedAlready:
        messages.error(request, _("This sign-in belongs to another account here. Nothing was linked."))
    except identities.TooMany:
        messages.error(request, _("You have as many links as one may have. Remove one first."))
    else:
        get_adapter().send_notification_mail("account/email/identity_linked", request.user)
        messages.success(request, _("Linked. From now on it signs you in."))
        return redirect(waiting.then or "security")
    return redirect("security")


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def unlink(request: HttpRequest, identity: Any) -> HttpResponse:
    """End a link, and every other sign-in that began by it: here it was just confirmed who it is."""
    sign_ins.become_ones_own(request.session)
    try:
        identities.unlink(request.user, identity, now=timezone.now())  # type: ignore[arg-type]
    except identities.NoSuchLink:
        raise Http404 from None
    except identities.LastWayIn:
        messages.error(request, _("It is your last way in. Set a password or add a passkey first."))
    else:
        get_adapter().send_notification_mail("account/email/identity_unlinked", request.user)
        messages.success(request, _("The link is removed, and whoever was signed in through it is signed out."))
    return redirect("security")


def _known(slug: str) -> Issuer:
    try:
        return issuers.one(slug)
    except issuers.NoSuchIssuer:
        raise Http404 from None


def _key(known: Issuer) -> str:
    """What a way to it is bound to."""
    return f"{parked.INSTALLATION}:{known.pk}"


def _back(request: HttpRequest, known: Issuer) -> str:
    return request.build_absolute_uri(reverse("issuer-back", args=[known.slug]))
