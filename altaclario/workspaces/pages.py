"""Where a person who signs in arrives, the form that makes a workspace, who belongs to one, and how it is set."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from altaclario.accounts import preferences
from altaclario.web.mail import NotSent
from altaclario.workspaces import access, founding, invitations, members
from altaclario.workspaces import settings as changing
from altaclario.workspaces.forms import ChangeRole, Invite, NewWorkspace, Settings
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import NAMES, TABLE, Permission, Role

_INVITATION = "invitation"
"""What the session calls the invitation that was opened in this browser last."""


@login_required
def chosen(request: HttpRequest) -> HttpResponse:
    """To one's only workspace, to the choice among several or of another, or to the form that makes one."""
    own = founding.every_of(request.user)
    if len(own) > 1 or (own and "all" in request.GET):
        return render(request, "workspaces/choose.html", {"own": own})
    return redirect("home", own[0].workspace.slug) if own else redirect("workspace-new")


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Make a workspace, one's first or another, and go on to connecting a tracker."""
    form = NewWorkspace(request.POST or None, initial={"zone": preferences.zone_of(request.user)})
    if request.method == "POST" and form.is_valid():
        try:
            membership = founding.found(request.user, **form.cleaned_data, now=timezone.now())
        except founding.TooMany:
            form.add_error(None, _("You own as many workspaces as one person may. Hand one over first."))
        else:
            return redirect("connection-new", membership.workspace.slug)
    return render(request, "workspaces/new.html", {"form": form})


