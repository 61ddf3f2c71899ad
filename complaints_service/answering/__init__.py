"""What an officer begins a letter with, and what is half written: templates and drafts."""
