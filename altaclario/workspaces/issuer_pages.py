"""The identity provider of a workspace: how it is set up, how members link themselves to it, and how they come in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from altaclario.accounts import coming_in
from altaclario.accounts.openid import asking, departures, parked
from altaclario.accounts.openid.faults import Cause, IssuerFault
from altaclario.web import refusals
from altaclario.workspaces import access, members, own_issuers
from altaclario.workspaces.forms import SetUpIssuer
from altaclario.workspaces.models import Membership, OwnIssuer
from altaclario.workspaces.permissions import Permission


@access.needs(Permission.SETTINGS)
def page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What is set up, and the form for who may; they confirm that it is they before they type a secret."""
    if membership.may(Permission.SSO):
        access.ask_who(request)
    return _page(request, membership, SetUpIssuer())


@require_POST
@access.needs(Permission.SSO, back_to="workspace-issuer")
def set_up(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Another one, or the same with another secret. The secret is never shown again."""
    form = SetUpIssuer(request.POST)
    if form.is_valid():
        try:
            own_issuers.set_up(membership, **form.cleaned_data, now=timezone.now())
        except members.NotAllowed:
            raise PermissionDenied from None
        except IssuerFault as fault:
            form.add_error("issuer", fault.sentence)
        else:
            messages.success(request, _("It is set up. Each member links themselves to it before it lets them in."))
            return redirect("workspace-issuer", membership.workspace.slug)
    return _page(request, membership, form, status=422)


@require_POST
@access.needs(Permission.SSO)
def remove(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Whoever came in by it is out at once."""
    try:
        is_removed = own_issuers.remove(membership, now=timezone.now())
    except members.NotAllowed:
        raise PermissionDenied from None
    if is_removed:
        messages.success(request, _("It is removed, and whoever came in through it is signed out."))
    return redirect("workspace-issuer", membership.workspace.slug)


def entrance(request: HttpRequest, slug: str) -> HttpResponse:
    """The page on which members come in. It is the same whatever workspace stands in its address, or none."""
    if request.method != "POST":
        return render(request, "workspaces/sign_in.html", {"slug": slug})
    try:
        with own_issuers.opened(slug) as issuer:
            ticket = departures.depart(
                request.session,
                to=_key(issuer),
                person=request.user.pk or 0,
                then=reverse("home", args=[slug]),
                now=timezone.now(),
            )
            told = {"label": issuer.host, "address": asking.address(issuer, ticket, back=_back(request, slug))}
            return render(request, "accounts/leaving.html", told)
    except own_issuers.NoSuchIssuer:
        return render(request, "workspaces/sign_in.html", {"slug": slug, "leads_nowhere": True}, status=404)


@require_GET
def back(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the provider sends the browser: into this workspace, or to the page that links a member to it."""
    try:
        with own_issuers.opened(slug) as issuer:
            return _come(request, slug, issuer)
    except own_issuers.NoSuchIssuer:
        return render(request, "workspaces/sign_in.html", {"slug": slug, "leads_nowhere": True}, status=404)


@access.needs(Permission.VIEW)
def link(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A member's own link: made with both sides by name, by who has just shown who they are; ended at any time."""
    issuer, waiting = own_issuers.of(membership), parked.waiting(request.session, now=timezone.now())
    if request.method == "POST" and "remove" in request.POST:
        return _unlinked(request, membership)
    if issuer is None or waiting is None or waiting.to != _key(issuer):
        told = {"issuer": issuer, "own": own_issuers.own(membership)}
        return render(request, "workspaces/my_sign_in.html", told)
    if not coming_in.has_just_shown_who(request):
        answer: HttpResponse = suspend_request(request, reverse("account_reauthenticate"))
        return answer
    if request.method != "POST":
        return render(request, "workspaces/my_sign_in.html", {"issuer": issuer, "parked": waiting})
    return _linked(request, membership, issuer, waiting)


def _page(request: HttpRequest, membership: Membership, form: SetUpIssuer, status: int = 200) -> HttpResponse:
    slug = membership.workspace.slug
    told = {
        "issuer": own_issuers.of(membership),
        "form": form if membership.may(Permission.SSO) else None,
        "sign_in": request.build_absolute_uri(reverse("workspace-sign-in", args=[slug])),
        "back": _back(request, slug),
    }
    return render(request, "workspaces/issuer.html", told, status=status)


def _come(request: HttpRequest, slug: str, issuer: OwnIssuer) -> HttpResponse:
    now, person = timezone.now(), request.user.pk or 0
    try:
        departure = departures.returned(
            request.session, asking.state_of(request.GET), to=_key(issuer), person=person, now=now
        )
        subject = asking.identified(
            issuer,
            request.GET,
            departure,
            secret=lambda: own_issuers.secret_of(issuer),
            back=_back(request, slug),
            now=now,
        )
    except IssuerFault as fault:
        return _not_let_in(request, issuer, fault)
    member = own_issuers.known(issuer, subject)
    if member and not member.person.is_active:
        # What a closed account is asked is asked of its person alone, who has means of their own.
        return _not_let_in(request, issuer, IssuerFault(Cause.DECLINED))
    if person and member and member.person_id == person:
        return redirect(departure.then)  # Nobody who is in by means of their own is confined by coming again.
    if member and not person:
        own_issuers.used(member, now=now)
        return coming_in.sign_in(request, member.person, through=own_issuers.through(member), then=departure.then)
    then = reverse("member-identity", args=[slug])
    parked.park(
        request.session, to=_key(issuer), issuer=issuer.issuer, subject=subject, label=issuer.host, then=then, now=now
    )
    return redirect(then) if person else redirect_to_login(then)


def _not_let_in(request: HttpRequest, issuer: OwnIssuer, fault: IssuerFault) -> HttpResponse:
    refusals.told(request, f"step-refused={fault.cause}")
    return render(request, "accounts/not_let_in.html", {"label": issuer.host, "fault": fault}, status=403)


def _linked(request: HttpRequest, membership: Membership, issuer: OwnIssuer, waiting: Any) -> HttpResponse:
    slug = membership.workspace.slug
    if (request.POST.get("account"), request.POST.get("identity")) != (str(request.user.pk), waiting.mark):
        messages.error(request, _("This page was of another account or another sign-in. Look again; nothing was done."))
        return redirect("member-identity", slug)
    parked.let_go(request.session)
    try:
        own_issuers.link(membership, issuer.pk, waiting.subject, now=timezone.now())
    except own_issuers.LinkedAlready:
        messages.error(request, _("This sign-in belongs to another member. Nothing was linked."))
    except own_issuers.NoSuchIssuer:
        raise Http404 from None
    else:
        _tell(request, "account/email/identity_linked")
        messages.success(request, _("Linked. From now on it lets you into this workspace."))
    return redirect("member-identity", slug)


def _unlinked(request: HttpRequest, membership: Membership) -> HttpResponse:
    if own_issuers.unlink(membership, now=timezone.now()):
        _tell(request, "account/email/identity_unlinked")
        messages.success(request, _("The link is removed, and whoever came in through it is signed out."))
    return redirect("member-identity", membership.workspace.slug)


def _tell(request: HttpRequest, mail: str) -> None:
    get_adapter().send_notification_mail(mail, request.user, {"of_a_workspace": True})


def _key(issuer: OwnIssuer) -> str:
    """What a way to it is bound to."""
    return f"own-issuer:{issuer.pk}"


def _back(request: HttpRequest, slug: str) -> str:
    return request.build_absolute_uri(reverse("workspace-sign-in-back", args=[slug]))
