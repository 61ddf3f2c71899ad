"""Letters that were pressed and have not left: for half a minute their writer may take them back."""
