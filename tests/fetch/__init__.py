"""Tests of `aggregator.fetch`."""
