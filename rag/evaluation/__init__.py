"""Measuring answers: question sets, runs, metrics."""
