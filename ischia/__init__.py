"""Ischia: a care platform for massage therapy of sciatica, from the first safety question to the last decision."""

__version__ = "0.1.0"
