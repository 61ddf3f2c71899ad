"""Pages of rules tried on the past year: what is changed, how far it is, both judgements side by side."""
