"""Stands on booking: what is paid, with a receipt for every session, numbered without gaps; prepaid packages."""
