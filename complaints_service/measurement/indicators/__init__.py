"""From rows of facts to figures."""
