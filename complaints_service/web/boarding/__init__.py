"""Getting people on board: the tour of the first visit, practice, guides in the product, words to administrators."""
