"""Texts that stand for what people write: the demo office tells them, suggestions are judged by them."""
