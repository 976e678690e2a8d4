"""Who may open these pages? The front desk what is daily work, the owner everything."""

from ischia.clinic.people.api import Role

DESK = (Role.FRONT_DESK, Role.OWNER)
OWNER = (Role.OWNER,)
