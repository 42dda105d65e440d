"""Migrations of vault; squashed until the first release."""
