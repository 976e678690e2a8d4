"""Which settings, URLs and entry points make the clinic run? The top room: it may import all others."""
