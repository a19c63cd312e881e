"""The table of orders: the contract, whatever it is about."""

from sqlalchemy import Index

from cloud.services.ports.rows.orders import Order
from cloud.storage.schema.declaration import columns_of, make_table

ORDERS = make_table("orders", *columns_of(Order), Index("orders_account", "account_id", "id"), long_rows=True)
