"""What somebody without a sign-in sees."""
