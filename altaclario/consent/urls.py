"""Addresses of what people are asked to agree to."""

from django.urls import path

from altaclario.consent import pages
from altaclario.consent.analytics import api

urlpatterns = [
    path("cookie-preferences", pages.preferences, name="cookie-preferences"),
    path("measured", api.measured, name="measured"),
    path("accounts/terms/", pages.terms_again, name="terms-again"),
    path("accounts/agreed/", pages.agreed, name="agreed"),
    path(".well-known/gpc.json", pages.gpc, name="gpc"),
]
