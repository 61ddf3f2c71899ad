"""Getting people on board: the first tour, practice, guides in the product, words to administrators."""
