"""Migrations of audit; squashed until the first release."""
