"""Maps as SVG: the outlines of areas, and the streets round a place."""
