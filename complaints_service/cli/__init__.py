"""The command `tanggap`."""
