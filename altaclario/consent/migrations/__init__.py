"""Migrations of consent; squashed until the first release."""
