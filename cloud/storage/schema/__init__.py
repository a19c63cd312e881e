"""Every table, once, for SQLite and PostgreSQL, by subject. What the columns mean stands with the rows in services.

The order of columns is that of the rows' fields. Migrations make the tables; a test holds that both agree. All
subjects are imported here: whoever asks for METADATA finds it whole.
"""

from cloud.storage.schema import delivery, fleet, money, orders, people, renting

__all__ = ("delivery", "fleet", "money", "orders", "people", "renting")
