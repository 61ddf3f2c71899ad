"""From the office's vision to each officer's yearly plan (SKP), agreed in a dialogue that both sign."""
