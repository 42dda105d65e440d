"""Addresses of what people are asked to agree to."""

from django.urls import path

from altaclario.consent import pages

urlpatterns = [
    path("cookie-preferences", pages.preferences, name="cookie-preferences"),
    path("accounts/terms/", pages.terms_again, name="terms-again"),
    path("accounts/agreed/", pages.agreed, name="agreed"),
    path(".well-known/gpc.json", pages.gpc, name="gpc"),
]
