"""Files made anew out of what they show or say alone: no place, name, device or date of theirs is left.

Pure: bytes in, bytes out. It runs in a process of its own (`child`), because whoever sends a file chooses
what is decoded here.
"""
