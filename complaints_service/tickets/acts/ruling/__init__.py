"""Acts that say how time and targets count: class, targets, the file, contested custody."""
