"""Invented texts that stand for what people write: the demo office tells them, and suggestions are judged by them."""
