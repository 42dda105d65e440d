"""Addresses of the landing page, the demo and the dashboards."""

from django.urls import path

from altaclario.dashboards import pages

urlpatterns = [
    path("", pages.landing, name="landing"),
    path("demo", pages.demo, name="demo"),
    path("w/<slug:slug>/flow", pages.flow, name="flow"),
    path("w/<slug:slug>/sprint", pages.sprint, name="sprint"),
    path("w/<slug:slug>/items/<uuid:id>/<int:item>", pages.item, name="item"),
]
