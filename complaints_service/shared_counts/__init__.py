"""Counts that every process of the office shares: how often something came within a window of time.

Where the office has one database for many machines, limits hold for all of them together. What is counted is
known by a keyed digest, so nobody's address stands here. The counts are worth minutes: they lie in a table
that the database does not write to its log, and are gone after a crash of it.
"""
