"""What we keep in a browser: a form's seal, a report one follows, and that one has signed in here before."""
