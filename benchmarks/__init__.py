"""How fast is Ischia, against a baseline measured in the same run? `make bench` answers into `results.json`."""
