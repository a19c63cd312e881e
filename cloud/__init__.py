"""The CPython service that authorises, records and shows; talks to devices over MQTT."""
