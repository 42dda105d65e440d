"""Addresses of the landing page, the demo, the dashboards, and the teams they can be looked at for."""

from django.urls import include, path

from altaclario.dashboards import api, every, openapi, pages, team_pages
from altaclario.dashboards.choosing import file_pages
from altaclario.dashboards.choosing import pages as choosing_pages

_COUNTING = "w/<slug:slug>/counting/"
_TEAMS = "w/<slug:slug>/teams/"

urlpatterns = [
    path("", pages.landing, name="landing"),
    path("demo", pages.demo, name="demo"),
    path("figures", pages.figures, name="figures"),
    *(path(f"w/<slug:slug>/{name}", pages.dashboard, {"name": name}, name=name) for name in every.DASHBOARDS),
    *(
        path(f"w/<slug:slug>/{name}/<str:chart>.csv", pages.file, {"name": name}, name=f"{name}-file")
        for name in every.DASHBOARDS
    ),
    path("w/<slug:slug>/items/<uuid:id>/<int:item>", pages.item, name="item"),
    path("api/v1/openapi.json", openapi.served, name="api-description"),
    path("api/v1/", include(api.addresses())),
    path(_COUNTING, choosing_pages.overview, name="counting"),
    path(f"{_COUNTING}export.toml", file_pages.export, name="counting-export"),
    path(f"{_COUNTING}import/file", file_pages.take_in, name="counting-import"),
    path(f"{_COUNTING}<slug:section>", choosing_pages.section, name="counting-section"),
    path(f"{_COUNTING}<slug:section>/preview", choosing_pages.preview, name="counting-preview"),
    path(_TEAMS, team_pages.listed, name="teams"),
    path(f"{_TEAMS}new", team_pages.new, name="team-new"),
    path(f"{_TEAMS}<uuid:team>/", team_pages.one, name="team"),
    path(f"{_TEAMS}<uuid:team>/work", team_pages.work, name="team-work"),
    path(f"{_TEAMS}<uuid:team>/delete", team_pages.delete, name="team-delete"),
]
