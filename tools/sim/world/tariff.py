"""The town's one tariff: short enough that banks are bought within a run."""

from cloud.services.tariffs import Terms

# A minute free, then 0.50 each started minute, bought at 1.50: after 3 minutes. The hold covers less than that.
TERMS = Terms("Town", "EUR", 1, 1, 50, 0, 150, 100)
