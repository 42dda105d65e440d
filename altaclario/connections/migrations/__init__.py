"""Migrations of connections; squashed until the first release."""
