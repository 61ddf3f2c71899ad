"""How long a test waits for what other threads and processes do, before it calls them stuck.

On an idle machine all of it comes within seconds. Where eight times as much runs it comes late, and that is no fault of
what is tested; what never comes is found all the same. Whatever a test itself needs is counted in its process' own time.
"""

PATIENCE_SECONDS = 240
