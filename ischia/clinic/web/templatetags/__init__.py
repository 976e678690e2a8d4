"""Which tags do templates of every app use?"""
