"""The tests, as a package, so that they can share the loopback server and the makers of records."""
