"""Numbers of the calls that a virtual board makes to its supervisor, and the layout of a call.

A call is a header and `size_out` bytes; its answer is a 16-bit status, zero or an errno, and `size_in` bytes, which a call
that failed fills with zeros. Every call is answered before the board goes on, but RESET, after which nothing goes on.
"""

HEADER = "<BBHHHH"  # call, unit, place, offset, size_out, size_in
HEADER_BYTES = 10
STATUS = "<H"
STATUS_BYTES = 2
CTRL_C = 0xFFFF  # a status: the call was carried out, and somebody pressed Ctrl-C

READY = 1  # flash is mounted, boot.py comes next
I2C = 2  # unit: bus; place: address
GPIO_DRIVE = 3  # place: pin; unit: 0 low, 1 high, 2 let go
GPIO_READ = 4  # place: pin; unit: 1 pulled up; in: level
RESET = 5  # unit: 0 machine.reset, 1 soft reset, 2 soft reset that comes back in the raw prompt
WATCHDOG_START = 6  # out: u32 ms
WATCHDOG_FEED = 7
CLOCK_SET = 8  # out: i64 seconds since 2000
FLASH_PROGRAM = 9  # place: block; offset; out: bytes
FLASH_ERASE = 10  # place: block
WIFI_ACTIVE = 11  # unit: 0 off, 1 on
WIFI_CONNECT = 12  # out: ssid, NUL, key
WIFI_DISCONNECT = 13
WIFI_STATUS = 14  # in: i16 status, i16 rssi
RESOLVE = 15  # place: port; out: host; in: u16 port on loopback
LISTENING = 16  # unit: who reads the serial line from now on
CTRL_C_IS_DATA = 17  # unit: 1 it is, and what the board prints is binary; 0 it interrupts, and prints are text

HARD_RESET, SOFT_RESET, SOFT_RESET_RAW = 0, 1, 2
LOW, HIGH, FLOATING = 0, 1, 2
BOARD, PROGRAM, FRIENDLY_PROMPT, RAW_PROMPT = 0, 1, 2, 3
