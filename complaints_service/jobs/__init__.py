"""The worker's timetable: one thin function per job."""
