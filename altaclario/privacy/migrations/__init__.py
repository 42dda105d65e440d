"""Migrations of privacy; squashed until the first release."""
