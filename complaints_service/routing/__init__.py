"""Decides who gets a new ticket, and says why: ordered rules, loads and the office's lines of command."""
