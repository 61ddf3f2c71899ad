"""Where files lie: a folder of this machine, or a bucket that many machines share; one interface for both."""
