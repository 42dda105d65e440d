"""Migrations of telemetry; squashed until the first release."""
