"""Every table, once, for SQLite and PostgreSQL, by subject. What the columns mean stands with the records in services.

The order of columns is that of the records' fields. Migrations make the tables; a test holds that both agree. All
subjects are imported here: whoever asks for METADATA finds it whole.
"""

from cloud.storage.schema import fleet, log, money, orders, people

__all__ = ("fleet", "log", "money", "orders", "people")
