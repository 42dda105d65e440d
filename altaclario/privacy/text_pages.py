"""The texts that the public reads: as they are in force, every version that ever was, what changed between two."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from altaclario.privacy import differences
from altaclario.web import policies, versions
from altaclario.web.versions import NoSuchVersion, Version


def text(request: HttpRequest, name: str) -> HttpResponse:
    """A text as it is in force, and whether another one is announced."""
    told = {"policy": policies.policy(name), "name": name, "coming": _coming(name)}
    return render(request, "privacy/text.html", told)


@require_safe
def every_version(request: HttpRequest) -> HttpResponse:
    """All versions of all texts; one of them; or what differs between two."""
    name, wanted, since = (request.GET.get(word, "") for word in ("text", "version", "since"))
    if not name:
        held = [(one, versions.newest(one).title, versions.versions(one)[::-1]) for one in versions.NAMES]
        return render(request, "privacy/versions.html", {"texts": held})
    try:
        shown = versions.version(name, wanted)
        if since:
            return _difference(request, versions.version(name, since), shown)
    except NoSuchVersion:
        raise Http404 from None
    told = {"policy": policies.as_it_was(shown), "name": name, "kept": shown, "others": _others(shown)}
    return render(request, "privacy/text.html", told)


def _difference(request: HttpRequest, older: Version, newer: Version) -> HttpResponse:
    told = {"older": older, "newer": newer, "blocks": differences.between(older.body, newer.body)}
    return render(request, "privacy/difference.html", told)


def _coming(name: str) -> Version | None:
    return versions.coming(name, today=timezone.now().date())


def _others(shown: Version) -> list[Version]:
    return [one for one in versions.versions(shown.name) if one.version != shown.version]
