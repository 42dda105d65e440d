"""Migrations of sync; squashed until the first release."""
