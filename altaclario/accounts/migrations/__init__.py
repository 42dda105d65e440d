"""Migrations of accounts; squashed until the first release."""
