"""One act on several tickets at once: tried before it is done, and taken back where an inverse exists."""
