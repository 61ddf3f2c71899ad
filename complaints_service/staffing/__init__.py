"""Acts on people, each from a local day on: joining, moving, leading a post as well, leaving, returning."""
