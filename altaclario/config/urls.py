"""All addresses, room by room."""

from django.urls import include, path

handler500 = "altaclario.desk.status_pages.failed"
urlpatterns = [
    path("", include("altaclario.operating.urls")),
    path("", include("altaclario.sharing.urls")),
    path("", include("altaclario.dashboards.urls")),
    path("", include("altaclario.privacy.urls")),
    path("", include("altaclario.desk.urls")),
    path("", include("altaclario.sync.urls")),
    path("", include("altaclario.connections.urls")),
    path("", include("altaclario.consent.urls")),
    path("", include("altaclario.workspaces.urls")),
    path("accounts/", include("altaclario.accounts.urls")),
    path("", include("altaclario.telemetry.urls")),
    path("", include("altaclario.web.urls")),
]
