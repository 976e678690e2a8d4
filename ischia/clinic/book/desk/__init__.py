"""The clinic's calendar: who treats whom when and where, moved by hand."""
