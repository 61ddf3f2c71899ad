"""Pages: public, desk, board, sign-in. They parse, call one service function, and render."""
