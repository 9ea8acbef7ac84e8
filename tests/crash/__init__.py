"""Runs that are killed, starved of disk and started twice; `python -m tests.crash --help` has the long forms."""
