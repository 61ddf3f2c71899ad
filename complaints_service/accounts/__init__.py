"""Who may sign in, what they may see and do, and how they prove who they are."""
