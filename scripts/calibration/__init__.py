"""Is the forecast what it says it is? Priors from the cited cohorts, and every check of the model that uses them."""
