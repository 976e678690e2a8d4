"""Which fictitious clinic shows what Ischia does? The top of the clinic: it fills all other apps through their doors.

Every name, address, number and story here is invented.
"""
