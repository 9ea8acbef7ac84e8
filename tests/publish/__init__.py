"""Tests of `aggregator.publish`."""