@access.needs(Permission.SETTINGS)
def settings(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Name, zone, and whether a second factor is asked for; who changes that confirms that it is they."""
    workspace = membership.workspace
    fields = ("name", "zone", "week_start", "needs_second_factor")
    shown = {name: getattr(workspace, name) for name in fields}
    form = Settings(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        if "needs_second_factor" in form.changed:
            access.ask_who(request)
        try:
            changing.change(membership, **form.changed, now=timezone.now())
        except members.NotAllowed:
            raise PermissionDenied from None
        except changing.NoSecondFactorYet:
            form.add_error("needs_second_factor", _("Set up a second factor of your own first, under Security."))
        else:
            messages.success(request, _("The settings are changed; they count from the next page on."))
            return redirect("workspace-settings", workspace.slug)
    told = {"form": form, "without_second_factor": changing.without_second_factor(membership)}
    return render(request, "workspaces/settings.html", told, status=422 if form.errors else 200)


@access.needs(Permission.VIEW)
def listed(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Who belongs to the workspace in which role, and what each role may do."""
    people = [(one, bool(members.offered(membership, one))) for one in members.every(membership)]
    rows = [(row.sentence, [(NAMES[role], role in row.roles) for role in Role]) for row in TABLE]
    context = {"people": people, "rows": rows, "names": NAMES.values()}
    context["invitations"] = invitations.waiting(membership, now=timezone.now())
    return render(request, "workspaces/members.html", context)


@access.needs(Permission.MEMBERS)
def one(request: HttpRequest, membership: Membership, member: Any) -> HttpResponse:
    """What can be done about one member; their role is changed here."""
    try:
        found, roles = members.one(membership, member)
    except members.NoSuchMember:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None
    form = ChangeRole(request.POST or None, roles=roles, initial={"role": found.role, "seen": found.role})
    if request.method == "POST" and form.is_valid():
        change = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        if Role.OWNER in (found.role, change["seen"], change["role"]):
            access.ask_who(request)
        return _done(
            request,
            membership,
            lambda: members.change_role(membership, member, **change, now=timezone.now()),
            _("The role is changed; it counts from the next page on."),
        )
    return render(
        request, "workspaces/member.html", {"member": found, "form": form}, status=422 if form.errors else 200
    )


@require_POST
@access.needs(Permission.MEMBERS)
def remove(request: HttpRequest, membership: Membership, member: Any) -> HttpResponse:
    """Remove a member; what they connected is paused."""
    seen = request.POST.get("seen", "")
    if seen == Role.OWNER and membership.may_change_owners:
        access.ask_who(request)
    return _done(
        request,
        membership,
        lambda: members.remove(membership, member, seen=seen, now=timezone.now()),
        _("They are removed. What they had connected is paused: memory is emptied, and their tokens are destroyed."),
    )


@require_POST
@access.needs(Permission.OWNERSHIP)
def hand_over(request: HttpRequest, membership: Membership, member: Any) -> HttpResponse:
    """Make a member the owner in one's own place."""
    seen = request.POST.get("seen", "")
    return _done(
        request,
        membership,
        lambda: members.hand_over(membership, member, seen=seen, now=timezone.now()),
        _("The workspace is handed over. You are an admin now."),
    )


@access.needs(Permission.VIEW, lets_go=True)
def leave(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What leaving means, and the button; who alone owns the workspace hands it over first."""
    if request.method == "POST":
        return _done(
            request,
            membership,
            lambda: members.leave(membership, now=timezone.now()),
            _("You left. What you had connected is paused: its memory is emptied, and your tokens are destroyed."),
        )
    return render(request, "workspaces/leave.html", {"heirs": members.heirs(membership)})


@access.needs(Permission.MEMBERS)
def invite(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Ask for an address and a role, and send the invitation."""
    form = Invite(request.POST or None, roles=membership.may_invite_as)
    if request.method == "POST" and form.is_valid():
        asked = {"email": form.cleaned_data["email"], "role": Role(form.cleaned_data["role"])}
        if asked["role"] == Role.OWNER:
            access.ask_who(request)
        try:
            invitations.invite(membership, **asked, address_of=_address_in(request), now=timezone.now())
        except members.NotAllowed:
            raise PermissionDenied from None
        except invitations.AlreadyHere:
            form.add_error("email", _("Somebody with this address is a member already."))
        except invitations.TooManyOpen:
            form.add_error(None, _("Many invitations are open already. Revoke some, or wait until they are answered."))
        except NotSent:
            messages.error(request, _("The mail with the invitation could not be sent. Invite the address once more."))
            return redirect("members", membership.workspace.slug)
        else:
            messages.success(request, _("The invitation is on its way. It holds for seven days."))
            return redirect("members", membership.workspace.slug)
    return render(request, "workspaces/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@access.needs(Permission.MEMBERS)
def revoke(request: HttpRequest, membership: Membership, invitation: Any) -> HttpResponse:
    """Take an invitation back."""
    try:
        invitations.revoke(membership, invitation, now=timezone.now())
    except members.NotAllowed:
        raise PermissionDenied from None
    except invitations.DoesNotHold:
        raise Http404 from None
    messages.success(request, _("The invitation holds no more."))
    return redirect("members", membership.workspace.slug)


@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mail leads: the token is left behind in the session, as a hash, and stands in no address after this."""
    hash = invitations.hashed(token)
    if not invitations.holds(hash, request.user, now=timezone.now()):
        return render(request, "workspaces/invitation.html", {"does_not_hold": True}, status=404)
    request.session[_INVITATION] = hash
    return redirect("invitation-held")


@login_required
def invitation_held(request: HttpRequest) -> HttpResponse:
    """What the invitation is to, and the button that accepts it; who did is led in."""
    hash = request.session.get(_INVITATION, "")
    try:
        joined = invitations.came_in(hash, request.user)
        if joined is None and request.method == "POST":
            joined = invitations.accept(request.user, hash, now=timezone.now())
        if joined is not None:
            return redirect("home", joined.workspace.slug)
        found = invitations.opened(request.user, hash, now=timezone.now())
    except invitations.DoesNotHold:
        return render(request, "workspaces/invitation.html", {"does_not_hold": True}, status=404)
    except invitations.ForSomebodyElse as wrong:
        return render(request, "workspaces/invitation.html", {"is_for": wrong.address}, status=403)
    return render(request, "workspaces/invitation.html", {"invitation": found})


@login_required
@require_POST
def invitation_as_another(request: HttpRequest) -> HttpResponse:
    """Sign out, and go on with the invitation as whoever signs in or up next."""
    hash = request.session.get(_INVITATION, "")
    logout(request)
    request.session[_INVITATION] = hash
    return redirect_to_login(reverse("invitation-held"))


def _address_in(request: HttpRequest) -> Callable[[str], str]:
    return lambda token: request.build_absolute_uri(reverse("invitation", args=[token]))


def _done(request: HttpRequest, membership: Membership, change: Callable[[], None], told: str) -> HttpResponse:
    """Do it, say so or why not, and go back to the list; who belongs there no more goes where people arrive."""
    try:
        change()
    except members.NoSuchMember:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None
    except members.ChangedMeanwhile:
        messages.error(
            request, _("Somebody changed this meanwhile. Nothing was done; look again at what stands here now.")
        )
    except members.NoOwnerLeft:
        messages.error(request, _("A workspace needs an owner. Hand it over to somebody first; nothing was changed."))
    else:
        messages.success(request, told)
    still = members.still_belongs(membership)
    return redirect("members", membership.workspace.slug) if still else redirect("workspaces")
