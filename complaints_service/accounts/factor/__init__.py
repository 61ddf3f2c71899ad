"""The second step of signing in: an app's code, a passkey, a recovery code; who must have one, and tries."""
