"""Who did what, when? The bottom of the clinic: every other app writes here, and nothing here is ever changed."""
