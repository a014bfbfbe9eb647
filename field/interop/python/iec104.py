# A station of c104 that tells its process image and takes commands. Each line of the input is a change to tell, each line of
# the output a command that arrived. Arguments: address, port.
import json
import sys
from datetime import datetime, timezone

import c104

server = c104.Server(ip=sys.argv[1], port=int(sys.argv[2]), tick_rate_ms=50)
station = server.add_station(common_address=7)
types = {
    100: (c104.Type.M_SP_NA_1, True),
    101: (c104.Type.M_DP_NA_1, c104.Double.ON),
    102: (c104.Type.M_ST_NA_1, c104.Int7(-12)),
    103: (c104.Type.M_BO_NA_1, c104.Byte32(0xCAFEBABE)),
    104: (c104.Type.M_ME_NA_1, c104.NormalizedFloat(0.5)),
    105: (c104.Type.M_ME_NB_1, c104.Int16(-1234)),
    106: (c104.Type.M_ME_NC_1, 42.5),
    110: (c104.Type.M_SP_TB_1, False),
    111: (c104.Type.M_ME_TF_1, -7.25),
}
points = {}
for address, (kind, value) in types.items():
    points[address] = station.add_point(io_address=address, type=kind)
    points[address].value = value


def on_command(point: c104.Point, previous_info: c104.Information, message: c104.IncomingMessage) -> c104.ResponseState:
    value = point.value
    print(json.dumps({"command": point.io_address, "value": float(value) if not isinstance(value, bool) else value}), flush=True)
    return c104.ResponseState.FAILURE if point.io_address == 203 else c104.ResponseState.SUCCESS


for address, kind, mode in [
    (200, c104.Type.C_SC_NA_1, c104.CommandMode.DIRECT),
    (201, c104.Type.C_SE_NC_1, c104.CommandMode.DIRECT),
    (202, c104.Type.C_SC_NA_1, c104.CommandMode.SELECT_AND_EXECUTE),
    (203, c104.Type.C_SC_NA_1, c104.CommandMode.DIRECT),
]:
    point = station.add_point(io_address=address, type=kind, command_mode=mode)
    point.on_receive(callable=on_command)

server.start()
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    told = json.loads(line)
    point = points[told["object"]]
    value = told["value"]
    at = datetime.fromtimestamp(told["atMs"] / 1000, timezone.utc)
    quality = getattr(c104.Quality, told.get("quality", "")) if "quality" in told else c104.Quality()
    if told["object"] == 110:
        point.info = c104.SingleInfo(on=value, quality=quality, recorded_at=at)
    else:
        point.info = c104.ShortInfo(actual=value, quality=quality, recorded_at=at)
    point.transmit(cause=c104.Cot.SPONTANEOUS)
