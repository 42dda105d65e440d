"""Addresses of the operator. None ends with a slash: a redirect to one would tell that it is there."""

from django.urls import path

from altaclario.operating import pages

urlpatterns = [path("operator", pages.measured, name="operator")]
