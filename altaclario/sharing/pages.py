"""Share links: what members make of a dashboard, and what guests see of it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from altaclario.dashboards import frozen
from altaclario.sharing import guests, links
from altaclario.sharing.forms import Password, Share
from altaclario.sharing.links import Draft
from altaclario.sharing.models import ShareLink
from altaclario.web import headers, limiting
from altaclario.workspaces import access, members, walls
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission

# ── Members ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@access.needs(Permission.SHARE)
def listed(request: HttpRequest, membership: Membership) -> HttpResponse:
    """All links of the workspace."""
    every = links.every(membership, now=timezone.now())
    context = {"open": [one for one in every if one.is_open], "over": [one for one in every if not one.is_open]}
    return render(request, "sharing/list.html", context)


@access.needs(Permission.SHARE)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What would be shared, and for how long; the link that is made is shown this once.

    What is sent says what the page showed: where a team or a board is gone meanwhile, nothing wider is shared instead.
    """
    draft = _draft(request, membership)
    is_sent = request.method == "POST"
    form = Share(request.POST if is_sent else None)
    if draft and is_sent and request.POST.get("shown") != draft.address:
        form.add_error(None, _("What would be shared is not what this page showed. Look again; nothing was made."))
    if draft and is_sent and form.is_valid():
        try:
            link, token = links.make(membership, draft, **form.cleaned_data, now=timezone.now())
        except members.NotAllowed:
            raise PermissionDenied from None
        except links.MadeAlready:
            messages.error(
                request,
                _(
                    "This link was made already, and its address was shown then. If you missed it, revoke the link here"
                    " and make another."
                ),
            )
            return redirect("shares", membership.workspace.slug)
        except links.TooManyOpen:
            form.add_error(None, _("Many links are open already. Revoke some that nobody needs."))
        else:
            return render(request, "sharing/made.html", {"draft": draft, "link": link, **_addresses(request, token)})
    is_refused = is_sent and (form.errors or not draft)
    return render(request, "sharing/new.html", {"draft": draft, "form": form}, status=422 if is_refused else 200)


@access.needs(Permission.SHARE)
def preview(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The very page that guests see, without being counted."""
    draft = _draft(request, membership)
    if draft is None:
        return render(request, "sharing/new.html", {"draft": None})
    shows_keys = "keys" in request.GET
    link = ShareLink(
        workspace=membership.workspace,
        connection=draft.connection,
        dashboard=draft.dashboard,
        question=draft.question,
        shows_keys=shows_keys,
    )
    return _dashboard(request, link, "sharing/shared.html", is_preview=True)


@require_POST
@access.needs(Permission.SHARE)
def revoke(request: HttpRequest, membership: Membership, link: Any) -> HttpResponse:
    """End a link."""
    try:
        links.revoke(membership, link, now=timezone.now())
    except links.NoSuchLink:
        raise Http404 from None
    except members.NotAllowed:
        raise PermissionDenied from None
    messages.success(request, _("The link opens nothing any more, also where it is open just now."))
    return redirect("shares", membership.workspace.slug)


def _draft(request: HttpRequest, membership: Membership) -> Draft | None:
    """What the address asks to be shared; None while there is nothing to see of it."""
    try:
        return links.draft(membership, request.GET.dict(), now=timezone.now())
    except links.NoSuchDashboard:
        raise Http404 from None
    except links.NothingToShare:
        return None


def _addresses(request: HttpRequest, token: str) -> dict[str, str]:
    return {
        "address": request.build_absolute_uri(reverse("share-opened", args=[token])),
        "embed_address": request.build_absolute_uri(reverse("share-framed", args=[token])),
    }


# ── Guests ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class _SeeOther(HttpResponseRedirect):
    """Look there, whatever was asked here."""

    status_code = 303


@require_GET
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Trade the token of an address for a cookie and an address without it. Nothing is counted or changed."""
    try:
        link = guests.opened(token, now=timezone.now())
    except guests.NothingThere:
        return _nothing(request)
    return _with_pass(_SeeOther(reverse("shared", args=[link.pk])), guests.with_pass(_held(request), link))


@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest, link: UUID) -> HttpResponse:
    """The dashboard, for a browser that came by its link; before it the password, where there is one."""
    form = Password(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            held = guests.let_in(_held(request), link, password=form.cleaned_data["password"], now=timezone.now())
            limiting.give_back(request)
            return _with_pass(_SeeOther(reverse("shared", args=[link])), held)
        found = guests.seen(_held(request), link, now=timezone.now())
    except guests.NothingThere:
        return _nothing(request)
    except guests.WrongPassword:
        form.add_error("password", _("This is not the password."))
        return _asked(request, form, link)
    return (
        _asked(request, form, link) if found.needs_password else _dashboard(request, found.link, "sharing/shared.html")
    )


@require_GET
def framed(request: HttpRequest, token: str) -> HttpResponse:
    """The dashboard in a frame of a site that the link names. No cookie comes or goes."""
    try:
        link = guests.framed(token, now=timezone.now())
    except guests.NothingThere:
        return _nothing(request)
    answer = _dashboard(request, link, "sharing/framed.html")
    return headers.framed_by(answer, link.frame_ancestors)


def _dashboard(request: HttpRequest, link: ShareLink, template: str, *, is_preview: bool = False) -> HttpResponse:
    """What the link shows, counted if there is something to see."""
    with walls.within(link.workspace_id):
        board, words = frozen.board(
            link.connection, link.dashboard, link.query, shows_keys=link.shows_keys, now=timezone.now()
        )
        if board.page and not is_preview:
            guests.count(link)
    context = {
        "page": board.page,
        "standing": board.standing,
        "words": words,
        "link": link,
        "name": frozen.NAMES[link.dashboard],
        "is_preview": is_preview,
        "membership": None,
    }
    return _unseen(render(request, template, context))


def _asked(request: HttpRequest, form: Password, id: UUID) -> HttpResponse:
    """The form of the password. With "no-referrer" browsers would hide from us, too, that it came from our page."""
    status = 422 if form.errors else 200
    return _unseen(
        render(request, "sharing/password.html", {"form": form, "id": id}, status=status), referrer="same-origin"
    )


def _nothing(request: HttpRequest) -> HttpResponse:
    """The one answer to whatever opens nothing, whichever kind of address it was."""
    return _unseen(render(request, "sharing/nothing.html", {"telemetry_as": ""}, status=404))


def _held(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.GUEST_COOKIE_NAME, "")


def _with_pass(answer: HttpResponse, held: str) -> HttpResponse:
    answer.set_cookie(
        settings.GUEST_COOKIE_NAME,
        held,
        max_age=guests.COOKIE_DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return _unseen(answer)


def _unseen(answer: HttpResponse, *, referrer: str = "no-referrer") -> HttpResponse:
    """No crawler lists it, no cache keeps it, and no other site hears where somebody came from."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = referrer
    return answer
