"""What hangs on the pins of `cabinet_s3`, for people and tools. No board loads it; `docs/WIRING.md` is made from it.

GPIO numbers stand in `cabinet_s3` alone: here are the names of its constants. Only the bench's jumpers have numbers here,
since no firmware knows them.
"""

# (constant in cabinet_s3, signal, where it leads, while the processor is in reset, what has to hold it then)
PINS = (
    (
        "SDA",
        "I2C data",
        "SDA of every expander and mux and of the clock",
        "floats",
        "pull-up 2.2 kΩ to 3.3 V, one for the bus",
    ),
    (
        "SCL",
        "I2C clock",
        "SCL of every expander and mux and of the clock",
        "floats",
        "pull-up 2.2 kΩ to 3.3 V, one for the bus",
    ),
    (
        "PERIPHERAL_RESET",
        "reset of expanders and muxes, low is reset",
        "RESET of every expander and every mux",
        "floats, so the pull-up ends the reset: expanders go on driving what they drove",
        "pull-up 10 kΩ to 3.3 V",
    ),
    (
        "STATUS_LED",
        "light: the cloud can be reached, high is on",
        "LED and 470 Ω to ground",
        "floats, light off",
        "none",
    ),
    (
        "ACCEPTED_LED",
        "light: bank accepted, high is on",
        "green LED and 470 Ω to ground",
        "floats, light off",
        "none",
    ),
    (
        "TAKE_BACK_LED",
        "light: please take it back, high is on",
        "red LED and 470 Ω to ground",
        "floats, light off",
        "none",
    ),
)

# (pins of an expander for its eight slots, signal, where each leads, after the chip's reset, what has to hold it then)
EXPANDER_PINS = (
    (
        "GPA0 to GPA7",
        "lock drives, high opens",
        "100 Ω to the gate of the slot's MOSFET",
        "floats (input)",
        "pull-down 10 kΩ from the gate to ground: without it a floating gate may open the lock",
    ),
    (
        "GPB0 to GPB7",
        "presence switches, low is a bank",
        "the slot's switch to ground",
        "floats (input)",
        "none: the firmware switches the chip's own pull-ups of 100 kΩ on",
    ),
)

# (contact between slot and bank, what it carries, what to mind)
BANK_CONTACTS = (
    ("GND", "ground", "longest contact: makes first, breaks last"),
    ("3V3", "3.3 V for the id memory", "100 mA fuse or switch a slot: a bent contact must not take the bus down"),
    ("SDA", "I2C data of the slot's own channel", "pull-up 4.7 kΩ on the cabinet's side, 100 Ω in series, ESD diode"),
    ("SCL", "I2C clock of the slot's own channel", "pull-up 4.7 kΩ on the cabinet's side, 100 Ω in series, ESD diode"),
)

# (GPIO, slot whose lock drive a wire leads there on a test bench)
BENCH_JUMPERS = (
    (12, 1),
    (13, 2),
)
