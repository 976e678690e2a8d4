"""How does each stage's answer read for people? One module per stage; each writes onto a `Page`."""
