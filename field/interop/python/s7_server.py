"""The S7 server of snap7 with known contents. Argument: the host (IPv4, it knows no other). Prints its port. DB 1 has 600
bytes, DB 2 has 20; markers, inputs and outputs 64. A line on the standard input ends it."""
import ctypes
import socket
import struct
import sys

from snap7.server import Server
from snap7.type import SrvArea

host = sys.argv[1]


def area(size):
    return (ctypes.c_ubyte * size)()


def put(memory, at, data):
    for i, byte in enumerate(data):
        memory[at + i] = byte


db1, db2, markers, inputs, outputs = area(600), area(20), area(64), area(64), area(64)
put(db1, 0, bytes([0b00001000]))
put(db1, 2, struct.pack(">h", -1234))
put(db1, 4, struct.pack(">f", 123.456))
put(db1, 8, struct.pack(">i", -123456789))
put(db1, 12, struct.pack(">d", -1.5e300))
put(db1, 20, bytes([30, 12]) + b"Hello, press")
put(db1, 60, struct.pack(">i", 90_500))
put(db1, 64, bytes([0x26, 0x11, 0x23, 0x14, 0x05, 0x59, 0x12, 0x31]))
put(db1, 72, struct.pack(">H", 0x2127))
put(db1, 74, b"K")
put(db1, 76, struct.pack(">H", 13475))
put(db1, 78, struct.pack(">Q", 2**64 - 1))
put(db1, 86, bytes([254, 254]) + b"x" * 254)
put(db1, 350, struct.pack(">HBBBBBBI", 2026, 11, 23, 2, 14, 5, 59, 123456789))
put(db1, 370, struct.pack(">HH", 10, 2) + "泵1".encode("utf-16-be"))
put(db1, 596, struct.pack(">I", 4_000_000_000))
put(db2, 18, struct.pack(">H", 77))
put(markers, 10, bytes([1]))
put(inputs, 4, struct.pack(">H", 513))
put(outputs, 0, bytes([0x80]))

with socket.socket() as free:
    free.bind((host, 0))
    port = free.getsockname()[1]
server = Server(log=False)
server.register_area(SrvArea.DB, 1, db1)
server.register_area(SrvArea.DB, 2, db2)
server.register_area(SrvArea.MK, 0, markers)
server.register_area(SrvArea.PE, 0, inputs)
server.register_area(SrvArea.PA, 0, outputs)
server.start_to(host, port)
print(port, flush=True)
sys.stdin.readline()
