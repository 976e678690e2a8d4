"""Which pages under docs/ are made from the code, its tests and the knowledge, so that they cannot grow old?"""
