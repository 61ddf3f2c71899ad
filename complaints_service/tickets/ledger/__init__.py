"""Append, fold, seal: events, and the states and clocks read from them."""
