"""What everybody may see: figures of past months under a privacy floor, and released reports."""
