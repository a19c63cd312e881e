"""The long-running programs: cloud, bridge and the broker they speak to. How they work is `cloud/`."""
