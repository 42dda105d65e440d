"""Migrations of share links; squashed until the first release."""
