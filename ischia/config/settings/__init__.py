"""Which settings hold where? `base` everywhere; then `demo`, `dev`, `test` or `production`."""
