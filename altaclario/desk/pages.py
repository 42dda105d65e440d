"""The forms for strangers, what they read after sending one, and how it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from altaclario.desk import receiving
from altaclario.desk.forms import CounterNotice, Message, Notice, Report, Sent, Standing, link_of
from altaclario.web import limiting


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """A message by category."""
    return _answered(request, Message, "desk/contact.html", request.POST or None)


@require_http_methods(["GET", "HEAD", "POST"])
def abuse(request: HttpRequest) -> HttpResponse:
    """A report of something that is shared."""
    return _answered(request, Report, "desk/abuse.html", request.POST or None)


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """A notice of infringement."""
    return _answered(request, Notice, "desk/dmca.html", request.POST or None)


@require_http_methods(["GET", "HEAD", "POST"])
def counter_notice(request: HttpRequest) -> HttpResponse:
    """The answer to one, by whom it took something away from."""
    return _answered(request, CounterNotice, "desk/counter_notice.html", request.POST or None)


@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest) -> HttpResponse:
    """How something stands, for who knows its reference and its code."""
    form = Standing(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/status.html", {"form": form}, status=422 if request.method == "POST" else 200)
    try:
        matter = receiving.standing(form.cleaned_data["reference"], form.cleaned_data["code"])
    except receiving.NothingOfThatName:
        return render(request, "desk/status.html", {"form": form, "is_unknown": True}, status=422)
    limiting.give_back(request)
    return render(request, "desk/status.html", {"matter": matter})


def _answered(request: HttpRequest, wanted: type[Sent], template: str, sent: object) -> HttpResponse:
    """The form, or what was wrong with it, or the reference."""
    form = wanted(sent if request.method == "POST" else None, initial={"link": link_of(request.GET.get("link", ""))})
    if request.method != "POST":
        return render(request, template, {"form": form})
    is_whole, is_of_a_machine = form.is_valid(), form.is_of_a_machine
    if not is_whole or is_of_a_machine:
        form.again()
        return render(request, template, {"form": form, "is_of_a_machine": is_whole}, status=422)
    limiting.take(request, "mail of the desk", form.cleaned_data["email"])
    look_up = request.build_absolute_uri(reverse("desk-status"))
    received = receiving.receive(form, look_up=look_up, now=timezone.now())
    return render(request, "desk/received.html", {"received": received, "matter": received.matter})
