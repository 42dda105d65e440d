"""Tests of the pages of the operator."""
