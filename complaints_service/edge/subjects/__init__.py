"""What rights are about: one module a subject, with its loader and the rights that ask for it."""
