"""Measurements; `make bench` runs them (benchmarks/README.md)."""
