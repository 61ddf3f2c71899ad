"""Reports begun in a chat: drafts, steps and who may send them."""
