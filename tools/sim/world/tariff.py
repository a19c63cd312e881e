"""The town's one tariff: short enough that banks are bought within a run."""

from cloud.domain.money.terms import Terms
from cloud.services.money.tariffs import NewTariff

# A minute free, then 0.50 each started minute, bought at 1.50: after 3 minutes. The hold covers less than that.
TERMS = Terms(free_minutes=1, step_minutes=1, step_minor=50, total_cap_minor=150, hold_minor=100)
TARIFF = NewTariff("Town", "EUR", TERMS)
