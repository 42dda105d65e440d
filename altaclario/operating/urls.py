"""Addresses of the operator. None ends with a slash: a redirect to one would tell that it is there."""

from django.urls import path

from altaclario.operating import desk_pages, pages

urlpatterns = [
    path("operator", pages.measured, name="operator"),
    path("operator/desk", desk_pages.desk, name="operator-desk"),
    path("operator/desk/<str:reference>", desk_pages.matter, name="operator-matter"),
    path("operator/desk/<str:reference>/decide", desk_pages.decide, name="operator-decide"),
    path("operator/desk/<str:reference>/extend", desk_pages.extend, name="operator-extend"),
]
