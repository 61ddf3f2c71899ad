"""Signed checkpoints of the chains: the sealer alone makes them, who has the public key checks them."""
