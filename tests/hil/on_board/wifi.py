"""What the board's radio says of itself. It is asked, never switched."""


def station():
    """Return the state of the Wi-Fi station, None for a board without a radio; `rssi_dbm` is None while not joined."""
    try:
        import network
    except ImportError:
        return None
    radio = network.WLAN(network.STA_IF)
    joined = radio.isconnected()
    return {
        "active": radio.active(),
        "joined": joined,
        "status": radio.status(),
        "rssi_dbm": radio.status("rssi") if joined else None,
        "addresses": list(radio.ifconfig()),
    }
