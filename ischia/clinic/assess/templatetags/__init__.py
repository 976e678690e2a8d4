"""Which tags does the assess app offer to pages of other stages?"""
