"""How does a clinic take everything out, any time, and bring in what it kept elsewhere?"""
