"""Reports that another office answers: handed to its own installation by Open311, and followed from here."""
