"""Migrations of web; squashed until the first release."""
