"""Field work: the places somebody has to see, in the order one walks, for a phone."""
